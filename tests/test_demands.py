from __future__ import annotations

from typing import Any

import pytest

from notesik.demands import demands_of


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
        ({"event": "Order Completed", "where": {"product.id": "x"}}, {}),
        ({"segment": "vip"}, {}),
    ],
)
def test_a_condition_demands_what_must_hold(condition: dict[str, Any], demands: dict[Any, Any]) -> None:
    assert demands_of(condition) == demands
