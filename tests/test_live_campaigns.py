"""A site's campaigns as its visitors meet them."""

from __future__ import annotations

import msgspec

from notesik.live_campaigns import Stored, read_live_campaigns
from notesik.segments import NO_SEGMENTS
from running_app import WIDGETS

NOW_MS = 1_795_290_668_558
STATUSES = ("draft", "scheduled", "live", "paused", "ended")


def test_only_the_forms_of_campaigns_that_run_take_answers() -> None:
    steps = [{"id": "rides", "question": "What do you ride?", "type": "text"}]
    variant = {"id": "a", "widget": "form", "parameters": {"title": "Rides", "steps": steps}}
    placement = {"type": "slot", "slot": "hero"}
    documents = {
        status: {"id": status, "name": status, "status": status, "placement": placement, "variants": [variant]}
        for status in STATUSES
    }
    documents["scheduled"]["schedule"] = {"from": "2026-01-01"}
    stored = Stored({id: msgspec.json.encode(document) for id, document in documents.items()}, None)
    live = read_live_campaigns(stored, WIDGETS, NO_SEGMENTS, NOW_MS)
    assert live.faults == []
    assert {campaign for campaign, _ in live.looks} == set(STATUSES)
    assert {campaign for campaign, _ in live.questions} == {"scheduled", "live"}
