"""A visitor's record: compare-and-set, together with the log, and linking to a user."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

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


async def save(client: Client, change: Change) -> int:
    [revision] = await visitors.save(client, [change])
    return revision


async def logged(client: Client, key: VisitorKey) -> list[bytes]:
    [entries] = await client.trip([("XRANGE", key.log, "-", "+")])
    return [fields[1] for _, fields in entries]


async def test_an_unknown_visitor_has_an_empty_record(client: Client):
    assert await load(client, ANONYMOUS) == Record(None, 0, None, None)


async def test_state_and_log_are_written_together(client: Client):
    revision = await save(client, Change(ANONYMOUS, 0, b"\x00state\xff", [b"first", b"second"]))
    assert revision > 0
    assert await load(client, ANONYMOUS) == Record(b"\x00state\xff", revision)
    assert await logged(client, ANONYMOUS) == [b"first", b"second"]


async def test_a_stale_write_changes_neither_state_nor_log(client: Client):
    revision = await save(client, Change(ANONYMOUS, 0, b"one", [b"first"]))
    for stale in (0, 1, revision - 1, revision + 1, revision + 6):
        assert await save(client, Change(ANONYMOUS, stale, b"two", [b"second"])) == 0
    assert await load(client, ANONYMOUS) == Record(b"one", revision)
    assert await logged(client, ANONYMOUS) == [b"first"]


async def test_of_many_writers_with_one_revision_one_wins(client: Client):
    saved = await asyncio.gather(*(save(client, Change(ANONYMOUS, 0, b"%d" % n, [b"%d" % n])) for n in range(20)))
    [revision] = filter(None, saved)
    winner = b"%d" % saved.index(revision)
    assert await load(client, ANONYMOUS) == Record(winner, revision)
    assert await logged(client, ANONYMOUS) == [winner]


async def test_a_conflict_of_one_change_leaves_the_others_of_the_trip_alone(client: Client):
    refused, saved = await visitors.save(client, [Change(ANONYMOUS, 5, b"a"), Change(USER, 0, b"u")])
    assert refused == 0 < saved
    assert await visitors.load(client, [ANONYMOUS, USER]) == [Record(), Record(b"u", saved)]


async def test_a_change_without_state_leaves_it_and_counts_as_a_change(client: Client):
    first = await save(client, Change(ANONYMOUS, 0, b"one"))
    assert await save(client, Change(ANONYMOUS, first, None, [b"event"])) == first + 1
    assert await save(client, Change(ANONYMOUS, first, None, [b"event"])) == 0
    assert await load(client, ANONYMOUS) == Record(b"one", first + 1)
    assert await logged(client, ANONYMOUS) == [b"event"]


async def test_a_record_lives_on_from_its_last_change(client: Client):
    first = await save(client, Change(ANONYMOUS, 0, b"one", lifetime_ms=1_000))
    await save(client, Change(ANONYMOUS, first, b"two", lifetime_ms=60_000))
    [left_ms] = await client.trip([("PTTL", ANONYMOUS.name)])
    assert 50_000 < left_ms <= 60_000


async def test_the_log_forgets_its_oldest_entries(client: Client):
    command = visitors.save_command(Change(ANONYMOUS, 0, b"one", [b"%d" % n for n in range(1_000)]), log_length=10)
    assert await client.trip([command]) == [(await load(client, ANONYMOUS)).revision]
    entries = await logged(client, ANONYMOUS)
    assert 10 <= len(entries) < 1_000
    assert entries[-1] == b"999"


async def test_linking_keeps_what_the_visitor_did_until_the_user_has_taken_it_over(client: Client):
    first = await save(client, Change(ANONYMOUS, 0, b"history"))
    [linked, user] = await visitors.link(client, ANONYMOUS, "ann", [USER])
    assert linked == Record(b"history", first + 1, "ann", b"history", linked_now=True)
    assert user == Record()
    changes = [Change(USER, 0, b"merged"), Change(ANONYMOUS, linked.revision, clear_pending=True)]
    merged, cleared = await visitors.save(client, changes)
    assert await load(client, USER) == Record(b"merged", merged)
    assert cleared == first + 2
    assert await load(client, ANONYMOUS) == Record(b"history", cleared, "ann", None)


async def test_linking_an_unknown_visitor_keeps_nothing(client: Client):
    [linked] = await visitors.link(client, ANONYMOUS, "ann")
    assert linked == Record(None, linked.revision, "ann", None, linked_now=True)
    assert linked.revision > 0
    assert await load(client, ANONYMOUS) == Record(None, linked.revision, "ann", None)
    [left_ms] = await client.trip([("PTTL", ANONYMOUS.name)])
    assert 0 < left_ms <= VISITOR_LIFETIME_MS


async def test_linking_to_the_same_user_again_changes_nothing(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"history"))
    [linked] = await visitors.link(client, ANONYMOUS, "ann")
    [again] = await visitors.link(client, ANONYMOUS, "ann")
    assert again == Record(b"history", linked.revision, "ann", b"history", linked_now=False)


async def test_a_second_user_of_the_device_does_not_see_the_history_of_the_first(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"history of ann"))
    [first] = await visitors.link(client, ANONYMOUS, "ann")
    cleared = await save(client, Change(ANONYMOUS, first.revision, clear_pending=True))
    [linked] = await visitors.link(client, ANONYMOUS, "bob")
    assert linked == Record(None, cleared + 1, "bob", None, linked_now=True)
    assert await load(client, ANONYMOUS) == Record(None, cleared + 1, "bob", None)


async def test_a_second_user_waits_while_the_history_of_the_first_is_not_taken_over(client: Client):
    await save(client, Change(ANONYMOUS, 0, b"history of ann"))
    [linked] = await visitors.link(client, ANONYMOUS, "ann")
    [refused] = await visitors.link(client, ANONYMOUS, "bob")
    assert refused == Record(b"history of ann", linked.revision, "ann", b"history of ann", linked_now=False)


async def test_linking_makes_a_write_that_knew_nothing_of_it_fail(client: Client):
    known = await save(client, Change(ANONYMOUS, 0, b"one"))
    await visitors.link(client, ANONYMOUS, "ann")
    assert await save(client, Change(ANONYMOUS, known, b"two")) == 0


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


async def begin_by_saving(client: Client) -> int:
    return await save(client, Change(ANONYMOUS, 0, b"begun"))


async def begin_by_linking(client: Client) -> int:
    [linked] = await visitors.link(client, ANONYMOUS, "ann")
    return linked.revision


@pytest.mark.parametrize("begin", [begin_by_saving, begin_by_linking])
async def test_a_record_begun_anew_never_gets_a_revision_of_the_erased_one(
    client: Client, begin: Callable[[Client], Awaitable[int]]
):
    async def live() -> list[int]:
        revisions = [await begin(client)]
        for _ in range(4):
            revisions.append(await save(client, Change(ANONYMOUS, revisions[-1], b"state")))
        return revisions

    erased = await live()
    await visitors.erase(client, [ANONYMOUS])
    anew = await live()
    assert len({*erased, *anew}) == 10
    record = await load(client, ANONYMOUS)
    assert [await save(client, Change(ANONYMOUS, stale, b"of before", [b"event"])) for stale in erased] == [0] * 5
    assert await load(client, ANONYMOUS) == record
    assert await logged(client, ANONYMOUS) == []
