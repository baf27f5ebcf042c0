"""A visitor's record: compare-and-set, together with the log, and linking to a user."""

from __future__ import annotations

import asyncio

import pytest

from notesik.store import visitors
from notesik.store.client import Client
from notesik.store.keys import VISITOR_LIFETIME_MS, VisitorKey, visitor_key
from notesik.store.visitors import Change, Record

pytestmark = pytest.mark.anyio

ANONYMOUS = visitor_key("shop", "a", "b7f2", 64)
USER = visitor_key("shop", "u", "ann", 64)


async def load(client: Client, key: VisitorKey) -> Record:
    [record] = await visitors.load(client, [key])
    return record


async def save(client: Client, change: Change) -> bool:
    [saved] = await visitors.save(client, [change])
    return saved


async def logged(client: Client, key: VisitorKey) -> list[bytes]:
    [entries] = await client.trip([("XRANGE", key.log, "-", "+")])
    return [fields[1] for _, fields in entries]


async def test_an_unknown_visitor_has_an_empty_record(client: Client):
    assert await load(client, ANONYMOUS) == Record(None, 0, None, None)


async def test_state_and_log_are_written_together(client: Client):
    assert await save(client, Change(ANONYMOUS, 0, b"\x00state\xff", [b"first", b"second"]))
    assert await load(client, ANONYMOUS) == Record(b"\x00state\xff", 1)
    assert await logged(client, ANONYMOUS) == [b"first", b"second"]


async def test_a_stale_write_changes_neither_state_nor_log(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"one", [b"first"]))
    for stale in (0, 2, 7):
        assert not await save(client, Change(ANONYMOUS, stale, b"two", [b"second"]))
    assert await load(client, ANONYMOUS) == Record(b"one", 1)
    assert await logged(client, ANONYMOUS) == [b"first"]


async def test_of_many_writers_with_one_revision_one_wins(client: Client):
    saved = await asyncio.gather(*(save(client, Change(ANONYMOUS, 0, b"%d" % n, [b"%d" % n])) for n in range(20)))
    assert sum(saved) == 1
    winner = b"%d" % saved.index(True)
    assert await load(client, ANONYMOUS) == Record(winner, 1)
    assert await logged(client, ANONYMOUS) == [winner]


async def test_a_conflict_of_one_change_leaves_the_others_of_the_trip_alone(client: Client):
    assert await visitors.save(client, [Change(ANONYMOUS, 5, b"a"), Change(USER, 0, b"u")]) == [False, True]
    assert await visitors.load(client, [ANONYMOUS, USER]) == [Record(), Record(b"u", 1)]


async def test_a_change_without_state_leaves_it_and_counts_as_a_change(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"one"))
    assert await save(client, Change(ANONYMOUS, 1, None, [b"event"]))
    assert not await save(client, Change(ANONYMOUS, 1, None, [b"event"]))
    assert await load(client, ANONYMOUS) == Record(b"one", 2)
    assert await logged(client, ANONYMOUS) == [b"event"]


async def test_a_record_lives_on_from_its_last_change(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"one", lifetime_ms=1_000))
    await save(client, Change(ANONYMOUS, 1, b"two", lifetime_ms=60_000))
    [left_ms] = await client.trip([("PTTL", ANONYMOUS.name)])
    assert 50_000 < left_ms <= 60_000


async def test_the_log_forgets_its_oldest_entries(client: Client):
    command = visitors.save_command(Change(ANONYMOUS, 0, b"one", [b"%d" % n for n in range(1_000)]), log_length=10)
    assert await client.trip([command]) == [1]
    entries = await logged(client, ANONYMOUS)
    assert 10 <= len(entries) < 1_000
    assert entries[-1] == b"999"


async def test_linking_keeps_what_the_visitor_did_until_the_user_has_taken_it_over(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"history"))
    [linked, user] = await visitors.link(client, ANONYMOUS, "ann", [USER])
    assert linked == Record(b"history", 2, "ann", b"history", linked_now=True)
    assert user == Record()
    assert await visitors.save(client, [Change(USER, 0, b"merged"), Change(ANONYMOUS, 2, clear_pending=True)]) == [
        True,
        True,
    ]
    assert await load(client, ANONYMOUS) == Record(b"history", 3, "ann", None)


async def test_linking_an_unknown_visitor_keeps_nothing(client: Client):
    [linked] = await visitors.link(client, ANONYMOUS, "ann")
    assert linked == Record(None, 1, "ann", None, linked_now=True)
    [left_ms] = await client.trip([("PTTL", ANONYMOUS.name)])
    assert 0 < left_ms <= VISITOR_LIFETIME_MS


async def test_linking_to_the_same_user_again_changes_nothing(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"history"))
    await visitors.link(client, ANONYMOUS, "ann")
    [again] = await visitors.link(client, ANONYMOUS, "ann")
    assert again == Record(b"history", 2, "ann", b"history", linked_now=False)


async def test_a_second_user_of_the_device_does_not_see_the_history_of_the_first(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"history of ann"))
    await visitors.link(client, ANONYMOUS, "ann")
    await save(client, Change(ANONYMOUS, 2, clear_pending=True))
    [linked] = await visitors.link(client, ANONYMOUS, "bob")
    assert linked == Record(None, 4, "bob", None, linked_now=True)
    assert await load(client, ANONYMOUS) == Record(None, 4, "bob", None)


async def test_a_second_user_waits_while_the_history_of_the_first_is_not_taken_over(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"history of ann"))
    await visitors.link(client, ANONYMOUS, "ann")
    [refused] = await visitors.link(client, ANONYMOUS, "bob")
    assert refused == Record(b"history of ann", 2, "ann", b"history of ann", linked_now=False)


async def test_linking_makes_a_write_that_knew_nothing_of_it_fail(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"one"))
    await visitors.link(client, ANONYMOUS, "ann")
    assert not await save(client, Change(ANONYMOUS, 1, b"two"))


async def test_concurrent_links_to_two_users_link_one(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"history"))
    [[one], [other]] = await asyncio.gather(*(visitors.link(client, ANONYMOUS, user) for user in ("ann", "bob")))
    assert [one.linked_now, other.linked_now].count(True) == 1
    assert one.user_id == other.user_id


async def test_erasing_forgets_the_record(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"one"))
    await save(client, Change(USER, 0, b"two"))
    assert await visitors.erase(client, [ANONYMOUS, USER]) == 2
    assert await visitors.load(client, [ANONYMOUS, USER]) == [Record(), Record()]
