"""The worker turns each log entry into counters, pairs and sales, whatever happens around it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from notesik.metrics import Recorder
from notesik.store import co_visitation, log, log_readers, results, segment_sizes, visitors
from notesik.store.client import Client
from notesik.store.co_visitation import EPOCH_MS
from notesik.store.data_folder import wait_for
from notesik.store.embedded import EmbeddedStore, running_url
from notesik.store.keys import best_sellers_key, visitor_key
from notesik.workers import consumer
from notesik.workers.effects import Effects

pytestmark = pytest.mark.anyio

DAY = "2026-11-21"


async def write(client: Client, visitor: str, *events: bytes) -> int:
    """Append events to the log of a visitor's partition, which is returned."""
    key = visitor_key("shop", "a", visitor, client.partitions)
    [record] = await visitors.load(client, [key])
    assert all(await visitors.save(client, [visitors.Change(key, record.revision, b"state", events)]))
    return key.partition


def rules(stop: asyncio.Event, last: int, seen: list[bytes]) -> Callable[[bytes], Effects]:
    """A made-up rule: each event counts as a click; stops the worker after `last` events."""

    def effects_of(event: bytes) -> Effects:
        seen.append(event)
        if len(seen) == last:
            stop.set()
        if event == b"poison":
            raise ValueError("no event")
        return Effects(
            site="shop",
            counters=[("hero", DAY, "a", "clicks", 1)],
            viewed_pairs=[("a", "b")],
            bought_pairs=[("a", "c")],
            sold=[("a", 2), ("b", 3)],
            members=[("vip", DAY, event.decode())],
        )

    return effects_of


async def clicks(client: Client) -> int:
    return (await results.load(client, "shop", "hero", [DAY]))[DAY]["a"]["clicks"]


async def test_what_follows_from_each_event_is_written(client: Client):
    stop, seen = asyncio.Event(), []
    for number in range(10):
        await write(client, f"visitor-{number}", b"one", b"two")
    await consumer.run(client, "one", rules(stop, 20, seen), stop)
    assert await clicks(client) == 20
    assert await co_visitation.neighbours(client, "shop", "viewed", ["a", "b"]) == {"a": ["b"], "b": ["a"]}
    assert await co_visitation.neighbours(client, "shop", "bought", ["c"]) == {"c": ["a"]}
    assert await co_visitation.best_sellers(client, "shop", 5) == ["b", "a"]
    assert await segment_sizes.load(client, "shop", "vip", [DAY]) == {DAY: 2}
    assert await log.pending(client) == 0


async def test_events_that_come_while_it_waits_are_worked_on(client: Client):
    stop, seen = asyncio.Event(), []
    running = asyncio.create_task(consumer.run(client, "one", rules(stop, 3, seen), stop))
    for event in (b"one", b"two", b"three"):
        await write(client, "visitor", event)
    await running
    assert seen == [b"one", b"two", b"three"]
    assert await clicks(client) == 3


async def test_an_event_that_cannot_be_worked_on_is_set_aside_and_holds_up_nothing(
    client: Client, caplog: pytest.LogCaptureFixture
):
    stop, seen = asyncio.Event(), []
    partition = await write(client, "visitor", b"one", b"poison", b"two")
    with caplog.at_level(logging.ERROR):
        await consumer.run(client, "one", rules(stop, 3, seen), stop)
    assert await clicks(client) == 2
    [faulty] = await log.faulty_entries(client, partition)
    assert (faulty.entry.event, faulty.reason) == (b"poison", "ValueError: no event")
    assert await log.pending(client) == 0
    assert "set aside" in caplog.text


async def test_counts_that_the_store_refuses_are_set_aside_too(client: Client):
    stop = asyncio.Event()
    partition = await write(client, "visitor", b"one")

    def effects_of(event: bytes) -> Effects:
        stop.set()
        return Effects(site="shop", counters=[("hero", DAY, "a", "clicks", 0.5)])

    await consumer.run(client, "one", effects_of, stop)
    [faulty] = await log.faulty_entries(client, partition)
    assert "counts were refused" in faulty.reason


async def test_entries_that_a_dead_consumer_left_are_taken_over_and_counted_once(client: Client):
    stop, seen = asyncio.Event(), []
    await log.create_groups(client)
    await write(client, "visitor", b"one", b"two")
    async with client.line() as line:
        left = await log.read(line, "dead", range(64), 10, block_ms=1)
    assert len(left) == 2
    await consumer.run(client, "heir", rules(stop, 2, seen), stop, idle_ms=1)
    counted = log.Count("hero", DAY, "a", "clicks")
    await log.acknowledge(client, [log.Done(entry, "shop", [counted]) for entry in left])
    assert await clicks(client) == 2


async def test_a_worker_that_stood_still_until_another_took_its_entries_over_adds_nothing_again(store_url: str):
    async def take_over() -> None:
        stop = asyncio.Event()
        async with Client(store_url) as client:
            await consumer.run(client, "heir", rules(stop, 1, heard), stop, now_ms=lambda: EPOCH_MS, idle_ms=1)

    stop, heard, seen = asyncio.Event(), [], []
    rule = rules(stop, 1, seen)

    def stand_still(event: bytes) -> Effects:
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(asyncio.run, take_over()).result()
        return rule(event)

    async with Client(store_url) as client:
        await write(client, "visitor", b"one")
        await consumer.run(client, "one", stand_still, stop, now_ms=lambda: EPOCH_MS)
        assert seen == heard == [b"one"]
        assert await client.trip([("ZSCORE", best_sellers_key("shop"), "a")]) == [2]
        assert await clicks(client) == 1


