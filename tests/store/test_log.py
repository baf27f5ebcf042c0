"""The log is read in order, by one consumer each entry, and what follows from an entry is counted once."""

from __future__ import annotations

import asyncio

import pytest

from notesik.errors import StoreUnavailable
from notesik.store import log, results, visitors
from notesik.store.client import Client
from notesik.store.keys import log_key, visitor_key
from notesik.store.log import Count, Done, Entry, Faulty

pytestmark = pytest.mark.anyio

KEY = visitor_key("shop", "a", "b7f2", 64)
DAY = "2026-11-21"
ALL = range(64)


async def write(client: Client, *events: bytes, visitor: str = "b7f2") -> None:
    key = visitor_key("shop", "a", visitor, client.partitions)
    [record] = await visitors.load(client, [key])
    assert all(await visitors.save(client, [visitors.Change(key, record.revision, b"state", events)]))


async def read(client: Client, consumer: str = "one", count: int = 100) -> list[Entry]:
    async with client.line() as line:
        return await log.read(line, consumer, ALL, count, block_ms=1)


async def test_entries_are_read_back_in_the_order_of_writing(client: Client):
    await write(client, *(b"%d" % number for number in range(25)))
    first = await log.entries(client, KEY.partition, count=10)
    second = await log.entries(client, KEY.partition, after=first[-1].id)
    assert [entry.event for entry in first + second] == [b"%d" % number for number in range(25)]
    assert await log.length(client) == 25


async def test_a_consumer_reads_what_was_written_before_it_came(client: Client):
    await write(client, b"before")
    await log.create_groups(client)
    await log.create_groups(client)
    await write(client, b"after", visitor="another")
    assert sorted(entry.event for entry in await read(client)) == [b"after", b"before"]
    assert await read(client) == []


async def test_two_consumers_share_the_entries(client: Client):
    await log.create_groups(client)
    await write(client, *(b"%d" % number for number in range(10)))
    one, other = await read(client, "one", count=4), await read(client, "other")
    assert [entry.event for entry in one + other] == [b"%d" % number for number in range(10)]


async def test_a_waiting_consumer_wakes_when_an_entry_comes(client: Client):
    await log.create_groups(client)
    async with client.line() as line:
        reading = asyncio.create_task(log.read(line, "one", ALL, 10, block_ms=60_000))
        await write(client, b"event")
        [entry] = await reading
    assert entry == Entry(KEY.partition, entry.id, b"event")


async def test_the_lag_is_what_is_unread_and_what_is_pending(client: Client):
    assert await log.lag(client) == log.Lag(unread=0, pending=0)
    await write(client, b"before any consumer")
    await log.create_groups(client)
    await write(client, *(b"%d" % number for number in range(9)), visitor="another")
    assert await log.lag(client) == log.Lag(unread=10, pending=0)
    read_ones = await read(client, count=4)
    assert await log.lag(client) == log.Lag(unread=10 - len(read_ones), pending=len(read_ones))
    await log.acknowledge(client, [Done(entry, "shop") for entry in read_ones])
    assert await log.lag(client) == log.Lag(unread=10 - len(read_ones), pending=0)


async def test_where_the_store_has_lost_count_all_that_a_partition_holds_is_lag(client: Client):
    await log.create_groups(client)
    await write(client, *(b"%d" % number for number in range(9)))
    entries = await log.entries(client, KEY.partition)
    await read(client, count=2)
    await client.trip([("XDEL", log_key(KEY.partition), entries[5].id)])
    assert await log.lag(client) == log.Lag(unread=8, pending=2)


async def test_counts_are_added_once_when_an_entry_is_delivered_twice(client: Client):
    await log.create_groups(client)
    await write(client, b"order")
    [entry] = await read(client, "one")
    [again] = await log.claim_stale(client, "other", ALL, 10, idle_ms=0)
    assert again == entry
    counts = [
        Count("hero", DAY, "a", "conversions"),
        Count("hero", DAY, "a", "revenue_minor", 4_990),
        Count("bar", DAY, "b", "conversions"),
    ]
    for _ in range(2):
        assert await log.acknowledge(client, [Done(entry, "shop", counts), Done(again, "shop", counts)]) == []
    hero = await results.load(client, "shop", "hero", [DAY])
    assert hero[DAY]["a"] == {"impressions": 0, "clicks": 0, "closes": 0, "conversions": 1, "revenue_minor": 4_990}
    assert (await results.load(client, "shop", "bar", [DAY]))[DAY]["b"]["conversions"] == 1
    assert await log.pending(client) == 0


