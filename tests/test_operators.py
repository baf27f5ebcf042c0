from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from notesik import assignment, fields, operators, predicates
from notesik.nested_operators import NESTED_OPERATORS
from notesik.operators import OPERATORS
from notesik.predicates import BadArgument, NeverMatches


@pytest.mark.parametrize("module", [assignment, fields, operators, predicates], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_has_a_sentence_and_an_example(name: str) -> None:
    assert ">>>" in (OPERATORS[name].__doc__ or "")


def test_no_operator_stands_in_both_tables() -> None:
    assert not OPERATORS.keys() & NESTED_OPERATORS.keys()


@pytest.mark.parametrize(
    ("name", "argument", "message"),
    [
        ("$gt", [1], "expected a number or a text"),
        ("$lt", None, "expected a number or a text"),
        ("$lte", True, "expected a number or a text"),
        ("$vgt", None, "expected a version"),
        ("$regex", 5, "expected a regular expression"),
        ("$regex", "(", "not a regular expression of RE2: missing )"),
        ("$notRegexi", "(?=x)", "not a regular expression of RE2"),
        ("$regex", "\ud800", "not a regular expression of RE2"),
    ],
)
def test_an_argument_that_makes_no_sense_is_refused(name: str, argument: object, message: str) -> None:
    with pytest.raises(BadArgument, match=message.replace("(", r"\(").replace(")", r"\)")):
        OPERATORS[name](argument)


@pytest.mark.parametrize("name", ["$in", "$nin", "$ini", "$nini"])
def test_a_list_operator_without_a_list_can_never_match(name: str) -> None:
    with pytest.raises(NeverMatches, match="expected a list"):
        OPERATORS[name]("a")


def test_a_pattern_is_matched_in_linear_time() -> None:
    assert not OPERATORS["$regex"]("^(a+)+$")("a" * 50_000 + "b")


def test_half_a_surrogate_pair_fits_no_pattern() -> None:
    assert not OPERATORS["$regex"]("a")("a\ud800")


@pytest.mark.parametrize("value", [[], {}, "text", "1_000", "inf", "nan", "0x10"])
def test_what_is_no_number_has_no_order_among_numbers(value: object) -> None:
    for name in ("$lt", "$lte", "$gt", "$gte"):
        assert not OPERATORS[name](5)(value)
