"""A site's campaigns as its visitors meet them."""

from __future__ import annotations

import gc
import random
import tracemalloc

import msgspec

from notesik.live_campaigns import Stored, read_live_campaigns
from notesik.segments import NO_SEGMENTS
from running_app import WIDGETS

NOW_MS = 1_795_290_668_558
COUNT = 1_000
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


def test_thousands_of_campaigns_take_little_memory() -> None:
    dice = random.Random(5)
    documents = {}
    for number in range(COUNT):
        condition = {
            "page.type": dice.choice(["home", "product", "cart"]),
            "visitor.favourite_category": {"$in": dice.sample(["Bicycles", "Tents", "Bags", "Shoes"], 2)},
            "cart.value": {"$gte": dice.randrange(20)},
            "session.source": {"$ne": dice.choice(["google", "newsletter"])},
        }
        variant = {"id": "a", "widget": "banner", "parameters": {"title": f"Season {number}"}}
        documents[f"c{number}"] = {
            "id": f"c{number}",
            "name": f"Campaign {number}",
            "status": "live",
            "condition": condition,
            "placement": {"type": "slot", "slot": f"slot-{number % 20}"},
            "variants": [variant],
        }
    stored = Stored({id: msgspec.json.encode(document) for id, document in documents.items()}, None)
    gc.collect()
    tracemalloc.start()
    live = read_live_campaigns(stored, WIDGETS, NO_SEGMENTS, NOW_MS)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(live.index.campaigns) == COUNT
    assert held / COUNT < 2_600


def test_a_look_is_there_for_every_variant_and_for_nothing_else() -> None:
    variants = [{"id": id, "widget": "banner", "parameters": {"title": id}} for id in "ab"]
    placement = {"type": "slot", "slot": "hero"}
    document = {"id": "sale", "name": "Sale", "status": "live", "placement": placement, "variants": variants}
    looks = read_live_campaigns(Stored({"sale": msgspec.json.encode(document)}, None), WIDGETS, NO_SEGMENTS, 0).looks
    assert list(looks) == [("sale", "a"), ("sale", "b")]
    assert len(looks) == 2
    assert looks["sale", "b"].wire["variant"] == "b"
    assert looks["sale", "b"] is looks["sale", "b"], "made once"
    assert looks.get(("sale", "c")) is None
    assert looks.get(("gone", "a")) is None
