"""Writes that count only when a replica has them, and a master that Sentinels choose."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from metric_figures import figures_of
from notesik.settings import Settings
from notesik.store import co_visitation, log, visitors
from notesik.store.client import Client
from notesik.store.data_folder import wait_for
from notesik.store.keys import best_sellers_key, together_key, visitor_key
from notesik.workers import consumer
from notesik.workers.effects import Effects
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
        figures = figures_of(app.http.get("/metrics").text)
        assert figures["notesik_store_up"] == {(): 1}
        assert {"notesik_log_workers", "notesik_log_lag_entries"} <= figures.keys()


@pytest.mark.anyio
async def test_what_follows_from_an_event_is_added_once_however_often_no_replica_had_it(
    pair: tuple[Node, Node], caplog: pytest.LogCaptureFixture
) -> None:
    master, replica = pair
    stop, is_paused, pauses = asyncio.Event(), asyncio.Event(), ExitStack()
    attempts: list[bytes] = []

    def effects_of(event: bytes) -> Effects:
        attempts.append(event)
        if len(attempts) < 3:
            pauses.enter_context(replica.paused())
            is_paused.set()
        return Effects(site="shop", viewed_pairs=[("a", "b")], bought_pairs=[("a", "c")], sold=[("a", 2)])

    async with Client(master.url, replicas=1) as client:
        key = visitor_key("shop", "a", "anna", client.partitions)
        assert all(await visitors.save(client, [visitors.Change(key, 0, b"state", [b"order"])]))
        with pauses:
            working = asyncio.create_task(
                consumer.run(client, "one", effects_of, stop, now_ms=lambda: co_visitation.EPOCH_MS, idle_ms=1)
            )
            for _ in range(2):
                await is_paused.wait()
                is_paused.clear()
                told = len(caplog.records)
                assert await asyncio.to_thread(wait_for, lambda told=told: len(caplog.records) > told, timeout_s=10)
                pauses.close()
            async with asyncio.timeout(10):
                while await log.pending(client) or len(attempts) < 3:
                    pass
            stop.set()
            await working
    assert "0 of 1 replicas" in caplog.text
    keys = (together_key("shop", "viewed", "a"), together_key("shop", "bought", "a"), best_sellers_key("shop"))
    assert [master.redis.zscore(key, product) for key, product in zip(keys, "bca", strict=True)] == [1, 1, 2]
