"""The days that a request asks for: ``?from=2026-11-01&until=2026-11-30``, both included, by UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from starlette.requests import Request

from notesik.errors import BadRequest
from notesik.results import MAX_DAYS, days_between
from notesik.web.house import house_of

DAYS_SHOWN = 30
"""Where the request does not name the first."""
FIRST_YEAR = 2000


def days_of(request: Request) -> list[str]:
    """The days as ``2026-11-21``; without ``until``, up to today. Raises BadRequest."""
    today = datetime.fromtimestamp(house_of(request).clock() / 1000, UTC).date()
    until = _day(request, "until", today)
    since = _day(request, "from", until - timedelta(days=DAYS_SHOWN - 1))
    if not 0 <= (until - since).days < MAX_DAYS:
        raise BadRequest(f"expected 1 to {MAX_DAYS} days", path="from")
    return days_between(since, until)


def _day(request: Request, name: str, default: date) -> date:
    stated = request.query_params.get(name)
    try:
        day = date.fromisoformat(stated) if stated else default
    except ValueError as error:
        raise BadRequest(f"expected a day like 2026-11-21, not {stated!r}", path=name) from error
    if day.year < FIRST_YEAR:
        raise BadRequest(f"there is nothing before {FIRST_YEAR}", path=name)
    return day
