"""The caps that campaigns share: those of a group, and those of the whole site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from notesik.campaigns import CompiledCampaign
from notesik.exposures import Exposure, counted_together
from notesik.frequency import SharedFrequency
from notesik.site_rules import SiteRules


class SharedCap(msgspec.Struct, frozen=True):
    """One frequency, and the campaigns whose impressions count in it."""

    name: str
    """In words: ``group newsletter``, ``site``."""
    frequency: SharedFrequency
    members: frozenset[str] | None
    """Ids of its campaigns; None are all, also those deleted since."""
    exempt: frozenset[str]

    def counts(self, campaign: str) -> bool:
        return (self.members is None or campaign in self.members) and campaign not in self.exempt

    def counted(self, exposures: Mapping[str, Exposure]) -> dict[str, Exposure]:
        """Those of a visitor's ``exposures`` that count, by campaign id."""
        return {campaign: exposure for campaign, exposure in exposures.items() if self.counts(campaign)}


class Tally(msgspec.Struct):
    """How far one visitor has come in one shared cap: a running count, because one decision may show several."""

    together: Exposure
    reserved: int
    """How many impressions pages may still have."""


def tally_of(exposures: Mapping[str, Exposure], reserved: int) -> Tally:
    """The count so far."""
    return Tally(counted_together(exposures.values()), reserved)


def shared_caps(campaigns: Sequence[CompiledCampaign], rules: SiteRules) -> dict[str, tuple[SharedCap, ...]]:
    """The shared caps by the ids of the campaigns that they hold back."""
    exempt = frozenset(each.campaign.id for each in campaigns if each.campaign.frequency.exempt)
    groups = {
        name: SharedCap(
            f"group {name}",
            frequency,
            frozenset(each.campaign.id for each in campaigns if each.campaign.group == name),
            exempt,
        )
        for name, frequency in rules.groups.items()
        if frequency != SharedFrequency()
    }
    site = (SharedCap("site", rules.frequency, None, exempt),) if rules.frequency != SharedFrequency() else ()
    found: dict[str, tuple[SharedCap, ...]] = {}
    for each in campaigns:
        campaign = each.campaign
        own = (groups[campaign.group],) if campaign.group in groups else ()
        if (own or site) and not campaign.frequency.exempt:
            found[campaign.id] = own + site
    return found
