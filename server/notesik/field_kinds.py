"""What can never fit a field or a measure, told by its kind: ``cart.value: {$gt: "x"}``, ``visitor.segments: vip``.

The specification lets such conditions pass, and answers false or, worse, true for ever; here their author is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from notesik.documents import describe, join_path
from notesik.errors import Fault
from notesik.predicates import as_number

Kind = str
"""``text``, ``number``, ``boolean``, ``list`` or ``object``, as in ``context_fields.FIELDS``."""


def value_fits(kind: Kind, value: object) -> bool:
    """Whether a field of the kind can be that value; every field can be missing.

    >>> value_fits("number", 2.5), value_fits("number", "2.5"), value_fits("number", True), value_fits("text", None)
    (True, False, False, True)
    """
    return value is None or _IS_OF_KIND[kind](value)


def argument_faults(kind: Kind, argument: Any, path: str) -> Iterator[Fault]:
    """What of an argument, a value or operators on it, can never fit a field of the kind."""
    if not _holds_operators(argument):
        yield from _equality_faults(kind, argument, path)
        return
    for name, expected in argument.items():
        check = _CHECKS.get(name)
        if check is not None:
            yield from check(kind, expected, join_path(path, name))


def expected_of(kind: Kind, value: object) -> str:
    """``expected a number, got text``."""
    return f"expected {_WORDS[kind]}, got {describe(value)}"


def _holds_operators(argument: Any) -> bool:
    return isinstance(argument, Mapping) and bool(argument) and all(str(key).startswith("$") for key in argument)


def _equality_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    if not value_fits(kind, expected):
        hint = "; to look inside it, say {$in: […]}" if kind == "list" else ""
        yield Fault(path, f"can never be equal: {expected_of(kind, expected)}{hint}")


def _order_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    if kind in ("list", "object"):
        yield Fault(path, f"{_WORDS[kind]} has no order")
    elif kind == "text" and isinstance(expected, int | float):
        yield Fault(path, f"cannot be ordered: {expected_of(kind, expected)}")
    elif kind != "text" and isinstance(expected, str) and as_number(expected) is None:
        yield Fault(path, f"cannot be ordered: {expected_of('number', expected)}")


def _members_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    """Of a list in the document each item is looked at, and those may be anything."""
    if kind != "list" and isinstance(expected, list | tuple):
        for index, item in enumerate(expected):
            yield from _equality_faults(kind, item, f"{path}[{index}]")


def _list_faults(kind: Kind, expected: object, path: str) -> Iterator[Fault]:
    if kind != "list":
        yield Fault(path, f"is for lists, and the field is {_WORDS[kind]}")


_IS_OF_KIND: dict[Kind, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list | tuple),
    "object": lambda value: isinstance(value, Mapping),
}
_WORDS: dict[Kind, str] = {
    "text": "text",
    "number": "a number",
    "boolean": "true or false",
    "list": "a list",
    "object": "a mapping",
}
_CHECKS: dict[str, Callable[[Kind, Any, str], Iterator[Fault]]] = {
    **dict.fromkeys(("$eq", "$ne"), _equality_faults),
    **dict.fromkeys(("$lt", "$lte", "$gt", "$gte"), _order_faults),
    **dict.fromkeys(("$in", "$nin", "$ini", "$nini"), _members_faults),
    **dict.fromkeys(("$size", "$all", "$alli", "$elemMatch"), _list_faults),
    "$not": argument_faults,
}
"""Of the others, any argument may fit any kind: versions and patterns read numbers as texts."""
