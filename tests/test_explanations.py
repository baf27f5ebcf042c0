from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from notesik.conditions import compile_condition
from notesik.explanations import Member, members_of, values_in_words

CONTEXT = {"page": {"type": "home"}, "cart": {"value": 20, "categories": ["Lights"]}, "visitor": {"orders": 0}}


def explain(condition: dict[str, Any]) -> tuple[Member, ...]:
    return members_of(condition, CONTEXT, compile_condition)


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


def test_what_looks_elsewhere_than_at_a_field_is_tested_as_one() -> None:
    asked: list[object] = []

    def compile(condition: object) -> Any:
        asked.append(condition)
        return lambda context: True

    behaviour = {"event": "Product Viewed", "within": "7d", "count": {"$gte": 3}}
    assert members_of({**behaviour, "page.type": "home"}, CONTEXT, compile) == (
        Member(holds=True, field="page.type", operator="$eq", expected="home", actual="home"),
        Member(holds=True, expected=behaviour),
    )
    assert behaviour in asked


def test_values_in_words_are_sorted_and_cut() -> None:
    context = {"page": {"url": "y" * 500, "type": "home"}, "cart": {"value": 19.99}}
    assert values_in_words(["page.type", "cart.value", "visitor.orders"], context) == (
        'cart.value is 19.99, page.type is "home", visitor.orders is missing'
    )
    assert len(values_in_words(["page.url"], context)) < 100


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
