"""Campaigns over HTTP: put, read, delete, and their results. For the bearer of the site's secret key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notesik.campaigns import Campaign, campaign_document, read_campaign
from notesik.errors import BadDocument, BadRequest, Fault, NotFound
from notesik.results import MAX_DAYS, days_between, summarised
from notesik.store import results
from notesik.store.campaigns import campaigns
from notesik.web.access import site_of_owner
from notesik.web.bodies import read_body
from notesik.web.house import house_of
from notesik.widgets import Widget

DAYS_SHOWN = 30
"""Days of results where the request does not name the first."""
FIRST_YEAR = 2000


async def put_campaign(request: Request) -> Response:
    """Apply the campaign in the body; 201 when it is new. A faulty one is refused with all its faults."""
    house, live, id = house_of(request), site_of_owner(request), request.path_params["id"]
    try:
        document = msgspec.json.decode(await read_body(request))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"the body is no JSON: {error}") from error
    campaign = _campaign_called(id, document, house.sites.widgets)
    shelf = campaigns(house.client, live.site.id)
    is_new = await shelf.get(id) is None
    await shelf.put(id, msgspec.json.encode(campaign_document(campaign)))
    return JSONResponse(campaign_document(campaign), status_code=201 if is_new else 200)


def _campaign_called(id: str, document: object, widgets: Mapping[str, Widget]) -> Campaign:
    """The campaign in ``document``, which may leave its id to the address, but not have another."""
    faults: list[Fault] = []
    if isinstance(document, dict) and document.setdefault("id", id) != id:
        faults.append(Fault("id", f"the address says {id!r}"))
    try:
        campaign = read_campaign(document, widgets)
    except BadDocument as error:
        raise BadDocument(f"campaign {id}", [*faults, *error.faults]) from error
    if faults:
        raise BadDocument(f"campaign {id}", faults)
    return campaign


async def list_campaigns(request: Request) -> Response:
    """All campaigns of the site."""
    documents = await campaigns(house_of(request).client, site_of_owner(request).site.id).list()
    return JSONResponse({"campaigns": [msgspec.json.decode(document) for document in documents.values()]})


async def get_campaign(request: Request) -> Response:
    """One campaign."""
    return JSONResponse(await _document(request))


async def delete_campaign(request: Request) -> Response:
    """Delete a campaign; its results stay until they expire."""
    id = request.path_params["id"]
    if not await campaigns(house_of(request).client, site_of_owner(request).site.id).delete(id):
        raise NotFound(f"there is no campaign {id!r}", path="id")
    return Response(status_code=204)


async def get_results(request: Request) -> Response:
    """Impressions, clicks, closes, conversions and revenue of each variant by day; ``?from=…&until=…``, 30 days."""
    house, live = house_of(request), site_of_owner(request)
    document = await _document(request)
    today = datetime.fromtimestamp(house.clock() / 1000, UTC).date()
    until = _day(request, "until", today)
    since = _day(request, "from", until - timedelta(days=DAYS_SHOWN - 1))
    if not 0 <= (until - since).days < MAX_DAYS:
        raise BadRequest(f"expected 1 to {MAX_DAYS} days", path="from")
    stored = await results.load(house.client, live.site.id, document["id"], days_between(since, until))
    return JSONResponse(summarised(document["id"], [each["id"] for each in document["variants"]], stored))


async def _document(request: Request) -> dict[str, Any]:
    house, live, id = house_of(request), site_of_owner(request), request.path_params["id"]
    stored = await campaigns(house.client, live.site.id).get(id)
    if stored is None:
        raise NotFound(f"there is no campaign {id!r}", path="id")
    document: dict[str, Any] = msgspec.json.decode(stored)
    return document


def _day(request: Request, name: str, default: date) -> date:
    stated = request.query_params.get(name)
    try:
        day = date.fromisoformat(stated) if stated else default
    except ValueError as error:
        raise BadRequest(f"expected a day like 2026-11-21, not {stated!r}", path=name) from error
    if day.year < FIRST_YEAR:
        raise BadRequest(f"there are no results before {FIRST_YEAR}", path=name)
    return day


ROUTES = [
    Route("/api/v1/campaigns", list_campaigns, methods=["GET"]),
    Route("/api/v1/campaigns/{id}", put_campaign, methods=["PUT"]),
    Route("/api/v1/campaigns/{id}", get_campaign, methods=["GET"]),
    Route("/api/v1/campaigns/{id}", delete_campaign, methods=["DELETE"]),
    Route("/api/v1/campaigns/{id}/results", get_results, methods=["GET"]),
]
