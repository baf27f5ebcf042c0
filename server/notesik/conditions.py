"""Conditions: the MongoDB-style language over one context document, compiled once into closures.

``{"page.type": "home", "cart.value": {"$gt": 50}, "$or": [{…}, {…}]}``: every member must hold. A field is a dotted
path into nested mappings, and what is missing is null. Semantics: the GrowthBook SDK specification (0.7.1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from notesik.documents import describe, join_path, suggestion
from notesik.errors import BadCondition, Fault
from notesik.fields import Test, field_fits, field_is_text
from notesik.operators import OPERATORS
from notesik.predicates import (
    BadArgument,
    NeverMatches,
    Predicate,
    equal_to,
    expect_list,
    fold,
    member_test,
    negated,
    of_each,
)

Groups = Mapping[str, Sequence[Any]]

MOST_NESTED = 32
"""How deep conditions may nest, so that a hostile document cannot exhaust the stack."""


def compile_condition(condition: object, groups: Groups | None = None) -> Test:
    """A test of a context document; raises BadCondition that names the path of the first fault.

    ``groups`` are the lists of ``$inGroup`` and ``$notInGroup`` by name; an unknown group is empty.
    """
    compiler = _Compiler(groups or {})
    test = compiler.condition(condition, "condition")
    if compiler.faults:
        fault = compiler.faults[0]
        raise BadCondition(fault.message, path=fault.path)
    return test


def condition_faults(condition: object, groups: Groups | None = None, path: str = "condition") -> list[Fault]:
    """All faults of a condition, also those that the specification lets pass though they can never match."""
    compiler = _Compiler(groups or {})
    compiler.condition(condition, path)
    return compiler.faults + compiler.doubts


def condition_fields(condition: object) -> frozenset[str]:
    """The dotted paths of the context document that the condition reads."""
    compiler = _Compiler({})
    compiler.condition(condition, "condition")
    return frozenset(compiler.fields)


class _Compiler:
    """One compilation: it goes on after a fault, so that all of them are found."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        self.faults: list[Fault] = []
        self.doubts: list[Fault] = []
        self.fields: set[str] = set()
        self.depth = 0

    def condition(self, condition: object, path: str) -> Test:
        """The test of a whole document."""
        if not isinstance(condition, Mapping):
            return self.refuse(path, f"expected a condition in braces, got {describe(condition)}")
        if self.depth == MOST_NESTED:
            return self.refuse(path, f"nested more than {MOST_NESTED} deep")
        self.depth += 1
        tests = [self.member(str(key), argument, join_path(path, str(key))) for key, argument in condition.items()]
        self.depth -= 1
        return all_of(tests)

    def member(self, key: str, argument: object, path: str) -> Test:
        if key in WORDS:
            return WORDS[key](self, argument, path)
        if key in OPERATORS or key in NESTED_OPERATORS:
            return self.refuse(path, "an operator stands inside a field, as in {field: {operator: …}}")
        if key.startswith("$") and (hint := suggestion(key, WORDS)):
            return self.refuse(path, f"unknown word{hint}")
        self.fields.add(key)
        if isinstance(argument, str):
            return field_is_text(key, argument)
        return field_fits(key, self.value(argument, path))

    def value(self, condition: object, path: str) -> Predicate:
        """The predicate of one value: operators in braces, or a value to be equal to."""
        if not isinstance(condition, Mapping) or not condition:
            return equal_to(condition)
        operators = [key for key in condition if isinstance(key, str) and key.startswith("$")]
        if len(operators) < len(condition):
            if operators:
                self.doubts.append(Fault(path, "mixes operators with other keys"))
            return equal_to(condition)
        if self.depth == MOST_NESTED:
            return self.refuse(path, f"nested more than {MOST_NESTED} deep")
        self.depth += 1
        predicates = [self.operator(name, condition[name], join_path(path, name)) for name in operators]
        self.depth -= 1
        return all_of(predicates)

    def operator(self, name: str, argument: object, path: str) -> Predicate:
        try:
            if name in OPERATORS:
                return OPERATORS[name](argument)
            if name in NESTED_OPERATORS:
                return NESTED_OPERATORS[name](self, argument, path)
        except BadArgument as error:
            return self.refuse(path, str(error))
        except NeverMatches as error:
            self.doubts.append(Fault(path, str(error)))
            return _never
        return self.refuse(path, f"unknown operator{suggestion(name, [*OPERATORS, *NESTED_OPERATORS])}")

    def conditions(self, argument: object, path: str) -> list[Test]:
        if not isinstance(argument, list | tuple):
            self.refuse(path, f"expected a list of conditions, got {describe(argument)}")
            return []
        return [self.condition(item, f"{path}[{index}]") for index, item in enumerate(argument)]

    def refuse(self, path: str, message: str) -> Predicate:
        self.faults.append(Fault(path, message))
        return _never


