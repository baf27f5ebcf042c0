"""What can never fit a field or a measure, told by its kind: ``cart.value: {$gt: "x"}``, ``visitor.segments: vip``.

The specification lets such conditions pass, and answers false or, worse, true for ever; here their author is told.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from notesik.documents import describe, join_path, suggestion
from notesik.errors import Fault
from notesik.kinds import Kind
from notesik.predicates import as_number, fold


def value_faults(kind: Kind, value: object, path: str) -> Iterator[Fault]:
    """Why a field of the kind can never be that value, down to what is in it; every field can be missing, so null.

    >>> from notesik.kinds import COUNT, list_of
    >>> [str(fault) for fault in value_faults(list_of(COUNT), [1, -2, None], "sizes")]
    ['sizes[1]: must be at least 0, got the number -2', 'sizes[2]: expected a number, got nothing']
    """
    if value is not None:
        yield from _faults_of_stated(kind, value, path)


def argument_faults(kind: Kind, argument: Any, path: str) -> Iterator[Fault]:
    """What of an argument, a value or operators on it, can never fit a field of the kind."""
    if not _holds_operators(argument):
        yield from _equality_faults(kind, argument, path)
        return
    for name, expected in argument.items():
        check = _CHECKS.get(name)
        if check is not None:
            yield from check(kind, expected, join_path(path, name))


def _faults_of_stated(kind: Kind, value: object, path: str) -> Iterator[Fault]:
    if not _IS_OF_KIND[kind.name](value):
        yield Fault(path, f"expected {_WORDS[kind.name]}, got {describe(value)}")
    elif isinstance(value, str):
        yield from _text_faults(kind, value, path)
    elif isinstance(value, list | tuple) and kind.members:
        for index, item in enumerate(value):
            yield from _faults_of_stated(kind.members, item, f"{path}[{index}]")
    elif isinstance(value, Mapping):
        yield from _keys_faults(kind, value, path)
    elif kind.name == "number" and (message := _number_fault(kind, value)):
        yield Fault(path, f"{message}, got {describe(value)}")


def _text_faults(kind: Kind, value: str, path: str) -> Iterator[Fault]:
    if kind.words and value not in kind.words:
        hint = suggestion(value, kind.words)
        yield Fault(path, f'expected one of {", ".join(kind.words)}, got "{value[:40]}"{hint}')
    elif kind.is_day and not _is_day(value):
        yield Fault(path, f'expected a day such as 2026-11-21, got "{value[:40]}"')


def _keys_faults(kind: Kind, value: Mapping[Any, Any], path: str) -> Iterator[Fault]:
    for key, item in value.items():
        within = kind.keys.get(key) if kind.keys else kind.members
        if kind.keys and within is None:
            yield Fault(join_path(path, str(key)), f"unknown key{suggestion(str(key), kind.keys)}")
        elif within is not None:
            yield from value_faults(within, item, join_path(path, str(key)))


def _number_fault(kind: Kind, value: Any) -> str:
    if not -_LARGEST <= value <= _LARGEST:
        return "is beyond all numbers that count"
    if value < kind.least:
        return f"must be at least {kind.least:g}"
    if value > kind.most:
        return f"must be at most {kind.most:g}"
    return "must be a whole number" if kind.is_whole and value != math.floor(value) else ""


_LARGEST = 2**53
"""Beyond it, numbers are no longer exact in JSON."""


def _is_day(value: str) -> bool:
    try:
        return datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _holds_operators(argument: Any) -> bool:
    return isinstance(argument, Mapping) and bool(argument) and all(str(key).startswith("$") for key in argument)


def _equality_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    for fault in value_faults(kind, expected, path):
        hint = "; to look inside it, say {$in: […]}" if kind.name == "list" and fault.path == path else ""
        yield Fault(fault.path, f"can never be equal: {fault.message}{hint}")


def _order_faults(name: str, kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    if kind.name in ("list", "object"):
        yield Fault(path, f"{_WORDS[kind.name]} has no order")
    elif kind.name == "text":
        yield from _text_order_faults(kind, expected, path)
    elif kind.name != "any" and (isinstance(expected, int | float | str)):
        bound = as_number(expected)
        if bound is None:
            yield Fault(path, f"cannot be ordered: expected a number, got {describe(expected)}")
        elif not _CAN_HOLD[name](kind, bound):
            yield Fault(path, f"can never hold: it is {_range_of(kind)}")


def _text_order_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    if isinstance(expected, int | float):
        yield Fault(path, f"cannot be ordered: expected text, got {describe(expected)}")
    elif kind.is_day and isinstance(expected, str) and not _is_day((expected + "-01-01")[: len("2026-01-01")]):
        yield Fault(path, f'cannot be ordered: expected a day such as 2026-11-21, got "{expected[:40]}"')


def _range_of(kind: Kind) -> str:
    return f"{kind.least:g} to {kind.most:g}" if math.isfinite(kind.most) else f"{kind.least:g} or more"


def _members_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    """Of a list in the document, each item is looked at."""
    looked_at = kind.members if kind.name == "list" else kind
    if looked_at is not None and isinstance(expected, list | tuple):
        for index, item in enumerate(expected):
            yield from _equality_faults(looked_at, item, f"{path}[{index}]")


def _folded_members_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    """The same, where the case of letters does not count."""
    folded = replace(kind, words=tuple(word.lower() for word in kind.words))
    lowered = [fold(item) for item in expected] if isinstance(expected, list | tuple) else expected
    yield from _members_faults(folded, lowered, path)


def _list_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    if kind.name not in ("list", "any"):
        yield Fault(path, f"is for lists, and the field is {_WORDS[kind.name]}")


def _each_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    """Of values or operators, each of which an item has to fit."""
    yield from _list_faults(kind, expected, path)
    if kind.members is not None and isinstance(expected, list | tuple):
        for index, item in enumerate(expected):
            yield from argument_faults(kind.members, item, f"{path}[{index}]")


def _some_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    """Operators on an item; a condition on what is in it is left to itself."""
    yield from _list_faults(kind, expected, path)
    if kind.members is not None and _holds_operators(expected):
        yield from argument_faults(kind.members, expected, path)


def _exists_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    if not isinstance(expected, bool):
        yield Fault(path, f"expected true or false, got {describe(expected)}")


_IS_OF_KIND: dict[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list | tuple),
    "object": lambda value: isinstance(value, Mapping),
    "any": lambda value: True,
}
_WORDS: dict[str, str] = {
    "text": "text",
    "number": "a number",
    "boolean": "true or false",
    "list": "a list",
    "object": "a mapping",
}
_CAN_HOLD: dict[str, Callable[[Kind, float], bool]] = {
    # What is missing counts as 0, so it is less than a bound that no value is less than.
    "$lt": lambda kind, bound: min(kind.least, 0) < bound,
    "$lte": lambda kind, bound: min(kind.least, 0) <= bound,
    "$gt": lambda kind, bound: kind.most > bound,
    "$gte": lambda kind, bound: kind.most >= bound,
}
_CHECKS: dict[str, Callable[[Kind, Any, str], Iterator[Fault]]] = {
    **dict.fromkeys(("$eq", "$ne"), _equality_faults),
    **{name: partial(_order_faults, name) for name in _CAN_HOLD},
    **dict.fromkeys(("$in", "$nin"), _members_faults),
    **dict.fromkeys(("$ini", "$nini"), _folded_members_faults),
    "$all": _each_faults,
    "$alli": _list_faults,
    "$size": _list_faults,
    "$elemMatch": _some_faults,
    "$exists": _exists_faults,
    "$not": argument_faults,
}
"""Of the others, any argument may fit any kind: versions and patterns read numbers as texts."""
