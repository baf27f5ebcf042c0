"""What a condition demands of single fields: by it the index finds a campaign without looking at it.

A demand is what must hold for the whole condition to hold; it need not be all that must. Only fields of the context
document have demands. All of these have a dot in their path: the other words of the language look elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

Kind = Literal["one_of", "at_least", "at_most"]

Demands = dict[tuple[str, Kind], Any]
"""By path and kind. ``one_of`` is a frozenset of texts, numbers, truths and nulls of which the field must be one, or
must hold one, being a list; ``at_least`` and ``at_most`` are numbers, and the field counts as a number as ``$gt`` has
it."""


class _Merging(NamedTuple):
    """How two demands of a kind on the same field become one."""

    both: Callable[[Any, Any], Any]
    either: Callable[[Any, Any], Any]


def _smaller(one: frozenset[Any], other: frozenset[Any]) -> frozenset[Any]:
    """Not what they share: a list can hold one of each."""
    return min(one, other, key=len)


_MERGING: dict[Kind, _Merging] = {
    "one_of": _Merging(both=_smaller, either=frozenset.union),
    "at_least": _Merging(both=max, either=min),
    "at_most": _Merging(both=min, either=max),
}


def demands_of(condition: Mapping[Any, Any]) -> Demands:
    """The demands of a condition that compiles.

    >>> demands_of({"page.type": "home", "$or": [{"cart.value": {"$gt": 9}}, {"cart.value": {"$gte": 5, "$lt": 7}}]})
    {('page.type', 'one_of'): frozenset({'home'}), ('cart.value', 'at_least'): 5}
    """
    return _of_both(_of_member(str(key), argument) for key, argument in condition.items())


def _of_member(key: str, argument: Any) -> Demands:
    if key in _WORDS:
        return _WORDS[key](argument)
    if "." not in key or key.startswith("$"):
        return {}
    if not isinstance(argument, Mapping):
        return _of_operator(key, "$eq", argument)
    if not all(str(name).startswith("$") for name in argument):
        return {}  # the field must be this very mapping
    return _of_both(_of_operator(key, name, expected) for name, expected in argument.items())


def _of_operator(path: str, name: str, expected: Any) -> Demands:
    if name not in _OPERATORS:
        return {}
    kind, read = _OPERATORS[name]
    demanded = read(expected)
    return {} if demanded is None else {(path, kind): demanded}


def _of_both(parts: Iterable[Demands]) -> Demands:
    """All hold, so the demands of each do."""
    found: Demands = {}
    for part in parts:
        for key, demanded in part.items():
            found[key] = _MERGING[key[1]].both(found[key], demanded) if key in found else demanded
    return found


def _of_either(parts: Iterable[Demands]) -> Demands:
    """One holds, so only what all of them demand is demanded."""
    found: Demands | None = None
    for part in parts:
        shared = part if found is None else {key: found[key] for key in found if key in part}
        found = {key: _MERGING[key[1]].either(demanded, part[key]) for key, demanded in shared.items()}
    return found or {}


_WORDS: dict[str, Callable[[Any], Demands]] = {
    "$and": lambda conditions: _of_both(map(demands_of, conditions)),
    "$or": lambda conditions: _of_either(map(demands_of, conditions)),
}


def _value(expected: object) -> frozenset[Any] | None:
    return frozenset((expected,)) if _is_scalar(expected) else None


def _values(expected: object) -> frozenset[Any] | None:
    return frozenset(expected) if isinstance(expected, list | tuple) and all(map(_is_scalar, expected)) else None


def _any_value(expected: object) -> frozenset[Any] | None:
    """The list must hold each of these, so one of them will do."""
    items = expected if isinstance(expected, list | tuple) else ()
    return next((frozenset((item,)) for item in items if _is_scalar(item)), None)


def _bound(expected: object) -> float | None:
    if isinstance(expected, bool) or not isinstance(expected, int | float) or not math.isfinite(expected):
        return None
    return expected


_OPERATORS: dict[str, tuple[Kind, Callable[[Any], Any]]] = {
    "$eq": ("one_of", _value),
    "$in": ("one_of", _values),
    "$all": ("one_of", _any_value),
    "$gt": ("at_least", _bound),
    "$gte": ("at_least", _bound),
    "$lt": ("at_most", _bound),
    "$lte": ("at_most", _bound),
}


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)
