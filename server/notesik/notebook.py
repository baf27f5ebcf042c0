"""The notebook: takes events in, changes the pages of the visitors they belong to, and writes both down at once.

A *device* is what an anonymous id names, a *person* what a user id names; each has a record. A device that its visitor
has identified is linked to the person: the person's record takes over what the device knew, once, and from then on both
get the device's events: the person's record is the whole history (and the one that logs), the device's stays what was
done on that device, which is all that an unproven claim may look at.

A request takes two trips to the store: one loads (and links), one writes with compare-and-set. Only a conflict with
another process, or a linked device that this process meets for the first time without its user id, takes more.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

from notesik.errors import StoreUnavailable
from notesik.events import Event
from notesik.held_visitors import HeldVisitors
from notesik.notebook_rounds import Conflict, Round, StillLinked, Unproven, Written
from notesik.notebook_tasks import Amend, Link, Subject, Task, Terms, device_of, key_of, person_of, rounds_of
from notesik.one_at_a_time import OneAtATime
from notesik.recent_events import forget_facts
from notesik.store.client import Client
from notesik.store.keys import VisitorKey
from notesik.store.visitors import erase, load
from notesik.visitor_changes import Shop
from notesik.visitors import Visitor, decode_visitor

__all__ = ["Link", "Notebook", "Subject", "Terms", "Written", "device_of", "person_of"]

MAX_TRIES = 50
MAX_LINKS = 50_000
"""Devices whose person a process remembers."""


class Notebook:
    """Belongs to one event loop."""

    def __init__(self, client: Client, terms: Terms, held: HeldVisitors | None = None) -> None:
        """``held`` is filled with the visitors that are written."""
        self._client = client
        self._terms = terms
        self._held = held or HeldVisitors()
        self._turns = OneAtATime()
        self._links: dict[str, dict[str, str]] = {}

    async def write(
        self,
        shop: Shop,
        events: Sequence[Event],
        now_ms: int,
        *,
        decider: Subject | None = None,
        amend: Amend | None = None,
        link: Link | None = None,
    ) -> Written:
        """Take ``events`` in, exactly once each; afterwards all are in Redis. ``link`` holds from the last one on,
        and without any.

        Raises:
            StoreUnavailable: the store is down, or too many others write to the same record; nothing is lost or
                doubled by sending the same events again.
        """
        written = Written(Visitor(), {})
        rounds = rounds_of(events, link)
        for number, some in enumerate(rounds, start=1):
            proven = link if number == len(rounds) else None
            task = Task(shop, some, now_ms, self._client.partitions, decider=decider, amend=amend, link=proven)
            # Within this process one after the other, so that a visitor's burst does not conflict with itself.
            turns = await self._turns.take([key.name for key in task.records.values()])
            try:
                written = await self._written(task)
            finally:
                self._turns.give(turns)
            if written.links:
                self._remember(shop.site, written.links)
        return written

    async def read(self, site: str, subject: Subject) -> tuple[Visitor, str]:
        """A visitor's state, and the user id that a device is linked to (empty where it is not)."""
        [record] = await load(self._client, [self._key(site, subject)])
        return decode_visitor(record.state), record.user_id or ""

    async def forget(self, site: str, subject: Subject) -> int:
        """Erase a visitor's record, with a person's those of their devices; how many there were.

        A device that meanwhile became another person's stays.
        """
        visitor, _ = await self.read(site, subject)
        devices = [device_of(id) for id in visitor.merged_from]
        records = await load(self._client, [self._key(site, device) for device in devices])
        theirs = [device for device, record in zip(devices, records, strict=True) if record.user_id == subject.id]
        keys = [self._key(site, each) for each in (subject, *theirs)]
        # One after the other with writes, too: one under way would leave what is erased in this process's memory.
        turns = await self._turns.take([key.name for key in keys])
        try:
            for key in keys:
                self._held.drop(key)
            for device in (subject, *theirs):
                self._links.get(site, {}).pop(device.id, None)
            return await erase(self._client, keys)
        finally:
            forget_facts()
            self._turns.give(turns)

    def _key(self, site: str, subject: Subject) -> VisitorKey:
        return key_of(site, subject, self._client.partitions)

    async def _written(self, task: Task) -> Written:
        may_recall = True
        for attempt in range(MAX_TRIES):
            try:
                return await self._round(task, may_recall=may_recall).run()
            except Conflict:
                # Jitter, or two processes that met once would meet again and again.
                await asyncio.sleep(random.random() * 0.001 * attempt)  # noqa: S311 - not a secret
            except Unproven:
                may_recall = False
            except StillLinked as link:
                await self._finish_link(task, link.device)
        raise StoreUnavailable("too many requests change the same visitor at once; send it again")

    def _round(self, task: Task, *, may_recall: bool) -> Round:
        known_links = self._links.get(task.shop.site, {})
        return Round(self._client, self._terms, task, known_links, self._held, may_recall=may_recall)

    async def _finish_link(self, task: Task, device: str) -> None:
        """Let the person that ``device`` is linked to take over its history: first the person, then the device."""
        for _ in ("take over", "forget the snapshot"):
            try:
                task = Task(task.shop, (), task.now_ms, task.partitions, decider=device_of(device))
                await self._round(task, may_recall=False).run()
            except Conflict:
                return

    def _remember(self, site: str, links: dict[str, str]) -> None:
        known = self._links.setdefault(site, {})
        known |= links
        while len(known) > MAX_LINKS:
            del known[next(iter(known))]
