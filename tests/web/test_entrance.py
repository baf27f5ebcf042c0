"""The short way to a call, beside the one through all of Starlette's routes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.routing import Route
from starlette.types import Scope

from notesik.errors import BadDocument, BadRequest, Fault, StoreUnavailable, TooManyRequests
from notesik.metrics import REQUESTS, Labels, Recorder
from notesik.web.access import CrossOrigin
from notesik.web.entrance import Entrance
from notesik.web.incoming import Answer, Endpoint, Header, Incoming, json_answer
from notesik.web.observed import Observed
from notesik.web.problems import HANDLERS

ERRORS = {
    "request": BadRequest("no such thing", path="batch[0]"),
    "document": BadDocument("the theme", [Fault("a", "is wrong"), Fault("b", "is wrong")]),
    "too-often": TooManyRequests("not so fast", after_s=7),
    "store": StoreUnavailable("the store is away"),
    "gone": ClientDisconnect(),
    "http": HTTPException(418, "a teapot", {"X-Kind": "teapot"}),
    "unforeseen": ZeroDivisionError("our fault"),
}


async def answer(incoming: Incoming) -> Answer:
    error = ERRORS.get(incoming.headers.get("fails-by", ""))
    if error is not None:
        raise error
    return json_answer({"path": incoming.scope["path"]}, (b"x-more", b"1"))


class Told(NamedTuple):
    """An answer, and what was counted."""

    status: int
    headers: list[tuple[str, str]]
    text: str
    counts: dict[str, dict[Labels, float]]


async def ask(app: Starlette, method: str, path: str, fails_by: str = "") -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.example") as http:
        return await http.request(method, path, headers={"fails-by": fails_by, "x-request-id": "request-17"})


def told(method: str, path: str, fails_by: str, *, is_short: bool) -> Told:
    routes = [Route("/v1/visit", Endpoint(answer), methods=["POST"])]
    recorder = Recorder()
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Observed, recorder=recorder, names={"/v1/visit": "/v1/visit"}),
            Middleware(Entrance, routes=routes if is_short else [], cross_origin=CrossOrigin("/v1/")),
        ],
        exception_handlers=HANDLERS,
    )
    app.state.house = None

    response = asyncio.run(ask(app, method, path, fails_by))
    counts = recorder.snapshot(1, {}, {}).counts
    return Told(response.status_code, response.headers.multi_items(), response.text, counts)


@pytest.mark.parametrize("fails_by", ["", *ERRORS])
def test_a_call_answers_the_same_by_the_short_way_as_through_all_routes(fails_by: str) -> None:
    short = told("POST", "/v1/visit", fails_by, is_short=True)
    assert short == told("POST", "/v1/visit", fails_by, is_short=False)
    assert short.counts[REQUESTS.name] == {("/v1/visit", "POST", str(short.status)): 1}
    assert (short.status == 200) == (fails_by == "")
    assert ("x-request-id", "request-17") in short.headers or fails_by == "unforeseen"
    assert "our fault" not in short.text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/visit", 405), ("POST", "/v1/visit/", 307)])
def test_what_is_no_post_to_a_call_is_answered_by_the_routes(method: str, path: str, status: int) -> None:
    short = told(method, path, "", is_short=True)
    assert short == told(method, path, "", is_short=False)
    assert short.status == status


def test_a_failure_before_the_application_is_asked_is_counted_and_has_its_id() -> None:
    def more_headers(_: Scope) -> Sequence[Header]:
        raise ZeroDivisionError("our fault")

    recorder = Recorder()
    observed = Middleware(Observed, recorder=recorder, names={}, more_headers=more_headers)
    app = Starlette(middleware=[observed], exception_handlers=HANDLERS)
    response = asyncio.run(ask(app, "GET", "/"))
    assert response.json()["error"]["request_id"] == "request-17"
    assert recorder.snapshot(1, {}, {}).counts[REQUESTS.name] == {("other", "GET", "500"): 1}
