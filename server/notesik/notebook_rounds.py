"""One attempt of the notebook to take events in: load the records, change them, write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

import msgspec

from notesik.events import Event
from notesik.held_visitors import Held, HeldVisitors
from notesik.log_entries import encode_entry
from notesik.merging import merged
from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import Level, VisitorKey, visitor_key
from notesik.store.visitors import Change, link_command, load_command, read_record, save_command, touch_command
from notesik.visitor_changes import Shop, after, no_segments, with_segments
from notesik.visitors import Visitor, decode_visitor, encode_visitor


class Amended(msgspec.Struct, frozen=True, gc=False):
    """The deciding visitor after a decision on them, and the way to the segments that they are in at this moment."""

    visitor: Visitor
    segments: Callable[[], tuple[str, ...]]


Amend = Callable[[Visitor], Amended]
"""The last change to the record that decides, worked out from its state after the events."""


class Subject(msgspec.Struct, frozen=True, gc=False):
    """Whose record: a device's (an anonymous id) or a person's (a user id)."""

    is_person: bool
    id: str


def device_of(id: str) -> Subject:
    """The record of an anonymous id."""
    return Subject(is_person=False, id=id)


def person_of(id: str) -> Subject:
    """The record of a user id."""
    return Subject(is_person=True, id=id)


class Link(msgspec.Struct, frozen=True, gc=False):
    """That a device is a person's."""

    device: str
    user_id: str


class Task:
    """What a round is to do. ``decider`` is the record whose state the caller wants, and may ``amend``.

    ``link`` is what the request itself proves; events state others.
    """

    def __init__(
        self,
        shop: Shop,
        events: Sequence[Event],
        now_ms: int,
        decider: Subject | None = None,
        amend: Amend | None = None,
        link: Link | None = None,
    ) -> None:
        self.shop: Final = shop
        self.events: Final = events
        self.now_ms: Final = now_ms
        self.decider: Final = decider
        self.amend: Final = amend
        named = [(each.anonymous_id, each.user_id) for each in events]
        if link is not None:
            named.append((link.device, link.user_id))
        self.links: Final = {device: person for device, person in named if device and person}
        """Each device's person, as far as it is stated."""
        if decider is not None:
            named.append(("", decider.id) if decider.is_person else (decider.id, ""))
        self.devices: Final = sorted({device for device, _ in named if device})
        """The anonymous ids whose records take part."""
        self.people: Final = sorted({person for _, person in named if person})
        """The user ids whose records take part, but for those that devices are linked to already."""


class Terms(NamedTuple):
    """How records are kept: for how long after their last change, and how many log entries a partition holds."""

    lifetime_ms: int
    log_length: int


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
    """A record as it was loaded, or as it is held."""

    key: VisitorKey
    visitor: Visitor
    revision: int
    user_id: str = ""
    pending: bytes | None = None


class _Outcome(msgspec.Struct, frozen=True, gc=False):
    """A record's state after the events; ``change`` is what of it is to be written, None where nothing is."""

    subject: Subject
    page: _Page
    visitor: Visitor
    change: Change | None


