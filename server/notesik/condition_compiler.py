"""How a condition becomes a test: each member of a document by the words, operators and fields in it.

The compiler goes on after a fault, so that all of them are found.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from notesik.behaviour_conditions import compile_behaviour, is_behaviour, is_behaviour_word
from notesik.context_fields import kind_of
from notesik.documents import describe, join_path, suggestion
from notesik.errors import Fault
from notesik.field_kinds import argument_faults
from notesik.fields import Context, Test, field_fits, field_test
from notesik.known_names import SEGMENTS, named_segments
from notesik.nested_operators import NESTED_OPERATORS, Groups
from notesik.operators import OPERATORS
from notesik.predicates import BadArgument, NeverMatches, Predicate, all_of, any_of, equal_to, negated, never

MOST_NESTED = 32
"""How deep conditions may nest, with the segments in them, so that a hostile document cannot exhaust the stack."""


SHARED_TESTS = 4_096
"""How many tests of single fields are kept for others who ask the same; of thousands of campaigns most do."""
_AS_IT_IS = 2
"""A version of marshal's format in which equal values are equal bytes; it tells ``1``, ``1.0`` and ``True`` apart."""


class SegmentLike(Protocol):
    """What a condition asks of a segment (``segments.CompiledSegment`` has it)."""

    @property
    def fields(self) -> frozenset[str]: ...
    @property
    def depth(self) -> int: ...
    def holds(self, context: Context) -> bool: ...


SegmentsLike = Mapping[str, SegmentLike]


class Reference(NamedTuple):
    """Where a condition names a segment."""

    path: str
    segment: str


