"""What comes together is counted both ways, the fresh more than the old, and within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest

from notesik.store import co_visitation, versions
from notesik.store.client import Client
from notesik.store.co_visitation import EPOCH_MS, HALF_LIFE_MS, NEIGHBOURS_KEPT, Counted, Pair
from notesik.store.keys import Kind, best_sellers_key, counting_key, together_key
from notesik.workers.consumer import unix_ms

pytestmark = pytest.mark.anyio

NOW_MS = EPOCH_MS + 10 * HALF_LIFE_MS
_numbers = count()


async def add_pairs(client: Client, kind: Kind, pairs: Sequence[Pair], now_ms: int = NOW_MS) -> None:
    """Of an entry of their own."""
    entry = Counted(f"0:{next(_numbers)}", **{kind: pairs})
    await co_visitation.add(client, "shop", [entry], now_ms)


async def add_sales(client: Client, sold: Sequence[tuple[str, int]], now_ms: int) -> None:
    await co_visitation.add(client, "shop", [Counted(f"0:{next(_numbers)}", sold=sold)], now_ms)


async def test_pairs_count_both_ways_best_first(client: Client):
    await add_pairs(client, "viewed", [("a", "b"), ("c", "a"), ("a", "c"), ("a", "a")], NOW_MS)
    found = await co_visitation.neighbours(client, "shop", "viewed", ["a", "b", "c", "d"])
    assert found == {"a": ["c", "b"], "b": ["a"], "c": ["a"], "d": []}
    assert await co_visitation.neighbours(client, "shop", "viewed", ["a"], limit=1) == {"a": ["c"]}
    assert await co_visitation.neighbours(client, "shop", "bought", ["a"]) == {"a": []}
    assert await co_visitation.neighbours(client, "shop", "viewed", []) == {}


async def test_a_fresh_pair_weighs_more_than_two_old_ones(client: Client):
    for _ in range(3):
        await add_pairs(client, "bought", [("a", "old")], NOW_MS - 2 * HALF_LIFE_MS)
    await add_pairs(client, "bought", [("a", "new")], NOW_MS)
    assert await co_visitation.neighbours(client, "shop", "bought", ["a"]) == {"a": ["new", "old"]}


async def test_a_product_keeps_its_strongest_neighbours_only(client: Client):
    strong = [("a", f"strong-{number}") for number in range(NEIGHBOURS_KEPT)]
    weak = [("a", f"weak-{number}") for number in range(5 * NEIGHBOURS_KEPT)]
    await add_pairs(client, "viewed", strong * 5, NOW_MS)
    for pair in weak:
        await add_pairs(client, "viewed", [pair], NOW_MS)
    found = await co_visitation.neighbours(client, "shop", "viewed", ["a"], limit=1_000)
    assert len(found["a"]) <= 2 * NEIGHBOURS_KEPT
    assert set(found["a"][:NEIGHBOURS_KEPT]) == {other for _, other in strong}


async def test_who_asks_again_learns_what_changed_in_between(client: Client):
    await add_pairs(client, "viewed", [("a", "b")], NOW_MS)
    first = await co_visitation.changed_since(client, "shop", "viewed", 0)
    assert sorted(first.ids) == ["a", "b"]
    await add_pairs(client, "viewed", [("b", "c")], NOW_MS)
    second = await co_visitation.changed_since(client, "shop", "viewed", first.until_ms)
    assert {"b", "c"} <= set(second.ids)
    assert second.until_ms >= first.until_ms
    assert (await co_visitation.changed_since(client, "shop", "viewed", second.until_ms + 1)).ids == []
    assert (await co_visitation.changed_since(client, "shop", "bought", 0)).ids == []
    assert (await versions.load(client))[versions.together("shop")] == 2


async def test_best_sellers_are_those_that_sold_most_lately(client: Client):
    await add_sales(client, [("once", 7), ("nothing", 0)], NOW_MS - 3 * HALF_LIFE_MS)
    await add_sales(client, [("many", 3), ("one", 1)], NOW_MS)
    assert await co_visitation.best_sellers(client, "shop", 10) == ["many", "one", "once"]
    assert await co_visitation.best_sellers(client, "shop", 1) == ["many"]
    assert await co_visitation.best_sellers(client, "other", 10) == []


async def test_an_entry_counts_once_however_often_it_is_added_before_and_after_it_is_acknowledged(client: Client):
    order = Counted("7:1-0", viewed=[("a", "b")], bought=[("a", "c")], sold=[("a", 2), ("c", 1)])
    other = Counted("8:1-0", viewed=[("a", "b")])
    for entries in ([order], [order, other], [other, order]):
        await co_visitation.add(client, "shop", entries, EPOCH_MS)
        await co_visitation.forget_soon(client, {"shop": [each.entry for each in entries], "other": []})
    weights = [
        ("ZSCORE", together_key("shop", "viewed", "a"), "b"),
        ("ZSCORE", together_key("shop", "bought", "c"), "a"),
        ("ZSCORE", best_sellers_key("shop"), "a"),
        ("ZSCORE", best_sellers_key("shop"), "c"),
    ]
    assert await client.trip(weights) == [2, 1, 2, 1]


async def test_an_acknowledged_name_is_swept_out_ten_minutes_later_and_another_after_a_week(client: Client):
    week_ms, ten_minutes_ms = 7 * 86_400_000, 600_000
    await co_visitation.add(client, "shop", [Counted("0:counting", sold=[("a", 1)])], EPOCH_MS)
    await co_visitation.forget_soon(client, {"shop": ["0:acknowledged"]})
    [clock, names] = await client.trip([("TIME",), ("ZRANGE", counting_key("shop"), 0, -1, "WITHSCORES")])
    now_ms = int(clock[0]) * 1000 + int(clock[1]) // 1000
    left_ms = {name: score + week_ms - now_ms for name, score in names}
    assert ten_minutes_ms - 60_000 < left_ms[b"0:acknowledged"] <= ten_minutes_ms
    assert week_ms - 60_000 < left_ms[b"0:counting"] <= week_ms


async def test_of_acknowledged_names_the_newest_are_kept_and_of_those_being_counted_all(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(co_visitation, "ACKNOWLEDGED_KEPT", 3)
    counting = [f"0:counting-{number}" for number in range(4)]
    await co_visitation.add(client, "shop", [Counted(name, sold=[("a", 1)]) for name in counting], EPOCH_MS)
    await client.trip([("ZADD", counting_key("shop"), 1, "0:too-old")])
    oldest_ms = unix_ms() - 7 * 86_400_000
    await client.trip([("ZADD", counting_key("shop"), oldest_ms + 60_000 * n, f"0:{n}") for n in (1, 2, 3)])
    await co_visitation.forget_soon(client, {"shop": ["0:new"]})
    [names] = await client.trip([("ZRANGE", counting_key("shop"), 0, -1)])
    assert [name.decode() for name in names] == ["0:2", "0:3", "0:new", *counting]


async def test_many_entries_are_all_added(client: Client):
    entries = [Counted(f"0:{n}-1", viewed=[("a", f"p{n % 7}")] * 3, sold=[("a", 1)]) for n in range(500)]
    await co_visitation.add(client, "shop", entries, EPOCH_MS)
    assert await client.trip([("ZSCORE", best_sellers_key("shop"), "a")]) == [500]
    assert await client.trip([("ZSCORE", together_key("shop", "viewed", "p0"), "a")]) == [3 * 72]


async def test_what_was_left_of_entries_goes_after_a_week(client: Client):
    week_ms = 7 * 86_400_000
    await client.trip([("ZADD", counting_key("shop"), 1, "0:left")])
    await add_pairs(client, "viewed", [("a", "b")])
    [names, left_ms] = await client.trip([("ZRANGE", counting_key("shop"), 0, -1), ("PTTL", counting_key("shop"))])
    assert b"0:left" not in names
    assert len(names) == 1
    assert week_ms - 60_000 < left_ms <= week_ms