async def test_workers_of_several_processes_share_the_log(store_url: str):
    stop, seen = asyncio.Event(), []
    async with Client(store_url) as one, Client(store_url) as other:
        running = [
            asyncio.create_task(consumer.run(c, n, rules(stop, 50, seen), stop)) for c, n in ((one, "1"), (other, "2"))
        ]
        await asyncio.gather(*(write(one, f"visitor-{number}", b"%d" % number) for number in range(50)))
        await asyncio.gather(*running)
        assert sorted(seen) == sorted(b"%d" % number for number in range(50))
        assert await clicks(one) == 50


async def test_an_idle_worker_stops_at_once(client: Client):
    stop = asyncio.Event()
    running = asyncio.create_task(consumer.run(client, "one", rules(stop, 0, []), stop))
    await log.create_groups(client)
    stop.set()
    async with asyncio.timeout(1):
        await running


async def test_it_goes_on_after_the_store_was_emptied(client: Client):
    stop, seen = asyncio.Event(), []
    running = asyncio.create_task(consumer.run(client, "one", rules(stop, 1, seen), stop))
    await log.create_groups(client)
    await client.trip([("FLUSHALL",)])
    await write(client, "visitor", b"one")
    await running
    assert seen == [b"one"]
    assert await clicks(client) == 1


async def test_it_survives_that_the_store_is_killed(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    stop, met, seen = asyncio.Event(), asyncio.Event(), []
    rule = rules(stop, 2, seen)

    def effects_of(event: bytes) -> Effects:
        met.set()
        return rule(event)

    with EmbeddedStore(tmp_path) as store:
        async with Client(store.url) as client:
            running = asyncio.create_task(consumer.run(client, "one", effects_of, stop))
            await write(client, "visitor", b"one")
            await met.wait()
            killed = store.pid
            os.kill(killed, signal.SIGKILL)
            assert await asyncio.to_thread(wait_for, lambda: is_back(store, killed), timeout_s=5)
            await write(client, "visitor", b"two")
            await running
    assert set(seen) == {b"one", b"two"}
    assert "waits" in caplog.text


def is_back(store: EmbeddedStore, killed: int) -> bool:
    return store.pid != killed and running_url(store.folder, timeout_s=0) is not None


async def test_what_a_worker_does_is_counted(client: Client):
    stop, recorder = asyncio.Event(), Recorder()
    await log.create_groups(client)
    await write(client, "visitor", b"left")
    async with client.line() as line:
        await log.read(line, "dead", range(64), 10, block_ms=1)
    await write(client, "visitor", b"one", b"poison")
    await consumer.run(client, "heir", rules(stop, 3, []), stop, idle_ms=1, recorder=recorder)
    told = recorder.snapshot(1, {}, {})
    assert told.counts["notesik_log_entries_total"] == {("counted",): 2, ("set_aside",): 1}
    assert told.counts["notesik_log_taken_over_total"] == {(): 1}
    delays = told.spreads["notesik_log_delay_seconds"][()]
    assert sum(delays.counts) >= 1
    assert delays.sum < 60


async def test_what_is_on_its_way_when_a_worker_is_stopped_is_finished_too(client: Client):
    stop, seen = asyncio.Event(), []
    for number in range(5):
        await write(client, f"visitor-{number}", *(b"%d" % event for event in range(200)))
    await consumer.run(client, "one", rules(stop, 1, seen), stop)
    assert len(seen) < 1_000, "a worker that is told to stop goes on"
    assert await log.lag(client) == log.Lag(unread=1_000 - len(seen), pending=0)
    assert await clicks(client) == len(seen)


async def test_workers_that_read_the_log_are_known_until_they_end(client: Client):
    stop, seen = asyncio.Event(), []
    running = [asyncio.create_task(consumer.run(client, name, rules(stop, 1, seen), stop)) for name in ("one", "two")]
    async with asyncio.timeout(5):
        while await log_readers.count(client, consumer.unix_ms()) < 2:
            pass
    assert await log_readers.count(client, consumer.unix_ms() + log_readers.SEEN_FOR_MS) == 0, (
        "who says nothing is gone"
    )
    await write(client, "visitor", b"one")
    await asyncio.gather(*running)
    assert await log_readers.count(client, consumer.unix_ms()) == 0


async def test_beside_requests_little_is_in_hand_at_once(client: Client):
    stop, seen = asyncio.Event(), []
    await write(client, "visitor", *(b"%d" % event for event in range(500)))
    await consumer.run(client, "one", rules(stop, 1, seen), stop, batch=consumer.BATCH_BESIDE_REQUESTS)
    assert 0 < len(seen) <= 3 * consumer.BATCH_BESIDE_REQUESTS // 64


async def test_events_that_come_one_by_one_are_gathered(client: Client):
    stop, recorder, seen = asyncio.Event(), Recorder(), []
    running = asyncio.create_task(consumer.run(client, "one", rules(stop, 200, seen), stop, recorder=recorder))
    for number in range(200):
        await write(client, f"visitor-{number}", b"%d" % number)
    await running
    batches = sum(recorder.snapshot(1, {}, {}).spreads["notesik_log_delay_seconds"][()].counts)
    assert batches <= 30
    assert await clicks(client) == 200
