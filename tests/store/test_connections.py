"""A connection is that of its URL: with its password, in its database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from notesik.errors import StoreUnavailable
from notesik.store.client import Client
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
