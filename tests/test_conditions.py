from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.conditions import MOST_NESTED, compile_condition, condition_faults, condition_fields
from notesik.errors import BadCondition, Fault

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases/conditions.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_condition_holds_or_not(case: dict[str, Any]) -> None:
    assert compile_condition(case["condition"], case.get("groups"))(case["context"]) is case["expected"]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ([], "condition: expected a condition in braces, got a list"),
        ({"$and": [{}, {}, {"price": {"$gt": []}}]}, "condition.$and[2].price.$gt: expected a number or a text"),
        ({"$or": {"a": 1}}, "condition.$or: expected a list of conditions, got a mapping"),
        ({"$nor": ["a"]}, "condition.$nor[0]: expected a condition in braces, got text"),
        ({"$not": None}, "condition.$not: expected a condition in braces, got nothing"),
        ({"$gt": 3}, "condition.$gt: an operator stands inside a field, as in {field: {operator: …}}"),
        ({"$ands": []}, 'condition.$ands: unknown word, did you mean "$and"?'),
        ({"a": {"$regx": "b"}}, 'condition.a.$regx: unknown operator, did you mean "$regex"?'),
        ({"a": {"$size": "b"}}, "condition.a.$size: expected a number or operators, got text"),
        ({"a": {"$elemMatch": "b"}}, "condition.a.$elemMatch: expected operators or a condition, got text"),
        ({"a": {"$elemMatch": {"b": {"$gt": None}}}}, "condition.a.$elemMatch.b.$gt: expected a number or a text"),
        ({"a": {"$all": [1, {"$lt": {}}]}}, "condition.a.$all[1].$lt: expected a number or a text"),
        ({"a": {"$not": {"$regex": "["}}}, "condition.a.$not.$regex: not a regular expression of RE2: missing ]: ["),
    ],
)
def test_a_condition_that_cannot_be_compiled_names_the_path(condition: object, message: str) -> None:
    with pytest.raises(BadCondition) as caught:
        compile_condition(condition)
    assert str(caught.value) == message


def test_all_faults_of_a_condition_are_found() -> None:
    condition = {"a": {"$gt": None, "$foo": 1}, "$or": [{"b": {"$in": "c"}}, 3]}
    assert condition_faults(condition, path="segments.vip") == [
        Fault("segments.vip.a.$gt", "expected a number or a text"),
        Fault("segments.vip.a.$foo", "unknown operator"),
        Fault("segments.vip.$or[1]", "expected a condition in braces, got the number 3"),
        Fault("segments.vip.$or[0].b.$in", "expected a list"),
    ]


@pytest.mark.parametrize(
    "condition",
    [{"a": {"$in": "b"}}, {"a": {"$all": "b"}}, {"a": {"$type": "text"}}, {"a": {"$eq": 1, "b": 2}}],
)
def test_what_can_never_match_is_a_fault_but_compiles_as_the_specification_says(condition: dict[str, Any]) -> None:
    assert condition_faults(condition)
    assert not compile_condition(condition)({"a": "b"})


def test_an_unknown_group_is_a_fault_with_the_nearest_name() -> None:
    (fault,) = condition_faults({"id": {"$inGroup": "staf"}}, {"staff": []})
    assert fault == Fault("condition.id.$inGroup", 'unknown group, did you mean "staff"?')


def test_a_condition_that_nests_too_deep_is_refused() -> None:
    condition: dict[str, Any] = {"a": 1}
    value: Any = 1
    for _ in range(MOST_NESTED + 1):
        condition = {"$not": condition}
        value = {"$not": value}
    assert "nested" in condition_faults(condition)[0].message
    assert "nested" in condition_faults({"a": value})[0].message
    assert "nested" in condition_faults({"a": {"$elemMatch": condition}})[0].message


def test_the_fields_of_a_condition_are_those_it_reads_of_the_document() -> None:
    condition = {
        "page.type": "home",
        "$or": [{"cart.value": {"$gt": 1}}, {"$not": {"visitor.orders": 0}}],
        "cart.items": {"$elemMatch": {"price": {"$gt": 1}}},
    }
    assert condition_fields(condition) == {"page.type", "cart.value", "visitor.orders", "cart.items"}


def test_nested_members_may_be_any_mapping() -> None:
    class Lazy(Mapping[str, Any]):
        def __getitem__(self, key: str) -> Any:
            return {"type": "home", "deep": Lazy()}[key] if key != "page" else Lazy()

        def __iter__(self) -> Any:
            return iter(("type",))

        def __len__(self) -> int:
            return 1

    condition = compile_condition({"page.type": "home", "page.deep.type": {"$in": ["home"]}, "page.x": None})
    assert condition(Lazy())
    assert condition({"page": Lazy()})


