"""Conditions: the MongoDB-style language over one context document, compiled once into closures.

``{"page.type": "home", "cart.value": {"$gt": 50}, "$or": [{…}, {…}]}``: every member must hold. A field is a dotted
path into nested mappings, and what is missing is null. Semantics: the GrowthBook SDK specification (0.7.1). Beside
fields stand ``{"segment": "vip"}`` and what the visitor did (``behaviour_conditions``). How each member is compiled is
told in ``condition_compiler``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from notesik.behaviour_conditions import Measured, event_match, measures
from notesik.behaviours import EventMatch
from notesik.condition_compiler import Compiler, Findings, Reference, SegmentsLike
from notesik.errors import BadCondition, Fault
from notesik.fields import Test
from notesik.nested_operators import Groups
from notesik.predicates import never


class Compilation(NamedTuple):
    """All that there is to know of a condition; ``test`` never holds where there are faults."""

    test: Test
    faults: list[Fault]
    doubts: list[Fault]
    """What the specification lets pass though it can never match."""
    fields: frozenset[str]
    own_fields: frozenset[str]
    """Those of them that it reads itself, without the segments in it."""
    references: list[Reference]
    depth: int


def compilation_of(
    condition: object,
    groups: Groups | None = None,
    segments: SegmentsLike | None = None,
    path: str = "condition",
) -> Compilation:
    """The condition compiled, with all its faults; ``segments`` are those that it may name, by id."""
    compiler = Compiler(groups or {}, segments or {}, Findings())
    found = compiler.findings
    test = compiler.condition(condition, path)
    own = frozenset(compiler.fields)
    test = never if found.faults else test
    fields = own.union(*compiler.fields_of_segments)
    return Compilation(test, found.faults, found.doubts, fields, own, found.references, found.deepest)


def compile_condition(condition: object, groups: Groups | None = None, segments: SegmentsLike | None = None) -> Test:
    """A test of a context document; raises BadCondition that names the path of the first fault.

    ``groups`` are the lists of ``$inGroup`` and ``$notInGroup`` by name; an unknown group is empty, an unknown
    segment is a fault.
    """
    return sound_compilation(condition, groups, segments).test


def sound_compilation(
    condition: object, groups: Groups | None = None, segments: SegmentsLike | None = None
) -> Compilation:
    """The condition compiled; raises BadCondition as ``compile_condition`` does."""
    compilation = compilation_of(condition, groups, segments)
    if compilation.faults:
        fault = compilation.faults[0]
        raise BadCondition(fault.message, path=fault.path)
    return compilation


def condition_faults(
    condition: object,
    groups: Groups | None = None,
    path: str = "condition",
    segments: SegmentsLike | None = None,
) -> list[Fault]:
    """All faults of a condition, also those that the specification lets pass though they can never match."""
    compilation = compilation_of(condition, groups, segments, path)
    return compilation.faults + compilation.doubts


def condition_fields(condition: object, segments: SegmentsLike | None = None) -> frozenset[str]:
    """The dotted paths of the context document that the condition reads, with those that its segments read.

    What looks back on an event reads ``visitor.events.<name>``.
    """
    return compilation_of(condition, segments=segments).fields


def compile_event_match(document: Mapping[str, Any], path: str) -> tuple[EventMatch, list[Fault]]:
    """The events that ``{"event": …, "where": …}`` means, and the faults in it."""
    compiler = Compiler({}, {}, Findings())
    match = event_match(compiler, document, path)
    return match, compiler.findings.faults + compiler.findings.doubts


def compile_measures(behaviour: Mapping[str, Any], groups: Groups | None = None) -> dict[str, Measured]:
    """What ``event`` or ``sequence`` with its words measures, by word, for explanations; it was compiled before."""
    return measures(Compiler(groups or {}, {}, Findings()), behaviour, "")
