"""The end that a countdown counts to, and what is left until then. It is one moment for everybody: none restarts."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import NamedTuple

HOUR_MS = 3_600_000
UNITS_MS = {"days": 86_400_000, "hours": HOUR_MS, "minutes": 60_000, "seconds": 1_000}


class Figure(NamedTuple):
    """One number of a countdown, as text; ``unit`` is the name of its word."""

    unit: str
    unit_ms: int
    text: str
    is_shown: bool


def parse_end(text: object) -> datetime.datetime:
    """A local time (``2026-12-24T18:00``), or one with its offset; raises ValueError with a sentence for the reader."""
    try:
        return datetime.datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        shown = f'"{text}"' if isinstance(text, str) else "no text"
        raise ValueError(f"expected a time such as 2026-12-24T18:00, got {shown}") from None


def end_ms(end: datetime.datetime, time_zone: str) -> int:
    """Unix milliseconds; a local time is one of ``time_zone`` (the first, where the clocks go back and it comes twice).

    >>> end_ms(parse_end("2026-12-24T18:00"), "Europe/Warsaw") == end_ms(parse_end("2026-12-24T17:00Z"), "Asia/Tokyo")
    True
    """
    zoned = end if end.tzinfo is not None else end.replace(tzinfo=zoneinfo.ZoneInfo(time_zone))
    return round(zoned.timestamp() * 1000)


def figures(left_ms: int) -> list[Figure]:
    """Days, hours and minutes; in the last hour minutes and seconds. The browser counts on by the same rule.

    >>> [f"{each.text} {each.unit}" for each in figures(93_780_000) if each.is_shown]
    ['1 days', '02 hours', '03 minutes']
    >>> [f"{each.text} {each.unit}" for each in figures(125_000) if each.is_shown]
    ['02 minutes', '05 seconds']
    """
    rest_ms, found = max(left_ms, 0), []
    is_last_hour = rest_ms < HOUR_MS
    for unit, unit_ms in UNITS_MS.items():
        count, rest_ms = divmod(rest_ms, unit_ms)
        is_shown = is_last_hour if unit == "seconds" else unit == "minutes" or left_ms >= unit_ms
        found.append(Figure(unit, unit_ms, str(count) if unit == "days" else f"{count:02d}", is_shown))
    return found
