"""The words by which a condition looks back on what the visitor did.

``{"event": "Product Viewed", "where": {…}, "within": "7d", "count": {"$gte": 3}}`` and
``{"sequence": [{"event": …}, {"event": …}], "within": "1h", "without": {"event": …}}``. An event's name is that of its
``track`` call, else its type (``page``, ``identify``); a list of names means any of them. What is measured, and how far
back, is told in ``behaviour_measures``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from notesik import behaviour_measures
from notesik.behaviour_measures import Measure, measured
from notesik.behaviours import EVER, MAX_RECENT, WINDOWS, EventMatch, Window, last_window
from notesik.documents import describe, join_path, suggestion
from notesik.field_kinds import argument_faults
from notesik.fields import Test
from notesik.kinds import COUNT, NUMBER, SHARE, Kind, whole
from notesik.predicates import Predicate, all_of
from notesik.schedules import parse_period

MAX_NAME_LENGTH = 200
MAX_NAMES = 20
MAX_STEPS = 10
_EVENT_WORDS = ("event", "where")
_SEQUENCE_WORDS = ("sequence", "within", "without")


class Compiler(Protocol):
    """What is asked of the compiler of conditions."""

    fields: set[str]

    def refuse(self, path: str, message: str) -> Predicate: ...
    def value(self, condition: object, path: str) -> Predicate: ...
    def facts(self, condition: object, path: str) -> Test: ...


def is_behaviour(condition: Mapping[Any, Any]) -> bool:
    """Whether words of this module are members of the condition."""
    return "event" in condition or "sequence" in condition


def is_behaviour_word(key: str) -> bool:
    """Whether a key beside ``event`` belongs to it; fields have a dot there, so that a slip is not taken for one."""
    return "." not in key and not key.startswith("$") and key != "segment"


class Measured(NamedTuple):
    """What a word asks for: a measure, and what it has to be."""

    measure: Measure
    fits: Predicate
    names: frozenset[str]
    """Of the events that are measured."""
    nothing: float | None
    """What the measure is where none of them is remembered."""


def compile_behaviour(compiler: Compiler, behaviour: Mapping[str, Any], path: str) -> Test:
    """The test of ``event`` or ``sequence`` with the words that belong to it; faults go to the compiler."""
    return all_of([measured(*each) for each in measures(compiler, behaviour, path).values()])


def measures(compiler: Compiler, behaviour: Mapping[str, Any], path: str) -> dict[str, Measured]:
    """What ``event`` or ``sequence`` measure, by word (``count``, ``sequence``); faults go to the compiler."""
    if "sequence" not in behaviour:
        return _event_measures(compiler, behaviour, path)
    if "event" in behaviour:
        message = "stands inside the steps of a sequence, not beside them"
        return {"sequence": _refused(compiler, join_path(path, "event"), message)}
    return {"sequence": _sequence_measure(compiler, behaviour, path)}


def event_match(compiler: Compiler, document: Mapping[str, Any], path: str) -> EventMatch:
    """The events that ``event`` and ``where`` mean; faults go to the compiler."""
    names = _names(compiler, document.get("event"), join_path(path, "event"))
    compiler.fields.update(f"visitor.events.{name}" for name in names)
    if "where" not in document:
        return EventMatch(frozenset(names))
    return EventMatch(frozenset(names), compiler.facts(document["where"], join_path(path, "where")))


def _names(compiler: Compiler, value: object, path: str) -> list[str]:
    names = value if isinstance(value, list | tuple) and value else [value]
    if not all(isinstance(name, str) and 0 < len(name) <= MAX_NAME_LENGTH for name in names):
        compiler.refuse(path, f"expected the name of an event, or a list of names, got {describe(value)}")
        return []
    if len(names) > MAX_NAMES:
        compiler.refuse(path, f"may have {MAX_NAMES} names at most, has {len(names)}")
    return list(names)


def _event_measures(compiler: Compiler, document: Mapping[str, Any], path: str) -> dict[str, Measured]:
    _refuse_unknown(compiler, document, (*_EVENT_WORDS, "within", *MEASURES), path)
    match = event_match(compiler, document, path)
    window = _window(compiler, document, path)
    return {
        word: MEASURES[word](compiler, match, window, argument, join_path(path, word))
        for word, argument in stated_measures(document).items()
    }


def stated_measures(document: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of an event, by word; without a measure, that it happened."""
    return {word: document[word] for word in MEASURES if word in document} or {"count": {"$gte": 1}}


def _sequence_measure(compiler: Compiler, document: Mapping[str, Any], path: str) -> Measured:
    _refuse_unknown(compiler, document, _SEQUENCE_WORDS, path)
    steps_path = join_path(path, "sequence")
    stated = document["sequence"]
    if not isinstance(stated, list | tuple) or not 2 <= len(stated) <= MAX_STEPS:
        message = f"expected a list of 2 to {MAX_STEPS} events, got {_described(stated)}"
        return _refused(compiler, steps_path, message)
    steps = [_step(compiler, step, f"{steps_path}[{index}]") for index, step in enumerate(stated)]
    without = None
    if "without" in document:
        without = _step(compiler, document["without"], join_path(path, "without"))
    within = document.get("within")
    longest_ms, window = math.inf, _window(compiler, document, path)
    if within is not None and not (isinstance(within, str) and within in WINDOWS):
        longest_ms, window = _period_ms(within), EVER
    reached = behaviour_measures.steps_reached(steps, longest_ms, window, without)
    names = frozenset[str]().union(*(step.names for step in steps))
    return Measured(reached, lambda count: bool(count == len(steps)), names, 0)


