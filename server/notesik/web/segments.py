"""Segments over HTTP: put, read, delete, and their sizes. For the bearer of the site's secret key."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notesik import audience_work
from notesik.audience_work import Document
from notesik.documents import describe
from notesik.errors import BadDocument, Fault, NotFound
from notesik.store import segment_sizes
from notesik.web.access import site_of_owner
from notesik.web.bodies import id_faults, read_json
from notesik.web.days import days_of
from notesik.web.house import house_of


async def list_segments(request: Request) -> Response:
    """All segments of the site; ``ready_made`` has the ids of those that came with Notesik."""
    found = await audience_work.all_segments(house_of(request).client, site_of_owner(request).site.id)
    ready_made = [document["id"] for document in found.ready_made]
    return JSONResponse({"segments": [*found.ready_made, *found.own], "ready_made": ready_made})


async def put_segment(request: Request) -> Response:
    """Apply the segment in the body; 201 when it is new. A faulty one is refused with all its faults."""
    house, live, id = house_of(request), site_of_owner(request), request.path_params["id"]
    document = await read_json(request)
    if not isinstance(document, dict):
        raise BadDocument(f"segment {id}", [Fault("", f"expected a mapping, got {describe(document)}")])
    if faults := id_faults(document, id):
        raise BadDocument(f"segment {id}", faults)
    try:
        [applied] = await audience_work.apply_segments(house.client, live.site.id, [document])
    except BadDocument as error:
        raise BadDocument(f"segment {id}", _with_own_paths(error.faults, id)) from error
    return JSONResponse(applied.document, status_code=201 if applied.is_new else 200)


def _with_own_paths(faults: Iterable[Fault], id: str) -> list[Fault]:
    """Its own faults by their paths within it; those of others that are made of it by their whole paths."""
    return [Fault(fault.path.removeprefix(f"segments.{id}."), fault.message) for fault in faults]


async def get_segment(request: Request) -> Response:
    """One segment."""
    return JSONResponse(await _document(request))


async def delete_segment(request: Request) -> Response:
    """Delete a segment of the site's own; 409 while another segment or a campaign uses it."""
    await audience_work.delete_segment(
        house_of(request).client, site_of_owner(request).site.id, request.path_params["id"]
    )
    return Response(status_code=204)


async def get_size(request: Request) -> Response:
    """How many visitors were in a segment, by day, within about one in a hundred; ``?from=…&until=…``, 30 days."""
    house, live = house_of(request), site_of_owner(request)
    id = (await _document(request))["id"]
    sizes = await segment_sizes.load(house.client, live.site.id, id, days_of(request))
    return JSONResponse({"segment": id, "days": [{"day": day, "visitors": size} for day, size in sizes.items()]})


async def _document(request: Request) -> Document:
    id = request.path_params["id"]
    found = await audience_work.all_segments(house_of(request).client, site_of_owner(request).site.id)
    for document in (*found.ready_made, *found.own):
        if document["id"] == id:
            return document
    raise NotFound(f"there is no segment {id!r}", path="id")


ROUTES = [
    Route("/api/v1/segments", list_segments, methods=["GET"]),
    Route("/api/v1/segments/{id}", put_segment, methods=["PUT"]),
    Route("/api/v1/segments/{id}", get_segment, methods=["GET"]),
    Route("/api/v1/segments/{id}", delete_segment, methods=["DELETE"]),
    Route("/api/v1/segments/{id}/size", get_size, methods=["GET"]),
]
