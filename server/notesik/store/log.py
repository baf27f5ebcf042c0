"""The log of events: one stream a partition, written together with the visitor's state (see visitors.py), and read by
the workers as one consumer group.

Each entry goes to one consumer. It stays pending until it is acknowledged, and what a consumer that died left pending
is claimed by another; so an entry may be delivered twice, but what it adds to the results is added once, because
counters change only in the same script as the acknowledgement.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hiredis import ReplyError

from notesik.errors import StoreUnavailable
from notesik.store.client import Client
from notesik.store.connections import OwnLine, expect
from notesik.store.keys import FAULTY_LENGTH, RESULTS_LIFETIME_MS, faulty_log_key, log_key, results_key
from notesik.store.scripts import SCRIPTS, Argument, Command
from notesik.store.wire import Reply

GROUP = "workers"
STALE_MS = 5_000
"""An entry that its consumer has not acknowledged for so long is given to another."""

_ENTRIES_IN_SCRIPT = 100
"""One script holds up all others on the store as long as it runs."""

FIRST_PAUSE_S = 0.002
LONGEST_PAUSE_S = 0.1
"""Between two looks at logs in which there was nothing, where the store cannot wait for entries."""

FORGOTTEN_MS = 3_600_000
"""A consumer that has not asked for so long and has nothing pending is gone; each start of a process makes one."""


class Entry(NamedTuple):
    """One event as it was written; `id` is the stream's own, in the order of writing within its partition."""

    partition: int
    id: str
    event: bytes

    @property
    def name(self) -> str:
        """Which entry of all partitions it is."""
        return f"{self.partition}:{self.id}"


class Count(NamedTuple):
    """An amount to add to the results of a variant on a day (`2026-11-21`)."""

    campaign: str
    day: str
    variant: str
    field: str
    amount: int = 1


class Done(NamedTuple):
    """An entry that was worked on, and what to count for it."""

    entry: Entry
    site: str
    counts: Sequence[Count] = ()


class Faulty(NamedTuple):
    """An entry that could not be worked on, and why."""

    entry: Entry
    reason: str


async def create_groups(client: Client) -> None:
    """Make the consumer group of each partition, reading from the first entry, where there is none yet."""
    commands = [("XGROUP", "CREATE", log_key(p), GROUP, "0", "MKSTREAM") for p in range(client.partitions)]
    for reply in await client.trip(commands):
        if not (isinstance(reply, ReplyError) and str(reply).startswith("BUSYGROUP")):
            expect(reply)


async def forget_gone_consumers(client: Client, idle_ms: int = FORGOTTEN_MS) -> int:
    """Remove consumers of processes that ended long ago; how many. Needs the groups to exist."""
    logs = [log_key(partition) for partition in range(client.partitions)]
    replies = await client.trip([("XINFO", "CONSUMERS", log, GROUP) for log in logs])
    gone: list[Command] = [
        ("XGROUP", "DELCONSUMER", log, GROUP, consumer[b"name"])
        for log, reply in zip(logs, replies, strict=True)
        for consumer in _expect_group(reply)
        if consumer[b"pending"] == 0 and consumer[b"idle"] >= idle_ms
    ]
    for reply in await client.trip(gone):
        expect(reply)
    return len(gone)


async def read(line: OwnLine, consumer: str, partitions: Sequence[int], count: int, block_ms: int) -> list[Entry]:
    """New entries, at most `count` of each partition; waits up to `block_ms` for the first, then returns none."""
    streams = {log_key(partition): partition for partition in partitions}
    group: Command = ("XREADGROUP", "GROUP", GROUP, consumer, "COUNT", count)
    if not line.spans_slots:
        return await _poll(line, [(*group, "STREAMS", log, ">") for log in streams], streams, block_ms)
    wait: Command = ("BLOCK", block_ms, "STREAMS", *streams, *(">" for _ in streams))
    return _found(await line.call((*group, *wait), timeout_s=block_ms / 1000 + 2), streams)


