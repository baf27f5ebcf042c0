"""Writes that count only when a replica has them, and a master that Sentinels choose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from notesik.settings import Settings
from notesik.store.data_folder import wait_for
from running_app import SITE, App, running_app, track
from running_cluster import Node, started


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Node, Node]]:
    """A master and its replica."""
    master = Node(tmp_path)
    replica = Node(tmp_path, "--replicaof", "127.0.0.1", str(master.port))
    with started([master, replica]):
        assert wait_for(lambda: master.has_replicas(1), timeout_s=10)
        yield master, replica


@pytest.fixture
def app(pair: tuple[Node, Node]) -> Iterator[App]:
    with running_app(pair[0].url, settings=Settings(store_replicas=1)) as app:
        yield app


def test_what_no_replica_has_is_refused_even_when_it_is_sent_again(pair: tuple[Node, Node], app: App) -> None:
    _, replica = pair
    event = track("Product Viewed", {"product_id": "bike"}, anonymousId="anna")

    def answer() -> httpx.Response:
        return app.http.post("/v1/batch", json={"writeKey": SITE.write_key, "batch": [event]})

    with replica.paused():
        refused = [answer(), answer()]
    assert [each.status_code for each in refused] == [503, 503]
    assert refused[1].headers["Retry-After"] == "1"
    assert "0 of 1 replicas" in refused[1].json()["error"]["message"]
    assert wait_for(lambda: answer().status_code == 200, timeout_s=10)
    assert app.state("anna")["counters"]["Product Viewed"]["count"] == 1


def test_who_only_reads_needs_no_replica(pair: tuple[Node, Node], app: App) -> None:
    _, replica = pair
    app.send(track("Product Viewed", {"product_id": "bike"}, anonymousId="anna"))
    with replica.paused():
        assert app.state("anna")["counters"]["Product Viewed"]["count"] == 1