class Round:
    """Used once. ``known_links`` (device → user id) may be out of date; they only save a trip."""

    def __init__(
        self,
        client: Client,
        terms: Terms,
        task: Task,
        known_links: dict[str, str],
        held: HeldVisitors,
        *,
        may_recall: bool,
    ) -> None:
        """Without ``may_recall`` everything is loaded; ``held`` learns from it either way."""
        self._client, self._terms, self._task = client, terms, task
        self._known_links = known_links
        self._held = held
        self._may_recall = may_recall
        self._is_recalled = False
        """Whether all that was needed is held, so that nothing was loaded."""
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
        changed = [(each, each.change) for each in outcomes if each.change is not None]
        if self._is_recalled and len(changed) < len(outcomes):
            raise Unproven
        commands = [save_command(change, self._terms.log_length) for _, change in changed]
        if self._client.replicas and self._task.events:
            # What is known already may have been written by a request that was refused, because no replica had it.
            commands += [
                touch_command(each.page.key, self._terms.lifetime_ms) for each in outcomes if each.change is None
            ]
        revisions = [expect(reply) for reply in await self._client.trip(commands)][: len(changed)]
        for (each, change), revision in zip(changed, revisions, strict=True):
            self._keep(each, len(change.state or b""), revision)
        if not all(revisions):
            raise Conflict
        for each in outcomes:
            if each.subject == self._task.decider:
                return Written(each.visitor, self._person_of)
        return Written(Visitor(), self._person_of)

    def _keep(self, outcome: _Outcome, state_bytes: int, revision: int) -> None:
        """Remember what was written, where it can be used without a load: of a device that is nobody's yet, or of a
        person. Who is linked to whom has to be known for sure before anything is written."""
        page = outcome.page
        if not revision or page.user_id:
            self._held.drop(page.key, was_wrong=self._is_recalled)
        else:
            self._held.keep(page.key, Held(outcome.visitor, revision, state_bytes))
            if self._is_recalled:
                self._held.prove()

    def _named(self) -> list[Subject]:
        """The devices and people that are named, and those people that the devices may be linked to."""
        devices, people = self._task.devices, self._task.people
        if self._known_links:
            people = _unique(people, [user for id in devices if (user := self._known_links.get(id))])
        return [*map(device_of, devices), *map(person_of, people)]

    async def _load(self) -> None:
        await self._read(self._named())
        for id in self._task.devices:
            page = self._pages[device_of(id)]
            stated = self._task.links.get(id)
            if stated and page.user_id != stated:
                raise StillLinked(id)
            if page.user_id:
                self._person_of[id] = page.user_id
        if self._person_of:
            people = map(person_of, _unique(self._person_of.values()))
            await self._read([person for person in people if person not in self._pages])

    async def _read(self, subjects: list[Subject]) -> None:
        if not subjects:
            return
        keys = [self._key(subject) for subject in subjects]
        links = self._task.links
        commands = [
            link_command(key, links[subject.id], self._terms.lifetime_ms)
            if not subject.is_person and subject.id in links
            else load_command(key)
            for subject, key in zip(subjects, keys, strict=True)
        ]
        replies = await self._client.trip(commands)
        for subject, key, reply in zip(subjects, keys, replies, strict=True):
            record = read_record(reply)
            self._held.compare(key, record.revision)
            self._pages[subject] = _Page(
                key, decode_visitor(record.state), record.revision, record.user_id or "", record.pending
            )

    def _recall(self) -> bool:
        """Whether all are held, and no device is said to be somebody's; then nothing need be loaded."""
        if self._task.links:
            return False
        pages: dict[Subject, _Page] = {}
        for subject in self._named():
            key = self._key(subject)
            known = self._held.find(key)
            if known is None:
                return False
            pages[subject] = _Page(key, known.visitor, known.revision)
        self._pages = pages
        return True

    def _outcomes(self) -> list[_Outcome]:
        """Of the records that take part: a person loaded on an outdated hint does not."""
        if len(self._pages) == 1:
            [(subject, page)] = self._pages.items()
            return [self._changed(subject, page, self._task.events)]
        people = {*self._person_of.values(), *self._task.people}
        events = self._events_by_subject()
        return [
            self._changed(subject, page, events.get(subject, ()))
            for subject, page in self._pages.items()
            if not subject.is_person or subject.id in people
        ]

    def _changed(self, subject: Subject, page: _Page, events: Sequence[Event]) -> _Outcome:
        task = self._task
        before = visitor = page.visitor
        if subject.is_person:
            visitor = self._with_devices(visitor, subject.id)
        # The log holds each event once: a linked device's events are logged with the person's record.
        logs = subject.is_person or subject.id not in self._person_of
        shop = task.shop if logs else task.shop._replace(segments_after=no_segments)
        amend = task.amend if subject == task.decider else None
        visitor, entries = after(visitor, events, shop, subject.id, task.now_ms, is_decided_on=amend is not None)
        if amend is not None:
            amended = amend(visitor)
            visitor = amended.visitor
            if logs:
                with_segments(entries, amended.segments, task.now_ms)
        is_taken_over = self._is_taken_over(subject, page)
        if visitor is before and not is_taken_over:
            return _Outcome(subject, page, visitor, None)
        change = Change(
            key=page.key,
            revision=page.revision,
            state=encode_visitor(visitor),
            entries=[encode_entry(entry) for entry in entries] if logs else (),
            clear_pending=is_taken_over,
            lifetime_ms=self._terms.lifetime_ms,
        )
        return _Outcome(subject, page, visitor, change)

    def _events_by_subject(self) -> dict[Subject, list[Event]]:
        """Whose record takes which events in: the device's, and that of the person that it is linked to."""
        found: dict[Subject, list[Event]] = {}
        for event in self._task.events:
            person = event.user_id or self._person_of.get(event.anonymous_id, "")
            for subject in (device_of(event.anonymous_id), person_of(person)):
                found.setdefault(subject, []).append(event)
        return found

    def _with_devices(self, visitor: Visitor, person: str) -> Visitor:
        """With what the person's devices knew before they were linked."""
        for device, user_id in self._person_of.items():
            if user_id != person:
                continue
            pending = self._pages[device_of(device)].pending
            visitor = merged(visitor, decode_visitor(pending), device, _mark_of(pending), self._task.shop.plans)
        return visitor

    def _is_taken_over(self, subject: Subject, page: _Page) -> bool:
        """Whether the person's stored record already has this device's history, so that the snapshot may go."""
        if subject.is_person or not page.pending:
            return False
        person = self._pages[person_of(self._person_of[subject.id])]
        return person.visitor.merged_from.get(subject.id) == _mark_of(page.pending)

    def _key(self, subject: Subject) -> VisitorKey:
        level: Level = "u" if subject.is_person else "a"
        return visitor_key(self._task.shop.site, level, subject.id, self._client.partitions)


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


def _unique(*groups: Iterable[str]) -> list[str]:
    return [id for id in dict.fromkeys(id for group in groups for id in group) if id]
