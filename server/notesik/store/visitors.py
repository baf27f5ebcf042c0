"""Visitor records: opaque state with a revision, changed together with the log of events.

One record is one hash: `s` state, `r` revision, `u` the user that an anonymous record is linked to, `p` the state at
the moment of linking, until the user's record has taken it over.

Each step is a function that makes commands and one that reads their replies, so that loads, links and saves of one
request can share a trip: `await client.trip([link_command(a, "ann"), *load_commands([u])])`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import LOG_LENGTH, VISITOR_LIFETIME_MS, VisitorKey
from notesik.store.scripts import SCRIPTS, Command
from notesik.store.wire import Reply


class Record(NamedTuple):
    """A visitor's record as it is in the store; revision 0 means that there is none."""

    state: bytes | None = None
    revision: int = 0
    user_id: str | None = None
    pending: bytes | None = None
    linked_now: bool = False
    """Whether this very trip linked it to `user_id`."""


class Change(msgspec.Struct, frozen=True, gc=False):
    """What to write, if the record still has `revision` (0: no record yet)."""

    key: VisitorKey
    revision: int
    state: bytes | None = None
    """None leaves the state as it is."""
    entries: Sequence[bytes] = ()
    """What to append to the log of the visitor's partition."""
    clear_pending: bool = False
    lifetime_ms: int = VISITOR_LIFETIME_MS


def load_command(key: VisitorKey) -> Command:
    return ("HMGET", key.name, "s", "r", "u", "p")


def link_command(key: VisitorKey, user_id: str, lifetime_ms: int = VISITOR_LIFETIME_MS) -> Command:
    """Link an anonymous record to a user, and load it. See `scripts/link.lua` for what happens when."""
    return SCRIPTS["link"].call([key.name], [user_id, lifetime_ms])


def save_command(change: Change, log_length: int = LOG_LENGTH) -> Command:
    clear = "1" if change.clear_pending else "0"
    return SCRIPTS["save"].call(
        [change.key.name, change.key.log],
        [change.revision, change.state or b"", change.lifetime_ms, clear, log_length, *change.entries],
    )


def touch_command(key: VisitorKey, lifetime_ms: int = VISITOR_LIFETIME_MS) -> Command:
    """Let the record live on. Where writes count only when replicas have them, this one tells that they have all that
    was written before, too."""
    return ("PEXPIRE", key.name, lifetime_ms)


def read_record(reply: Reply) -> Record:
    """The record in the reply to `load_command` or `link_command`."""
    state, revision, user_id, pending, *linked = expect(reply)
    return Record(
        state, int(revision or 0), None if user_id is None else user_id.decode(), pending, bool(linked and linked[0])
    )


async def load(client: Client, keys: Sequence[VisitorKey]) -> list[Record]:
    return [read_record(reply) for reply in await client.trip([load_command(key) for key in keys])]


async def link(client: Client, key: VisitorKey, user_id: str, others: Sequence[VisitorKey] = ()) -> list[Record]:
    """Link an anonymous record and load others in the same trip. The linked one comes first."""
    commands = [link_command(key, user_id), *(load_command(other) for other in others)]
    return [read_record(reply) for reply in await client.trip(commands)]


async def save(client: Client, changes: Sequence[Change]) -> list[int]:
    """Write changes in one trip; the records' new revisions. 0: it has changed since it was loaded, and nothing was
    written.

    State and log entries of one change are written together or not at all; two changes are two matters.
    """
    return [expect(reply) for reply in await client.trip([save_command(change) for change in changes])]


async def erase(client: Client, keys: Sequence[VisitorKey]) -> int:
    """Forget records at once; the number of those that there were. Their events stay in the log until it is trimmed."""
    return sum(map(expect, await client.trip([("DEL", key.name) for key in keys])))