class Findings:
    """What one compilation finds on its way; it goes on after a fault, so that all of them are found."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.doubts: list[Fault] = []
        self.references: list[Reference] = []
        self.depth = 0
        self.deepest = 0


class Compiler:
    """Compiles conditions on the context, or (without ``segments``) on the facts of an event or an item of a list."""

    def __init__(self, groups: Groups, segments: SegmentsLike | None, findings: Findings) -> None:
        self.groups = groups
        self.segments = segments
        self.findings = findings
        self.fields: set[str] = set()
        self.fields_of_segments: list[frozenset[str]] = []

    def condition(self, condition: object, path: str) -> Test:
        """The test of a whole document."""
        if not isinstance(condition, Mapping):
            return self.refuse(path, f"expected a condition in braces, got {describe(condition)}")
        if not self.enter(path):
            return never
        behaviour: dict[str, Any] = {}
        if self.segments is not None and is_behaviour(condition):
            behaviour = {key: condition[key] for key in condition if is_behaviour_word(str(key))}
        tests = [
            self.member(str(key), argument, join_path(path, str(key)))
            for key, argument in condition.items()
            if key not in behaviour
        ]
        if behaviour:  # last, since it takes longest
            tests.append(compile_behaviour(self, behaviour, path))
        self.findings.depth -= 1
        return all_of(tests)

    def facts(self, condition: object, path: str) -> Test:
        """The test of an event's facts, or of an item: its fields are not the document's."""
        return Compiler(self.groups, None, self.findings).condition(condition, path)

    def member(self, key: str, argument: object, path: str) -> Test:
        if key in WORDS:
            return WORDS[key](self, argument, path)
        if key == "segment" and self.segments is not None:
            return self.segment(argument, path)
        if key in OPERATORS or key in NESTED_OPERATORS:
            return self.refuse(path, "an operator stands inside a field, as in {field: {operator: …}}")
        if key.startswith("$") and (hint := suggestion(key, WORDS)):
            return self.refuse(path, f"unknown word{hint}")
        self.fields.add(key)
        if self.segments is not None and (kind := kind_of(key)) is not None:
            self.findings.doubts.extend(argument_faults(kind, argument, path))
        if self.segments is not None and key == SEGMENTS:
            self.own_segments(argument, path)
        return self.shared_test(key, argument) or field_fits(key, self.value(argument, path))

    def shared_test(self, key: str, argument: Any) -> Test | None:
        """The one test for all who ask the same of a field; None where the argument has faults, or where it nests."""
        if isinstance(argument, Mapping) and not argument.keys() <= OPERATORS.keys():
            return None
        try:
            return _shared_test(key, marshal.dumps(argument, _AS_IT_IS))
        except (BadArgument, NeverMatches, ValueError):  # ValueError: what no JSON has, such as a date
            return None

    def own_segments(self, argument: object, path: str) -> None:
        """Segments that are looked for among those that the visitor is in."""
        known = self.segments or {}
        for place, id in named_segments(argument, path):
            self.findings.references.append(Reference(place, id))
            if id not in known:
                self.doubt(Fault(place, f'unknown segment "{id}"{suggestion(id, known)}'))

    def segment(self, argument: object, path: str) -> Test:
        """Whether the visitor is in the segment; its own test is shared by all who ask."""
        if not isinstance(argument, str):
            return self.refuse(path, f"expected the id of a segment, got {describe(argument)}")
        self.findings.references.append(Reference(path, argument))
        known = self.segments or {}
        segment = known.get(argument)
        if segment is None:
            return self.refuse(path, f'unknown segment "{argument}"{suggestion(argument, known)}')
        depth = self.findings.depth + segment.depth
        if depth > MOST_NESTED:
            return self.refuse(path, f"nested more than {MOST_NESTED} deep, with the segment")
        self.findings.deepest = max(self.findings.deepest, depth)
        self.fields_of_segments.append(segment.fields)
        return segment.holds

    def value(self, condition: object, path: str) -> Predicate:
        """The predicate of one value: operators in braces, or a value to be equal to."""
        if not isinstance(condition, Mapping) or not condition:
            return equal_to(condition)
        operators = [key for key in condition if isinstance(key, str) and key.startswith("$")]
        if len(operators) < len(condition):
            if operators:
                self.doubt(Fault(path, "mixes operators with other keys"))
            return equal_to(condition)
        if not self.enter(path):
            return never
        predicates = [self.operator(name, condition[name], join_path(path, name)) for name in operators]
        self.findings.depth -= 1
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
            self.doubt(Fault(path, str(error)))
            return never
        return self.refuse(path, f"unknown operator{suggestion(name, [*OPERATORS, *NESTED_OPERATORS])}")

    def conditions(self, argument: object, path: str) -> list[Test]:
        if not isinstance(argument, list | tuple):
            self.refuse(path, f"expected a list of conditions, got {describe(argument)}")
            return []
        return [self.condition(item, f"{path}[{index}]") for index, item in enumerate(argument)]

    def enter(self, path: str) -> bool:
        """One level deeper, or a fault."""
        found = self.findings
        if found.depth == MOST_NESTED:
            self.refuse(path, f"nested more than {MOST_NESTED} deep")
            return False
        found.depth += 1
        found.deepest = max(found.deepest, found.depth)
        return True

    def refuse(self, path: str, message: str) -> Predicate:
        self.findings.faults.append(Fault(path, message))
        return never

    def doubt(self, fault: Fault) -> None:
        self.findings.doubts.append(fault)


@lru_cache(SHARED_TESTS)
def _shared_test(key: str, argument: bytes) -> Test:
    expected = marshal.loads(argument)  # noqa: S302 - what was put into it just now
    return field_test(key, expected if isinstance(expected, dict) and expected else {"$eq": expected})


def let_go_of_shared_tests() -> None:
    """After many conditions were compiled: those who ask for the same later find it compiled anew. What is in use
    stays."""
    _shared_test.cache_clear()


def _and(compiler: Compiler, argument: object, path: str) -> Test:
    """All of the conditions hold."""
    return all_of(compiler.conditions(argument, path))


def _or(compiler: Compiler, argument: object, path: str) -> Test:
    """One of the conditions holds."""
    return any_of(compiler.conditions(argument, path))


def _nor(compiler: Compiler, argument: object, path: str) -> Test:
    """None of the conditions holds."""
    return negated(any_of(compiler.conditions(argument, path)))


def _not(compiler: Compiler, argument: object, path: str) -> Test:
    """The condition does not hold."""
    return negated(compiler.condition(argument, path))


WORDS: dict[str, Callable[[Compiler, Any, str], Test]] = {"$and": _and, "$or": _or, "$nor": _nor, "$not": _not}
"""What may stand in a condition where a field may stand."""
