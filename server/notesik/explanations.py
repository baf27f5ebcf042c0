"""Why a condition holds or not: each of its members with what was expected, and what was there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from notesik.behaviour_conditions import is_behaviour, is_behaviour_word, stated_measures
from notesik.behaviours import behaviour_of
from notesik.condition_compiler import WORDS
from notesik.conditions import compile_condition, compile_measures
from notesik.fields import Context, compile_path
from notesik.lazy_mapping import whole
from notesik.segments import NO_SEGMENTS, Segments

SINCE_LAST = "since_last"


class Member(msgspec.Struct, frozen=True, omit_defaults=True):
    """One member of a condition as it was tested.

    Of a field, ``field`` is its path in the context. Of behaviour, ``of`` has the words that say what was looked at
    (``event``, ``where``, ``within``, ``property``, ``sequence``, ``without``) and ``measure`` what was measured of it:
    ``count``, ``sum``, ``share``, ``since_last`` (``actual`` in seconds), or ``sequence`` (how many of its steps were
    reached; ``tests`` has each). Of a segment, ``segment`` is its id, ``actual`` whether the visitor is in it, and
    ``tests`` its own condition, told once. ``operator`` is one of the language's, ``$eq`` where only a value stands; of
    words that hold conditions (``$or``) it stands alone, and ``tests`` has what they hold. ``actual`` is None where
    there is nothing.
    """

    holds: bool
    field: str = ""
    segment: str = ""
    of: Mapping[str, Any] = {}
    measure: str = ""
    operator: str = ""
    expected: Any = None
    actual: Any = None
    tests: tuple[Member, ...] = ()


def members_of(condition: Mapping[Any, Any], context: Context, segments: Segments = NO_SEGMENTS) -> tuple[Member, ...]:
    """All members of a condition, tested on a context; ``segments`` are those that it may name.

    Nothing is left out after the first that fails, other than when the condition itself is tested.
    """
    return _Explainer(context, segments).members(condition)


class _Explainer:
    """Explains one condition. Each segment is told once: many that are made of each other would never end."""

    def __init__(self, context: Context, segments: Segments) -> None:
        self._context = context
        self._segments = segments
        self._told: set[str] = set()

    def members(self, condition: Mapping[Any, Any]) -> tuple[Member, ...]:
        behaviour: dict[str, Any] = {}
        if is_behaviour(condition):
            behaviour = {key: condition[key] for key in condition if is_behaviour_word(str(key))}
        tests = [
            test
            for key, argument in condition.items()
            if key not in behaviour
            for test in self._members(str(key), argument)
        ]
        if "sequence" in behaviour:
            tests.append(self._sequence(behaviour))
        elif behaviour:
            tests.extend(self._event(behaviour))
        return tuple(tests)

    def _members(self, key: str, argument: Any) -> Iterator[Member]:
        if key == "segment":
            yield self._segment(argument)
        elif key in WORDS:
            conditions = [argument] if isinstance(argument, Mapping) else argument
            tests = tuple(test for condition in conditions for test in self._together(condition, conditions))
            yield Member(self._holds({key: argument}), operator=key, tests=tests)
        else:
            actual = whole(compile_path(key)(self._context))
            for operator, expected, part in _operators(argument):
                yield Member(self._holds({key: part}), field=key, operator=operator, expected=expected, actual=actual)

    def _together(self, condition: Mapping[str, Any], conditions: Sequence[object]) -> tuple[Member, ...]:
        """What belongs together stays together where it is one of several: ``$or`` of two conditions of two fields."""
        tests = self.members(condition)
        if len(conditions) == 1 or len(tests) == 1:
            return tests
        return (Member(all(test.holds for test in tests), operator="$and", tests=tests),)

    def _segment(self, id: str) -> Member:
        segment = self._segments[id]
        tests = () if id in self._told else self._tests_of(id)
        is_in = segment.holds(self._context)
        return Member(is_in, segment=id, expected=True, actual=is_in, tests=tests)

    def _tests_of(self, id: str) -> tuple[Member, ...]:
        self._told.add(id)
        return self.members(self._segments[id].segment.condition)

    def _event(self, behaviour: dict[str, Any]) -> Iterator[Member]:
        stated, found = stated_measures(behaviour), compile_measures(behaviour)
        looked_at = {key: value for key, value in behaviour.items() if key not in stated}
        for measure, argument in stated.items():
            actual = found[measure].measure(behaviour_of(self._context))
            if measure == SINCE_LAST and actual is not None:
                actual = round(actual / 1000)
            of, inner = looked_at, argument
            if measure == "sum":
                of, inner = {**looked_at, "property": argument["property"]}, argument["is"]
            for operator, expected, part in _operators(inner):
                whole = {**argument, "is": part} if measure == "sum" else part
                holds = self._holds({**looked_at, measure: whole})
                yield Member(holds, of=of, measure=measure, operator=operator, expected=expected, actual=actual)

    def _sequence(self, behaviour: dict[str, Any]) -> Member:
        measured = compile_measures(behaviour)["sequence"]
        steps, reached = behaviour["sequence"], measured.measure(behaviour_of(self._context)) or 0
        tests = tuple(Member(place < reached, of=step, measure="step") for place, step in enumerate(steps))
        return Member(
            measured.fits(reached),
            of=behaviour,
            measure="sequence",
            operator="$eq",
            expected=len(steps),
            actual=reached,
            tests=tests,
        )

    def _holds(self, part: Mapping[str, Any]) -> bool:
        return compile_condition(part, segments=self._segments)(self._context)


def _operators(argument: Any) -> list[tuple[str, Any, Any]]:
    """Each operator with what it expects, and the two as a condition again."""
    if isinstance(argument, Mapping) and argument and all(str(name).startswith("$") for name in argument):
        return [(name, expected, {name: expected}) for name, expected in argument.items()]
    return [("$eq", argument, argument)]
