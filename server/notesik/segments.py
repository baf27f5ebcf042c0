"""Segments: named conditions that other conditions use, ``{"segment": "vip"}`` or ``{"$not": {"segment": "vip"}}``.

A visitor is in a segment when its condition holds for their context document. However many campaigns ask, it is worked
out at most once a context; and when all segments are asked, an index leaves out those that cannot fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any

import msgspec

from notesik.behaviours import Behaviour
from notesik.condition_compiler import Reference
from notesik.conditions import compilation_of
from notesik.demand_index import DemandIndex
from notesik.demands import Demands, demands_of
from notesik.documents import read_document
from notesik.errors import BadDocument, Fault
from notesik.fields import Context, Test
from notesik.ids import Id, Title
from notesik.known_names import SiteNames, field_faults
from notesik.lazy_mapping import LazyMapping
from notesik.nested_operators import Groups
from notesik.predicates import never


class Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A segment as its document says it."""

    id: Id
    name: Title
    description: Annotated[str, msgspec.Meta(max_length=1_000)] = ""
    condition: dict[str, Any]


class CompiledSegment(msgspec.Struct, frozen=True, eq=False):
    """A segment ready to be asked; each compilation is equal only to itself, so that answers are never mixed up."""

    segment: Segment
    test: Test
    fields: frozenset[str]
    """The paths of the context that its condition reads, with those of the segments in it."""
    depth: int
    """How deep its condition nests, with the segments in it."""
    demands: Demands
    """What must hold for it to hold."""

    def holds(self, context: Context) -> bool:
        """Whether the visitor of this context is in the segment."""
        behaviour = context["behaviour"] if context.__class__ is LazyMapping else context.get("behaviour")
        if behaviour.__class__ is not Behaviour:
            return self.test(context)
        memo: dict[Any, bool] = behaviour.memo
        answer = memo.get(self)
        if answer is None:
            answer = memo[self] = self.test(context)
        return answer


class Segments(Mapping[str, CompiledSegment]):
    """Segments by id, in the order in which they were given. Immutable."""

    __slots__ = ("_by_demands", "_by_id", "_rows")

    def __init__(self, compiled: Mapping[str, CompiledSegment]) -> None:
        self._by_id = dict(compiled)
        self._rows = tuple(reversed(self._by_id.items()))
        """By the bits that stand for them in the index, the highest first in the order."""
        self._by_demands = DemandIndex([each.demands for _, each in self._rows])

    def __getitem__(self, id: str) -> CompiledSegment:
        return self._by_id[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def fitting(self, context: Context) -> list[tuple[str, CompiledSegment]]:
        """Those that the visitor of this context is in, and a few others."""
        left = self._by_demands.fitting(context, self._by_demands.all_rows)
        found = []
        while left:
            row = left.bit_length() - 1
            left ^= 1 << row
            found.append(self._rows[row])
        return found


NO_SEGMENTS = Segments({})


def compile_segments(
    documents: Iterable[object], groups: Groups | None = None, names: SiteNames | None = None
) -> Segments:
    """The segments of a site by id, in the order of their documents.

    ``names`` are those of the site; without them nothing is said of what the conditions read.

    Raises:
        BadDocument: lists all faults with their paths (``segments.vip.condition.$and[0].segment: unknown segment …``).
    """
    segments, faults = _read(documents)
    references = {id: compilation_of(each.condition, path=_path(id)).references for id, each in segments.items()}
    try:
        order = list(TopologicalSorter({id: _known(references[id], segments) for id in segments}).static_order())
    except CycleError as error:
        raise BadDocument("the segments", [*faults, _cycle_fault(error.args[1], references)]) from None
    compiled: dict[str, CompiledSegment] = {}
    for id in order:
        compiled[id], found = _compiled(segments[id], groups, compiled, names)
        faults.extend(found)
    if faults:
        raise BadDocument("the segments", faults)
    return Segments({id: compiled[id] for id in segments})


def segments_of(context: Context, segments: Segments) -> list[str]:
    """The ids of the segments that the visitor of this context is in."""
    behaviour = context["behaviour"] if context.__class__ is LazyMapping else context.get("behaviour")
    memo: dict[Any, bool] = behaviour.memo if behaviour.__class__ is Behaviour else {}
    found = []
    for id, segment in segments.fitting(context):
        answer = memo.get(segment)  # as holds does, without a call for each
        if answer is None:
            answer = memo[segment] = segment.test(context)
        if answer:
            found.append(id)
    return found


def names_segment(condition: object, id: str) -> bool:
    """Whether a condition names this segment itself, not only through another: the segment cannot be deleted then."""
    return any(reference.segment == id for reference in compilation_of(condition).references)


def segment_document(segment: Segment) -> dict[str, Any]:
    """The segment as a document that reads back as the same segment."""
    document: dict[str, Any] = msgspec.to_builtins(segment)
    return document


_OWN_FIELD = "visitor.segments"


def _read(documents: Iterable[object]) -> tuple[dict[str, Segment], list[Fault]]:
    segments: dict[str, Segment] = {}
    faults: list[Fault] = []
    for index, document in enumerate(documents):
        id = document.get("id") if isinstance(document, dict) else None
        segment, found = read_document(
            document, Segment, f"segments.{id}" if isinstance(id, str) else f"segments[{index}]"
        )
        faults.extend(found)
        if segment is not None and segment.id in segments:
            faults.append(Fault(f"segments.{segment.id}.id", f'another segment is also called "{segment.id}"'))
        elif segment is not None:
            segments[segment.id] = segment
    return segments, faults


def _path(id: str) -> str:
    return f"segments.{id}.condition"


def _known(references: Iterable[Reference], segments: Mapping[str, Segment]) -> list[str]:
    return [reference.segment for reference in references if reference.segment in segments]


def _compiled(
    segment: Segment, groups: Groups | None, known: Mapping[str, CompiledSegment], names: SiteNames | None
) -> tuple[CompiledSegment, list[Fault]]:
    found = compilation_of(segment.condition, groups, known, _path(segment.id))
    faults = found.faults + found.doubts
    if names is not None:
        faults.extend(field_faults(found.own_fields, _path(segment.id), names))
    if _OWN_FIELD in found.fields:
        faults.append(Fault(_path(segment.id), f'reads {_OWN_FIELD}, which it is a part of; say {{"segment": …}}'))
    demands = {} if faults else demands_of(segment.condition, {id: each.demands for id, each in known.items()})
    return CompiledSegment(segment, never if faults else found.test, found.fields, found.depth, demands), faults


def _cycle_fault(cycle: list[str], references: Mapping[str, list[Reference]]) -> Fault:
    """``cycle`` is as graphlib tells it: each is named by the next, and the first is the last."""
    around = cycle[:0:-1]
    start = around.index(min(around))
    around = [*around[start:], *around[:start], around[start]]
    path = next(each.path for each in references[around[0]] if each.segment == around[1])
    return Fault(path, f"segments cannot be made of each other: {' → '.join(around)}")
