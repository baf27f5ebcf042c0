"""One attempt of the notebook to take events in: load the records, change them, write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from notesik.events import Event
from notesik.log_entries import encode_entry
from notesik.merging import merged
from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import VisitorKey, visitor_key
from notesik.store.visitors import Change, Record, link_command, load_command, read_record, save_command
from notesik.visitor_changes import Shop, after, no_segments
from notesik.visitors import Visitor, decode_visitor, encode_visitor

Amend = Callable[[Visitor], Visitor]
"""The last change to the record that decides, worked out from its state after the events."""


class Subject(NamedTuple):
    """Whose record: a device's (an anonymous id) or a person's (a user id)."""

    is_person: bool
    id: str


def device_of(id: str) -> Subject:
    """The record of an anonymous id."""
    return Subject(is_person=False, id=id)


def person_of(id: str) -> Subject:
    """The record of a user id."""
    return Subject(is_person=True, id=id)


class Link(NamedTuple):
    """That a device is a person's."""

    device: str
    user_id: str


class Task(NamedTuple):
    """What a round is to do. ``decider`` is the record whose state the caller wants, and may amend.

    ``link`` is what the request itself proves; events state others.
    """

    shop: Shop
    events: Sequence[Event]
    now_ms: int
    decider: Subject | None
    amend: Amend
    link: Link | None = None

    @property
    def links(self) -> dict[str, str]:
        """Each device's person, as far as it is stated."""
        stated = {each.anonymous_id: each.user_id for each in self.events if each.anonymous_id and each.user_id}
        return stated if self.link is None else {**stated, self.link.device: self.link.user_id}

    @property
    def devices(self) -> list[str]:
        """The anonymous ids whose records take part."""
        proven = self.link.device if self.link else ""
        return _unique([proven], _ids_of(self.decider, is_person=False), (each.anonymous_id for each in self.events))

    @property
    def people(self) -> list[str]:
        """The user ids whose records take part, but for those that devices are linked to already."""
        proven = self.link.user_id if self.link else ""
        return _unique([proven], _ids_of(self.decider, is_person=True), (each.user_id for each in self.events))


class Terms(NamedTuple):
    """How records are kept: for how long after their last change, and how many log entries a partition holds."""

    lifetime_ms: int
    log_length: int


class Written(NamedTuple):
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