async def _poll(line: OwnLine, commands: Sequence[Command], streams: Mapping[str, int], block_ms: int) -> list[Entry]:
    """A Redis Cluster waits for the keys of one slot only; so all partitions are asked again and again."""
    loop = asyncio.get_running_loop()
    until_s, pause_s = loop.time() + block_ms / 1000, FIRST_PAUSE_S
    while True:
        found = _found(await line.call(*commands), streams)
        left_s = until_s - loop.time()
        if found or left_s <= 0:
            return found
        await asyncio.sleep(min(pause_s, left_s))
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


def _found(replies: Sequence[Reply], streams: Mapping[str, int]) -> list[Entry]:
    read = [(_expect_group(reply) or {}).items() for reply in replies]
    return [entry for logs in read for key, items in logs for entry in _entries(streams[key.decode()], items)]


async def claim_stale(
    client: Client, consumer: str, partitions: Sequence[int], count: int, idle_ms: int = STALE_MS
) -> list[Entry]:
    """Take over entries that some consumer, perhaps dead, has left unacknowledged for `idle_ms`."""
    commands = [("XAUTOCLAIM", log_key(p), GROUP, consumer, idle_ms, "0-0", "COUNT", count) for p in partitions]
    replies = await client.trip(commands)
    return [e for p, reply in zip(partitions, replies, strict=True) for e in _entries(p, _expect_group(reply)[1])]


async def in_hand(client: Client, consumer: str, partitions: Sequence[int], count: int) -> list[Entry]:
    """At most `count` entries of each partition that were given to this consumer and are not acknowledged."""
    group: Command = ("XREADGROUP", "GROUP", GROUP, consumer, "COUNT", count, "STREAMS")
    replies = await client.trip([(*group, log_key(partition), "0") for partition in partitions])
    return _found(replies, {log_key(partition): partition for partition in partitions})


async def acknowledge(client: Client, done: Sequence[Done]) -> list[Faulty]:
    """Acknowledge entries in one round trip, each together with its counts.

    However often an entry is acknowledged, its counts are added once. Returns the entries whose counts the store
    refused (such as an amount that is no whole number). Raises StoreUnavailable when it cannot take any now.
    """
    commands: list[Command] = []
    counting: list[Sequence[Done]] = []
    for partition, ones in _by_partition(done):
        counted = [one for one in ones if one.counts]
        if plain := [one.entry.id for one in ones if not one.counts]:
            commands.append(("XACK", log_key(partition), GROUP, *plain))
            counting.append(())
        for start in range(0, len(counted), _ENTRIES_IN_SCRIPT):
            counting.append(counted[start : start + _ENTRIES_IN_SCRIPT])
            commands.append(_acknowledge_command(partition, counting[-1]))
    refused: list[Faulty] = []
    for counted_ones, reply in zip(counting, await client.trip(commands), strict=True):
        if not counted_ones:
            expect(reply)
            continue
        refused += [
            Faulty(one.entry, f"its counts were refused: {reason.decode()}")
            for one, reason in zip(counted_ones, expect(reply), strict=True)
            if reason
        ]
    return refused


async def set_aside(client: Client, faulty: Sequence[Faulty]) -> None:
    """Keep entries that cannot be worked on for a person to look at, and acknowledge them."""
    for reply in await client.trip([command for one in faulty for command in _set_aside_commands(one)]):
        expect(reply)


async def entries(client: Client, partition: int, after: str = "-", count: int = 1_000) -> list[Entry]:
    """Entries in the order of writing, from the first after the id `after`: page through with the last one's id."""
    start = after if after == "-" else f"({after}"
    [reply] = await client.trip([("XRANGE", log_key(partition), start, "+", "COUNT", count)])
    return _entries(partition, expect(reply))


async def entries_between(client: Client, partition: int, first: str, last: str, count: int) -> list[Entry]:
    """At most `count` entries in the order of writing, both ends included; with `(` before the first id, without it."""
    [reply] = await client.trip([("XRANGE", log_key(partition), first, last, "COUNT", count)])
    return _entries(partition, expect(reply))


