"""What comes together is counted both ways, the fresh more than the old, and within bounds."""

from __future__ import annotations

import pytest

from notesik.store import co_visitation, versions
from notesik.store.client import Client
from notesik.store.co_visitation import EPOCH_MS, HALF_LIFE_MS, NEIGHBOURS_KEPT

pytestmark = pytest.mark.anyio

NOW_MS = EPOCH_MS + 10 * HALF_LIFE_MS


async def test_pairs_count_both_ways_best_first(client: Client):
    await co_visitation.add_pairs(client, "shop", "viewed", [("a", "b"), ("c", "a"), ("a", "c"), ("a", "a")], NOW_MS)
    found = await co_visitation.neighbours(client, "shop", "viewed", ["a", "b", "c", "d"])
    assert found == {"a": ["c", "b"], "b": ["a"], "c": ["a"], "d": []}
    assert await co_visitation.neighbours(client, "shop", "viewed", ["a"], limit=1) == {"a": ["c"]}
    assert await co_visitation.neighbours(client, "shop", "bought", ["a"]) == {"a": []}
    assert await co_visitation.neighbours(client, "shop", "viewed", []) == {}


async def test_a_fresh_pair_weighs_more_than_two_old_ones(client: Client):
    for _ in range(3):
        await co_visitation.add_pairs(client, "shop", "bought", [("a", "old")], NOW_MS - 2 * HALF_LIFE_MS)
    await co_visitation.add_pairs(client, "shop", "bought", [("a", "new")], NOW_MS)
    assert await co_visitation.neighbours(client, "shop", "bought", ["a"]) == {"a": ["new", "old"]}


async def test_a_product_keeps_its_strongest_neighbours_only(client: Client):
    strong = [("a", f"strong-{number}") for number in range(NEIGHBOURS_KEPT)]
    weak = [("a", f"weak-{number}") for number in range(5 * NEIGHBOURS_KEPT)]
    await co_visitation.add_pairs(client, "shop", "viewed", strong * 5, NOW_MS)
    for pair in weak:
        await co_visitation.add_pairs(client, "shop", "viewed", [pair], NOW_MS)
    found = await co_visitation.neighbours(client, "shop", "viewed", ["a"], limit=1_000)
    assert len(found["a"]) <= 2 * NEIGHBOURS_KEPT
    assert set(found["a"][:NEIGHBOURS_KEPT]) == {other for _, other in strong}


async def test_who_asks_again_learns_what_changed_in_between(client: Client):
    await co_visitation.add_pairs(client, "shop", "viewed", [("a", "b")], NOW_MS)
    first = await co_visitation.changed_since(client, "shop", "viewed", 0)
    assert sorted(first.ids) == ["a", "b"]
    await co_visitation.add_pairs(client, "shop", "viewed", [("b", "c")], NOW_MS)
    second = await co_visitation.changed_since(client, "shop", "viewed", first.until_ms)
    assert {"b", "c"} <= set(second.ids)
    assert second.until_ms >= first.until_ms
    assert (await co_visitation.changed_since(client, "shop", "viewed", second.until_ms + 1)).ids == []
    assert (await co_visitation.changed_since(client, "shop", "bought", 0)).ids == []
    assert (await versions.load(client))[versions.together("shop")] == 2


async def test_best_sellers_are_those_that_sold_most_lately(client: Client):
    await co_visitation.add_sales(client, "shop", [("once", 7), ("nothing", 0)], NOW_MS - 3 * HALF_LIFE_MS)
    await co_visitation.add_sales(client, "shop", [("many", 3), ("one", 1)], NOW_MS)
    assert await co_visitation.best_sellers(client, "shop", 10) == ["many", "one", "once"]
    assert await co_visitation.best_sellers(client, "shop", 1) == ["many"]
    assert await co_visitation.best_sellers(client, "other", 10) == []
