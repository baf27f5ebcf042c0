"""One attempt of the notebook to take events in: load the records, change them, write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

import msgspec

from notesik.events import Event
from notesik.held_visitors import Held, HeldVisitors
from notesik.log_entries import encode_entry
from notesik.merging import merged
from notesik.notebook_tasks import Subject, Task, Terms, device_of, person_of
from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import VisitorKey
from notesik.store.scripts import Command
from notesik.store.visitors import Change, link_command, load_command, read_record, save_command, touch_command
from notesik.visitor_changes import after, no_segments, with_segments
from notesik.visitors import Visitor, decode_visitor, encode_visitor


class Written(msgspec.Struct, frozen=True, gc=False):
    """``visitor``: the deciding record as it now is. ``links``: the devices met, each with its person's user id."""

    visitor: Visitor
    links: dict[str, str]


class Conflict(Exception):
    """Someone else changed a record between loading and writing: nothing of that record was written."""


class StillLinked(Exception):
    """A device belongs to another person who has not taken over its history yet: that comes first."""

    def __init__(self, device: str) -> None:
        super().__init__(device)
        self.device = device


class Unproven(Exception):
    """The answer would rest on a held visitor that nothing has to be written for: only a load tells if it is right."""


class _Page(msgspec.Struct, frozen=True, gc=False):
    """A record as it was loaded, or as it is held. Its state is read only when it is this record's turn, and let go of
    before the next one: of hundreds in one batch all would not fit into the processor's cache."""

    key: VisitorKey
    state: bytes | None
    revision: int
    user_id: str = ""
    pending: bytes | None = None


class _Outcome(msgspec.Struct, frozen=True, gc=False):
    """What of a record is to be written, None where nothing is; ``decider``: the visitor afterwards, if it decides."""

    page: _Page
    change: Change | None
    decider: Visitor | None