async def entries_before(client: Client, partition: int, before: str, count: int) -> list[Entry]:
    """At most `count` entries, the newest first, from the last before the id `before`; `+` is the end of the log."""
    end = before if before == "+" else f"({before}"
    [reply] = await client.trip([("XREVRANGE", log_key(partition), end, "-", "COUNT", count)])
    return _entries(partition, expect(reply))


async def faulty_entries(client: Client, partition: int) -> list[Faulty]:
    [reply] = await client.trip([("XRANGE", faulty_log_key(partition), "-", "+")])
    fields = [dict(zip(flat[::2], flat[1::2], strict=True)) for _, flat in expect(reply)]
    return [Faulty(Entry(partition, f[b"id"].decode(), f[b"d"]), f[b"reason"].decode()) for f in fields]


async def length(client: Client) -> int:
    """Entries in the logs of all partitions."""
    return sum(map(expect, await client.trip([("XLEN", log_key(p)) for p in range(client.partitions)])))


class Lag(NamedTuple):
    """Entries that are not worked through yet: ``unread`` by any worker, ``pending`` with one."""

    unread: int
    pending: int


async def lag(client: Client) -> Lag:
    """How far the workers are behind, over all partitions.

    Where the store cannot say how many of a partition's entries are unread, all that it holds count. A partition that
    no worker has looked at yet counts nothing.
    """
    logs = [log_key(partition) for partition in range(client.partitions)]
    replies = await client.trip([command for log in logs for command in (("XINFO", "GROUPS", log), ("XLEN", log))])
    unread = waiting = 0
    for groups, held in zip(replies[::2], replies[1::2], strict=True):
        if isinstance(groups, ReplyError) and str(groups).startswith(("no such key", "ERR no such key")):
            continue
        for group in expect(groups):
            unread += expect(held) if group[b"lag"] is None else group[b"lag"]
            waiting += group[b"pending"]
    return Lag(unread, waiting)


async def pending(client: Client) -> int:
    """Entries that were delivered to a consumer and are not acknowledged yet. Needs the groups to exist."""
    replies = await client.trip([("XPENDING", log_key(p), GROUP) for p in range(client.partitions)])
    return sum(expect(reply)[0] for reply in replies)


def _by_partition(done: Sequence[Done]) -> Iterator[tuple[int, list[Done]]]:
    found: dict[int, list[Done]] = {}
    for one in done:
        found.setdefault(one.entry.partition, []).append(one)
    yield from found.items()


def _acknowledge_command(partition: int, done: Sequence[Done]) -> Command:
    places: dict[str, int] = {}
    arguments: list[Argument] = [GROUP, RESULTS_LIFETIME_MS]
    for one in done:
        arguments += [one.entry.id, len(one.counts)]
        for campaign, day, variant, field, amount in one.counts:
            key = results_key(partition, one.site, campaign, day)
            arguments += [places.setdefault(key, len(places) + 2), f"{variant}:{field}", amount]
    return SCRIPTS["acknowledge"].call([log_key(partition), *places], arguments)


def _set_aside_commands(faulty: Faulty) -> list[Command]:
    partition, id, event = faulty.entry
    trim = ("XADD", faulty_log_key(partition), "MAXLEN", "~", FAULTY_LENGTH, "*")
    return [(*trim, "d", event, "id", id, "reason", faulty.reason), ("XACK", log_key(partition), GROUP, id)]


def _expect_group(reply: Reply) -> Reply:
    """A store that was emptied has lost its groups: as good as away, until they are made again."""
    if isinstance(reply, ReplyError) and str(reply).startswith(("NOGROUP", "UNBLOCKED", "no such key")):
        raise StoreUnavailable(f"The log has no consumers: {reply}") from reply
    return expect(reply)


def _entries(partition: int, items: Iterable[Reply]) -> list[Entry]:
    # An entry that was trimmed before it was acknowledged comes without its fields.
    return [Entry(partition, id.decode(), flat[1]) for id, flat in items if flat]
