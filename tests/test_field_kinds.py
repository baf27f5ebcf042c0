from __future__ import annotations

from typing import Any

import pytest

from notesik.conditions import compile_condition, condition_faults


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ({"cart.value": {"$gt": "x"}}, "condition.cart.value.$gt: cannot be ordered: expected a number, got text"),
        ({"cart.value": "20"}, "condition.cart.value: can never be equal: expected a number, got text"),
        ({"time.weekday": {"$in": [6, "sun"]}}, "condition.time.weekday.$in[1]: can never be equal: expected a number"),
        ({"visitor.is_new": 1}, "condition.visitor.is_new: can never be equal: expected true or false, got the number"),
        ({"page.type": {"$not": {"$gt": 5}}}, "condition.page.type.$not.$gt: cannot be ordered: expected text, got"),
        ({"visitor.segments": "vip"}, "condition.visitor.segments: can never be equal: expected a list, got text; to"),
        ({"cart.items": {"$gt": 2}}, "condition.cart.items.$gt: a list has no order"),
        ({"cart.count": {"$size": 2}}, "condition.cart.count.$size: is for lists, and the field is a number"),
        ({"cart.items": {"$size": {"$gt": "x"}}}, "condition.cart.items.$size.$gt: cannot be ordered"),
        ({"$or": [{"cart.count": {"$lt": "x"}}]}, "condition.$or[0].cart.count.$lt: cannot be ordered"),
        (
            {"event": "page", "count": {"$gt": "x"}},
            "condition.count.$gt: cannot be ordered: expected a number, got text",
        ),
        (
            {"event": "page", "sum": {"property": "price", "is": {"$in": ["x"]}}},
            "condition.sum.is.$in[0]: can never be equal: expected a number, got text",
        ),
        ({"time.hour": 25}, "condition.time.hour: can never be equal: must be at most 23, got the number 25"),
        ({"time.hour": {"$gt": 23}}, "condition.time.hour.$gt: can never hold: it is 0 to 23"),
        ({"time.weekday": 0}, "condition.time.weekday: can never be equal: must be at least 1"),
        ({"time.date": "2026-13-99"}, "condition.time.date: can never be equal: expected a day such as 2026-11-21"),
        ({"time.date": {"$gte": "2026-13"}}, "condition.time.date.$gte: cannot be ordered: expected a day such as"),
        ({"visitor.level": "verifed"}, "condition.visitor.level: can never be equal: expected one of anonymous"),
        ({"visitor.level": {"$ini": ["Verifed"]}}, "condition.visitor.level.$ini[0]: can never be equal: expected"),
        ({"visitor.rfm.class": {"$in": ["championz"]}}, "condition.visitor.rfm.class.$in[0]: can never be equal"),
        ({"cart.count": {"$lt": 0}}, "condition.cart.count.$lt: can never hold: it is 0 or more"),
        ({"event": "page", "count": -1}, "condition.count: can never be equal: must be at least 0"),
        ({"event": "page", "count": 1.5}, "condition.count: can never be equal: must be a whole number"),
        ({"event": "page", "where": {}, "count": {"$gte": 41}}, "condition.count.$gte: can never hold: it is 0 to 40"),
        ({"event": "page", "where": {}, "share": {"$gt": 1}}, "condition.share.$gt: can never hold: it is 0 to 1"),
        ({"visitor.events.Product Viewed": {"$gt": "x"}}, "condition.visitor.events.Product Viewed.$gt: cannot be"),
        ({"visitor.traits.size": {"$exists": "no"}}, "condition.visitor.traits.size.$exists: expected true or false"),
        ({"lists.viewed": {"$size": -1}}, "condition.lists.viewed.$size: can never be equal: must be at least 0"),
        ({"lists.viewed": {"$all": [5]}}, "condition.lists.viewed.$all[0]: can never be equal: expected text"),
        ({"visitor.segments": {"$in": ["typoo"]}}, 'condition.visitor.segments.$in[0]: unknown segment "typoo"'),
    ],
)
def test_what_can_never_fit_the_kind_of_a_field_is_told(condition: dict[str, Any], fault: str) -> None:
    [told] = condition_faults(condition)
    assert str(told).startswith(fault)


@pytest.mark.parametrize(
    "condition",
    [
        {"cart.value": {"$gt": "20"}},
        {"cart.value": None, "page.type": {"$in": ["home", None]}},
        {"lists.viewed": {"$in": ["sku-1"]}, "lists.bought": {"$size": {"$gt": 1}}},
        {"visitor.traits.age": {"$gt": "x"}, "loyalty.points": {"$gt": 5}},
        {
            "time.hour": {"$gte": 18, "$lt": 24},
            "time.date": {"$gte": "2026-11"},
            "visitor.level": {"$ini": ["VERIFIED"]},
        },
        {"event": "page", "count": {"$gt": 0}, "visitor.rfm.recency": {"$lt": 1}},
        {"cart.value": {"$regex": "^1"}, "device.browser": {"$vgt": 5}},
        {"visitor.events.Product Viewed": 3, "cart.items": {"$elemMatch": {"price": {"$gt": "x"}}}},
    ],
)
def test_what_may_fit_passes(condition: dict[str, Any]) -> None:
    assert condition_faults(condition) == []


def test_the_compiler_itself_lets_them_pass_as_the_specification_does() -> None:
    assert not compile_condition({"cart.value": {"$gt": "x"}})({"cart": {"value": 5}})
