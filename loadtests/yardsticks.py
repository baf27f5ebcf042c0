"""What Notesik is measured against: the least that a Starlette server does with a page event.

``uvicorn`` starts ``bare_app`` and ``naive_app`` as factories, as it starts Notesik.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


def bare_app() -> Starlette:
    """Parses the body of a page event and answers."""
    return Starlette(routes=[Route("/v1/visit", _bare, methods=["POST"])])


async def _bare(request: Request) -> Response:
    event = msgspec.json.decode(await request.body())
    return JSONResponse({"anonymousId": event["anonymousId"], "accepted": len(event["batch"]), "widgets": []})


def naive_app() -> Starlette:
    """The same with one GET of redis-py."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with Redis.from_url(os.environ["NOTESIK_REDIS_URL"]) as app.state.redis:
            yield

    return Starlette(routes=[Route("/v1/visit", _naive, methods=["POST"])], lifespan=lifespan)


async def _naive(request: Request) -> Response:
    event = msgspec.json.decode(await request.body())
    known = await request.app.state.redis.get(f"yardstick:{event['anonymousId']}")
    return JSONResponse(
        {"anonymousId": event["anonymousId"], "accepted": len(event["batch"]), "known": known is not None}
    )
