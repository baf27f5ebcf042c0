"""Scoring plans over HTTP: put, read, delete. For the bearer of the site's secret key."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notesik import audience_work
from notesik.errors import BadDocument, NotFound
from notesik.web.access import site_of_owner
from notesik.web.bodies import id_faults, read_json
from notesik.web.house import house_of


async def list_plans(request: Request) -> Response:
    """All scoring plans of the site."""
    found = await audience_work.all_plans(house_of(request).client, site_of_owner(request).site.id)
    return JSONResponse({"scoring_plans": found})


async def put_plan(request: Request) -> Response:
    """Apply the scoring plan in the body; 201 when it is new. What was scored before stays."""
    house, live, id = house_of(request), site_of_owner(request), request.path_params["id"]
    document = await read_json(request)
    if faults := id_faults(document, id):
        raise BadDocument(f"scoring plan {id}", faults)
    [applied] = await audience_work.apply_plans(house.client, live.site.id, [document])
    return JSONResponse(applied.document, status_code=201 if applied.is_new else 200)


async def get_plan(request: Request) -> Response:
    """One scoring plan."""
    id = request.path_params["id"]
    for document in await audience_work.all_plans(house_of(request).client, site_of_owner(request).site.id):
        if document["id"] == id:
            return JSONResponse(document)
    raise NotFound(f"there is no scoring plan {id!r}", path="id")


async def delete_plan(request: Request) -> Response:
    """Delete a scoring plan that no condition and no merge tag reads any more."""
    await audience_work.delete_plan(house_of(request).client, site_of_owner(request).site.id, request.path_params["id"])
    return Response(status_code=204)


ROUTES = [
    Route("/api/v1/scoring-plans", list_plans, methods=["GET"]),
    Route("/api/v1/scoring-plans/{id}", put_plan, methods=["PUT"]),
    Route("/api/v1/scoring-plans/{id}", get_plan, methods=["GET"]),
    Route("/api/v1/scoring-plans/{id}", delete_plan, methods=["DELETE"]),
]
