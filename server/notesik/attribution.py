"""Which campaigns an order (or another goal) is owed to: those that the visitor really saw shortly before."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

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

    What was seen only after ``at_ms`` does not count: an order may arrive late, told by the shop's server.
    """
    return [
        (campaign, exposure.variant)
        for campaign, exposure in exposures.items()
        if (goal := goals.get(campaign)) is not None
        and goal.event == event
        and any(0 <= at_ms - met_ms <= goal.within_ms for met_ms in (*exposure.times_ms, exposure.clicked_ms) if met_ms)
    ]
