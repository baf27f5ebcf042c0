"""A connection is that of its URL: with its password, in its database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from notesik.errors import StoreUnavailable
from notesik.store.client import Client, unwatched
from notesik.store.connections import Line, Timeouts
from notesik.store.places import Access, Place
from notesik.store.servers import Server
from running_cluster import Node, started

pytestmark = pytest.mark.anyio


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Node]:
    """A server that asks for a password."""
    node = Node(tmp_path)
    with started([node]):
        node.redis.config_set("requirepass", "s@fe")
        node.redis.execute_command("AUTH", "s@fe")
        yield node


async def test_a_password_and_a_database_are_those_of_the_url(guarded: Node) -> None:
    async with Client(f"redis://:s%40fe@{guarded.place}/2?client_name=shop") as client:
        set_, told = await client.trip([("SET", "a", "1"), ("CLIENT", "INFO")])
        assert set_ == b"OK"
        assert {b"db=2", b"name=shop"} <= set(told.split())


async def test_a_wrong_password_is_as_good_as_no_store_and_said(guarded: Node) -> None:
    async with Client(f"redis://:other@{guarded.place}") as client:
        with pytest.raises(StoreUnavailable, match="WRONGPASS"):
            await client.trip([("GET", "a")])


@pytest.mark.parametrize("told", ["shop..example", "shop\0example"])
async def test_a_host_that_is_none_is_as_good_as_no_store(told: str) -> None:
    async def find_place() -> Place:
        return Place(told)

    server = Server(lambda: Line(find_place, Access(), Timeouts()), 1, unwatched)
    async with asyncio.timeout(10):
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            await server.send([("PING",)])
    await server.aclose()


async def test_what_nobody_foresaw_in_opening_a_line_is_logged_and_the_line_is_used_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    node = Node(tmp_path)
    surprises = [LookupError("a surprise")]

    async def find_place() -> Place:
        if surprises:
            raise surprises.pop()
        return Place("127.0.0.1", node.port)

    server = Server(lambda: Line(find_place, Access(), Timeouts()), 1, unwatched)
    with started([node]), caplog.at_level(logging.ERROR, "notesik.store.servers"):
        async with asyncio.timeout(10):
            with pytest.raises(StoreUnavailable, match="a surprise"):
                await server.send([("ECHO", "a")])
            assert await server.send([("ECHO", "b")]) == [b"b"]
    await server.aclose()
    assert [record.exc_info and record.exc_info[0] for record in caplog.records] == [LookupError]


async def test_a_line_whose_introduction_breaks_is_not_taken_for_open(tmp_path: Path) -> None:
    node = Node(tmp_path)

    async def find_place() -> Place:
        return Place("127.0.0.1", node.port)

    async def introduction(_: object) -> None:
        raise LookupError("a surprise")

    line = Line(find_place, Access(), Timeouts(), introduction)
    with started([node]):
        with pytest.raises(LookupError):
            await line.open()
        assert not line.is_open


@pytest.mark.parametrize(
    "form", ["rediss://127.0.0.1:1?", "rediss+cluster://127.0.0.1:1?", "rediss+sentinel://127.0.0.1:1/shop?"]
)
async def test_a_tls_file_that_cannot_be_read_is_named_with_its_option(tmp_path: Path, form: str) -> None:
    authority, key = tmp_path / "ca.pem", tmp_path / "none.pem"
    authority.write_text("no certificate")
    async with Client(f"{form}ssl_ca_certs={authority}&ssl_certfile={key}&ssl_keyfile={key}") as client:
        with pytest.raises(StoreUnavailable, match=f"be read: ssl_certfile={key}, ssl_keyfile={key}: .* No such file"):
            await client.trip([("PING",)])
    async with Client(f"{form}ssl_ca_certs={authority}") as client:
        with pytest.raises(StoreUnavailable, match=f"ssl_ca_certs={authority}: "):
            await client.trip([("PING",)])