class Round:
    """Used once. ``known_links`` (device → user id) may be out of date; they only save a trip."""

    def __init__(self, client: Client, terms: Terms, task: Task, known_links: dict[str, str]) -> None:
        self._client, self._terms, self._task = client, terms, task
        self._stated = task.links
        self._known_links = known_links
        self._records: dict[Subject, Record] = {}
        self._person_of: dict[str, str] = {}

    async def run(self) -> Written:
        """Load, change and write. Raises Conflict or StillLinked when it must be done anew, StoreUnavailable."""
        await self._load()
        outcome = {subject: self._changed(subject) for subject in self._subjects()}
        changes = [change for _, change in outcome.values() if change is not None]
        commands = [save_command(change, self._terms.log_length) for change in changes]
        replies = [expect(reply) for reply in await self._client.trip(commands)]
        if not all(replies):
            raise Conflict
        decider = self._task.decider
        return Written(outcome[decider][0] if decider in outcome else Visitor(), self._person_of)

    async def _load(self) -> None:
        devices = self._task.devices
        hints = {device: user for device in devices if (user := self._known_links.get(device))}
        people = _unique(self._task.people, hints.values())
        await self._read([device_of(id) for id in devices] + [person_of(id) for id in people])
        for device in devices:
            record = self._records[device_of(device)]
            stated = self._stated.get(device)
            if stated and record.user_id != stated:
                raise StillLinked(device)
            if record.user_id:
                self._person_of[device] = record.user_id
        unread = [person_of(id) for id in _unique(self._person_of.values())]
        await self._read([subject for subject in unread if subject not in self._records])

    async def _read(self, subjects: list[Subject]) -> None:
        if not subjects:
            return
        commands = [
            link_command(self._key(subject), self._stated[subject.id], self._terms.lifetime_ms)
            if not subject.is_person and subject.id in self._stated
            else load_command(self._key(subject))
            for subject in subjects
        ]
        replies = await self._client.trip(commands)
        self._records |= {subject: read_record(reply) for subject, reply in zip(subjects, replies, strict=True)}

    def _subjects(self) -> Iterator[Subject]:
        """The records that take part: a person loaded on an outdated hint does not."""
        people = {*self._person_of.values(), *self._task.people}
        for subject in self._records:
            if not subject.is_person or subject.id in people:
                yield subject

    def _changed(self, subject: Subject) -> tuple[Visitor, Change | None]:
        """The record's state afterwards, and the change to write, None where there is none."""
        task, record = self._task, self._records[subject]
        before = visitor = decode_visitor(record.state)
        if subject.is_person:
            visitor = self._with_devices(visitor, subject.id)
        # The log holds each event once: a linked device's events are logged with the person's record.
        logs = subject.is_person or subject.id not in self._person_of
        shop = task.shop if logs else task.shop._replace(segments_after=no_segments)
        visitor, entries = after(visitor, list(self._events_of(subject)), shop, subject.id, task.now_ms)
        if subject == task.decider:
            visitor = task.amend(visitor)
        is_taken_over = self._is_taken_over(subject, record)
        if visitor is before and not is_taken_over:
            return visitor, None
        return visitor, Change(
            key=self._key(subject),
            revision=record.revision,
            state=encode_visitor(visitor),
            entries=[encode_entry(entry) for entry in entries] if logs else (),
            clear_pending=is_taken_over,
            lifetime_ms=self._terms.lifetime_ms,
        )

    def _events_of(self, subject: Subject) -> Iterator[Event]:
        for event in self._task.events:
            person = event.user_id or self._person_of.get(event.anonymous_id, "")
            if subject.id == (person if subject.is_person else event.anonymous_id):
                yield event

    def _with_devices(self, visitor: Visitor, person: str) -> Visitor:
        """With what the person's devices knew before they were linked."""
        for device, user_id in self._person_of.items():
            if user_id != person:
                continue
            pending = self._records[device_of(device)].pending
            visitor = merged(visitor, decode_visitor(pending), device, _mark_of(pending), self._task.shop.plans)
        return visitor

    def _is_taken_over(self, subject: Subject, record: Record) -> bool:
        """Whether the person's stored record already has this device's history, so that the snapshot may go."""
        if subject.is_person or not record.pending:
            return False
        person = self._records[person_of(self._person_of[subject.id])]
        return decode_visitor(person.state).merged_from.get(subject.id) == _mark_of(record.pending)

    def _key(self, subject: Subject) -> VisitorKey:
        return visitor_key(self._task.shop.site, "u" if subject.is_person else "a", subject.id, self._client.partitions)


def rounds_of(events: Sequence[Event], link: Link | None = None) -> list[list[Event]]:
    """``events`` in runs in which each device belongs to one person at most: two people may share a device.
    The last run, which may be empty, is that of ``link``, too, which holds after all of them."""
    rounds: list[list[Event]] = [[]]
    person_of: dict[str, str] = {}
    for event in events:
        device, person = event.anonymous_id, event.user_id
        if device and person:
            if person_of.get(device, person) != person:
                rounds.append([])
                person_of = {}
            person_of[device] = person
        rounds[-1].append(event)
    if link is not None and person_of.get(link.device, link.user_id) != link.user_id:
        rounds.append([])
    return rounds


def _mark_of(snapshot: bytes | None) -> bytes:
    """What tells one history of a device from another; nothing where there is none."""
    return blake2b(snapshot, digest_size=8).digest() if snapshot else b""


def _ids_of(subject: Subject | None, *, is_person: bool) -> list[str]:
    return [subject.id] if subject is not None and subject.is_person == is_person else []


def _unique(*groups: Iterable[str]) -> list[str]:
    return [id for id in dict.fromkeys(id for group in groups for id in group) if id]