class Round:
    """Used once. ``known_links`` (device → user id) may be out of date; they only save a trip."""

    def __init__(
        self,
        client: Client,
        terms: Terms,
        task: Task,
        known_links: Mapping[str, str],
        held: HeldVisitors,
        *,
        may_recall: bool,
    ) -> None:
        """Without ``may_recall`` everything is loaded; ``held`` learns from it either way."""
        self._client, self._terms, self._task = client, terms, task
        self._held = held
        self._may_recall = may_recall
        self._is_recalled = False
        """Whether all that was needed is held, so that nothing was loaded."""
        self._records = task.records
        """What is loaded at first: those of people that the devices may be linked to as well."""
        if known_links:
            people = [known_links.get(each.id) for each in task.records if not each.is_person]
            self._records = {**task.records, **_records_of(task, people)}
        self._pages: dict[Subject, _Page] = {}
        self._person_of: dict[str, str] = {}

    async def run(self) -> Written:
        """Load, change and write.

        Raises Conflict, Unproven or StillLinked when it must be done anew, StoreUnavailable.
        """
        self._is_recalled = self._may_recall and self._recall()
        if not self._is_recalled:
            await self._load()
        outcomes = self._outcomes()
        changed = [(each.page, each.change) for each in outcomes if each.change is not None]
        if self._is_recalled and len(changed) < len(outcomes):
            raise Unproven
        replies = await self._client.trip(self._commands(outcomes))
        revisions = [expect(reply) for reply in replies[: len(changed)]]
        for (page, change), revision in zip(changed, revisions, strict=True):
            self._keep(page, change, revision)
        if not all(revisions):
            raise Conflict
        deciders = [each.decider for each in outcomes if each.decider is not None]
        return Written(deciders[0] if deciders else Visitor(), self._person_of)

    def _commands(self, outcomes: Sequence[_Outcome]) -> list[Command]:
        """What is to be written, in the order of ``outcomes``; then what tells that replicas have the rest."""
        log_length = self._terms.log_length
        commands = [save_command(each.change, log_length) for each in outcomes if each.change is not None]
        if self._client.replicas and self._task.events:
            # What is known already may have been written by a request that was refused, because no replica had it.
            lifetime_ms = self._terms.lifetime_ms
            commands += [touch_command(each.page.key, lifetime_ms) for each in outcomes if each.change is None]
        return commands

    def _keep(self, page: _Page, change: Change, revision: int) -> None:
        """Remember what was written, where it can be used without a load: of a device that is nobody's yet, or of a
        person. Who is linked to whom has to be known for sure before anything is written."""
        if not revision or page.user_id:
            self._held.drop(page.key, was_wrong=self._is_recalled)
        else:
            self._held.keep(page.key, Held(change.state or b"", revision))
            if self._is_recalled:
                self._held.prove()

    async def _load(self) -> None:
        await self._read(self._records)
        for subject in self._task.records:
            if subject.is_person:
                continue
            owner = self._pages[subject].user_id
            stated = self._task.links.get(subject.id)
            if stated and owner != stated:
                raise StillLinked(subject.id)
            if owner:
                self._person_of[subject.id] = owner
        if self._person_of:
            people = _records_of(self._task, self._person_of.values())
            await self._read({person: key for person, key in people.items() if person not in self._pages})

    async def _read(self, records: Mapping[Subject, VisitorKey]) -> None:
        if not records:
            return
        links = self._task.links
        commands = [
            link_command(key, links[subject.id], self._terms.lifetime_ms)
            if not subject.is_person and subject.id in links
            else load_command(key)
            for subject, key in records.items()
        ]
        replies = await self._client.trip(commands)
        for (subject, key), reply in zip(records.items(), replies, strict=True):
            record = read_record(reply)
            self._held.compare(key, record.revision)
            self._pages[subject] = _Page(key, record.state, record.revision, record.user_id or "", record.pending)

    def _recall(self) -> bool:
        """Whether all are held, and no device is said to be somebody's; then nothing need be loaded."""
        if self._task.links:
            return False
        pages: dict[Subject, _Page] = {}
        for subject, key in self._records.items():
            known = self._held.find(key)
            if known is None:
                return False
            pages[subject] = _Page(key, known.state, known.revision)
        self._pages = pages
        return True

    def _outcomes(self) -> list[_Outcome]:
        """Of the records that take part: a person loaded on an outdated hint does not."""
        task, pages = self._task, self._pages
        if len(pages) == 1:
            [(subject, page)] = pages.items()
            return [self._changed(subject, page, task.events)]
        events = task.events_by_subject(self._person_of)
        taking_part = {*task.records, *map(person_of, self._person_of.values())}
        return [
            self._changed(subject, page, events.get(subject, ()))
            for subject, page in pages.items()
            if subject in taking_part
        ]

    def _changed(self, subject: Subject, page: _Page, events: Sequence[Event]) -> _Outcome:
        task = self._task
        before = visitor = decode_visitor(page.state)
        if subject.is_person:
            visitor = self._with_devices(visitor, subject.id)
        # The log holds each event once: a linked device's events are logged with the person's record.
        logs = subject.is_person or subject.id not in self._person_of
        shop = task.shop if logs else task.shop._replace(segments_after=no_segments)
        decides = subject == task.decider
        amend = task.amend if decides else None
        visitor, entries = after(visitor, events, shop, subject.id, task.now_ms, is_decided_on=amend is not None)
        if amend is not None:
            amended = amend(visitor)
            visitor = amended.visitor
            if logs:
                with_segments(entries, amended.segments, task.now_ms)
        is_taken_over = page.pending is not None and self._is_taken_over(subject, page.pending)
        if visitor is before and not is_taken_over:
            return _Outcome(page, None, visitor if decides else None)
        change = Change(
            page.key,
            page.revision,
            encode_visitor(visitor),
            [encode_entry(entry) for entry in entries] if logs else (),
            clear_pending=is_taken_over,
            lifetime_ms=self._terms.lifetime_ms,
        )
        return _Outcome(page, change, visitor if decides else None)

    def _with_devices(self, visitor: Visitor, person: str) -> Visitor:
        """With what the person's devices knew before they were linked."""
        for device, user_id in self._person_of.items():
            if user_id != person:
                continue
            pending = self._pages[device_of(device)].pending
            visitor = merged(visitor, decode_visitor(pending), device, _mark_of(pending), self._task.shop.plans)
        return visitor

    def _is_taken_over(self, subject: Subject, pending: bytes) -> bool:
        """Whether the person's stored record already has this device's history, so that the snapshot may go."""
        if subject.is_person:
            return False
        person = self._pages[person_of(self._person_of[subject.id])]
        return decode_visitor(person.state).merged_from.get(subject.id) == _mark_of(pending)


def _records_of(task: Task, people: Iterable[str | None]) -> dict[Subject, VisitorKey]:
    """The records of those ``people`` who are somebody."""
    return {subject: task.key(subject) for subject in [person_of(id) for id in dict.fromkeys(people) if id]}


def _mark_of(snapshot: bytes | None) -> bytes:
    """What tells one history of a device from another; nothing where there is none."""
    return blake2b(snapshot, digest_size=8).digest() if snapshot else b""
