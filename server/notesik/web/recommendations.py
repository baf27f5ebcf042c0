"""Recommended products as data, for the visitor who asks."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notesik.proposals import ProposalRequest, propose
from notesik.web.house import house_of
from notesik.web.visits import answer_of, read_call


async def post_recommendations(request: Request) -> Response:
    """Products for the visitor as data: `{strategy, limit?, product_id?}` beside what a visit says of who and where."""
    house = house_of(request)
    call, live = await read_call(request, ProposalRequest)
    products = await propose(call, live, house.sites.widgets, house.notebook, house.clock())
    return answer_of(request, {"products": products}, call)


ROUTES = [Route("/v1/recommendations", post_recommendations, methods=["POST"])]
