"""Which campaigns an order (or another goal) is owed to: those that the visitor really saw shortly before."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from notesik.assignment import Share, within_share
from notesik.ecommerce import ORDER_COMPLETED
from notesik.exposures import HELD_OUT, Exposure


class Goal(msgspec.Struct, frozen=True):
    """What counts as a conversion of a campaign: this event, at most ``within_ms`` after an impression or a click.

    ``variants`` are the ids of the campaign's variants: only of these anything is counted, and of who is held out, by
    the campaign's or the site's share.
    """

    event: str
    within_ms: int
    variants: frozenset[str] = frozenset()
    holdout: Share = 0
    site_holdout: Share = 0

    def holds_out(self, campaign: str, assignment_id: str) -> bool:
        """Whether ``campaign``, whose goal this is, can have held out who is assigned by that id."""
        return within_share(self.holdout, f"{campaign}/holdout", assignment_id) or within_share(
            self.site_holdout, "/holdout", assignment_id
        )


def converted(
    exposures: Mapping[str, Exposure], goals: Mapping[str, Goal], event: str, at_ms: int
) -> list[tuple[str, str]]:
    """Campaign and variant of each exposure that ``event`` at ``at_ms`` converts. One event counts once a campaign.

    Each order counts, since each has its revenue. Another goal is reached once: it counts again only after a further
    impression, so that who sends a form three times is no better than who sends it once.

    Who was held out when they would have seen the campaign last counts for ``holdout`` in place of a variant; a variant
    that the campaign has no longer is owed nothing. What was seen only after ``at_ms`` does not count: an order may
    arrive late, told by the shop's server.
    """
    owed = []
    for campaign, exposure in exposures.items():
        goal = goals.get(campaign)
        if goal is None or goal.event != event:
            continue
        met_ms = [
            each
            for each in (*exposure.times_ms, exposure.clicked_ms)
            if each and at_ms - goal.within_ms <= each <= at_ms
        ]
        if met_ms and (event == ORDER_COMPLETED or _was_met_since(exposure, at_ms)):
            variant = HELD_OUT if max(met_ms) == exposure.held_out_ms else exposure.variant or HELD_OUT
            if variant in goal.variants or variant == HELD_OUT:
                owed.append((campaign, variant))
    return owed


def _was_met_since(exposure: Exposure, at_ms: int) -> bool:
    """Whether the visitor has not converted yet, or has met the campaign again between then and ``at_ms``."""
    return not exposure.converted_ms or any(exposure.converted_ms < each <= at_ms for each in exposure.times_ms)
