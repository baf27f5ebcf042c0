"""For operators: is the process there, and can it serve."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notesik import __version__
from notesik.store.connections import expect
from notesik.web.instruments import instruments_of


async def healthz(request: Request) -> Response:
    """The process lives."""
    return JSONResponse({"status": "ok", "version": __version__})


async def readyz(request: Request) -> Response:
    """The store answers too; else 503."""
    [reply] = await instruments_of(request).client.trip([("PING",)])
    expect(reply)
    return JSONResponse({"status": "ready", "version": __version__})


ROUTES = [Route("/healthz", healthz), Route("/readyz", readyz)]
