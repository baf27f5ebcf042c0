"""What an event tells, and what of it is kept for conditions that look back."""

from __future__ import annotations

from typing import Any

import pytest

from notesik.catalogue import Product
from notesik.event_facts import MAX_FACTS, facts_of, kept_facts
from notesik.events import Event
from sample_events import NOW_MS, PRODUCTS, page, track

ON_SALE = {"bell": Product("bell", "Bell", "/p/bell", category=("Bells",), price_minor=900, sale_price_minor=500)}


def facts(event: Event) -> dict[str, Any]:
    return facts_of(event, {**PRODUCTS, **ON_SALE}.get, NOW_MS)


def kept(properties: dict[str, Any]) -> dict[str, Any]:
    return kept_facts(facts(track("A", properties)))


def test_a_few_short_facts_are_kept_those_of_shopping_first() -> None:
    more = {f"x{number}": number for number in range(20)}
    assert list(kept({**more, "list": [1], "note": "n" * 99, "query": "tent", "price": 5})) == [
        "price",
        "query",
        *("x0", "x1", "x2", "x3", "x4", "x5"),
    ]
    assert len(kept(more)) == MAX_FACTS
    assert kept({"note": "n" * 99, "n" * 41: 1, "list": [1], "flag": True}) == {"note": "n" * 80, "flag": True}


def test_a_page_keeps_its_path_whether_in_its_properties_or_its_context() -> None:
    assert kept_facts(facts(page(context={"page": {"path": "/tents"}}))) == {"path": "/tents"}
    assert kept_facts(facts(page({"path": "/tents"}))) == {"path": "/tents"}


def test_the_catalogue_says_whether_a_product_is_on_sale_and_what_the_event_leaves_out() -> None:
    assert kept({"product_id": "bell"}) == {"product_id": "bell", "category": "Bells", "on_sale": True}
    known = kept({"product_id": "bike", "category": "Gravel bikes", "on_sale": True})
    assert known == {"product_id": "bike", "category": "Gravel bikes", "brand": "Wiatr", "on_sale": False}
    assert kept({"product_id": "unknown", "on_sale": True}) == {"product_id": "unknown", "on_sale": True}


@pytest.mark.parametrize(
    ("sorts", "expected"),
    [
        ([{"type": "price", "value": "desc"}, {"type": "name", "value": "asc"}], "price desc"),
        ([{"type": "price"}], "price"),
        (["Preis aufsteigend"], "Preis aufsteigend"),
        ([{"value": {}}], None),
        ([5], None),
        ([], None),
        ("price", None),
    ],
)
def test_a_sorted_list_tells_its_first_order(sorts: Any, expected: str | None) -> None:
    assert facts(track("Product List Filtered", {"sorts": sorts})).get("sort") == expected


def test_what_an_order_says_of_a_gift_is_kept_beside_its_sums() -> None:
    gift = {"gift": True, "is_gift": 1, "gift_wrap": "red", "gift_message": "For you"}
    stated = {"note": "x", "value": 9, "revenue": 9, "coupon": "TEN", "order_id": "1", **gift}
    assert kept(stated) == {name: value for name, value in stated.items() if name != "note"}
