"""What browsers and SDKs post, at the rate of page views: plain ASGI in Starlette's frame.

Starlette's requests look through all headers for each one that is asked for, and its responses put theirs together from
scratch; here both are done once. Errors that are foreseen are answered here as Starlette answers those of all other
endpoints, by the same table, so that the entrance may lead to a call past Starlette's own frames.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import update_wrapper
from typing import NamedTuple

import msgspec
from starlette.requests import cookie_parser
from starlette.types import Receive, Scope, Send

from notesik.web.house import House
from notesik.web.problems import FORESEEN, answer_to

Header = tuple[bytes, bytes]

JSON: Header = (b"content-type", b"application/json")
NOT_KEPT: Header = (b"cache-control", b"no-store")
"""For answers about one visitor: no cache may have them."""

_encoder = msgspec.json.Encoder()


class Incoming:
    """A request to one of the calls. ``headers`` are by their names in lower case, of several the first."""

    __slots__ = ("headers", "house", "receive", "scope")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.scope, self.receive = scope, receive
        self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}
        self.house: House = scope["app"].state.house

    @property
    def address(self) -> str:
        """The sender's IP address; empty where the server does not tell, as of a socket file."""
        client = self.scope.get("client")
        return client[0] if client else ""

    def cookie(self, name: str) -> str:
        """What the browser kept under ``name``; empty where it kept nothing."""
        if "cookie" not in self.headers:
            return ""
        # Proxies pass on in several headers what came by HTTP/2.
        kept = b";".join(value for header, value in self.scope["headers"] if header == b"cookie").decode("latin-1")
        return cookie_parser(kept).get(name, "") if name in kept else ""


def header_of(scope: Scope, name: bytes) -> bytes | None:
    """The first header of that name, in lower case; None where there is none."""
    for each, value in scope["headers"]:
        if each == name:
            found: bytes = value
            return found
    return None


class Answer(NamedTuple):
    """What a call is answered; the body's length is added."""

    body: bytes
    headers: Sequence[Header] = ()
    status: int = 200


def json_answer(content: object, *headers: Header) -> Answer:
    """``content`` as JSON, with more ``headers``."""
    return Answer(_encoder.encode(content), (JSON, *headers))


class Endpoint:
    """For a route: the ASGI application of the call that ``answer`` answers. It bears that one's name and words."""

    def __init__(self, answer: Callable[[Incoming], Awaitable[Answer]]) -> None:
        self._answer = answer
        update_wrapper(self, answer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body, headers, status = await self._answer(Incoming(scope, receive))
        except FORESEEN as error:
            refusal = await answer_to(error, scope)
            await refusal(scope, receive, send)
            return
        # Without a body there is no length to tell (RFC 9110, 8.6).
        length = [] if status == 204 else [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
        await send({"type": "http.response.body", "body": body})