def _step(compiler: Compiler, document: object, path: str) -> EventMatch:
    if not isinstance(document, Mapping):
        compiler.refuse(path, f"expected an event in braces, got {describe(document)}")
        return EventMatch(frozenset())
    _refuse_unknown(compiler, document, _EVENT_WORDS, path)
    return event_match(compiler, document, path)


def _refuse_unknown(compiler: Compiler, document: Mapping[Any, Any], known: Iterable[str], path: str) -> None:
    known = tuple(known)
    for key in document:
        if key not in known:
            hint = suggestion(str(key), known)
            compiler.refuse(join_path(path, str(key)), f"unknown beside {known[0]}{hint}")


def _window(compiler: Compiler, document: Mapping[str, Any], path: str) -> Window:
    within = document.get("within")
    if "within" not in document:
        return EVER
    if isinstance(within, str) and within in WINDOWS:
        return WINDOWS[within]
    try:
        return last_window(parse_period(within).ms)
    except ValueError as error:
        compiler.refuse(join_path(path, "within"), f"{error}; or {' or '.join(WINDOWS)}")
        return EVER


def _period_ms(within: object) -> float:
    """A period that ``_window`` has looked at; the fault of a bad one is told already."""
    try:
        return parse_period(within).ms
    except ValueError:
        return math.inf


def _refused(compiler: Compiler, path: str, message: str) -> Measured:
    return Measured(lambda behaviour: None, compiler.refuse(path, message), frozenset(), None)


def _number(compiler: Compiler, kind: Kind, argument: object, path: str) -> Predicate:
    """The predicate of a measure: a number, or operators on it."""
    operators = isinstance(argument, Mapping) and bool(argument) and all(str(key).startswith("$") for key in argument)
    if not operators and (isinstance(argument, bool) or not isinstance(argument, int | float)):
        return compiler.refuse(path, f"expected a number or operators, got {describe(argument)}")
    for fault in argument_faults(kind, argument, path):
        compiler.refuse(fault.path, fault.message)
    return compiler.value(argument, path)


def _count(compiler: Compiler, match: EventMatch, window: Window, argument: object, path: str) -> Measured:
    """How often it happened: a number, or operators on it; 0 is its absence. Without a measure, at least once."""
    kind = COUNT if match.where is None else _COUNT_IN_RING
    return Measured(behaviour_measures.count(match, window), _number(compiler, kind, argument, path), match.names, 0)


_COUNT_IN_RING = whole(0, MAX_RECENT)
"""With ``where``, only events whose facts are kept can be counted."""


def _since_last(compiler: Compiler, match: EventMatch, window: Window, argument: object, path: str) -> Measured:
    """The time since it happened last: `$lt`, `$lte`, `$gt`, `$gte` with a period. Does not hold if it never did."""
    if not isinstance(argument, Mapping) or not argument or not set(argument) <= set(_ORDERS):
        message = f"expected one of {', '.join(_ORDERS)} with a period, got {_described(argument)}"
        return _refused(compiler, path, message)
    operators: dict[str, float] = {}
    for name, period in argument.items():
        try:
            operators[name] = parse_period(period).ms
        except ValueError as error:
            compiler.refuse(join_path(path, name), str(error))
    return Measured(behaviour_measures.since_last(match, window), compiler.value(operators, path), match.names, None)


_ORDERS = ("$lt", "$lte", "$gt", "$gte")


def _sum(compiler: Compiler, match: EventMatch, window: Window, argument: object, path: str) -> Measured:
    """The sum of one of its facts: `{property: revenue, is: …}` with a number or operators."""
    if not isinstance(argument, Mapping) or set(argument) != {"property", "is"}:
        return _refused(compiler, path, f"expected {{property: …, is: …}}, got {_described(argument)}")
    name = argument["property"]
    if not isinstance(name, str) or not name:
        message = f"expected the name of a fact, got {describe(name)}"
        return _refused(compiler, join_path(path, "property"), message)
    fits = _number(compiler, NUMBER, argument["is"], join_path(path, "is"))
    return Measured(behaviour_measures.total(match, window, name), fits, match.names, 0)


def _share(compiler: Compiler, match: EventMatch, window: Window, argument: object, path: str) -> Measured:
    """The part of these events that fits `where`, 0 to 1. Does not hold if there were none."""
    if match.where is None:
        return _refused(compiler, path, "needs a where: it is the part of the events that fits it")
    return Measured(
        behaviour_measures.share(match, window), _number(compiler, SHARE, argument, path), match.names, None
    )


def _described(value: object) -> str:
    """What a value is, with the keys of a mapping and the length of a list."""
    if isinstance(value, Mapping) and value:
        return f"a mapping of {', '.join(map(str, value))}"
    return f"{describe(value)} of {len(value)}" if isinstance(value, list | tuple) else describe(value)


MEASURES: dict[str, Callable[[Compiler, EventMatch, Window, Any, str], Measured]] = {
    "count": _count,
    "since_last": _since_last,
    "sum": _sum,
    "share": _share,
}
"""What may be asked of an event; of several, all must hold."""

BEHAVIOUR_WORDS: dict[str, str] = {
    "event": "What happened: the name of a `track` call, else `page`, `identify`, …; a list means any of them",
    "where": "A condition on the event's facts",
    "within": "A period back from now (`7d`), `session` (this one) or `earlier` (before this session)",
    **{word: (measure.__doc__ or "").rstrip(".") for word, measure in MEASURES.items()},
    "sequence": "Two to ten `{event, where}` in this order; `within` a period from first to last, or a session",
    "without": "An event `{event, where}` that did not happen between the first and the last of the sequence",
}
"""For the README: every word of this module."""
