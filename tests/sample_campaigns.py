"""Campaigns for tests: live, at the top of the page, for everyone, unless said otherwise."""

from __future__ import annotations

from typing import Any

import msgspec

from notesik.campaigns import CompiledCampaign, compile_campaign, read_campaign
from notesik.decisions import Decision, Request
from notesik.errors import Fault

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
NOW_MS = 1_800_000_000_000
"""2027-01-15T08:00 UTC, a Friday."""


class Anything:
    """A widget that fits everywhere and takes any parameters."""

    placements = frozenset({"slot", "selector", "top", "bottom", "modal", "corner", "inbox"})

    def faults(self, parameters: object, path: str) -> list[Fault]:
        return []


def campaign(id: str, **changes: object) -> CompiledCampaign:
    document: dict[str, Any] = {
        "id": id,
        "name": id,
        "status": "live",
        "placement": {"type": "top"},
        "variants": [{"id": "a", "widget": "bar"}],
        **changes,
    }
    return compile_campaign(read_campaign(document, {"bar": Anything()}))


def request(**changes: Any) -> Request:
    return msgspec.structs.replace(Request(assignment_id="visitor-1", may_personalise=True), **changes)


def shown(decisions: list[Decision]) -> list[str]:
    return [decision.campaign for decision in decisions if decision.shown]
