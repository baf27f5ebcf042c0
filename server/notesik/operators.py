"""The operators of conditions: a flat table of small pure functions.

Each takes the argument written in the condition once, at load, and gives the predicate for a value. A missing value is
None. The semantics are those of the GrowthBook SDK specification (0.7.1). An argument that can make no sense is refused
by ``BadArgument``; one that the specification lets pass but that can never match, by ``NeverMatches``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from notesik.predicates import (
    NeverMatches,
    Predicate,
    equal_to,
    expect_list,
    fold,
    member_test,
    negated,
    of_each,
    ordering,
    pattern,
    version_ordering,
)


def equal(expected: object) -> Predicate:
    """Is the same value.

    >>> equal("VIP")("VIP"), equal(0)(False), equal(None)(None), equal([1, 2])([2, 1])
    (True, False, True, False)
    """
    return equal_to(expected)


def not_equal(expected: object) -> Predicate:
    """Is another value, or missing.

    >>> not_equal("VIP")(None), not_equal("VIP")("VIP")
    (True, False)
    """
    return negated(equal(expected))


def less(expected: object) -> Predicate:
    """Is less: numbers by value, texts by alphabet; missing counts as 0, a text with a number as that number.

    >>> less(10)(9.5), less("b")("a"), less("10")(8), less(10)("8"), less(10)(None), less(10)("x")
    (True, True, True, True, True, False)
    """
    return ordering(operator.lt, expected)


def less_or_equal(expected: object) -> Predicate:
    """Is less or the same.

    >>> less_or_equal(10)(10), less_or_equal(10)(11)
    (True, False)
    """
    return ordering(operator.le, expected)


def greater(expected: object) -> Predicate:
    """Is more.

    >>> greater(10)(11), greater(10)(10), greater(10)(None)
    (True, False, False)
    """
    return ordering(operator.gt, expected)


def greater_or_equal(expected: object) -> Predicate:
    """Is more or the same.

    >>> greater_or_equal(10)(10), greater_or_equal("2026-11-01")("2026-11-21")
    (True, True)
    """
    return ordering(operator.ge, expected)


def version_equal(expected: object) -> Predicate:
    """Is the same version; build tags do not count.

    >>> version_equal("1.2.3")("v1.2.3+build.9")
    True
    """
    return version_ordering(operator.eq, expected)


def version_not_equal(expected: object) -> Predicate:
    """Is another version.

    >>> version_not_equal("1.2.3")("1.2.3-alpha")
    True
    """
    return version_ordering(operator.ne, expected)


def version_less(expected: object) -> Predicate:
    """Is an earlier version; a pre-release comes before its release.

    >>> version_less("1.0.0")("1.0.0-rc.1"), version_less("1.10.0")("1.9.0")
    (True, True)
    """
    return version_ordering(operator.lt, expected)


def version_less_or_equal(expected: object) -> Predicate:
    """Is this version or an earlier one.

    >>> version_less_or_equal("2.0")("2.0")
    True
    """
    return version_ordering(operator.le, expected)


def version_greater(expected: object) -> Predicate:
    """Is a later version.

    >>> version_greater("9.99.8")("10.12.13")
    True
    """
    return version_ordering(operator.gt, expected)


def version_greater_or_equal(expected: object) -> Predicate:
    """Is this version or a later one.

    >>> version_greater_or_equal("30.1.2")("30.1.2")
    True
    """
    return version_ordering(operator.ge, expected)


def one_of(expected: object) -> Predicate:
    """Is one of the list; of a list of values, at least one is.

    >>> one_of(["a", "b"])("b"), one_of(["a", "b"])(["x", "a"]), one_of([1])(True)
    (True, True, False)
    """
    return of_each(member_test(expect_list(expected)))


def none_of(expected: object) -> Predicate:
    """Is none of the list, or missing.

    >>> none_of(["a", "b"])("c"), none_of(["a", "b"])(["x", "a"]), none_of(["a"])(None)
    (True, False, True)
    """
    return negated(one_of(expected))


def one_of_any_case(expected: object) -> Predicate:
    """Like $in, whatever the case of the letters.

    >>> one_of_any_case(["Paid", "cpc"])("paid")
    True
    """
    member = member_test([fold(item) for item in expect_list(expected)])
    return of_each(lambda actual: member(fold(actual)))


def none_of_any_case(expected: object) -> Predicate:
    """Like $nin, whatever the case of the letters.

    >>> none_of_any_case(["A"])("a")
    False
    """
    return negated(one_of_any_case(expected))


def matches(expected: object) -> Predicate:
    """Has a part that fits the pattern (RE2 syntax, linear time).

    >>> matches("^/sale/")("/sale/shoes"), matches("(Mobile|Tablet)")(None)
    (True, False)
    """
    return pattern(expected, case_sensitive=True)


def matches_any_case(expected: object) -> Predicate:
    """Like $regex, whatever the case of the letters.

    >>> matches_any_case("mobile")("Android Mobile")
    True
    """
    return pattern(expected, case_sensitive=False)


def mismatches(expected: object) -> Predicate:
    """Has no part that fits the pattern, or is missing.

    >>> mismatches("^/sale/")("/new"), mismatches("^/sale/")(None)
    (True, True)
    """
    return negated(matches(expected))


def mismatches_any_case(expected: object) -> Predicate:
    """Like $notRegex, whatever the case of the letters.

    >>> mismatches_any_case("mobile")("Android Mobile")
    False
    """
    return negated(matches_any_case(expected))


def exists(expected: object) -> Predicate:
    """Is there (true) or missing (false).

    >>> exists(True)(0), exists(True)(None), exists(False)(None)
    (True, False, True)
    """
    if expected:
        return lambda actual: actual is not None
    return lambda actual: actual is None


def is_of_type(expected: object) -> Predicate:
    """Is of the type: string, number, boolean, array, object or null.

    >>> is_of_type("number")(1.5), is_of_type("number")(True), is_of_type("null")(None)
    (True, False, True)
    """
    if not isinstance(expected, str) or expected not in _TYPES:
        raise NeverMatches(f"expected one of {', '.join(_TYPES)}")
    return _TYPES[expected]


OPERATORS: dict[str, Callable[[object], Predicate]] = {
    "$eq": equal,
    "$ne": not_equal,
    "$lt": less,
    "$lte": less_or_equal,
    "$gt": greater,
    "$gte": greater_or_equal,
    "$veq": version_equal,
    "$vne": version_not_equal,
    "$vlt": version_less,
    "$vlte": version_less_or_equal,
    "$vgt": version_greater,
    "$vgte": version_greater_or_equal,
    "$in": one_of,
    "$nin": none_of,
    "$ini": one_of_any_case,
    "$nini": none_of_any_case,
    "$regex": matches,
    "$regexi": matches_any_case,
    "$notRegex": mismatches,
    "$notRegexi": mismatches_any_case,
    "$exists": exists,
    "$type": is_of_type,
}
"""Operators whose argument is a plain value; those that hold conditions are in ``nested_operators.py``."""

_TYPES: dict[str, Predicate] = {
    "string": lambda actual: isinstance(actual, str),
    "number": lambda actual: isinstance(actual, int | float) and not isinstance(actual, bool),
    "boolean": lambda actual: isinstance(actual, bool),
    "array": lambda actual: isinstance(actual, list | tuple),
    "object": lambda actual: isinstance(actual, Mapping),
    "null": lambda actual: actual is None,
}
