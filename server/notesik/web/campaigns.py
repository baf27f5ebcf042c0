"""Campaigns over HTTP: put, read, delete, and their results. For the bearer of the site's secret key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notesik import audience_work, owners_work
from notesik.campaigns import Campaign, campaign_document, read_campaign
from notesik.errors import BadDocument, NotFound
from notesik.exposures import HELD_OUT
from notesik.known_names import SiteNames
from notesik.results import summarised
from notesik.segments import Segments
from notesik.store import results
from notesik.store.campaigns import campaigns
from notesik.web.access import site_of_owner
from notesik.web.bodies import id_faults, read_json
from notesik.web.days import days_of
from notesik.web.house import house_of
from notesik.widgets import Widget


async def put_campaign(request: Request) -> Response:
    """Apply the campaign in the body; 201 when it is new. A faulty one is refused with all its faults."""
    house, live, id = house_of(request), site_of_owner(request), request.path_params["id"]
    document = await read_json(request)
    # Those in the store, and not those in force here: one that was put a moment ago may be named.
    segments = await audience_work.site_segments(house.client, live.site.id)
    names = await audience_work.site_names(house.client, live.site.id)
    campaign = _campaign_called(id, document, house.sites.widgets, segments, names)
    shelf = campaigns(house.client, live.site.id)
    is_new = await shelf.get(id) is None
    await shelf.put(id, msgspec.json.encode(campaign_document(campaign)))
    return JSONResponse(campaign_document(campaign), status_code=201 if is_new else 200)


def _campaign_called(
    id: str, document: object, widgets: Mapping[str, Widget], segments: Segments, names: SiteNames
) -> Campaign:
    """The campaign in ``document``, which may leave its id to the address, but not have another."""
    faults = id_faults(document, id)
    try:
        campaign = read_campaign(document, widgets, segments, names)
    except BadDocument as error:
        raise BadDocument(f"campaign {id}", [*faults, *error.faults]) from error
    if faults:
        raise BadDocument(f"campaign {id}", faults)
    return campaign


async def list_campaigns(request: Request) -> Response:
    """All campaigns of the site, each with its `state` now, which its schedule decides too"""
    house, live = house_of(request), site_of_owner(request)
    return JSONResponse({"campaigns": await owners_work.all_campaigns(house.client, live.site.id, house.clock())})


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
    stored = await results.load(house.client, live.site.id, document["id"], days_of(request))
    variants = [each["id"] for each in document["variants"]]
    if document.get("holdout"):
        variants.append(HELD_OUT)
    return JSONResponse(summarised(document["id"], variants, stored))


async def _document(request: Request) -> dict[str, Any]:
    house, live, id = house_of(request), site_of_owner(request), request.path_params["id"]
    stored = await campaigns(house.client, live.site.id).get(id)
    if stored is None:
        raise NotFound(f"there is no campaign {id!r}", path="id")
    document: dict[str, Any] = msgspec.json.decode(stored)
    return document


ROUTES = [
    Route("/api/v1/campaigns", list_campaigns, methods=["GET"]),
    Route("/api/v1/campaigns/{id}", put_campaign, methods=["PUT"]),
    Route("/api/v1/campaigns/{id}", get_campaign, methods=["GET"]),
    Route("/api/v1/campaigns/{id}", delete_campaign, methods=["DELETE"]),
    Route("/api/v1/campaigns/{id}/results", get_results, methods=["GET"]),
]
