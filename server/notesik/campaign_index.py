"""The index of a site's campaigns: which of them may fit a context, at a cost that hardly grows with their number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from notesik.bit_columns import (
    Column,
    Sets,
    column_of_least,
    column_of_most,
    column_of_slots,
    column_of_values,
    set_of,
)
from notesik.campaigns import RUNNING, CompiledCampaign
from notesik.demands import Demands, Kind, demands_of
from notesik.fields import Context
from notesik.shared_caps import SharedCap, shared_caps
from notesik.site_rules import SiteRules

MOST_COLUMNS = 48
"""How many demands on fields are indexed: those that most campaigns make. The others are left to the condition."""

_COLUMNS: dict[Kind, Callable[[str, Mapping[Any, Sequence[int]], int], Column]] = {
    "one_of": column_of_values,
    "at_least": column_of_least,
    "at_most": column_of_most,
}


class CampaignIndex:
    """All campaigns of a site, and a quick way to those that may be shown. Immutable.

    Campaigns that are not live, or are over at ``now_ms``, are held only to be explained: an index has to be made anew
    when a campaign changes, but not when time passes.
    """

    def __init__(
        self, campaigns: Iterable[CompiledCampaign], rules: SiteRules | None = None, *, now_ms: int = 0
    ) -> None:
        self.campaigns: tuple[CompiledCampaign, ...] = tuple(sorted(campaigns, key=lambda each: each.rank))
        self.rules = rules or SiteRules()
        self.shared_caps: dict[str, tuple[SharedCap, ...]] = shared_caps(self.campaigns, self.rules)
        self.capped = {each.campaign.id: each for each in self.campaigns if self._is_capped(each)}
        """The campaigns whose impressions are reserved, by id."""
        self._rows = [each for each in reversed(self.campaigns) if _may_come(each, now_ms)]
        """By the bits that stand for them; of a number, the highest bit is found much sooner than the lowest."""
        self._all = (1 << len(self._rows)) - 1
        self._columns = self._make_columns()
        self._content_with_slots = self._make_slots()
        self._rivals = self._make_rivals()

    def candidates(self, context: Context, slots: Iterable[str]) -> Candidates:
        """Every campaign whose condition and slot fit, and a few others; the higher priority first.

        ``slots`` are those of the page.
        """
        found = self._content_with_slots(slots)
        for bound, content in self._columns:
            if found & bound:
                found &= content(context)
        return Candidates(self._rows, self._rivals, found)

    def _is_capped(self, compiled: CompiledCampaign) -> bool:
        shared = self.shared_caps.get(compiled.campaign.id, ())
        return compiled.campaign.frequency.has_caps or any(each.frequency.has_caps for each in shared)

    def _make_columns(self) -> list[tuple[int, Column]]:
        """Each with the rows that it binds: where none of them is left, nothing need be looked up."""
        demands = [demands_of(each.campaign.condition) for each in self._rows]
        common = Counter(key for each in demands for key in each).most_common(MOST_COLUMNS)
        return [self._make_column(path, kind, demands) for (path, kind), _ in common]

    def _make_column(self, path: str, kind: Kind, demands: Sequence[Demands]) -> tuple[int, Column]:
        wanted: defaultdict[Any, list[int]] = defaultdict(list)
        rows = []
        for row, each in enumerate(demands):
            if (path, kind) in each:
                rows.append(row)
                demanded = each[path, kind]
                for value in demanded if kind == "one_of" else (demanded,):
                    wanted[value].append(row)
        bound = set_of(rows)
        return bound, _COLUMNS[kind](path, wanted, self._all & ~bound)

    def _make_slots(self) -> Callable[[Iterable[str]], int]:
        wanted: defaultdict[str, list[int]] = defaultdict(list)
        for row, each in enumerate(self._rows):
            if each.slot is not None:
                wanted[each.slot].append(row)
        bound = set_of(row for rows in wanted.values() for row in rows)
        return column_of_slots(wanted, self._all & ~bound)

    def _make_rivals(self) -> Sets:
        """By place, the rows that are for it."""
        rivals: defaultdict[str, list[int]] = defaultdict(list)
        for row, each in enumerate(self._rows):
            for place in each.places:
                rivals[place].append(row)
        return Sets(rivals, len(self._rows))


class Candidates:
    """The campaigns that are left to be asked, in turn."""

    def __init__(self, rows: Sequence[CompiledCampaign], rivals: Sets, left: int) -> None:
        self._rows = rows
        self._rivals = rivals
        self._left = left

    def __iter__(self) -> Iterator[CompiledCampaign]:
        while self._left:
            row = self._left.bit_length() - 1
            self._left ^= 1 << row
            yield self._rows[row]

    def settle(self, places: Iterable[str]) -> None:
        """Leave out all who are for one of ``places``: they are taken."""
        for place in places:
            self._left &= ~self._rivals.get(place)


def _may_come(compiled: CompiledCampaign, now_ms: int) -> bool:
    until_ms = compiled.span.until_ms
    return compiled.campaign.status in RUNNING and (until_ms is None or now_ms < until_ms)
