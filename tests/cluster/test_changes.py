"""A cluster changes under load: slots move, a master dies. What was acknowledged is there, once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from notesik.settings import Settings
from notesik.store import log
from notesik.store.client import Client
from notesik.store.data_folder import wait_for
from notesik.store.keys import log_key, visitor_key
from notesik.store.slots import slot_of_key
from resending import BATCH, PATIENCE_S, VISITORS, Sender, event, logged
from running_app import SITE, App, running_app, track
from running_cluster import Node, RunningCluster, running_cluster

EVENTS = 4_000


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[RunningCluster]:
    """The first master has one replica more than a write has to reach, so that it may die."""
    with running_cluster(tmp_path, replicas=(2, 1, 1)) as cluster:
        yield cluster


@pytest.fixture
def app(cluster: RunningCluster) -> Iterator[App]:
    with running_app(cluster.url, settings=Settings(store_replicas=1)) as app:
        yield app


def half_way(app: App) -> Sender:
    """It has sent some of its events."""
    sender = Sender(str(app.http.base_url), SITE.write_key, EVENTS)
    assert wait_for(lambda: sender.acknowledged * BATCH >= EVENTS / 4, timeout_s=PATIENCE_S)
    return sender


def test_slots_that_move_are_followed_without_a_word(cluster: RunningCluster, app: App) -> None:
    first, second, _ = cluster.masters
    slots = [slot for slot in map(slot_of_key, map(log_key, range(64))) if cluster.owner(slot) is first]
    sender = half_way(app)
    before = sender.acknowledged
    for slot in slots[:10]:
        cluster.move(slot, first, second)
    assert sender.acknowledged > before, "nothing was sent while the slots moved"
    sender.finish()
    assert sender.refused == 0
    assert cluster.owner(slots[9]) is second
    everything_is_there_once(cluster, app, sender)


def test_what_a_dead_master_has_acknowledged_its_replica_has(cluster: RunningCluster, app: App) -> None:
    elsewhere = next(id for id in map("visitor-{}".format, range(99)) if lives_on(cluster, cluster.masters[1], id))
    sender = half_way(app)
    dead, heirs = cluster.masters[0], cluster.replicas[0]
    dead.kill()
    app.send(track("Product Viewed", {"product_id": "bike"}, anonymousId=elsewhere))
    assert wait_for(lambda: any(heir.has_replicas(1) for heir in heirs), timeout_s=PATIENCE_S, every_s=0.02)
    taken_over_s = time.monotonic()
    sender.finish()
    assert sender.refused, "the kill came too late to be noticed"
    assert sender.last_refused_s < taken_over_s + 2
    everything_is_there_once(cluster, app, sender, elsewhere)
    assert wait_for(lambda: asyncio.run(is_worked_through(cluster)), timeout_s=PATIENCE_S, every_s=0.2)


async def is_worked_through(cluster: RunningCluster) -> bool:
    async with Client(cluster.url) as client:
        return await log.lag(client) == log.Lag(0, 0)


def lives_on(cluster: RunningCluster, node: Node, id: str) -> bool:
    return cluster.owner(slot_of_key(visitor_key(SITE.id, "a", id, 64).name)) is node


def everything_is_there_once(cluster: RunningCluster, app: App, sender: Sender, *others: str) -> None:
    """What the sender sent, and an event of each of the ``others``."""
    found = asyncio.run(logged(cluster.url))
    assert len(found) == sender.events + len(others)
    assert set(found.values()) == {1}
    for other in others:
        assert app.state(other)["counters"]["Product Viewed"]["count"] == 1
    for visitor in range(VISITORS):
        who = event(visitor).get("userId") or event(visitor)["anonymousId"]
        assert app.state(who)["counters"]["Product Viewed"]["count"] == sender.events / VISITORS
