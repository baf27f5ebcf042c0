"""The visitors of a segment are counted by day, each once, in a few kilobytes."""

from __future__ import annotations

import pytest

from notesik.store import segment_sizes
from notesik.store.client import Client
from notesik.store.keys import SEGMENT_SIZES_LIFETIME_MS, segment_size_key

pytestmark = pytest.mark.anyio

DAYS = ["2026-11-20", "2026-11-21"]


async def test_a_visitor_counts_once_a_day_in_each_segment(client: Client):
    members = [("vip", DAYS[0], "anna"), ("vip", DAYS[0], "anna"), ("vip", DAYS[0], "ola"), ("new", DAYS[0], "ola")]
    await segment_sizes.add(client, "shop", members)
    await segment_sizes.add(client, "shop", [*members, ("vip", DAYS[1], "anna")])
    assert await segment_sizes.load(client, "shop", "vip", DAYS) == {DAYS[0]: 2, DAYS[1]: 1}
    assert await segment_sizes.load(client, "shop", "new", DAYS) == {DAYS[0]: 1, DAYS[1]: 0}
    assert await segment_sizes.load(client, "other", "vip", DAYS) == {DAYS[0]: 0, DAYS[1]: 0}
    assert await segment_sizes.load(client, "shop", "vip", []) == {}
    await segment_sizes.add(client, "shop", [])


async def test_thousands_are_counted_within_two_in_a_hundred(client: Client):
    await segment_sizes.add(client, "shop", [("vip", DAYS[0], f"visitor-{number}") for number in range(20_000)])
    [count] = (await segment_sizes.load(client, "shop", "vip", DAYS[:1])).values()
    assert abs(count - 20_000) <= 400


async def test_a_size_is_forgotten_after_its_lifetime(client: Client):
    await segment_sizes.add(client, "shop", [("vip", DAYS[0], "anna")])
    [left_ms] = await client.trip([("PTTL", segment_size_key("shop", "vip", DAYS[0]))])
    assert SEGMENT_SIZES_LIFETIME_MS - 60_000 < left_ms <= SEGMENT_SIZES_LIFETIME_MS
