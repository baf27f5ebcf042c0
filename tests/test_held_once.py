from __future__ import annotations

from typing import Any

import pytest

from notesik.campaigns import CompiledCampaign, compile_campaign, read_campaign
from notesik.held_once import HeldOnce
from running_app import WIDGETS


def compiled(id: str, condition: dict[str, Any]) -> CompiledCampaign:
    variants = [{"id": "a", "widget": "banner", "parameters": {"title": "Season"}}]
    placement = {"type": "slot", "slot": "hero"}
    document = {"id": id, "name": id, "condition": condition, "placement": placement, "variants": variants}
    return compile_campaign(read_campaign(document, WIDGETS))


def test_a_campaign_stays_the_same_and_shares_what_another_says_alike() -> None:
    once = HeldOnce()
    condition = {"page.type": {"$in": ["home", "cart"]}, "cart.value": 20}
    first, second = (once.campaign(compiled(id, dict(condition))) for id in ("one", "two"))
    for held, id in ((first, "one"), (second, "two")):
        assert held.campaign == compiled(id, condition).campaign
        assert (held.places, held.weights, held.fields) == (("slot hero",), {"a": 1}, frozenset(condition))
    assert first.campaign.placement is second.campaign.placement
    assert first.campaign.condition["page.type"] is second.campaign.condition["page.type"]
    assert first.fields is second.fields


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), (1, 1.0), ("1", 1), ([1], [True])])
def test_what_only_looks_alike_is_not_taken_for_the_same(one: object, other: object) -> None:
    once = HeldOnce()
    held = [once.campaign(compiled("c", {"visitor.traits.size": {"$in": [value]}})) for value in (one, other)]
    found = [each.campaign.condition["visitor.traits.size"]["$in"][0] for each in held]
    assert list(map(repr, found)) == [repr(one), repr(other)]
