from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.condition_compiler import MOST_NESTED
from notesik.conditions import compile_condition, condition_faults, condition_fields
from notesik.errors import BadCondition, Fault
from notesik.fields import compile_path, field_test
from notesik.lazy_mapping import LazyMapping, Maker
from notesik.operators import OPERATORS
from notesik.predicates import BadArgument, NeverMatches
from plain_conditions import conditions, documents, holds

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


def lazy(document: dict[str, Any]) -> LazyMapping[dict[str, Any]]:
    """The document with its mappings made when they are asked for."""

    def making(name: str) -> Maker[dict[str, Any]]:
        return lambda _, source: lazy(source[name]) if isinstance(source[name], dict) else source[name]

    return LazyMapping({name: making(name) for name in document}, document)


@given(conditions, documents)
def test_a_compiled_condition_equals_a_plain_interpreter(condition: dict[str, Any], document: dict[str, Any]) -> None:
    test = compile_condition(condition)
    assert test(document) is test(lazy(document)) is holds(condition, document)


numbers = st.sampled_from([0, 1, 2.5, math.inf, math.nan])
loose: st.SearchStrategy[Any] = (
    numbers | st.sampled_from([None, True, False, "", "1", "2.5", "x", (), {}]) | st.lists(numbers, max_size=1)
)


@given(
    st.sampled_from(sorted(OPERATORS)), loose, loose, st.integers(1, 5), st.sampled_from([dict, lazy, MappingProxyType])
)
def test_a_test_of_a_field_is_its_operator_applied_to_what_is_found(
    name: str, expected: object, value: object, depth: int, kind: Callable[[dict[str, Any]], Mapping[str, Any]]
) -> None:
    path = ".".join("abcde"[:depth])
    try:
        fits = OPERATORS[name](expected)
    except (BadArgument, NeverMatches) as error:
        with pytest.raises(type(error)):
            field_test(path, {name: expected})
        return
    document: Any = value
    for key in reversed(path.split(".")):
        document = kind({key: document})
    for each in (document, kind({"a": kind({})}), kind({})):
        assert field_test(path, {name: expected})(each) is fits(compile_path(path)(each))
    assert repr(compile_path(path)(document)) == repr(value)