async def test_an_entry_that_counts_for_nothing_is_acknowledged(client: Client):
    await log.create_groups(client)
    await write(client, b"page")
    await log.acknowledge(client, [Done(entry, "shop") for entry in await read(client)])
    assert await log.pending(client) == 0
    assert await log.claim_stale(client, "other", ALL, 10, idle_ms=0) == []


async def test_entries_that_are_being_worked_on_are_not_stale(client: Client):
    await log.create_groups(client)
    await write(client, b"page")
    await read(client)
    assert await log.claim_stale(client, "other", ALL, 10) == []


async def test_consumers_that_are_gone_are_forgotten_but_not_what_they_left_pending(client: Client):
    await log.create_groups(client)
    await write(client, b"done", b"left")
    [done] = await read(client, "done with all", count=1)
    [entry] = await read(client, "died over one")
    await log.acknowledge(client, [Done(done, "shop")])
    assert await log.forget_gone_consumers(client) == 0
    assert await log.forget_gone_consumers(client, idle_ms=0) > 0
    assert await log.claim_stale(client, "heir", ALL, 10, idle_ms=0) == [entry]


async def test_counts_that_the_store_refuses_are_named(client: Client):
    await log.create_groups(client)
    await write(client, b"order")
    [entry] = await read(client)
    [faulty] = await log.acknowledge(client, [Done(entry, "shop", [Count("hero", DAY, "a", "clicks", 0.5)])])
    assert faulty.entry == entry
    assert "not an integer" in faulty.reason


async def test_what_is_set_aside_is_kept_with_its_reason(client: Client):
    await log.create_groups(client)
    await write(client, b"\xff nonsense")
    [entry] = await read(client)
    await log.set_aside(client, [Faulty(entry, "ValueError: no event")])
    assert await log.faulty_entries(client, KEY.partition) == [Faulty(entry, "ValueError: no event")]
    assert await log.pending(client) == 0


async def test_a_log_without_consumers_counts_as_away(client: Client):
    with pytest.raises(StoreUnavailable, match="no consumers"):
        await read(client)


async def test_results_are_summed_over_partitions_and_kept_apart_by_day(client: Client):
    await log.create_groups(client)
    for visitor in range(20):
        await write(client, b"click", visitor=f"visitor-{visitor}")
    entries = await read(client)
    assert len({entry.partition for entry in entries}) > 1
    days = ["2026-11-20", DAY]
    done = [Done(e, "shop", [Count("hero", days[n % 2], "a", "clicks")]) for n, e in enumerate(entries)]
    await log.acknowledge(client, done)
    found = await results.load(client, "shop", "hero", [*days, "2026-11-22"])
    assert [found[day]["a"]["clicks"] for day in days] == [10, 10]
    assert found["2026-11-22"] == {}
    assert await results.load(client, "other-shop", "hero", [DAY]) == {DAY: {}}


async def test_entries_of_one_log_are_acknowledged_together_and_one_that_is_refused_holds_up_no_other(client: Client):
    await log.create_groups(client)
    await write(client, *(b"%d" % number for number in range(250)))
    entries = await read(client, count=250)
    amounts = {number: 0.5 if number == 3 else number for number in range(1, 250)}
    done = [Done(entries[n], "shop", [Count("hero", DAY, "ab"[n % 2], "clicks", each)]) for n, each in amounts.items()]
    [faulty] = await log.acknowledge(client, [Done(entries[0], "shop"), *done, done[-1]])
    assert faulty.entry == entries[3]
    found = await results.load(client, "shop", "hero", [DAY])
    assert found[DAY]["a"]["clicks"] == sum(range(2, 250, 2))
    assert found[DAY]["b"]["clicks"] == sum(range(1, 250, 2)) - 3
    assert await log.pending(client) == 0


async def test_a_consumer_finds_again_what_it_was_given_and_has_not_finished(client: Client):
    await log.create_groups(client)
    await write(client, *(b"%d" % number for number in range(5)))
    one, other = await read(client, "one", count=3), await read(client, "other", count=1)
    await log.acknowledge(client, [Done(one[1], "shop")])
    assert await log.in_hand(client, "one", ALL, 10) == [one[0], one[2]]
    assert await log.in_hand(client, "one", ALL, 1) == [one[0]]
    assert await log.in_hand(client, "other", ALL, 10) == other
    assert await log.in_hand(client, "nobody", ALL, 10) == []
