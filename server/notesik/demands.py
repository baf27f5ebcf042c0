"""What a condition demands of single fields: by it the index finds a campaign without looking at it.

A demand is what must hold for the whole condition to hold; it need not be all that must. Fields of the context
document have demands, all of which have a dot in their path; and so has what the visitor did.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from notesik.behaviour_conditions import is_behaviour, stated_measures

Kind = Literal["one_of", "at_least", "at_most", "remembered"]

Demands = dict[tuple[str, Kind], Any]
"""By path and kind. ``one_of`` is a frozenset of texts, numbers, truths and nulls of which the field must be one, or
must hold one, being a list; ``at_least`` and ``at_most`` are numbers, and the field counts as a number as ``$gt`` has
it.
``remembered`` is a frozenset of the names of events; of one of these anything must be remembered."""

_EVENTS = "behaviour"
"""Stands for the path of ``remembered``."""


NO_DEMANDS: Mapping[str, Demands] = MappingProxyType({})
"""Of the segments, where a condition may name none."""


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
    "remembered": _Merging(both=_smaller, either=frozenset.union),
}


def demands_of(condition: Mapping[Any, Any], segments: Mapping[str, Demands] = NO_DEMANDS) -> Demands:
    """The demands of a condition that compiles; ``segments`` are those of the segments that it may name, by id.

    >>> demands_of({"page.type": "home", "$or": [{"cart.value": {"$gt": 9}}, {"cart.value": {"$gte": 5, "$lt": 7}}]})
    {('page.type', 'one_of'): frozenset({'home'}), ('cart.value', 'at_least'): 5}
    """
    found = _of_both(_of_member(str(key), argument, segments) for key, argument in condition.items())
    return found | _of_events(condition) if is_behaviour(condition) else found


def _of_events(condition: Mapping[Any, Any]) -> Demands:
    """What ``event`` or ``sequence`` with its words demand: nothing where they hold of what never happened, too."""
    if "sequence" in condition:
        return _remembered(step["event"] for step in condition["sequence"])
    if any(_needs_one(word, argument) for word, argument in stated_measures(condition).items()):
        return _remembered([condition["event"]])
    return {}


def _remembered(events: Iterable[str | Sequence[str]]) -> Demands:
    """``events`` are names, or lists of them, of any of which one will do."""
    names = (event if isinstance(event, list | tuple) else (event,) for event in events)
    return {(_EVENTS, "remembered"): frozenset(chain.from_iterable(names))}


def _needs_one(measure: str, argument: Any) -> bool:
    """Whether a measure of no events at all can never fit. Most are 0 then; there is no time since the last of them,
    and no share."""
    if measure in ("since_last", "share"):
        return True
    wanted = _of_field(measure, argument)
    return wanted.get((measure, "at_least"), 0) > 0 or 0 not in wanted.get((measure, "one_of"), (0,))


def _of_member(key: str, argument: Any, segments: Mapping[str, Demands]) -> Demands:
    if key in _WORDS:
        return _WORDS[key](demands_of(each, segments) for each in argument)
    if key == "segment":
        return segments.get(argument, {})
    if "." not in key or key.startswith("$"):
        return {}
    return _of_field(key, argument)


def _of_field(key: str, argument: Any) -> Demands:
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


_WORDS: dict[str, Callable[[Iterable[Demands]], Demands]] = {"$and": _of_both, "$or": _of_either}


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
