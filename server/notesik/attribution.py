"""Which campaigns an order (or another goal) is owed to: those that the visitor really saw shortly before."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from notesik.campaigns import HELD_OUT
from notesik.exposures import Exposure


class Goal(msgspec.Struct, frozen=True):
    """What counts as a conversion of a campaign: this event, at most ``within_ms`` after an impression or a click.

    ``variants`` are the ids of the campaign's variants: only of these anything is counted.
    """

    event: str
    within_ms: int
    variants: frozenset[str] = frozenset()


def converted(
    exposures: Mapping[str, Exposure], goals: Mapping[str, Goal], event: str, at_ms: int
) -> list[tuple[str, str]]:
    """Campaign and variant of each exposure that ``event`` at ``at_ms`` converts. One event counts once a campaign.

    Who has not seen the campaign in this time, but was held out from it, counts for ``holdout`` in place of a variant.
    What was seen only after ``at_ms`` does not count: an order may arrive late, told by the shop's server.
    """
    owed = []
    for campaign, exposure in exposures.items():
        goal = goals.get(campaign)
        if goal is None or goal.event != event:
            continue
        if any(_counts(met_ms, goal, at_ms) for met_ms in (*exposure.times_ms, exposure.clicked_ms)):
            owed.append((campaign, exposure.variant))
        elif _counts(exposure.held_out_ms, goal, at_ms):
            owed.append((campaign, HELD_OUT))
    return owed


def _counts(met_ms: int, goal: Goal, at_ms: int) -> bool:
    return met_ms > 0 and at_ms - goal.within_ms <= met_ms <= at_ms