# A plain interpreter of a part of the language, to compare the compiled conditions with.


def look_up(document: Any, path: str) -> Any:
    for key in path.split("."):
        document = document.get(key) if isinstance(document, dict) else None
    return document


def exactly(value: Any) -> str:
    return json.dumps(float(value) if isinstance(value, int) and not isinstance(value, bool) else value)


def as_order(value: Any, other: Any) -> tuple[Any, Any] | None:
    if isinstance(value, str) and isinstance(other, str):
        return value, other
    pair = []
    for one in (value, other):
        try:
            pair.append(0 if one is None else float(one))
        except (TypeError, ValueError):
            return None
    return pair[0], pair[1]


def holds_operator(name: str, argument: Any, value: Any) -> bool:
    order = as_order(value, argument) if name in ("$lt", "$lte", "$gt", "$gte") else None
    match name:
        case "$eq":
            return exactly(value) == exactly(argument)
        case "$ne":
            return exactly(value) != exactly(argument)
        case "$lt":
            return order is not None and order[0] < order[1]
        case "$lte":
            return order is not None and order[0] <= order[1]
        case "$gt":
            return order is not None and order[0] > order[1]
        case "$gte":
            return order is not None and order[0] >= order[1]
        case "$in" | "$nin":
            items = value if isinstance(value, list) else [value]
            found = any(exactly(item) == exactly(one) for item in items for one in argument)
            return found == (name == "$in")
        case "$all":
            return isinstance(value, list) and all(any(holds_value(one, item) for item in value) for one in argument)
        case "$elemMatch":
            return isinstance(value, list) and any(holds_value(argument, item) for item in value)
        case "$exists":
            return (value is not None) is argument
        case "$size":
            return isinstance(value, list) and holds_value(argument, len(value))
    assert name == "$not"
    return not holds_value(argument, value)


def holds_value(condition: Any, value: Any) -> bool:
    if isinstance(condition, dict):
        return all(holds_operator(name, argument, value) for name, argument in condition.items())
    return exactly(condition) == exactly(value)


def holds(condition: dict[str, Any], document: dict[str, Any]) -> bool:
    for key, argument in condition.items():
        if key in ("$and", "$or", "$nor"):
            each = [holds(inner, document) for inner in argument]
            held = all(each) if key == "$and" else (any(each) or not each) != (key == "$nor")
        elif key == "$not":
            held = not holds(argument, document)
        else:
            held = holds_value(argument, look_up(document, key))
        if not held:
            return False
    return True


scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, "", "a", "b", "1", "2"])
ordered = st.integers(-3, 3) | st.sampled_from([0.5, "a", "b", "1", "2"])
values = scalars | st.lists(scalars, max_size=3)
documents = st.fixed_dictionaries(
    {},
    optional={
        "a": values,
        "b": values | st.fixed_dictionaries({}, optional={"c": values, "d": st.dictionaries(st.just("e"), values)}),
    },
)
simple_operators = st.fixed_dictionaries(
    {},
    optional={
        "$eq": values,
        "$ne": values,
        "$lt": ordered,
        "$lte": ordered,
        "$gt": ordered,
        "$gte": ordered,
        "$in": st.lists(scalars, max_size=3),
        "$nin": st.lists(scalars, max_size=3),
        "$exists": st.booleans(),
    },
).filter(bool)
value_conditions = st.recursive(
    values | simple_operators,
    lambda inner: (
        st.fixed_dictionaries({"$not": inner})
        | st.fixed_dictionaries({"$all": st.lists(inner, max_size=2)})
        | st.fixed_dictionaries({"$elemMatch": simple_operators})
        | st.fixed_dictionaries({"$size": st.integers(0, 3) | simple_operators})
    ),
    max_leaves=4,
)
conditions = st.recursive(
    st.dictionaries(st.sampled_from(["a", "b", "b.c", "b.d.e", "x.y"]), value_conditions, max_size=5),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "$and": st.lists(inner, max_size=3),
            "$or": st.lists(inner, max_size=3),
            "$nor": st.lists(inner, max_size=3),
            "$not": inner,
            "b.c": value_conditions,
        },
    ),
    max_leaves=6,
)


@given(conditions, documents)
def test_a_compiled_condition_equals_a_plain_interpreter(condition: dict[str, Any], document: dict[str, Any]) -> None:
    assert compile_condition(condition)(document) is holds(condition, document)
