"""What the operators of conditions are made of: equality, order, membership and patterns of JSON values."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import re2

Predicate = Callable[[Any], bool]


class BadArgument(ValueError):
    """The argument cannot be compiled; the message says what was expected."""


class NeverMatches(ValueError):
    """By the specification the operator answers false (the negative ones too) whatever the value."""


def same(actual: object, expected: object) -> bool:
    """Equality as in JSON: numbers by value, true is not 1, lists and mappings member by member.

    >>> same(1, 1.0), same(True, 1), same({"a": [1, None]}, {"a": (1, None)})
    (True, False, True)
    """
    if isinstance(expected, bool) or isinstance(actual, bool):
        return actual is expected
    if isinstance(expected, list | tuple):
        return isinstance(actual, list | tuple) and len(actual) == len(expected) and all(map(same, actual, expected))
    if isinstance(expected, Mapping):
        return (
            isinstance(actual, Mapping)
            and actual.keys() == expected.keys()
            and all(same(actual[key], expected[key]) for key in expected)
        )
    return actual == expected


def equal_to(expected: object) -> Predicate:
    """``same`` with the expected value, by the shortest way for its type."""
    if isinstance(expected, str):
        return lambda actual: bool(actual == expected)
    if expected is None or isinstance(expected, bool):
        return lambda actual: actual is expected
    if isinstance(expected, int | float):
        return lambda actual: bool(actual == expected) and actual.__class__ is not bool
    return lambda actual: same(actual, expected)


def negated(predicate: Predicate) -> Predicate:
    return lambda actual: not predicate(actual)


def all_of(tests: Sequence[Predicate]) -> Predicate:
    """All hold; the short lengths, which nearly every condition has, without a loop."""
    match tests:
        case []:
            return always
        case [only]:
            return only
        case [a, b]:
            return lambda context: a(context) and b(context)
        case [a, b, c]:
            return lambda context: a(context) and b(context) and c(context)
        case [a, b, c, d]:
            return lambda context: a(context) and b(context) and c(context) and d(context)
    tests = tuple(tests)

    def all_hold(context: Any) -> bool:
        for test in tests:  # noqa: SIM110 - a generator takes longer than most of what it asks
            if not test(context):
                return False
        return True

    return all_hold


def any_of(tests: Sequence[Predicate]) -> Predicate:
    """At least one holds; of none, the specification says that it holds."""
    match tests:
        case []:
            return always
        case [only]:
            return only
        case [a, b]:
            return lambda context: a(context) or b(context)
        case [a, b, c]:
            return lambda context: a(context) or b(context) or c(context)
    tests = tuple(tests)

    def one_holds(context: Any) -> bool:
        for test in tests:  # noqa: SIM110
            if test(context):
                return True
        return False

    return one_holds


def always(actual: object) -> bool:
    """Holds."""
    return True


def never(actual: object) -> bool:
    """Does not hold."""
    return False


def fold(value: Any) -> Any:
    """Texts in lower case, all else as it is."""
    return value.lower() if isinstance(value, str) else value


def as_number(value: object) -> float | None:
    """The number that a value counts as when it is compared with a number, or None.

    >>> as_number(None), as_number(True), as_number(" 2.5 "), as_number("x"), as_number([])
    (0, 1, 2.5, None, None)
    """
    if value is None:
        return 0
    if isinstance(value, int | float):
        return int(value) if isinstance(value, bool) else value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        number = float(value)
        return number if math.isfinite(number) else None
    return None


_NUMBER = re.compile(r"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*")


def ordering(compare: Callable[[Any, Any], bool], expected: object) -> Predicate:
    if isinstance(expected, bool) or not isinstance(expected, int | float | str):
        raise BadArgument("expected a number or a text")
    number = as_number(expected)
    is_text = isinstance(expected, str)

    def compare_loosely(actual: object) -> bool:
        if is_text and isinstance(actual, str):
            return compare(actual, expected)
        other = as_number(actual)
        return number is not None and other is not None and compare(other, number)

    if is_text:
        return compare_loosely

    def compare_number(actual: Any) -> bool:
        kind = actual.__class__
        return compare(actual, expected) if kind is int or kind is float else compare_loosely(actual)

    return compare_number


def version_ordering(compare: Callable[[Any, Any], bool], expected: object) -> Predicate:
    if isinstance(expected, bool) or not isinstance(expected, str | int | float):
        raise BadArgument('expected a version such as "1.2.3"')
    version = _comparable_version(str(expected))

    def compare_version(actual: object) -> bool:
        is_version = isinstance(actual, str | int | float) and not isinstance(actual, bool)
        return compare(_comparable_version(str(actual) if is_version and actual else "0"), version)

    return compare_version


@functools.lru_cache(maxsize=1024)
def _comparable_version(text: str) -> str:
    """A text that sorts as the version does: numbers are padded, and "~" puts a release after its pre-releases.

    >>> _comparable_version("v1.2.3+b7")
    '    1-    2-    3-~'
    """
    parts = re.split(r"[-.]", re.sub(r"^v|\+.*$", "", text))
    if len(parts) == 3:
        parts.append("~")
    return "-".join(part.rjust(5) if part.isascii() and part.isdigit() else part for part in parts)


def expect_list(expected: object) -> list[Any]:
    if not isinstance(expected, list | tuple):
        raise NeverMatches("expected a list")
    return list(expected)


def member_test(items: Iterable[Any]) -> Predicate:
    """Membership by ``same``, in constant time for texts and numbers."""
    texts, numbers, others = set(), set(), []
    for item in items:
        if isinstance(item, str):
            texts.add(item)
        elif isinstance(item, int | float) and not isinstance(item, bool):
            numbers.add(item)
        else:
            others.append(item)

    def is_member(actual: Any) -> bool:
        kind = actual.__class__
        if kind is str:
            return actual in texts
        if kind is int or kind is float:
            return actual in numbers
        return any(same(actual, other) for other in others)

    return is_member


def of_each(predicate: Predicate) -> Predicate:
    def of_each_item(actual: Any) -> bool:
        kind = actual.__class__
        return any(map(predicate, actual)) if kind is list or kind is tuple else predicate(actual)

    return of_each_item


def pattern(expected: object, *, case_sensitive: bool) -> Predicate:
    if not isinstance(expected, str):
        raise BadArgument("expected a regular expression")
    options = re2.Options()
    options.log_errors = False  # the refusal below says it
    options.case_sensitive = case_sensitive
    try:
        search = re2.compile(expected, options).search
    except (re2.error, UnicodeEncodeError) as error:
        raise BadArgument(f"not a regular expression of RE2: {_reason(error)}") from None

    def fits(actual: Any) -> bool:
        if actual.__class__ is str and len(actual) <= _SHORT:
            return _is_found(search, actual)
        is_text = isinstance(actual, str | int | float) and not isinstance(actual, bool)
        return is_text and _is_found.__wrapped__(search, str(actual))

    return fits


_SHORT = 200
"""So long are texts at most of which it is kept whether a pattern is found."""


@functools.lru_cache(maxsize=4096)
def _is_found(search: Callable[[str], object], text: str) -> bool:
    """Kept for names and categories, which come again and again: a search takes fifty times as long as a look-up."""
    try:
        return search(text) is not None
    except UnicodeEncodeError:  # half a surrogate pair, which no pattern can name
        return False


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else error
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
