from __future__ import annotations

from typing import Any

import pytest

from notesik.demands import Demands, demands_of


def remembered(*names: str) -> Demands:
    """That one of the events is remembered."""
    return {("behaviour", "remembered"): frozenset(names)}


@pytest.mark.parametrize(
    ("condition", "demands"),
    [
        ({}, {}),
        ({"page.type": "home"}, {("page.type", "one_of"): {"home"}}),
        ({"page.type": None}, {("page.type", "one_of"): {None}}),
        ({"page.type": {"$eq": "home"}}, {("page.type", "one_of"): {"home"}}),
        ({"page.type": {"$in": ["home", "cart"]}}, {("page.type", "one_of"): {"home", "cart"}}),
        ({"page.type": {"$in": []}}, {("page.type", "one_of"): set()}),
        ({"page.type": {"$in": ["home", ["cart"]]}}, {}),
        ({"page.type": {"$in": "home"}}, {}),
        ({"cart.categories": {"$all": [{"$gt": 1}, "Lights", "Bikes"]}}, {("cart.categories", "one_of"): {"Lights"}}),
        ({"cart.value": {"$gt": 5, "$lte": 9}}, {("cart.value", "at_least"): 5, ("cart.value", "at_most"): 9}),
        ({"cart.value": {"$gt": "5"}}, {}),
        ({"cart.value": {"$gt": float("inf")}}, {}),
        ({"page.type": {"$ne": "home"}}, {}),
        ({"page.type": {"$not": {"$eq": "home"}}}, {}),
        ({"$not": {"page.type": "home"}}, {}),
        ({"$nor": [{"page.type": "home"}]}, {}),
        ({"$or": []}, {}),
        ({"$or": [{"page.type": "home"}, {"cart.value": 1}]}, {}),
        (
            {"$or": [{"page.type": "home", "cart.value": {"$gt": 5}}, {"page.type": "cart", "cart.value": {"$gt": 3}}]},
            {("page.type", "one_of"): {"home", "cart"}, ("cart.value", "at_least"): 3},
        ),
        (
            {"$and": [{"page.type": {"$in": ["a", "b"]}}, {"page.type": {"$in": ["c"]}}, {"cart.value": {"$lt": 9}}]},
            {("page.type", "one_of"): {"c"}, ("cart.value", "at_most"): 9},
        ),
        ({"cart.value": {"$gt": 5}, "$and": [{"cart.value": {"$gte": 7}}]}, {("cart.value", "at_least"): 7}),
        ({"page.type": {"kind": "home"}}, {}),
        ({"page.type": ["home"]}, {}),
        ({"event": "Order Completed", "where": {"product.id": "x"}}, remembered("Order Completed")),
        ({"event": ["Search", "page"], "count": {"$gte": 3}}, remembered("Search", "page")),
        ({"event": "page", "count": 2, "cart.value": 1}, remembered("page") | {("cart.value", "one_of"): {1}}),
        ({"event": "page", "count": {"$in": [0, 2]}}, {}),
        ({"event": "page", "count": 0}, {}),
        ({"event": "page", "count": {"$lt": 3}}, {}),
        ({"event": "page", "count": {"$ne": 0}}, {}),
        ({"event": "page", "since_last": {"$gt": "1h"}}, remembered("page")),
        ({"event": "page", "where": {"url": "x"}, "share": {"$lt": 0.5}}, remembered("page")),
        ({"event": "page", "sum": {"property": "price", "is": {"$gt": 5}}}, {}),
        ({"event": "page", "count": 0, "since_last": {"$gt": "1h"}}, remembered("page")),
        ({"sequence": [{"event": "page"}, {"event": ["a", "b"]}]}, remembered("page", "a", "b")),
        ({"$or": [{"event": "page"}, {"event": "Search"}]}, remembered("page", "Search")),
        ({"$and": [{"event": ["page", "a"]}, {"event": "Search"}]}, remembered("Search")),
        ({"$not": {"event": "page"}}, {}),
        ({"segment": "vip"}, {}),
    ],
)
def test_a_condition_demands_what_must_hold(condition: dict[str, Any], demands: dict[Any, Any]) -> None:
    assert demands_of(condition) == demands


def test_a_segment_that_is_named_demands_what_it_demands_itself() -> None:
    segments = {"lost": demands_of({"visitor.rfm.class": "lost"}), "lapsing": demands_of({"visitor.rfm.class": "late"})}
    assert demands_of({"segment": "lost"}, segments) == {("visitor.rfm.class", "one_of"): {"lost"}}
    either = {"$or": [{"segment": "lost"}, {"segment": "lapsing"}]}
    assert demands_of(either, segments) == {("visitor.rfm.class", "one_of"): {"lost", "late"}}
    assert demands_of({"$not": {"segment": "lost"}}, segments) == {}
