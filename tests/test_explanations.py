from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.behaviours import Behaviour
from notesik.conditions import compile_condition
from notesik.counters import Counter
from notesik.explanations import Member, members_of
from notesik.members_in_words import OPERATORS_IN_WORDS, failures_in_words, in_words
from notesik.nested_operators import NESTED_OPERATORS
from notesik.operators import OPERATORS
from notesik.recent_events import recent_of
from notesik.segments import compile_segments

NOW_MS = 1_795_290_000_000
HOUR_MS = 3_600_000
VIEW, ADD, ORDER = "Product Viewed", "Product Added", "Order Completed"
RECENT = [
    recent_of(VIEW, NOW_MS - 26 * HOUR_MS, {"category": "Bells"}),
    recent_of(VIEW, NOW_MS - 2 * HOUR_MS, {"category": "Lights", "price": 30}),
    recent_of(ADD, NOW_MS - HOUR_MS, {"price": 99.5}),
    recent_of(ADD, NOW_MS - HOUR_MS // 2, {"price": 30}),
]
BEHAVIOUR = Behaviour(NOW_MS, NOW_MS - 3 * HOUR_MS, RECENT, {VIEW: Counter(7, NOW_MS - 2 * HOUR_MS)})
CONTEXT = {
    "loyalty": {"tier": "gold"},
    "behaviour": BEHAVIOUR,
    "page": {"type": "home"},
    "cart": {"value": 20, "categories": ["Lights"]},
    "visitor": {"orders": 0},
}

SEGMENTS = compile_segments(
    [
        {"id": "buyer", "name": "Buyers", "condition": {"visitor.orders": {"$gte": 1}}},
        {"id": "viewer", "name": "Viewers", "condition": {"event": VIEW, "count": {"$gte": 3}}},
        {"id": "fan", "name": "Fans", "condition": {"segment": "viewer", "$not": {"segment": "buyer"}}},
    ]
)


def explain(condition: dict[str, Any]) -> tuple[Member, ...]:
    return members_of(condition, CONTEXT, SEGMENTS)


def test_each_operator_of_a_field_is_told_with_the_actual_value() -> None:
    assert explain({"cart.value": {"$gte": 10, "$lt": 15}, "page.type": "home", "page.path": None}) == (
        Member(holds=True, field="cart.value", operator="$gte", expected=10, actual=20),
        Member(holds=False, field="cart.value", operator="$lt", expected=15, actual=20),
        Member(holds=True, field="page.type", operator="$eq", expected="home", actual="home"),
        Member(holds=True, field="page.path", operator="$eq", expected=None, actual=None),
    )


def test_words_tell_what_they_hold() -> None:
    (either,) = explain({"$or": [{"page.type": "cart"}, {"visitor.orders": {"$lt": 1}}]})
    assert (either.operator, either.holds) == ("$or", True)
    assert [test.holds for test in either.tests] == [False, True]
    (negated,) = explain({"$not": {"page.type": "home"}})
    assert (negated.operator, negated.holds) == ("$not", False)
    assert negated.tests == (Member(holds=True, field="page.type", operator="$eq", expected="home", actual="home"),)


def test_a_mapping_that_a_field_must_equal_is_one_test() -> None:
    assert explain({"cart.lines": {"sku": 1}, "page.tags": {}}) == (
        Member(holds=False, field="cart.lines", operator="$eq", expected={"sku": 1}, actual=None),
        Member(holds=False, field="page.tags", operator="$eq", expected={}, actual=None),
    )


def test_what_belongs_together_in_one_of_several_conditions_is_told_together() -> None:
    (either,) = explain({"$or": [{"page.type": "cart", "cart.value": 20}, {"visitor.orders": 0}]})
    together, alone = either.tests
    assert (together.operator, together.holds, [test.holds for test in together.tests]) == (
        "$and",
        False,
        [False, True],
    )
    assert alone.field == "visitor.orders"


def test_a_group_of_fields_has_its_actual_value_too() -> None:
    (test,) = explain({"loyalty": {"tier": "silver"}})
    assert (test.field, test.actual, test.holds) == ("loyalty", {"tier": "gold"}, False)


def test_what_is_measured_of_an_event_is_told_with_the_actual_value() -> None:
    lights = {"event": VIEW, "where": {"category": "Lights"}}
    assert explain({"page.type": "home", **lights, "within": "7d", "count": {"$gte": 2, "$lt": 9}})[1:] == (
        Member(holds=False, of={**lights, "within": "7d"}, measure="count", operator="$gte", expected=2, actual=1),
        Member(holds=True, of={**lights, "within": "7d"}, measure="count", operator="$lt", expected=9, actual=1),
    )
    assert explain({"event": VIEW, "count": 7, "since_last": {"$gt": "1d"}}) == (
        Member(holds=True, of={"event": VIEW}, measure="count", operator="$eq", expected=7, actual=7),
        Member(holds=False, of={"event": VIEW}, measure="since_last", operator="$gt", expected="1d", actual=7200),
    )
    assert explain({"event": ADD, "sum": {"property": "price", "is": {"$gt": 200}}}) == (
        Member(
            holds=False,
            of={"event": ADD, "property": "price"},
            measure="sum",
            operator="$gt",
            expected=200,
            actual=129.5,
        ),
    )
    (part,) = explain({**lights, "share": {"$gte": 0.5}})
    assert (part.actual, part.holds) == (0.5, True)
    (never,) = explain({"event": ORDER, "since_last": {"$lt": "1d"}})
    assert (never.actual, never.holds) == (None, False)
    (once,) = explain({"event": ORDER})
    assert (once.operator, once.expected, once.actual) == ("$gte", 1, 0)


def test_a_sequence_tells_how_far_it_came_and_which_step_is_missing() -> None:
    steps = [{"event": VIEW}, {"event": ADD}, {"event": ORDER}]
    (test,) = explain({"sequence": steps, "within": "3h"})
    assert (test.holds, test.expected, test.actual) == (False, 3, 2)
    assert [(step.of["event"], step.holds) for step in test.tests] == [(VIEW, True), (ADD, True), (ORDER, False)]
    (slow,) = explain({"sequence": steps[:2], "within": "1m"})
    assert (slow.holds, slow.actual) == (False, 1)
    (done,) = explain({"sequence": steps[:2], "within": "session"})
    assert (done.holds, done.actual) == (True, 2)
    (broken,) = explain({"sequence": [{"event": ADD}, {"event": ADD}], "without": {"event": VIEW}})
    assert broken.holds


def test_a_segment_tells_whether_the_visitor_is_in_it_and_its_own_tests_once() -> None:
    (not_in,) = explain({"segment": "buyer"})
    assert (not_in.segment, not_in.holds, not_in.actual, not_in.tests[0].actual) == ("buyer", False, False, 0)
    fan, again = explain({"segment": "fan", "$not": {"segment": "buyer"}})
    viewer, no_buyer = fan.tests
    assert (viewer.tests[0].measure, viewer.tests[0].actual) == ("count", 7)
    assert no_buyer.tests[0].tests[0].field == "visitor.orders"
    assert again.tests[0] == Member(holds=False, segment="buyer", expected=True, actual=False)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"cart.value": {"$gte": 50}}, "cart.value is 20, expected at least 50"),
        ({"page.type": "cart", "cart.value": 20}, 'page.type is "home", expected "cart"'),
        ({"visitor.traits.size": {"$in": ["M"]}}, 'visitor.traits.size is missing, expected one of ["M"]'),
        (
            {"event": VIEW, "where": {"category": "Lights"}, "within": "7d", "count": {"$gte": 3}},
            'Product Viewed where {"category":"Lights"} within 7d: 1 times, expected at least 3',
        ),
        ({"event": VIEW, "since_last": {"$gt": "1d"}}, "Product Viewed: 2 h ago, expected more than 1d ago"),
        ({"event": ORDER, "since_last": {"$gt": "1d"}}, "Order Completed: never, expected more than 1d ago"),
        (
            {"event": [ADD, VIEW], "within": "session", "sum": {"property": "price", "is": {"$lt": 100}}},
            "price of Product Added or Product Viewed in this session: 159.5 in sum, expected less than 100",
        ),
        (
            {"sequence": [{"event": VIEW}, {"event": ORDER}], "without": {"event": "page"}},
            "the sequence Product Viewed, then Order Completed without page: 1 of its steps reached, expected all 2;"
            " Order Completed is missing",
        ),
        (
            {"segment": "buyer"},
            "segment buyer: the visitor is not in it (visitor.orders is 0, expected at least 1)",
        ),
        ({"$not": {"page.type": "home"}}, 'all of this holds: page.type "home"'),
        ({"$nor": [{"page.type": "home"}, {"cart.value": 5}]}, 'one of these holds: page.type "home"'),
        (
            {"$or": [{"page.type": "home", "cart.value": 5}, {"cart.value": {"$exists": False}}]},
            "none of these holds: (cart.value is 20, expected 5) (cart.value is 20, expected that it is there: false)",
        ),
        (
            {"$or": [{"page.type": "cart"}, {"segment": "buyer"}]},
            'none of these holds: (page.type is "home", expected "cart") (segment buyer: the visitor is not in it'
            " (visitor.orders is 0, expected at least 1))",
        ),
    ],
)
def test_what_failed_is_told_in_words(condition: dict[str, Any], words: str) -> None:
    assert failures_in_words(explain(condition)) == words


def test_of_many_failures_the_first_are_told_and_long_values_are_cut() -> None:
    condition = {f"visitor.traits.t{number}": 1 for number in range(9)}
    assert failures_in_words(explain(condition)).endswith("; and 4 more")
    assert len(in_words("y" * 500)) == 80


def test_every_operator_has_words() -> None:
    assert OPERATORS_IN_WORDS.keys() == {*OPERATORS, *NESTED_OPERATORS}


fields = st.sampled_from(["page.type", "cart.value", "cart.categories", "visitor.orders"])
operators = st.sampled_from(["$eq", "$ne", "$gt", "$lte"])
members = st.dictionaries(
    fields,
    st.dictionaries(operators, st.sampled_from(["home", 0, 20]), min_size=1, max_size=2) | st.just("home"),
    max_size=2,
)
conditions = st.recursive(
    members,
    lambda inner: st.dictionaries(st.sampled_from(["$and", "$or", "$nor"]), st.lists(inner, max_size=2), max_size=2),
    max_leaves=4,
)


@given(conditions)
def test_a_condition_holds_exactly_when_all_its_members_do(condition: dict[str, Any]) -> None:
    assert all(test.holds for test in explain(condition)) == compile_condition(condition)(CONTEXT)
