"""The widgets of one moment: each is rendered once, and says why where there is nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from notesik.campaigns import CompiledCampaign, compile_campaign, read_campaign
from notesik.catalogue import Product
from notesik.decisions import decide
from notesik.live_campaigns import looks_of
from notesik.recommendations import Recommendation
from notesik.renderings import Renderings
from notesik.widget_scenes import Inbox, Scene
from running_app import WIDGETS
from sample_campaigns import NOW_MS, request, shown

TITLE = "Hello {{ page.title }}"


class Tags(dict[str, Any]):
    """Knows whether a text was rendered with it."""

    looked_up = False

    def get(self, key: str, default: Any = None) -> Any:
        self.looked_up = self.looked_up or key == "page"
        return super().get(key, default)


EUROS = Scene(currency="EUR")


def compiled(id: str, widget: str, placement: str = "top", **parameters: Any) -> CompiledCampaign:
    variants = [{"id": "a", "widget": widget, "parameters": parameters}]
    place = {"type": placement, **({"slot": "s"} if placement == "slot" else {})}
    document = {"id": id, "name": id, "status": "live", "placement": place, "variants": variants}
    return compile_campaign(read_campaign(document, WIDGETS))


def renderings(*campaigns: CompiledCampaign, scene: Scene = EUROS, in_inbox: tuple[str, ...] = ()) -> Renderings:
    return Renderings(looks_of(campaigns, WIDGETS), scene, in_inbox)


@pytest.mark.parametrize(
    ("campaign", "absence"),
    [
        (compiled("a", "bar", text="Hello", goal={"PLN": 100}), "no goal in EUR"),
        (compiled("a", "recommendations", "slot"), "no product to recommend"),
        (compiled("a", "bar", text="Hello"), None),
    ],
)
def test_a_widget_says_why_there_is_nothing_of_it(campaign: CompiledCampaign, absence: str | None) -> None:
    assert renderings(campaign)(campaign, "a") == absence


def test_what_was_decided_on_is_what_is_shown() -> None:
    bar = compiled("a", "bar", text="Hello")
    found = renderings(bar)
    assert shown(decide([bar], {}, {}, request(), NOW_MS, render=found)) == ["a"]
    html = found.html("a", EUROS)
    assert "Hello" in html
    assert found.html("a", Scene(currency="EUR")) is html


def test_a_message_that_came_with_the_decision_is_counted_on_the_button() -> None:
    button = compiled("a", "inbox", "corner")
    found = renderings(button)
    assert found(button, "a") is None
    assert "7</span>" not in found.html("a", EUROS)
    assert "7</span>" in found.html("a", Scene(currency="EUR", inbox=Inbox(unread=7)))


def test_a_message_that_is_there_already_is_not_rendered_again() -> None:
    message, tags = compiled("a", "message", "inbox", title=TITLE), Tags()
    found = renderings(message, scene=Scene(tags=tags), in_inbox=("a",))
    assert found(message, "a") is None
    assert found.chosen["a"].is_message
    assert not tags.looked_up


@pytest.mark.parametrize(("holdout", "reason"), [(1, "holdout"), (0, "shown")])
def test_recommendations_are_rendered_only_for_whom_they_are_shown_to(holdout: float, reason: str) -> None:
    tags, bag = Tags(), Recommendation(Product(id="bag", title="Bag", url="/bag"), "best_sellers")
    scene = Scene(currency="EUR", tags=tags, recommend=lambda strategy, limit: [bag])
    some = compiled("a", "recommendations", "slot", title=TITLE)
    campaign = compile_campaign(replace(some.campaign, holdout=holdout))
    found = renderings(campaign, scene=scene)
    [decision] = decide([campaign], {}, {}, request(slots=frozenset("s")), NOW_MS, render=found)
    assert decision.reason == reason
    assert not tags.looked_up
    assert "Bag" in found.html("a", scene)
    assert tags.looked_up


@given(st.sampled_from(["EUR", "PLN", "USD"]), st.sets(st.sampled_from(["EUR", "PLN", "USD"]), min_size=1))
def test_nothing_is_shown_where_and_only_where_the_currency_has_no_goal(currency: str, goals: set[str]) -> None:
    bar = compiled("a", "bar", text="Hello", goal=dict.fromkeys(goals, 100))
    absence = renderings(bar, scene=Scene(currency=currency))(bar, "a")
    assert absence == (None if currency in goals else f"no goal in {currency}")
