"""Around each request: its id, its place in the metrics, and, where the log is that detailed, a line."""

from __future__ import annotations

import itertools
import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence

from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from notesik.logs import REQUEST_ID
from notesik.metrics import REQUEST_SECONDS, REQUESTS, Recorder
from notesik.web.incoming import Header, header_of
from notesik.web.problems import ANSWER_HEADERS

logger = logging.getLogger(__name__)

OTHER = "other"
"""The route of what is not ours (pages of the demo shop, addresses that lead nowhere), and a method nobody knows."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_PROCESS = secrets.token_hex(5)
_numbers = itertools.count(1)


class Observed:
    """Counts and times requests under the ``names`` of their routes, and gives each an id: that of its
    ``X-Request-Id`` where a proxy has made one, else a new one. The answer has it too, beside what ``more_headers``
    finds for the request."""

    def __init__(
        self,
        app: ASGIApp,
        recorder: Recorder,
        names: Mapping[str, str],
        more_headers: Callable[[Scope], Sequence[Header]] = lambda scope: (),
    ) -> None:
        self._app, self._recorder, self._names, self._more_headers = app, recorder, names, more_headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun_s = self._recorder.clock_s()
        id = request_id((header_of(scope, b"x-request-id") or b"").decode("latin-1"))
        # Not set back: it is the server's task for this request alone, and what fails is logged at its very end.
        REQUEST_ID.set(id)
        status, added = 500, [(b"x-request-id", id.encode())]
        scope[ANSWER_HEADERS] = added

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        try:
            added += self._more_headers(scope)
            await self._app(scope, receive, send_with_headers)
        finally:
            self._record(scope, status, self._recorder.clock_s() - begun_s)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = scope.get("route")
        name = self._names.get(route.path, OTHER) if isinstance(route, Route) else OTHER
        method = scope["method"] if scope["method"] in _METHODS else OTHER
        self._recorder.count(REQUESTS, (name, method, str(status)))
        self._recorder.measure(REQUEST_SECONDS, seconds, (name,))
        if logger.isEnabledFor(logging.DEBUG):
            told = {"route": name, "method": method, "status": status, "ms": round(seconds * 1000, 3)}
            logger.debug("%(method)s %(route)s: %(status)d in %(ms)g ms", told, extra=told)


def request_id(stated: str) -> str:
    """The id that a request states where it is one, of 8 to 64 letters, digits, ``.``, ``_`` and ``-``; else a new one,
    unique among all processes."""
    return stated if stated and _SANE_ID.fullmatch(stated) else f"{_PROCESS}-{next(_numbers):x}"
