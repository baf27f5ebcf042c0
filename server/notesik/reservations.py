"""What a decision leaves in the visitor's state: reserved impressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from notesik.campaign_index import CampaignIndex
from notesik.decisions import Decision
from notesik.exposures import Exposure
from notesik.ledger import Request


def after_decisions(
    exposures: Mapping[str, Exposure],
    decisions: Sequence[Decision],
    index: CampaignIndex,
    request: Request,
    now_ms: int,
) -> Mapping[str, Exposure]:
    """The exposures after a decision on them. It has to be stored with them, or decided again when that fails.

    What has a cap is reserved for the page; what the page gives back, and what was reserved too long ago, goes. The
    very mapping comes back when nothing changes.
    """
    changed: dict[str, Exposure] = {}
    for campaign, exposure in exposures.items():
        if exposure.reserved:
            changed[campaign] = exposure.after_return(request.gives_back(campaign), now_ms)
    for decision in decisions:
        campaign = decision.campaign
        before = exposures.get(campaign)
        if decision.variant is not None and campaign in index.capped:
            current = (changed.get(campaign) or before or Exposure("")).of_variant(
                decision.variant, index.capped[campaign].weights
            )
            changed[campaign] = _reserved(current, campaign, request, now_ms)
    if not changed or all(exposures.get(campaign) == exposure for campaign, exposure in changed.items()):
        return exposures
    return {**exposures, **changed}


def _reserved(exposure: Exposure, campaign: str, request: Request, now_ms: int) -> Exposure:
    """With an impression reserved for the page, unless it has shown the campaign and still does."""
    if not request.keeps(campaign, exposure, now_ms):
        return exposure.after_reservation(request.page_id, now_ms)
    if campaign in request.viewed or not exposure.holds_for(request.page_id, now_ms):
        return exposure
    return exposure.after_return((request.page_id,), now_ms).after_reservation(request.page_id, now_ms)
