"""Which of many conditions may hold for a context, found without asking each: by what they demand of single fields."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
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
            rows |= sets[name]
        for name in names.intersection(behaviour.ring()):
            rows |= sets[name]
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

    def __init__(self, demands: Sequence[Demands]) -> None:
        self.all_rows = (1 << len(demands)) - 1
        common = Counter(key for each in demands for key in each).most_common(MOST_COLUMNS)
        self._columns = [self._make_column(*key, demands) for key, count in common if count >= LEAST_BOUND]
        """Each with the rows that it binds: where none of them is left, nothing need be looked up."""

    def fitting(self, context: Context, rows: int) -> int:
        """Those of ``rows`` whose condition holds for ``context``, and perhaps a few others."""
        for bound, content in self._columns:
            if rows & bound:
                rows &= content(context)
        return rows

    def _make_column(self, path: str, kind: Kind, demands: Sequence[Demands]) -> tuple[int, Column]:
        wanted: defaultdict[Any, list[int]] = defaultdict(list)
        rows = []
        for row, each in enumerate(demands):
            if (path, kind) in each:
                rows.append(row)
                demanded = each[path, kind]
                for value in demanded if isinstance(demanded, frozenset) else (demanded,):
                    wanted[value].append(row)
        bound = set_of(rows)
        return bound, _COLUMNS[kind](path, wanted, self.all_rows & ~bound)
