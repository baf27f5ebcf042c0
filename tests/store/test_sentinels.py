"""Sentinels say which server is the master; when it dies, the store goes on with the one that they choose."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from notesik.errors import StoreUnavailable
from notesik.settings import Settings
from notesik.store.client import Client
from notesik.store.data_folder import wait_for
from running_app import SITE, running_app, track
from running_cluster import Node, running_sentinel, started

pytestmark = pytest.mark.anyio


@pytest.fixture
def master(tmp_path: Path) -> Iterator[Node]:
    """With two replicas, so that one is left when the other takes over."""
    master = Node(tmp_path)
    replicas = [Node(tmp_path, "--replicaof", "127.0.0.1", str(master.port)) for _ in range(2)]
    with started([master, *replicas]):
        assert wait_for(lambda: master.has_replicas(2), timeout_s=10)
        yield master


def test_when_the_master_dies_the_next_one_has_all_that_was_acknowledged(tmp_path: Path, master: Node) -> None:
    with running_sentinel(tmp_path, "shop", master, replicas=2) as sentinel:
        url = f"redis+sentinel://127.0.0.1:1,{sentinel.place}/shop"
        with running_app(url, settings=Settings(store_replicas=1)) as app:

            def is_acknowledged(event: dict[str, Any]) -> bool:
                answer = app.http.post("/v1/batch", json={"writeKey": SITE.write_key, "batch": [event]})
                assert answer.status_code in (200, 503)
                return answer.status_code == 200

            before, after = (track("Product Viewed", {"product_id": "bike"}, anonymousId="anna") for _ in range(2))
            assert is_acknowledged(before)
            master.kill()
            assert not is_acknowledged(after)
            assert wait_for(lambda: is_acknowledged(after), timeout_s=20, every_s=0.05)
            assert app.state("anna")["counters"]["Product Viewed"]["count"] == 2


async def test_sentinels_that_are_silent_do_not_hide_the_one_that_answers(tmp_path: Path, master: Node):
    with running_sentinel(tmp_path, "shop", master, replicas=2) as sentinel, ExitStack() as ends:
        silent = [ends.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(5)]
        places = [f"127.0.0.1:{each.getsockname()[1]}" for each in silent]
        async with Client(f"redis+sentinel://{','.join(places)},{sentinel.place}/shop") as client:
            assert await client.trip([("ECHO", "here")]) == [b"here"]


async def test_sentinels_that_know_no_such_master_are_as_good_as_no_store(tmp_path: Path, master: Node):
    with running_sentinel(tmp_path, "shop", master, replicas=2) as sentinel:
        async with Client(f"redis+sentinel://{sentinel.place}/other") as client:
            with pytest.raises(StoreUnavailable, match="No Sentinel knows a master other"):
                await client.trip([("PING",)])
