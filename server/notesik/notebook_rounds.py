"""One attempt of the notebook to take events in: load the records, change them, write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

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


class Amended(NamedTuple):
    """The deciding visitor after a decision on them, and the way to the segments that they are in at this moment."""

    visitor: Visitor
    segments: Callable[[], tuple[str, ...]]


Amend = Callable[[Visitor], Amended]
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
        self.links: Final = {each.anonymous_id: each.user_id for each in events if each.anonymous_id and each.user_id}
        """Each device's person, as far as it is stated."""
        if link is not None:
            self.links[link.device] = link.user_id
        proven = (link.device, link.user_id) if link else ("", "")
        deciding = (decider.is_person, decider.id) if decider else (False, "")
        devices = {proven[0], "" if deciding[0] else deciding[1], *(each.anonymous_id for each in events)}
        people = {proven[1], deciding[1] if deciding[0] else "", *(each.user_id for each in events)}
        self.devices: Final = sorted(filter(None, devices))
        """The anonymous ids whose records take part."""
        self.people: Final = sorted(filter(None, people))
        """The user ids whose records take part, but for those that devices are linked to already."""


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


class Unproven(Exception):
    """The answer would rest on a held visitor that nothing has to be written for: only a load tells if it is right."""


class _Page(NamedTuple):
    """A record as it was loaded, or as it is held."""

    visitor: Visitor
    revision: int
    user_id: str = ""
    pending: bytes | None = None


class Round:
    """Used once. ``known_links`` (device → user id) may be out of date; they only save a trip."""

    def __init__(
        self, client: Client, terms: Terms, task: Task, known_links: dict[str, str], held: HeldVisitors | None
    ) -> None:
        """Without ``held`` everything is loaded."""
        self._client, self._terms, self._task = client, terms, task
        self._known_links = known_links
        self._held = held
        self._is_held = held is not None
        """Whether all that was needed so far is held."""
        self._keys: dict[Subject, VisitorKey] = {}
        self._pages: dict[Subject, _Page] = {}
        self._person_of: dict[str, str] = {}
        self._events: dict[Subject, list[Event]] = {}

    async def run(self, held: HeldVisitors) -> Written:
        """Load, change and write; ``held`` learns from it.

        Raises Conflict, Unproven or StillLinked when it must be done anew, StoreUnavailable.
        """
        await self._load(held)
        self._events = self._events_by_subject()
        outcome = {subject: self._changed(subject) for subject in self._subjects()}
        changes = {subject: change for subject, (_, change) in outcome.items() if change is not None}
        if self._is_held and len(changes) < len(outcome):
            raise Unproven
        commands = [save_command(change, self._terms.log_length) for change in changes.values()]
        if self._client.replicas and self._task.events:
            # What is known already may have been written by a request that was refused, because no replica had it.
            commands += [
                touch_command(self._key(one), self._terms.lifetime_ms) for one in outcome if one not in changes
            ]
        revisions = [expect(reply) for reply in await self._client.trip(commands)][: len(changes)]
        for subject, revision in zip(changes, revisions, strict=True):
            self._keep(held, subject, outcome[subject][0], revision)
        if not all(revisions):
            raise Conflict
        decider = self._task.decider
        return Written(outcome[decider][0] if decider in outcome else Visitor(), self._person_of)

    def _keep(self, held: HeldVisitors, subject: Subject, visitor: Visitor, revision: int) -> None:
        """Remember what was written, where it can be used without a load: of a device that is nobody's yet, or of a
        person. Who is linked to whom has to be known for sure before anything is written."""
        key, page = self._key(subject), self._pages[subject]
        if not revision or page.user_id:
            held.drop(key, was_wrong=self._is_held)
        else:
            held.keep(key, Held(visitor, revision))
            if self._is_held:
                held.prove()

    async def _load(self, held: HeldVisitors) -> None:
        devices = self._task.devices
        hints = [user for device in devices if (user := self._known_links.get(device))] if self._known_links else []
        people = _unique(self._task.people, hints)
        await self._read([device_of(id) for id in devices] + [person_of(id) for id in people], held)
        for device in devices:
            page = self._pages[device_of(device)]
            stated = self._task.links.get(device)
            if stated and page.user_id != stated:
                raise StillLinked(device)
            if page.user_id:
                self._person_of[device] = page.user_id
        if self._person_of:
            unread = [person_of(id) for id in _unique(self._person_of.values())]
            await self._read([subject for subject in unread if subject not in self._pages], held)

    async def _read(self, subjects: list[Subject], held: HeldVisitors) -> None:
        if not subjects or (self._is_held and self._recall(subjects)):
            return
        self._is_held = False
        links = self._task.links
        commands = [
            link_command(self._key(subject), links[subject.id], self._terms.lifetime_ms)
            if not subject.is_person and subject.id in links
            else load_command(self._key(subject))
            for subject in subjects
        ]
        replies = await self._client.trip(commands)
        for subject, reply in zip(subjects, replies, strict=True):
            record = read_record(reply)
            held.compare(self._key(subject), record.revision)
            self._pages[subject] = _Page(
                decode_visitor(record.state), record.revision, record.user_id or "", record.pending
            )

    def _recall(self, subjects: list[Subject]) -> bool:
        """Whether all are held, and no device is said to be somebody's; then nothing need be loaded."""
        if self._held is None or self._task.links:
            return False
        pages: dict[Subject, _Page] = {}
        for subject in subjects:
            if (known := self._held.find(self._key(subject))) is None:
                return False
            pages[subject] = _Page(*known)
        self._pages |= pages
        return True

    def _subjects(self) -> Iterator[Subject]:
        """The records that take part: a person loaded on an outdated hint does not."""
        people = {*self._person_of.values(), *self._task.people}
        for subject in self._pages:
            if not subject.is_person or subject.id in people:
                yield subject

    def _changed(self, subject: Subject) -> tuple[Visitor, Change | None]:
        """The record's state afterwards, and the change to write, None where there is none."""
        task, page = self._task, self._pages[subject]
        before = visitor = page.visitor
        if subject.is_person:
            visitor = self._with_devices(visitor, subject.id)
        # The log holds each event once: a linked device's events are logged with the person's record.
        logs = subject.is_person or subject.id not in self._person_of
        shop = task.shop if logs else task.shop._replace(segments_after=no_segments)
        amend = task.amend if subject == task.decider else None
        events = self._events.get(subject, [])
        visitor, entries = after(visitor, events, shop, subject.id, task.now_ms, is_decided_on=amend is not None)
        if amend is not None:
            visitor, segments = amend(visitor)
            if logs:
                with_segments(entries, segments, task.now_ms)
        is_taken_over = self._is_taken_over(subject, page)
        if visitor is before and not is_taken_over:
            return visitor, None
        return visitor, Change(
            key=self._key(subject),
            revision=page.revision,
            state=encode_visitor(visitor),
            entries=[encode_entry(entry) for entry in entries] if logs else (),
            clear_pending=is_taken_over,
            lifetime_ms=self._terms.lifetime_ms,
        )

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
        key = self._keys.get(subject)
        if key is None:
            level: Level = "u" if subject.is_person else "a"
            key = visitor_key(self._task.shop.site, level, subject.id, self._client.partitions)
            self._keys[subject] = key
        return key


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
