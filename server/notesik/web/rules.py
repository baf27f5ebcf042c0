"""The site's rules over HTTP. For the bearer of the site's secret key."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notesik import rules_work
from notesik.site_rules import read_site_rules, site_rules_document
from notesik.web.access import site_of_owner
from notesik.web.bodies import read_json
from notesik.web.house import house_of


async def get_rules(request: Request) -> Response:
    """The rules that hold for all campaigns of the site; what is left out is as it is without rules."""
    document = await rules_work.rules_document(house_of(request).client, site_of_owner(request).site.id)
    return JSONResponse(document)


async def put_rules(request: Request) -> Response:
    """Apply the rules in the body in place of those that there are. Faulty ones are refused with all their faults."""
    live = site_of_owner(request)
    rules = read_site_rules(await read_json(request))
    await rules_work.apply_rules(house_of(request).client, live.site.id, rules)
    return JSONResponse(site_rules_document(rules))


ROUTES = [
    Route("/api/v1/rules", get_rules, methods=["GET"]),
    Route("/api/v1/rules", put_rules, methods=["PUT"]),
]
