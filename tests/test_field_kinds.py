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
        {"visitor.segments": {"$in": ["vip"]}, "lists.bought": {"$size": {"$gt": 1}}},
        {"visitor.traits.age": {"$gt": "x"}, "session.utm.campaign": {"$gt": 5}},
        {"cart.value": {"$regex": "^1"}, "device.browser": {"$vgt": 5}},
        {"visitor.events.Product Viewed": "x", "cart.items": {"$elemMatch": {"price": {"$gt": "x"}}}},
    ],
)
def test_what_may_fit_passes(condition: dict[str, Any]) -> None:
    assert condition_faults(condition) == []


def test_the_compiler_itself_lets_them_pass_as_the_specification_does() -> None:
    assert not compile_condition({"cart.value": {"$gt": "x"}})({"cart": {"value": 5}})
