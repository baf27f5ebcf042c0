"""Why a condition holds or not: each of its members with what was expected, and what was there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from notesik.fields import Context, Test, compile_path

Compile = Callable[[object], Test]


class Member(msgspec.Struct, frozen=True, omit_defaults=True):
    """One member of a condition as it was tested.

    ``field`` is a path of the context, ``operator`` one of the language's (``$eq`` where only a value stands). Of words
    that hold other conditions (``$or``) there is no field, and ``tests`` has what they hold. What looks elsewhere than
    at a field (behaviour, a segment) has neither field nor operator.
    """

    holds: bool
    field: str = ""
    operator: str = ""
    expected: Any = None
    actual: Any = None
    tests: tuple[Member, ...] = ()


def members_of(condition: Mapping[Any, Any], context: Context, compile: Compile) -> tuple[Member, ...]:
    """All members of a condition that ``compile`` can compile, tested on a context.

    Nothing is left out after the first that fails, other than when the condition itself is tested.
    """
    elsewhere = {key: argument for key, argument in condition.items() if _looks_elsewhere(str(key))}
    tests = [
        test
        for key, argument in condition.items()
        if key not in elsewhere
        for test in _members_of(str(key), argument, context, compile)
    ]
    if elsewhere:
        tests.append(Member(compile(elsewhere)(context), expected=elsewhere))
    return tuple(tests)


def values_in_words(fields: Iterable[str], context: Context) -> str:
    """``cart.value is 0, page.type is "home"``."""
    return ", ".join(f"{field} is {_in_words(compile_path(field)(context))}" for field in sorted(fields))


def _looks_elsewhere(key: str) -> bool:
    """Fields have a dot in their path, words a dollar sign; the rest speaks of events and segments, all together."""
    return "." not in key and not key.startswith("$")


def _members_of(key: str, argument: Any, context: Context, compile: Compile) -> Iterator[Member]:
    if key.startswith("$") and isinstance(argument, list | tuple | Mapping):
        conditions = [argument] if isinstance(argument, Mapping) else argument
        tests = tuple(test for condition in conditions for test in members_of(condition, context, compile))
        yield Member(compile({key: argument})(context), operator=key, tests=tests)
        return
    actual = compile_path(key)(context)
    for operator, expected in _operators(argument):
        part = {key: {operator: expected}} if operator else {key: argument}
        yield Member(compile(part)(context), key, operator or "$eq", expected, actual)


def _operators(argument: Any) -> list[tuple[str, Any]]:
    """The operators of a field; one without a name where the field must be the argument itself."""
    if isinstance(argument, Mapping) and argument and all(str(name).startswith("$") for name in argument):
        return list(argument.items())
    return [("", argument)]


def _in_words(value: object) -> str:
    """A value as JSON, cut where it is long."""
    if value is None:
        return "missing"
    text = msgspec.json.encode(value, enc_hook=str).decode()
    return text if len(text) <= 80 else text[:79] + "…"
