"""Recommended products as data, for the visitor who asks."""

from __future__ import annotations

from starlette.routing import Route

from notesik.proposals import ProposalRequest, propose
from notesik.web.incoming import Answer, Endpoint, Incoming
from notesik.web.visits import answer_of, read_call


async def post_recommendations(incoming: Incoming) -> Answer:
    """Products for the visitor as data: `{strategy, limit?, product_id?}` beside what a visit says of who and where."""
    house = incoming.house
    call, live = await read_call(incoming, ProposalRequest)
    products = await propose(call, live, house.sites.widgets, house.notebook, house.clock())
    return answer_of(incoming, {"products": products}, call)


ROUTES = [Route("/v1/recommendations", Endpoint(post_recommendations), methods=["POST"])]
