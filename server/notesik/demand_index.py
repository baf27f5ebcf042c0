"""Which of many conditions may hold for a context, found without asking each: by what they demand of single fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from notesik.behaviours import behaviour_of
from notesik.bit_columns import Column, Sets, column_of_least, column_of_most, column_of_values, set_of
from notesik.demands import Demands, Kind
from notesik.fields import Context

MOST_COLUMNS = 48
"""How many demands on fields are indexed: those that most conditions make. The others are left to the conditions."""
LEAST_BOUND = 2
"""Conditions that must share a demand: to ask a column takes as long as to ask one condition."""


def column_of_events(path: str, wanted: Mapping[str, Sequence[int]], free: int) -> Column:
    """By each event's name, the rows that want it remembered, or another; ``free`` rows are content without."""
    sets = Sets(wanted, max(row for rows in wanted.values() for row in rows))
    names = frozenset(wanted)

    def content(context: Context) -> int:
        behaviour = behaviour_of(context)
        rows = free
        for name in names.intersection(behaviour.counters):
            rows |= sets.of(name)
        for name in names.intersection(behaviour.ring()):
            rows |= sets.of(name)
        return rows

    return content


_COLUMNS: dict[Kind, Callable[[str, Mapping[Any, Sequence[int]], int], Column]] = {
    "one_of": column_of_values,
    "at_least": column_of_least,
    "at_most": column_of_most,
    "remembered": column_of_events,
}


class DemandIndex:
    """An index of conditions, each a row, by their ``demands``. Immutable."""

    def __init__(self, demands: Iterable[Demands]) -> None:
        count = 0
        bound: defaultdict[tuple[str, Kind], list[int]] = defaultdict(list)
        wanted: defaultdict[tuple[str, Kind], defaultdict[Any, list[int]]] = defaultdict(lambda: defaultdict(list))
        # One after the other: together they take as much memory as the conditions do.
        for row, each in enumerate(demands):
            count += 1
            for key, demanded in each.items():
                bound[key].append(row)
                for value in demanded if isinstance(demanded, frozenset) else (demanded,):
                    wanted[key][value].append(row)
        self.all_rows = (1 << count) - 1
        common = sorted(bound, key=lambda key: len(bound[key]), reverse=True)[:MOST_COLUMNS]
        self._columns = [
            self._make_column(*key, set_of(bound[key]), wanted[key]) for key in common if len(bound[key]) >= LEAST_BOUND
        ]
        """Each with the rows that it binds: where none of them is left, nothing need be looked up."""

    def fitting(self, context: Context, rows: int) -> int:
        """Those of ``rows`` whose condition holds for ``context``, and perhaps a few others."""
        for bound, content in self._columns:
            if rows & bound:
                rows &= content(context)
        return rows

    def _make_column(
        self, path: str, kind: Kind, bound: int, wanted: Mapping[Any, Sequence[int]]
    ) -> tuple[int, Column]:
        return bound, _COLUMNS[kind](path, wanted, self.all_rows & ~bound)