def all_of(tests: Sequence[Predicate]) -> Predicate:
    """All hold; the short lengths, which nearly every condition has, without a loop."""
    match tests:
        case []:
            return _always
        case [only]:
            return only
        case [a, b]:
            return lambda context: a(context) and b(context)
        case [a, b, c]:
            return lambda context: a(context) and b(context) and c(context)
        case [a, b, c, d]:
            return lambda context: a(context) and b(context) and c(context) and d(context)
    return lambda context: all(test(context) for test in tests)


def any_of(tests: Sequence[Predicate]) -> Predicate:
    """At least one holds; of none, the specification says that it holds."""
    match tests:
        case []:
            return _always
        case [only]:
            return only
        case [a, b]:
            return lambda context: a(context) or b(context)
    return lambda context: any(test(context) for test in tests)


def _always(actual: object) -> bool:
    return True


def _never(actual: object) -> bool:
    return False


def _and(compiler: _Compiler, argument: object, path: str) -> Test:
    """All of the conditions hold."""
    return all_of(compiler.conditions(argument, path))


def _or(compiler: _Compiler, argument: object, path: str) -> Test:
    """One of the conditions holds."""
    return any_of(compiler.conditions(argument, path))


def _nor(compiler: _Compiler, argument: object, path: str) -> Test:
    """None of the conditions holds."""
    return negated(any_of(compiler.conditions(argument, path)))


def _not(compiler: _Compiler, argument: object, path: str) -> Test:
    """The condition does not hold."""
    return negated(compiler.condition(argument, path))


WORDS: dict[str, Callable[[_Compiler, Any, str], Test]] = {"$and": _and, "$or": _or, "$nor": _nor, "$not": _not}
"""What may stand in a condition where a field may stand."""


def _not_value(compiler: _Compiler, argument: object, path: str) -> Predicate:
    """Is not what the operators or the value say."""
    return negated(compiler.value(argument, path))


def _size(compiler: _Compiler, argument: object, path: str) -> Predicate:
    """Is a list of so many items; a number, or operators on it."""
    if isinstance(argument, bool) or not isinstance(argument, int | float | Mapping):
        raise BadArgument(f"expected a number or operators, got {describe(argument)}")
    fits = compiler.value(argument, path)
    return lambda actual: isinstance(actual, list | tuple) and fits(len(actual))


def _all(compiler: _Compiler, argument: object, path: str) -> Predicate:
    """Is a list that holds each of these values."""
    return _holds_each([compiler.value(item, f"{path}[{i}]") for i, item in enumerate(expect_list(argument))])


def _all_any_case(compiler: _Compiler, argument: object, path: str) -> Predicate:
    """Like $all, whatever the case of the letters."""
    items = [compiler.value(fold(item), f"{path}[{i}]") for i, item in enumerate(expect_list(argument))]
    holds = _holds_each(items)
    return lambda actual: isinstance(actual, list | tuple) and holds([fold(item) for item in actual])


def _holds_each(predicates: Sequence[Predicate]) -> Predicate:
    return lambda actual: isinstance(actual, list | tuple) and all(any(map(fits, actual)) for fits in predicates)


def _some_item(compiler: _Compiler, argument: object, path: str) -> Predicate:
    """Is a list with an item that fits the operators, or (for items with fields) the condition."""
    inner = _Compiler(compiler.groups)  # its fields are the item's, not the document's
    inner.faults, inner.doubts, inner.depth = compiler.faults, compiler.doubts, compiler.depth
    if not isinstance(argument, Mapping):
        raise BadArgument(f"expected operators or a condition, got {describe(argument)}")
    if argument and all(str(key).startswith("$") for key in argument):
        fits = inner.value(argument, path)
    else:
        test = inner.condition(argument, path)
        fits = lambda item: test(item if isinstance(item, Mapping) else {})  # noqa: E731
    return lambda actual: isinstance(actual, list | tuple) and any(map(fits, actual))


def _in_group(compiler: _Compiler, argument: object, path: str) -> Predicate:
    """Is one of the values of the group."""
    group = compiler.groups.get(argument) if isinstance(argument, str) else None
    if group is None:
        compiler.doubts.append(Fault(path, f"unknown group{suggestion(str(argument), compiler.groups)}"))
    return of_each(member_test(group or ()))


def _not_in_group(compiler: _Compiler, argument: object, path: str) -> Predicate:
    """Is none of the values of the group."""
    return negated(_in_group(compiler, argument, path))


NESTED_OPERATORS: dict[str, Callable[[_Compiler, Any, str], Predicate]] = {
    "$not": _not_value,
    "$size": _size,
    "$all": _all,
    "$alli": _all_any_case,
    "$elemMatch": _some_item,
    "$inGroup": _in_group,
    "$notInGroup": _not_in_group,
}
"""Operators whose argument holds conditions or names a group."""
