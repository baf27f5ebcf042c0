"""Who came for a product is counted once, by the hour of their last visit, within bounds, and for three days."""

from __future__ import annotations

import random

import pytest

from notesik.social_proof import HOUR_MS, MAX_HOURS, MOST_COUNTED, ProductCounts
from notesik.store import product_counts, versions
from notesik.store.client import Client
from notesik.store.keys import shoppers_changed_key, shoppers_hours_key, shoppers_key

pytestmark = pytest.mark.anyio

HOUR = 500_000
NOW_MS = HOUR * HOUR_MS + 5


async def hours_of(client: Client, product: str = "bag") -> dict[int, int]:
    return dict((await product_counts.load(client, "shop", "viewed", [product]))[product])


async def test_a_visitor_counts_once_in_the_hour_in_which_they_came_last(client: Client):
    for visitor, at_ms in (("anna", NOW_MS - 5 * HOUR_MS), ("anna", NOW_MS), ("ola", NOW_MS), ("anna", NOW_MS - 1)):
        await product_counts.add(client, "shop", [("viewed", "bag", visitor, at_ms)], NOW_MS)
    assert await hours_of(client) == {HOUR: 2}
    assert await product_counts.load(client, "shop", "bought", ["bag"]) == {"bag": {}}
    assert await product_counts.load(client, "other", "viewed", ["bag"]) == {"bag": {}}
    assert await product_counts.load(client, "shop", "viewed", []) == {}
    await product_counts.add(client, "shop", [], NOW_MS)


async def test_the_counts_are_those_of_the_visits_whatever_their_order(client: Client):
    dice = random.Random(7)
    visits = [
        (f"visitor-{dice.randrange(60)}", NOW_MS - dice.randrange(100) * HOUR_MS, dice.choice(["bag", "tent"]))
        for _ in range(600)
    ]
    for start in range(0, 600, 90):
        batch = [("viewed", product, visitor, at_ms) for visitor, at_ms, product in visits[start : start + 90]]
        await product_counts.add(client, "shop", batch, NOW_MS)
        await product_counts.add(client, "shop", batch, NOW_MS)
    found = ProductCounts(viewed=await product_counts.load(client, "shop", "viewed", ["bag", "tent"]))
    for product in ("bag", "tent"):
        for hours in (1, 7, 24, MAX_HOURS):
            since_ms = (HOUR - hours + 1) * HOUR_MS
            expected = {visitor for visitor, at_ms, seen in visits if seen == product and at_ms >= since_ms}
            assert found.visitors("viewed", product, hours, NOW_MS) == len(expected)


async def test_of_a_product_that_all_look_at_those_who_came_last_are_kept(client: Client):
    early = [("viewed", "bag", f"early-{number}", NOW_MS - HOUR_MS) for number in range(MOST_COUNTED)]
    await product_counts.add(client, "shop", early, NOW_MS)
    await product_counts.add(client, "shop", [("viewed", "bag", f"late-{n}", NOW_MS) for n in range(30)], NOW_MS)
    assert await hours_of(client) == {HOUR - 1: MOST_COUNTED - 30, HOUR: 30}


async def test_what_is_older_than_three_days_is_dropped(client: Client):
    await product_counts.add(client, "shop", [("viewed", "bag", "anna", NOW_MS)], NOW_MS)
    later_ms = NOW_MS + MAX_HOURS * HOUR_MS
    await product_counts.add(client, "shop", [("viewed", "bag", "ola", later_ms)], later_ms)
    assert await hours_of(client) == {HOUR + MAX_HOURS: 1}
    await product_counts.add(client, "shop", [("viewed", "tent", "anna", NOW_MS)], later_ms)
    assert await hours_of(client, "tent") == {}
    keys = [
        shoppers_key("shop", "viewed", "bag"),
        shoppers_hours_key("shop", "viewed", "bag"),
        shoppers_changed_key("shop", "viewed"),
    ]
    for left_ms in await client.trip([("PTTL", key) for key in keys]):
        assert 0 < left_ms <= MAX_HOURS * HOUR_MS


async def test_a_clock_that_is_ahead_makes_no_visits_in_the_future(client: Client):
    await product_counts.add(client, "shop", [("viewed", "bag", "anna", NOW_MS + 9 * HOUR_MS)], NOW_MS)
    assert await hours_of(client) == {HOUR: 1}


async def test_nobodys_name_stands_there_and_none_can_be_followed_from_product_to_product(client: Client):
    await product_counts.add(client, "shop", [("viewed", id, "anna", NOW_MS) for id in ("bag", "tent")], NOW_MS)
    marks = await client.trip([("ZRANGE", shoppers_key("shop", "viewed", id), 0, -1) for id in ("bag", "tent")])
    assert marks[0] != marks[1]
    assert [len(mark) for found in marks for mark in found] == [8, 8]


async def test_who_asks_again_learns_what_changed_in_between(client: Client):
    await product_counts.add(client, "shop", [("bought", "bag", "anna", NOW_MS)], NOW_MS)
    first = await product_counts.changed_since(client, "shop", "bought", 0)
    assert first.ids == ["bag"]
    await product_counts.add(client, "shop", [("bought", "tent", "anna", NOW_MS)], NOW_MS)
    assert "tent" in (await product_counts.changed_since(client, "shop", "bought", first.until_ms)).ids
    assert (await versions.load(client))[versions.product_counts("shop")] == 2
