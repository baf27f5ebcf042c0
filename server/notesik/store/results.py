"""What each variant of a campaign has achieved, by day. The counters are changed in `log.py`, exactly once an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import results_key

FIELDS = ("impressions", "clicks", "closes", "conversions", "revenue_minor")

Results = dict[str, dict[str, dict[str, int]]]
"""day → variant → field → number; days without any result are empty."""


async def load(client: Client, site: str, campaign: str, days: Sequence[str]) -> Results:
    """The sums over all partitions, in one round trip. `days` are dates like `2026-11-21`."""
    partitions = range(client.partitions)
    commands = [("HGETALL", results_key(partition, site, campaign, day)) for day in days for partition in partitions]
    replies = iter(await client.trip(commands))
    return {day: _sums([expect(next(replies)) for _ in partitions]) for day in days}


def _sums(parts: Sequence[dict[bytes, bytes]]) -> dict[str, dict[str, int]]:
    total: Counter[bytes] = Counter()
    for part in parts:
        total.update({field: int(number) for field, number in part.items()})
    variants: dict[str, dict[str, int]] = {}
    for name, number in sorted(total.items()):
        variant, _, field = name.decode().rpartition(":")
        variants.setdefault(variant, dict.fromkeys(FIELDS, 0))[field] = number
    return variants
