"""Devices become people's: their history at once and without loss, and never another's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from first_records import as_first
from notebook_pages import ANN, BOB, PHONE, by, count, key, logged, on, owner, remembering, state, write
from notesik.events import Event
from notesik.notebook import Notebook
from notesik.notebook_tasks import Link, rounds_of
from notesik.store import visitors
from notesik.store.client import Client
from notesik.visitors import Visitor
from sample_events import NOW_MS, SHOP, order, page, visitor_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def notebook(client: Client) -> Notebook:
    return remembering(client)


@pytest.fixture
async def other_notebook(store_url: str) -> AsyncIterator[Notebook]:
    """Of another process: it shares nothing but the store."""
    async with Client(store_url) as client:
        yield remembering(client)


async def test_an_anonymous_history_is_the_persons_at_once(notebook: Notebook, client: Client) -> None:
    bought = replace(order("1", 50), anonymous_id="phone")
    await write(notebook, on("phone"), on("phone"), bought)
    await write(notebook, by("ann"))
    person = await state(notebook, ANN)
    assert (count(person), person.orders.count, person.counters["identify"].count) == (2, 1, 1)
    assert list(person.merged_from) == ["phone"]
    assert await owner(notebook, PHONE) == "ann"
    assert len(await logged(client)) == 4


async def test_what_happens_afterwards_on_the_device_is_the_persons_too(notebook: Notebook, client: Client) -> None:
    await write(notebook, on("phone"), by("ann"))
    await write(notebook, on("phone"))
    assert count(await state(notebook, ANN)) == count(await state(notebook, PHONE)) == 2
    assert sorted(entry.visitor for entry in await logged(client)) == ["ann"] * 3


async def test_a_device_that_another_process_linked_is_the_persons_in_this_one(
    notebook: Notebook, other_notebook: Notebook
) -> None:
    await write(notebook, on("phone"))
    await write(other_notebook, by("ann"))
    await write(notebook, on("phone"))
    assert count(await state(notebook, ANN)) == 2


async def test_the_device_knows_only_what_was_done_on_it(notebook: Notebook) -> None:
    await write(notebook, on("laptop"), by("ann", "laptop"))
    await write(notebook, on("phone"), by("ann"))
    assert count(await state(notebook, ANN)) == 2
    assert count(await state(notebook, PHONE)) == 1
    assert list((await state(notebook, ANN)).merged_from) == ["laptop", "phone"]


async def test_two_people_on_one_device_are_never_mixed(notebook: Notebook) -> None:
    await write(notebook, on("phone", "Anonymous"), by("ann"), on("phone", "Ann's", "ann"))
    await write(notebook, by("bob"), on("phone", "Bob's", "bob"))
    ann, bob, phone = [await state(notebook, subject) for subject in (ANN, BOB, PHONE)]
    assert {"Anonymous", "Ann's"} <= set(ann.counters)
    assert set(bob.counters) == set(phone.counters) == {"identify", "Bob's"}
    assert "Bob's" not in ann.counters


async def test_two_people_on_one_device_are_told_apart_in_one_batch_too(notebook: Notebook, client: Client) -> None:
    await write(
        notebook,
        on("phone", "Anonymous"),
        by("ann"),
        on("phone", "Ann's", "ann"),
        by("bob"),
        on("phone", "Bob's", "bob"),
        on("phone", "Ann's", "ann"),
    )
    ann, bob = await state(notebook, ANN), await state(notebook, BOB)
    assert count(ann, "Ann's") == 2
    assert set(bob.counters) == {"identify", "Bob's"}
    assert "Anonymous" in ann.counters
    assert len(await logged(client)) == 6


async def test_an_alias_makes_a_devices_history_the_users(notebook: Notebook) -> None:
    await write(notebook, on("phone"))
    await write(notebook, Event("alias", "m-alias", NOW_MS, "phone", "ann", previous_id="phone"))
    assert count(await state(notebook, ANN)) == 1
    assert await owner(notebook, PHONE) == "ann"


async def test_a_crash_between_linking_and_writing_is_made_good_by_the_next_request(
    notebook: Notebook, client: Client
) -> None:
    await write(notebook, on("phone"))
    await visitors.link(client, key(client, PHONE), "ann")
    assert await state(notebook, ANN) == Visitor()
    await write(notebook, on("phone"))
    assert count(await state(notebook, ANN)) == 2
    assert len(await logged(client)) == 2


async def test_a_crash_between_linking_and_writing_is_made_good_before_another_person_takes_the_device(
    notebook: Notebook, client: Client
) -> None:
    await write(notebook, on("phone", "Ann's"))
    await visitors.link(client, key(client, PHONE), "ann")
    await write(notebook, by("bob"), on("phone", "Bob's", "bob"))
    ann, bob = await state(notebook, ANN), await state(notebook, BOB)
    assert count(ann, "Ann's") == 1
    assert set(bob.counters) == set((await state(notebook, PHONE)).counters) == {"identify", "Bob's"}
    assert await owner(notebook, PHONE) == "bob"


async def test_a_crash_loses_no_history_of_a_device_that_was_forgotten_and_began_anew(
    notebook: Notebook, client: Client
) -> None:
    await write(notebook, on("phone"), by("ann"))
    await notebook.forget(SHOP.site, PHONE)
    await write(notebook, on("phone"))
    await visitors.link(client, key(client, PHONE), "ann")
    for _ in range(3):
        await write(notebook, on("phone"))
    assert count(await state(notebook, ANN)) == 1 + 1 + 3


async def test_a_history_is_taken_over_once_and_its_snapshot_forgotten(notebook: Notebook, client: Client) -> None:
    await write(notebook, on("phone"))
    await write(notebook, by("ann"))
    for _ in range(3):
        await write(notebook, on("phone"))
    [record] = await visitors.load(client, [key(client, PHONE)])
    assert record.pending is None
    assert count(await state(notebook, ANN)) == 4


async def test_a_snapshot_that_an_earlier_version_wrote_is_taken_over_once(notebook: Notebook, client: Client) -> None:
    """A crash may leave it beside the link; its mark goes by its bytes."""
    earlier = as_first(visitor_of(on("phone"), on("phone")))
    await visitors.save(client, [visitors.Change(key(client, PHONE), 0, earlier)])
    await visitors.link(client, key(client, PHONE), "ann")
    [linked] = await visitors.load(client, [key(client, PHONE)])
    assert linked.pending == earlier
    for _ in range(3):
        await write(notebook, on("phone"))
    [record] = await visitors.load(client, [key(client, PHONE)])
    assert record.pending is None
    assert count(await state(notebook, ANN)) == count(await state(notebook, PHONE)) == 2 + 3


async def test_what_a_forgotten_device_does_afterwards_is_not_lost(notebook: Notebook) -> None:
    await write(notebook, on("phone"), by("ann"))
    await notebook.forget(SHOP.site, PHONE)
    await write(notebook, on("phone"))
    assert count(await state(notebook, ANN)) == 1
    await write(notebook, by("ann"))
    assert count(await state(notebook, ANN)) == 2
    await write(notebook, on("phone"))
    assert count(await state(notebook, ANN)) == 3


async def test_identifying_while_anonymous_events_come_in_loses_and_doubles_nothing(
    notebook: Notebook, other_notebook: Notebook, client: Client
) -> None:
    writes = [write(notebook, on("phone")) for _ in range(20)]
    writes.insert(10, write(other_notebook, by("ann")))
    await asyncio.gather(*writes)
    assert count(await state(notebook, ANN)) == 20
    assert len(await logged(client)) == 21


async def test_what_a_request_proves_links_a_device_without_any_event(notebook: Notebook, client: Client) -> None:
    await write(notebook, on("phone"))
    written = await notebook.write(SHOP, (), NOW_MS, decider=ANN, link=Link("phone", "ann"))
    assert count(written.visitor) == count(await state(notebook, ANN)) == 1
    assert (written.visitor.assignment_id, await owner(notebook, PHONE)) == ("phone", "ann")
    await write(notebook, on("phone"))
    assert count(await state(notebook, ANN)) == 2
    assert len(await logged(client)) == 2


async def test_what_a_request_proves_of_a_device_holds_after_what_its_events_say(notebook: Notebook) -> None:
    await notebook.write(SHOP, [on("phone", "Looked", "bob")], NOW_MS, decider=ANN, link=Link("phone", "ann"))
    assert (count(await state(notebook, BOB)), count(await state(notebook, ANN))) == (1, 0)
    assert await owner(notebook, PHONE) == "ann"
    assert list((await state(notebook, ANN)).merged_from) == ["phone"]


async def test_a_crash_after_a_proof_linked_a_device_is_made_good_by_the_next_one(
    notebook: Notebook, client: Client
) -> None:
    await write(notebook, on("phone"))
    await visitors.link(client, key(client, PHONE), "ann")
    written = await notebook.write(SHOP, (), NOW_MS, decider=ANN, link=Link("phone", "ann"))
    assert count(written.visitor) == 1
    written = await notebook.write(SHOP, (), NOW_MS, decider=BOB, link=Link("phone", "bob"))
    assert (count(written.visitor), count(await state(notebook, ANN))) == (0, 1)


def test_a_round_has_one_person_a_device() -> None:
    ann, bob, other = by("ann"), by("bob"), by("bob", "laptop")
    anonymous = on("phone")
    assert rounds_of([anonymous, ann, other, anonymous, bob]) == [[anonymous, ann, other, anonymous], [bob]]
    assert len(rounds_of([page(), page(anonymous_id="", user_id="u")])) == 1
    assert rounds_of([]) == [[]]


async def test_a_person_on_many_devices_at_once_loses_nothing(
    notebook: Notebook, other_notebook: Notebook, client: Client
) -> None:
    devices = [f"device-{number}" for number in range(10)]
    await asyncio.gather(*(write(notebook, on(device), on(device)) for device in devices))
    await asyncio.gather(
        *(write([notebook, other_notebook][number % 2], by("ann", each)) for number, each in enumerate(devices))
    )
    person = await state(notebook, ANN)
    assert count(person) == 20
    assert sorted(person.merged_from) == sorted(devices)
    assert len(await logged(client)) == 30
