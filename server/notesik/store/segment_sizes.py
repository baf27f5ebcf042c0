"""How many visitors were in a segment on a day: a HyperLogLog for each, which is off by about 0.8 % and takes 12 KB at
most. To add a visitor again changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import SEGMENT_SIZES_LIFETIME_MS, segment_size_key
from notesik.store.scripts import Command

Member = tuple[str, str, str]
"""Segment, day (`2026-11-21`), visitor."""


async def add(client: Client, site: str, members: Iterable[Member]) -> None:
    """Count visitors, in one round trip."""
    visitors: dict[str, dict[str, None]] = defaultdict(dict)
    for segment, day, visitor in members:
        visitors[segment_size_key(site, segment, day)][visitor] = None
    commands: list[Command] = []
    for key, ids in visitors.items():
        commands += [("PFADD", key, *ids), ("PEXPIRE", key, SEGMENT_SIZES_LIFETIME_MS)]
    for reply in await client.trip(commands) if commands else ():
        expect(reply)


async def load(client: Client, site: str, segment: str, days: Sequence[str]) -> dict[str, int]:
    """The number of visitors by day, in one round trip."""
    replies = await client.trip([("PFCOUNT", segment_size_key(site, segment, day)) for day in days])
    return {day: int(expect(reply)) for day, reply in zip(days, replies, strict=True)}
