"""The operators of conditions whose argument holds conditions, or names a group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from notesik.documents import describe, suggestion
from notesik.errors import Fault
from notesik.field_kinds import argument_faults
from notesik.fields import Test
from notesik.kinds import COUNT
from notesik.predicates import BadArgument, Predicate, expect_list, fold, member_test, negated, of_each

Groups = Mapping[str, Sequence[Any]]


class Compiler(Protocol):
    """What is asked of the compiler of conditions."""

    groups: Groups

    def value(self, condition: object, path: str) -> Predicate: ...
    def facts(self, condition: object, path: str) -> Test: ...
    def doubt(self, fault: Fault) -> None: ...


def _not_value(compiler: Compiler, argument: object, path: str) -> Predicate:
    """Is not what the operators or the value say."""
    return negated(compiler.value(argument, path))


def _size(compiler: Compiler, argument: object, path: str) -> Predicate:
    """Is a list of so many items; a number, or operators on it."""
    if isinstance(argument, bool) or not isinstance(argument, int | float | Mapping):
        raise BadArgument(f"expected a number or operators, got {describe(argument)}")
    for fault in argument_faults(COUNT, argument, path):
        compiler.doubt(fault)
    fits = compiler.value(argument, path)
    return lambda actual: isinstance(actual, list | tuple) and fits(len(actual))


def _all(compiler: Compiler, argument: object, path: str) -> Predicate:
    """Is a list that holds each of these values."""
    return _holds_each([compiler.value(item, f"{path}[{i}]") for i, item in enumerate(expect_list(argument))])


def _all_any_case(compiler: Compiler, argument: object, path: str) -> Predicate:
    """Like $all, whatever the case of the letters."""
    items = [compiler.value(fold(item), f"{path}[{i}]") for i, item in enumerate(expect_list(argument))]
    holds = _holds_each(items)
    return lambda actual: isinstance(actual, list | tuple) and holds([fold(item) for item in actual])


def _holds_each(predicates: Sequence[Predicate]) -> Predicate:
    return lambda actual: isinstance(actual, list | tuple) and all(any(map(fits, actual)) for fits in predicates)


def _some_item(compiler: Compiler, argument: object, path: str) -> Predicate:
    """Is a list with an item that fits the operators, or (for items with fields) the condition."""
    if not isinstance(argument, Mapping):
        raise BadArgument(f"expected operators or a condition, got {describe(argument)}")
    if argument and all(str(key).startswith("$") for key in argument):
        fits = compiler.value(argument, path)
    else:
        test = compiler.facts(argument, path)
        fits = lambda item: test(item if isinstance(item, Mapping) else {})  # noqa: E731
    return lambda actual: isinstance(actual, list | tuple) and any(map(fits, actual))


def _in_group(compiler: Compiler, argument: object, path: str) -> Predicate:
    """Is one of the values of the group."""
    group = compiler.groups.get(argument) if isinstance(argument, str) else None
    if group is None:
        compiler.doubt(Fault(path, f"unknown group{suggestion(str(argument), compiler.groups)}"))
    return of_each(member_test(group or ()))


def _not_in_group(compiler: Compiler, argument: object, path: str) -> Predicate:
    """Is none of the values of the group."""
    return negated(_in_group(compiler, argument, path))


NESTED_OPERATORS: dict[str, Callable[[Compiler, Any, str], Predicate]] = {
    "$not": _not_value,
    "$size": _size,
    "$all": _all,
    "$alli": _all_any_case,
    "$elemMatch": _some_item,
    "$inGroup": _in_group,
    "$notInGroup": _not_in_group,
}
"""Operators whose argument holds conditions or names a group."""
