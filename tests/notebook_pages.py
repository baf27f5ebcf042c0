"""What tests of the notebook write and look at."""

from __future__ import annotations

from notesik.events import Event
from notesik.held_visitors import HeldVisitors
from notesik.log_entries import Entry, decode_entry
from notesik.notebook import Notebook, Subject, Terms, device_of, person_of
from notesik.store import log
from notesik.store.client import Client
from notesik.store.keys import VisitorKey, visitor_key
from notesik.visitors import Visitor
from sample_events import HOUR_MS, NOW_MS, SHOP, identify, track


def remembering(client: Client) -> Notebook:
    """A notebook that goes by what it wrote last, right from the start; most other tests meet one that loads."""
    return Notebook(client, TERMS, HeldVisitors(right=1.0))


TERMS = Terms(lifetime_ms=HOUR_MS, log_length=10_000)
PHONE, LAPTOP = device_of("phone"), device_of("laptop")
ANN, BOB = person_of("ann"), person_of("bob")


async def write(notebook: Notebook, *events: Event, now_ms: int = NOW_MS) -> None:
    await notebook.write(SHOP, events, now_ms)


async def state(notebook: Notebook, subject: Subject) -> Visitor:
    visitor, _ = await notebook.read(SHOP.site, subject)
    return visitor


async def owner(notebook: Notebook, device: Subject) -> str:
    _, user_id = await notebook.read(SHOP.site, device)
    return user_id


async def logged(client: Client) -> list[Entry]:
    return [
        decode_entry(entry.event)
        for partition in range(client.partitions)
        for entry in await log.entries(client, partition, count=10_000)
    ]


def key(client: Client, subject: Subject) -> VisitorKey:
    return visitor_key(SHOP.site, "u" if subject.is_person else "a", subject.id, client.partitions)


def on(device: str, name: str = "Looked", user_id: str = "") -> Event:
    return track(name, anonymous_id=device, user_id=user_id)


def by(user_id: str, device: str = "phone") -> Event:
    return identify(user_id, anonymous_id=device)


def count(visitor: Visitor, name: str = "Looked") -> int:
    return visitor.counters[name].count if name in visitor.counters else 0
