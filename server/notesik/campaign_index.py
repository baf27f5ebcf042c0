"""The index of a site's campaigns: which of them may fit a context, at a cost that hardly grows with their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from notesik.bit_columns import Sets, column_of_slots, set_of
from notesik.campaigns import RUNNING, CompiledCampaign
from notesik.demand_index import DemandIndex
from notesik.demands import demands_of
from notesik.fields import Context
from notesik.obstacles import Check, checks_left
from notesik.shared_caps import SharedCap, shared_caps
from notesik.site_rules import SiteRules

Candidate = tuple[CompiledCampaign, Sequence[Check]]
"""A campaign, and the checks that may keep it from a visitor although its slot is there."""


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
        rows = [each for each in reversed(self.campaigns) if _may_come(each, now_ms)]
        self._rows = list(zip(rows, _checks_of(rows, self.rules), strict=True))
        """By the bits that stand for them; of a number, the highest bit is found much sooner than the lowest."""
        self._by_demands = DemandIndex(demands_of(each.campaign.condition) for each in rows)
        self._content_with_slots = self._make_slots(rows)
        self._rivals = _rivals(rows)

    def candidates(self, context: Context, slots: Iterable[str]) -> Candidates:
        """Every campaign whose slot is there and whose condition holds, and a few whose condition does not; the higher
        priority first.

        ``slots`` are those of the page.
        """
        found = self._by_demands.fitting(context, self._content_with_slots(slots))
        return Candidates(self._rows, self._rivals, found)

    def _is_capped(self, compiled: CompiledCampaign) -> bool:
        shared = self.shared_caps.get(compiled.campaign.id, ())
        return compiled.campaign.frequency.has_caps or any(each.frequency.has_caps for each in shared)

    def _make_slots(self, rows: Sequence[CompiledCampaign]) -> Callable[[Iterable[str]], int]:
        wanted: defaultdict[str, list[int]] = defaultdict(list)
        for row, each in enumerate(rows):
            if each.slot is not None:
                wanted[each.slot].append(row)
        bound = set_of(row for rows in wanted.values() for row in rows)
        return column_of_slots(wanted, self._by_demands.all_rows & ~bound)


class Candidates:
    """The campaigns that are left to be asked, in turn."""

    def __init__(self, rows: Sequence[Candidate], rivals: Sets, left: int) -> None:
        self._rows = rows
        self._rivals = rivals
        self._left = left

    def __iter__(self) -> Iterator[Candidate]:
        while self._left:
            row = self._left.bit_length() - 1
            self._left ^= 1 << row
            yield self._rows[row]

    def settle(self, place: str) -> None:
        """Leave out all who are for ``place``: it is taken."""
        self._left &= ~self._rivals.of(place)


def _may_come(compiled: CompiledCampaign, now_ms: int) -> bool:
    until_ms = compiled.span.until_ms
    return compiled.campaign.status in RUNNING and (until_ms is None or now_ms < until_ms)


def _checks_of(rows: Iterable[CompiledCampaign], rules: SiteRules) -> Iterator[Sequence[Check]]:
    """The checks of each; most of thousands have the same."""
    once: dict[Sequence[Check], Sequence[Check]] = {}
    for each in rows:
        checks = checks_left(each, rules)
        yield once.setdefault(checks, checks)


def _rivals(rows: Sequence[CompiledCampaign]) -> Sets:
    """By place, the rows that are for it."""
    rivals: defaultdict[str, list[int]] = defaultdict(list)
    for row, each in enumerate(rows):
        for place in each.places:
            rivals[place].append(row)
    return Sets(rivals, len(rows))
