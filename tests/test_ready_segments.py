from __future__ import annotations

from typing import Any

import pytest

from notesik.errors import BadDocument
from notesik.ready_segments import (
    MAX_SEGMENTS,
    READY_SEGMENTS,
    compile_site_segments,
    compile_sound_segments,
    with_ready_segments,
)
from notesik.rfm import CLASSES
from notesik.segments import compile_segments, segments_of
from remembered import remembered

SEGMENTS = compile_segments(READY_SEGMENTS)
MINUTE_MS = 60_000
NOW_MS = 20_000 * 86_400_000

Past = list[tuple[str, float, dict[str, Any]]]


def context(past: Past, *, hours_in_session: float = 0.1, **fields: dict[str, Any]) -> dict[str, Any]:
    """A context of made-up fields; ``past`` is (event, hours ago, facts)."""
    history = [(name, NOW_MS - round(hours * 60) * MINUTE_MS, facts) for name, hours, facts in past]
    started_ms = NOW_MS - round(hours_in_session * 60) * MINUTE_MS
    return {**fields, "behaviour": remembered(history, NOW_MS, started_ms)}


def views(count: int, **facts: Any) -> Past:
    return [("Product Viewed", 30 + hour, facts) for hour in range(count)]


CART = {"count": 2, "value": 90}
ADDED = "Product Added"

IN: dict[str, list[dict[str, Any]]] = {
    "new": [context([], visitor={"is_new": True, "orders": 0})],
    "returning": [context([], visitor={"visits": 2})],
    "cart-abandoner": [
        context([(ADDED, 1, {})], hours_in_session=2, cart=CART),
        context([(ADDED, 0.7, {}), ("page", 0.1, {})], cart=CART),
    ],
    "category-lover": [context([], visitor={"favourite_category_score": 8})],
    "price-sensitive": [
        context([*views(3, on_sale=True), *views(2)]),
        context([("Coupon Entered", 5, {})]),
        context([("Order Completed", 5, {"coupon": "MAY"})]),
        context([("Product List Filtered", 5, {"sort": "Price ascending"})]),
    ],
    "at-risk": [
        context([], visitor={"rfm": {"class": "at-risk"}}),
        context([], visitor={"rfm": {"class": "cannot-lose"}}),
    ],
    "bounced-once": [
        context([("page", 0.6, {})], session={"number": 1, "pages": 1}),
        context([("page", 50, {}), ("page", 0.1, {}), ("page", 0.05, {})], session={"number": 2, "pages": 2}),
    ],
    "gift-buyer": [
        context([("Order Completed", 5, {"gift_message": "Sto lat!"})]),
        context([("Products Searched", 5, {"query": "Gift for dad"}), ("Products Searched", 4, {"query": "geschenk"})]),
        context([*views(2), *views(3, category="Gifts & cards")]),
    ],
    "never-buys": [context(views(15), visitor={"orders": 0, "visits": 5})],
    **{f"rfm-{name}": [context([], visitor={"rfm": {"class": name}})] for name in CLASSES},
}
"""Contexts of visitors who are in the segment, by its id."""

OUT: dict[str, list[dict[str, Any]]] = {
    "new": [context([], visitor={"is_new": False, "orders": 0}), context([], visitor={"is_new": True, "orders": 1})],
    "returning": [context([], visitor={"visits": 1})],
    "cart-abandoner": [
        context([(ADDED, 0.9, {})], hours_in_session=2, cart=CART),
        context([(ADDED, 50, {}), ("Cart Viewed", 0.05, {})], cart=CART),
        context([(ADDED, 50, {}), ("Order Completed", 49, {})], cart={"count": 0}),
    ],
    "category-lover": [context([], visitor={"favourite_category_score": 7.9}), context([])],
    "price-sensitive": [
        context([*views(3, on_sale=True), *views(3)]),
        context(views(2, on_sale=True)),
        context([("Order Completed", 5, {"coupon": ""})]),
        context([("Product List Filtered", 5, {"sort": "newest"})]),
    ],
    "at-risk": [context([], visitor={"rfm": {"class": "loyal"}}), context([])],
    "bounced-once": [
        context([("page", 0.1, {})], session={"number": 1, "pages": 1}),
        context([("page", 50, {}), ("page", 49, {}), ("page", 0.1, {})], session={"number": 2, "pages": 1}),
    ],
    "gift-buyer": [
        context([("Order Completed", 5, {"gift": False})]),
        context([("Products Searched", 5, {"query": "gift"})]),
        context([*views(4), *views(3, category="Gifts")]),
    ],
    "never-buys": [
        context([*views(15), (ADDED, 3, {})], visitor={"orders": 0, "visits": 5}),
        context(views(15), visitor={"orders": 1, "visits": 5}),
        context(views(14), visitor={"orders": 0, "visits": 5}),
    ],
    **{f"rfm-{name}": [context([], visitor={"orders": 0})] for name in CLASSES},
}
"""Contexts of visitors who are not."""


@pytest.mark.parametrize("id", SEGMENTS)
def test_a_ready_made_segment_has_whom_it_says(id: str) -> None:
    assert [id in segments_of(each, SEGMENTS) for each in IN[id]] == [True] * len(IN[id])
    assert [id in segments_of(each, SEGMENTS) for each in OUT[id]] == [False] * len(OUT[id])


@pytest.mark.parametrize("id", SEGMENTS)
def test_a_ready_made_segment_says_in_words_whom_it_has(id: str) -> None:
    assert SEGMENTS[id].segment.description.endswith(".")


def test_a_site_has_its_own_segment_in_place_of_a_ready_made_one() -> None:
    own = {"id": "new", "name": "New here", "condition": {"visitor.visits": 1}}
    documents = with_ready_segments([own])
    assert documents[-1] is own
    assert len(documents) == len(READY_SEGMENTS)
    assert compile_segments(documents)["new"].segment.name == "New here"


def test_a_faulty_segment_is_left_out_with_what_is_made_of_it_and_the_others_hold() -> None:
    def own(id: str, condition: dict[str, Any]) -> dict[str, Any]:
        return {"id": id, "name": id, "condition": condition}

    sound, faults = compile_sound_segments(
        [own("vip", {"visitor.orders": 9}), own("lost", {"segment": "gone"}), own("more", {"segment": "lost"})]
    )
    assert list(sound) == [*(each["id"] for each in READY_SEGMENTS), "vip"]
    assert [fault.path for fault in faults] == ["segments.lost.condition.segment", "segments.more.condition.segment"]
    knot = own("rfm-at-risk", {"segment": "at-risk"})  # of which the ready-made at-risk is made
    sound, faults = compile_sound_segments([knot, own("vip", {})])
    assert sound["rfm-at-risk"].segment.condition == {"visitor.rfm.class": "at-risk"}
    assert len(faults) == 1


def test_a_site_may_have_only_so_many_segments_of_its_own() -> None:
    own = [{"id": f"s{number}", "name": "S", "condition": {}} for number in range(MAX_SEGMENTS + 1)]
    assert len(compile_site_segments(own[1:])) == len(READY_SEGMENTS) + MAX_SEGMENTS
    with pytest.raises(BadDocument, match="100 of its own at most, has 101"):
        compile_site_segments(own)
