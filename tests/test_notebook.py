"""The notebook: each event once, whoever writes at the same time and whatever breaks."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable

import pytest
from msgspec.structs import replace

from notebook_pages import ANN, LAPTOP, PHONE, TERMS, by, count, key, logged, on, owner, remembering, state, write
from notesik.errors import StoreUnavailable
from notesik.held_visitors import HeldVisitors
from notesik.log_entries import Entry
from notesik.notebook import Notebook, Subject, device_of, person_of
from notesik.notebook_tasks import Amended
from notesik.store import visitors
from notesik.store.client import Client
from notesik.visitors import VERSION, Visitor
from sample_events import HOUR_MS, NOW_MS, SHOP, track

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="session")
def store_server(each_store_server: str) -> str:
    return each_store_server


@pytest.fixture
def notebook(client: Client) -> Notebook:
    return remembering(client)


@pytest.fixture
async def other_notebook(store_url: str) -> AsyncIterator[Notebook]:
    """Of another process: it shares nothing but the store."""
    async with Client(store_url) as client:
        yield remembering(client)


async def test_an_event_is_in_the_state_and_in_the_log(notebook: Notebook, client: Client) -> None:
    event = on("phone")
    await write(notebook, event)
    assert count(await state(notebook, PHONE)) == 1
    assert await logged(client) == [Entry("shop", "phone", event)]


async def test_the_same_event_twice_is_logged_once(notebook: Notebook, client: Client) -> None:
    event = on("phone")
    await write(notebook, event, event)
    await write(notebook, event)
    assert count(await state(notebook, PHONE)) == 1
    assert len(await logged(client)) == 1


@pytest.mark.parametrize("user_id", ["", "ann"])
async def test_the_same_event_from_two_processes_at_once_is_logged_once(
    notebook: Notebook, other_notebook: Notebook, client: Client, user_id: str
) -> None:
    event = on("phone", user_id=user_id)
    await asyncio.gather(*(write(each, event) for each in [notebook, other_notebook] * 10))
    assert len(await logged(client)) == 1
    assert count(await state(notebook, ANN if user_id else PHONE)) == 1


async def test_the_same_event_first_without_and_then_with_its_user_is_logged_once(
    notebook: Notebook, client: Client
) -> None:
    event = on("phone")
    await write(notebook, event)
    await write(notebook, replace(event, user_id="ann"))
    await write(notebook, event)
    assert len(await logged(client)) == 1
    assert count(await state(notebook, ANN)) == count(await state(notebook, PHONE)) == 1


@pytest.mark.parametrize("subject", [PHONE, ANN])
async def test_of_many_writers_in_two_processes_none_is_lost(
    notebook: Notebook, other_notebook: Notebook, client: Client, subject: Subject
) -> None:
    events = [on("phone", user_id="ann" if subject.is_person else "") for _ in range(50)]
    writers = [notebook, other_notebook]
    await asyncio.gather(*(write(writers[number % 2], event) for number, event in enumerate(events)))
    assert count(await state(notebook, subject)) == 50
    assert sorted(entry.event.message_id for entry in await logged(client)) == sorted(
        event.message_id for event in events
    )


async def test_a_batch_of_many_visitors_is_taken_whole(notebook: Notebook, client: Client) -> None:
    events = [on(f"device-{number % 100}", user_id=f"u{number % 50}" if number % 3 else "") for number in range(600)]
    random.Random(7).shuffle(events)
    await write(notebook, *events)
    await write(notebook, *events)
    people = [await state(notebook, person_of(f"u{number}")) for number in range(50)]
    assert sum(map(count, people)) == 600
    assert len(await logged(client)) == 600


async def test_the_decider_is_amended_with_the_events_in_one_write(notebook: Notebook) -> None:
    def amend(visitor: Visitor) -> Amended:
        return Amended(replace(visitor, language="pl"), tuple)

    written = await notebook.write(SHOP, [on("phone")], NOW_MS, decider=PHONE, amend=amend)
    assert count(written.visitor) == 1
    assert await state(notebook, PHONE) == written.visitor
    assert written.visitor.language == "pl"


async def test_an_amendment_is_made_anew_when_the_visitor_has_changed(
    notebook: Notebook, other_notebook: Notebook
) -> None:
    met: list[int] = []

    def amend(visitor: Visitor) -> Amended:
        met.append(count(visitor))
        return Amended(replace(visitor, language=f"{count(visitor)}"), tuple)

    writes: list[Callable[[], object]] = [
        lambda: notebook.write(SHOP, [on("phone")], NOW_MS, decider=PHONE, amend=amend),
        lambda: write(other_notebook, on("phone")),
    ]
    await asyncio.gather(*(make() for make in writes * 10))  # type: ignore[call-overload]
    visitor = await state(notebook, PHONE)
    assert count(visitor) == 20
    assert visitor.language == str(max(met))


async def test_who_was_written_last_is_written_again_without_a_load(client: Client) -> None:
    flown: list[int] = []
    async with Client(client.url, on_flight=lambda commands, *_, **__: flown.append(commands)) as counting:
        notebook = remembering(counting)
        await state(notebook, PHONE)  # from here on the client of a cluster knows where the record is
        flown.clear()
        for expected in ([1, 1], [1], [1]):
            await write(notebook, on("phone"))
            assert flown == expected
            flown.clear()
    assert count(await state(remembering(client), PHONE)) == 3


async def test_a_batchs_visitors_are_loaded_only_where_one_of_them_is_not_held(client: Client) -> None:
    flown: list[int] = []
    async with Client(client.url, on_flight=lambda commands, *_, **__: flown.append(commands)) as counting:
        notebook = remembering(counting)
        # From here on the client of a cluster knows where their records are.
        await asyncio.gather(*(state(notebook, each) for each in (PHONE, LAPTOP, device_of("tablet"))))
        flown.clear()
        for devices, expected in ((("phone", "laptop"), 4), (("phone", "laptop"), 2), (("phone", "tablet"), 4)):
            await write(notebook, *map(on, devices))
            assert sum(flown) == expected
            flown.clear()
    assert [count(await state(remembering(client), each)) for each in (PHONE, LAPTOP)] == [3, 2]


async def test_one_visitor_of_a_batch_who_was_written_elsewhere_spoils_nothing(
    notebook: Notebook, other_notebook: Notebook, client: Client
) -> None:
    await write(notebook, on("phone"), on("laptop"))
    await write(other_notebook, on("laptop"))
    await write(notebook, on("phone"), on("laptop"))
    assert [count(await state(notebook, each)) for each in (PHONE, LAPTOP)] == [2, 3]
    assert len(await logged(client)) == 5


async def test_an_answer_without_a_write_does_not_rest_on_what_is_held(
    notebook: Notebook, other_notebook: Notebook
) -> None:
    await write(notebook, on("phone"))
    await write(other_notebook, on("phone"))
    written = await notebook.write(SHOP, [], NOW_MS, decider=PHONE)
    assert count(written.visitor) == 2


async def test_what_was_erased_by_another_process_does_not_come_back(
    notebook: Notebook, other_notebook: Notebook
) -> None:
    await write(notebook, on("phone", "Before"))
    await other_notebook.forget(SHOP.site, PHONE)
    await write(other_notebook, on("phone"))
    await write(notebook, on("phone"))
    visitor = await state(notebook, PHONE)
    assert (count(visitor), count(visitor, "Before")) == (2, 0)


async def test_what_this_process_erased_does_not_come_back(notebook: Notebook) -> None:
    await write(notebook, on("phone", "Before"))
    await notebook.forget(SHOP.site, PHONE)
    await write(notebook, on("phone"))
    assert set((await state(notebook, PHONE)).counters) == {"Looked"}


async def test_a_decider_without_events_is_read_and_not_written(notebook: Notebook) -> None:
    await write(notebook, on("phone"))
    written = await notebook.write(SHOP, [], NOW_MS, decider=PHONE)
    assert count(written.visitor) == 1
    assert (await notebook.write(SHOP, [], NOW_MS)).visitor == Visitor()
    assert (await notebook.write(SHOP, [], NOW_MS, decider=LAPTOP)).visitor == Visitor()
    assert await state(notebook, LAPTOP) == Visitor()


async def test_an_outage_is_told_and_what_was_sent_can_be_sent_again(store_url: str, notebook: Notebook) -> None:
    event = on("phone")
    async with Client("redis://127.0.0.1:1") as nowhere:
        with pytest.raises(StoreUnavailable):
            await write(Notebook(nowhere, TERMS), event)
    await write(notebook, event)
    await write(notebook, event)
    assert count(await state(notebook, PHONE)) == 1


async def test_sites_do_not_share_their_visitors(notebook: Notebook) -> None:
    await write(notebook, on("phone"), by("ann"))
    await notebook.write(SHOP._replace(site="other"), [on("phone")], NOW_MS)
    assert count(await state(notebook, ANN)) == 1
    assert (await notebook.read("other", PHONE))[1] == ""


async def test_a_user_and_a_device_may_have_the_same_id(notebook: Notebook) -> None:
    await write(notebook, on("ann", "Device's"), track("Person's", anonymous_id="", user_id="ann"))
    assert set((await state(notebook, device_of("ann"))).counters) == {"Device's"}
    assert set((await state(notebook, ANN)).counters) == {"Person's"}


async def test_a_record_lives_as_long_as_the_terms_say(notebook: Notebook, client: Client) -> None:
    await write(notebook, on("phone"))
    [left_ms] = await client.trip([("PTTL", key(client, PHONE).name)])
    assert HOUR_MS - 60_000 < left_ms <= HOUR_MS


async def test_forgetting_a_person_forgets_their_devices(notebook: Notebook) -> None:
    await write(notebook, on("phone"), by("ann"))
    await write(notebook, by("ann", "laptop"), on("laptop"))
    assert await notebook.forget(SHOP.site, ANN) == 3
    for subject in (ANN, PHONE, LAPTOP):
        assert await notebook.read(SHOP.site, subject) == (Visitor(), "")
    assert await notebook.forget(SHOP.site, ANN) == 0


async def test_forgetting_a_person_leaves_a_device_that_is_another_persons_by_now(notebook: Notebook) -> None:
    await write(notebook, by("ann"))
    await write(notebook, by("bob"), on("phone", "Bob's", "bob"))
    assert await notebook.forget(SHOP.site, ANN) == 1
    assert await owner(notebook, PHONE) == "bob"


async def test_whoever_comes_back_after_being_forgotten_is_new(notebook: Notebook) -> None:
    await write(notebook, on("phone"), by("ann"))
    await notebook.forget(SHOP.site, ANN)
    await write(notebook, on("phone"))
    assert count(await state(notebook, PHONE)) == 1
    assert await state(notebook, ANN) == Visitor()


async def test_facts_of_who_is_erased_are_not_held_any_more(notebook: Notebook) -> None:
    await write(notebook, track("Products Searched", {"query": "tent"}, anonymous_id="phone"))
    [event] = (await state(notebook, PHONE)).recent
    facts = event.facts
    assert event.facts is facts
    await notebook.forget(SHOP.site, PHONE)
    assert event.facts is not facts


@pytest.mark.parametrize("is_first", [True, False])
async def test_who_is_erased_while_something_is_written_is_not_held_as_they_were(
    client: Client, is_first: bool
) -> None:
    held = HeldVisitors(right=1.0)
    notebook = Notebook(client, TERMS, held)
    await write(notebook, on("phone"))
    both = [notebook.forget(SHOP.site, PHONE), write(notebook, on("phone"))]
    await asyncio.gather(*(both if is_first else reversed(both)))
    [record] = await visitors.load(client, [key(client, PHONE)])
    known = held.find(key(client, PHONE))
    assert (known.revision if known else 0) == record.revision


async def test_whom_a_newer_version_has_written_is_refused_for_now_and_left_as_they_are(
    notebook: Notebook, client: Client
) -> None:
    newer = bytes([VERSION + 1]) + b"of another form"
    [revision] = await visitors.save(client, [visitors.Change(key(client, PHONE), 0, newer)])
    with pytest.raises(StoreUnavailable, match="A newer Notesik has written this visitor"):
        await write(notebook, on("phone"))
    [record] = await visitors.load(client, [key(client, PHONE)])
    assert (record.state, record.revision) == (newer, revision)
