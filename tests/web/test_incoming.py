"""What a call's request says of itself, and how it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from notesik.errors import TooLarge
from notesik.web.bodies import read_body
from notesik.web.incoming import Answer, Endpoint, Incoming, json_answer


async def nothing() -> dict[str, Any]:
    return {"type": "http.disconnect"}


def incoming(*headers: tuple[bytes, bytes], **more: Any) -> Incoming:
    app = SimpleNamespace(state=SimpleNamespace(house=None))
    return Incoming({"type": "http", "headers": list(headers), "app": app, **more}, nothing)


def body_of(messages: Sequence[dict[str, Any]], limit: int = 10) -> bytes:
    left = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(left)

    return asyncio.run(read_body(receive, limit))


def test_of_several_headers_of_a_name_the_first_counts() -> None:
    assert incoming((b"origin", b"https://a.example"), (b"origin", b"https://b.example")).headers == {
        "origin": "https://a.example"
    }


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ([], ""),
        ([b"notesik_id=anna"], "anna"),
        ([b"a=b; notesik_id=anna; c=d"], "anna"),
        ([b"a=b", b"notesik_id=anna"], "anna"),
        ([b"other_notesik_id=anna"], ""),
        ([b'notesik_id="anna"'], "anna"),
        ([b"notesik_id"], ""),
    ],
)
def test_a_cookie_is_found_among_others(headers: list[bytes], kept: str) -> None:
    assert incoming(*((b"cookie", each) for each in headers)).cookie("notesik_id") == kept


@pytest.mark.parametrize(
    ("client", "address"), [({"client": ("192.0.2.7", 1)}, "192.0.2.7"), ({"client": None}, ""), ({}, "")]
)
def test_who_sends_by_a_socket_file_has_no_address(client: dict[str, Any], address: str) -> None:
    assert incoming(**client).address == address


def test_an_answer_is_two_messages_and_tells_its_length() -> None:
    async def greet(asked: Incoming) -> Answer:
        """Says hello."""
        return json_answer({"hello": asked.headers["host"]}, (b"x-more", b"1"))

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    endpoint = Endpoint(greet)
    asyncio.run(endpoint(incoming((b"host", b"shop.example")).scope, nothing, send))
    assert endpoint.__doc__ == "Says hello."
    assert [each["type"] for each in sent] == ["http.response.start", "http.response.body"]
    assert dict(sent[0]["headers"]) == {
        b"content-type": b"application/json",
        b"content-length": b"24",
        b"x-more": b"1",
    }
    assert sent[1]["body"] == b'{"hello":"shop.example"}'


def test_a_body_in_pieces_is_put_together_up_to_the_limit() -> None:
    pieces = [
        {"type": "http.request", "body": b"12345", "more_body": True},
        {"type": "http.request", "body": b"67890", "more_body": True},
    ]
    assert body_of([*pieces, {"type": "http.request"}]) == b"1234567890"
    with pytest.raises(TooLarge):
        body_of([*pieces, {"type": "http.request", "body": b"1"}])


def test_who_goes_away_before_the_end_has_sent_nothing() -> None:
    with pytest.raises(ClientDisconnect):
        body_of([{"type": "http.request", "body": b"1", "more_body": True}, {"type": "http.disconnect"}])
