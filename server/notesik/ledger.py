"""What a decision is made on: the request, and a ledger of what has been given out in it so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from notesik.assignment import heaviest
from notesik.campaigns import CompiledCampaign
from notesik.exposures import Exposure
from notesik.fields import Context
from notesik.shared_caps import SharedCap, Tally, tally_of


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision needs to know of the page and the visitor beside the context document."""

    assignment_id: str
    may_personalise: bool
    slots: frozenset[str] = frozenset()
    on_screen: frozenset[str] = frozenset()
    """Ids of the campaigns on the page now: showing them on is no new impression, so caps do not count."""
    page_id: str = ""
    """Made anew whenever a page is loaded; impressions are reserved for it."""
    left_page_id: str = ""
    """The page before it in the same tab, which is gone: what it has not shown, it never will."""
    viewed: frozenset[str] = frozenset()
    """Ids of the campaigns that the page has shown. Their impressions may still be on the way."""
    left_viewed: frozenset[str] = frozenset()
    """Those that the page before it has shown."""

    def gives_back(self, campaign: str) -> tuple[str, ...]:
        """The pages whose reservations of a campaign are free again: they have not shown it, and do not."""
        if campaign in self.viewed:
            return ()
        here = "" if campaign in self.on_screen else self.page_id
        left = "" if campaign in self.left_viewed else self.left_page_id
        return tuple(filter(None, (here, left)))

    def keeps(self, campaign: str, exposure: Exposure | None, now_ms: int) -> bool:
        """Whether the page goes on showing a campaign, so that no cap stands in the way.

        It may have waited for its trigger until its reservation was over; then it is asked for anew.
        """
        if campaign not in self.on_screen or not self.page_id:
            return campaign in self.on_screen
        return campaign in self.viewed or (exposure is not None and exposure.holds_for(self.page_id, now_ms))


Render: TypeAlias = Callable[[CompiledCampaign, str], str | None]
"""Renders a campaign's variant for the visitor, and says why there is nothing to show; None where there is something.
Asked only when nothing else keeps the campaign from them."""


def anything(compiled: CompiledCampaign, variant: str) -> str | None:
    """Takes every widget for one that has something to show."""
    return None


class Ledger(msgspec.Struct):
    """All that the checks look at. Places and shared caps fill while the campaigns are gone through."""

    context: Context
    exposures: Mapping[str, Exposure]
    request: Request
    now_ms: int
    holdout: float
    shared_caps: Mapping[str, tuple[SharedCap, ...]]
    render: Render = anything
    taken: dict[str, CompiledCampaign] = {}
    """By place."""
    tallies: dict[str, Tally] = {}
    """By the name of the shared cap; counted when first asked for."""

    def keeps(self, campaign: str) -> bool:
        return self.request.keeps(campaign, self.exposures.get(campaign), self.now_ms)

    def reserved(self, campaign: str, exposure: Exposure) -> int:
        """How many impressions of a campaign pages may still have, but for what this one gives back."""
        if not exposure.reserved:
            return 0
        return len(exposure.after_return(self.request.gives_back(campaign), self.now_ms).reserved)

    def tally(self, shared: SharedCap) -> Tally:
        tally = self.tallies.get(shared.name)
        if tally is None:
            counted = shared.counted(self.exposures)
            reserved = sum(self.reserved(campaign, exposure) for campaign, exposure in counted.items())
            tally = self.tallies[shared.name] = tally_of(counted, reserved)
        return tally

    def variant(self, compiled: CompiledCampaign) -> str | None:
        """The variant that the visitor has met before, as long as it exists; else the one that the hash gives."""
        weights = compiled.weights
        if len(weights) == 1:
            [only] = weights
            return only
        exposure = self.exposures.get(compiled.campaign.id)
        if exposure is not None and exposure.variant in weights:
            return exposure.variant
        return heaviest(weights, compiled.campaign.id, self.request.assignment_id)

    def take(self, compiled: CompiledCampaign) -> None:
        """Give a campaign its place."""
        for place in compiled.places:
            self.taken[place] = compiled

    def count(self, compiled: CompiledCampaign) -> None:
        """Count a campaign's impression, which may come now, in the caps that it shares."""
        campaign = compiled.campaign.id
        for shared in self.shared_caps.get(campaign, ()):
            if not self.keeps(campaign):
                self.tally(shared).reserved += 1
