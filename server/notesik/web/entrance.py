"""Which way a request goes: straight to its call, or through all of Starlette's routes.

At the rate of page views Starlette's frames (its look through the routes, the wrapping of what is sent, once for each
of them) cost more than reading the request. What is posted to a call therefore goes straight to that call's route.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from notesik.web.access import CrossOrigin
from notesik.web.incoming import Endpoint


class Entrance:
    """Before ``app``, which has the same ``routes`` and answers everything else, other methods of the calls too."""

    def __init__(self, app: ASGIApp, routes: Sequence[Route], cross_origin: CrossOrigin) -> None:
        self._app, self._cross_origin = app, cross_origin
        self._calls = {route.path: route for route in routes if isinstance(route.endpoint, Endpoint)}

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        return self._way_of(scope)(scope, receive, send)

    def _way_of(self, scope: Scope) -> ASGIApp:
        if scope["type"] != "http":
            return self._app
        if scope["method"] == "POST" and (call := self._calls.get(scope["path"])) is not None:
            scope["route"] = call
            return call.app
        return self._cross_origin.preflight(scope) or self._app
