"""What the notebook is asked to do: whose records take part, which events they get, who decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import msgspec

from notesik.events import Event
from notesik.store.keys import VisitorKey, visitor_key
from notesik.visitor_changes import Shop
from notesik.visitors import Visitor


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


def key_of(site: str, subject: Subject, partitions: int) -> VisitorKey:
    """Where the record of ``subject`` is."""
    return visitor_key(site, "u" if subject.is_person else "a", subject.id, partitions)


class Link(msgspec.Struct, frozen=True, gc=False):
    """That a device is a person's."""

    device: str
    user_id: str


class Terms(NamedTuple):
    """How records are kept: for how long after their last change, and how many log entries a partition holds."""

    lifetime_ms: int
    log_length: int


class Task:
    """What a round is to do. ``decider`` is the record whose state the caller wants, and may ``amend``.

    ``link`` is what the request itself proves; events state others.
    """

    def __init__(
        self,
        shop: Shop,
        events: Sequence[Event],
        now_ms: int,
        partitions: int,
        *,
        decider: Subject | None = None,
        amend: Amend | None = None,
        link: Link | None = None,
    ) -> None:
        self.shop: Final = shop
        self.events: Final = events
        self.now_ms: Final = now_ms
        self.partitions: Final = partitions
        self.decider: Final = decider
        self.amend: Final = amend
        named = dict.fromkeys([(event.anonymous_id, event.user_id) for event in events])
        if link is not None:
            named[link.device, link.user_id] = None
        self.links: Final = {device: person for device, person in named if device and person}
        """Each device's person, as far as it is stated: one at most, see ``rounds_of``."""
        subjects = [device_of(device) for device, _ in named if device]
        subjects += [person_of(person) for _, person in named if person]
        if decider is not None and decider.id:
            subjects.append(decider)
        self.records: Final = {subject: self.key(subject) for subject in dict.fromkeys(subjects)}
        """Whose records take part, devices first, and where they are; without people whom only the store knows to be
        those of the devices."""

    def key(self, subject: Subject) -> VisitorKey:
        """Where the record of ``subject`` is."""
        return key_of(self.shop.site, subject, self.partitions)

    def events_by_subject(self, person_of_device: dict[str, str]) -> dict[Subject, Sequence[Event]]:
        """Whose record takes which events in: the device's, and that of the person that it is linked to."""
        found: dict[Subject, list[Event]] = {}
        for event in self.events:
            device = event.anonymous_id
            person = event.user_id or person_of_device.get(device)
            if device:
                found.setdefault(device_of(device), []).append(event)
            if person:
                found.setdefault(person_of(person), []).append(event)
        return dict(found)


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
