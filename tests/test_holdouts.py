"""Who is held out is counted when they would have seen it, and what they buy is set against what the others buy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from notesik.holdouts import held_out_wire
from notesik.identity import sign_token
from notesik.previews import Preview, sign_preview
from notesik.store.data_folder import wait_for
from running_app import DAY_MS, SITE, App, banner, identify, page, running_app, track

MESSAGE = [{"id": "a", "widget": "message", "parameters": {"title": "Hello"}}]
BAR = [{"id": "a", "widget": "bar", "parameters": {"text": "{{ cart.remaining }} more", "goal": {"PLN": 100}}}]
CAMPAIGNS = [
    banner("hero", holdout=1, priority=1, trigger={"type": "scroll", "percent": 50}),
    banner("instead"),
    banner("once", holdout=1, placement={"type": "slot", "slot": "once"}, frequency={"lifetime": 1}),
    banner("joined", placement={"type": "slot", "slot": "joined"}, conversion={"event": "Signed Up"}),
    banner("letter", holdout=1, placement={"type": "inbox"}, variants=MESSAGE),
    banner("bar", holdout=1, placement={"type": "top"}, variants=BAR),
]
HELD_OUT = {
    "campaign": "hero",
    "variant": "holdout",
    "placement": {"type": "slot", "slot": "hero"},
    "trigger": {"type": "scroll", "percent": 50},
    "html": "",
    "styles": "",
}


@pytest.fixture(scope="module")
def shared_app(module_store_url: str) -> Iterator[App]:
    with running_app(module_store_url, campaigns=CAMPAIGNS) as app:
        yield app


@pytest.fixture
def app(shared_app: App) -> App:
    """The same for all tests, each of which has visitors of its own."""
    return shared_app


def held_out(answer: dict[str, Any]) -> list[str]:
    """The campaigns of the page; there is a message, too."""
    held_out = [each["campaign"] for each in answer["widgets"] if each["variant"] == "holdout"]
    return [each for each in held_out if each != "letter"]


def viewed(campaign: str, page_id: str = "", variant: str = "holdout") -> dict[str, Any]:
    return track("Widget Viewed", {"campaign": campaign, "variant": variant, "page_id": page_id})


def order(id: str, **more: Any) -> dict[str, Any]:
    return track("Order Completed", {"order_id": id, "revenue": 20, "currency": "EUR"}, **more)


def results(app: App, campaign: str, variant: str = "holdout") -> dict[str, Any]:
    found = app.owner("GET", f"campaigns/{campaign}/results")["variants"]
    return {name: figure for name, figure in found[variant].items() if figure}


def exposure(app: App, who: str, campaign: str) -> dict[str, Any]:
    found: dict[str, Any] = app.state(who)["exposures"][campaign]
    return found


def test_the_browser_gets_what_it_has_to_wait_for_and_another_campaign_the_place(app: App) -> None:
    first, second, letter = app.visit("anna", page(), slots=["hero"])["widgets"]
    assert (first["campaign"], first["variant"]) == ("instead", "a")
    assert (second, letter["campaign"]) == (HELD_OUT, "letter")


def test_results_tell_of_the_held_out_beside_the_variants(app: App) -> None:
    before = results(app, "hero")
    app.visit("bob", page(), slots=["hero"])
    app.visit("bob", viewed("hero"), slots=["hero"])
    app.visit("bob", viewed("hero"), order("bob-1"), slots=["hero"])
    expected = {"impressions": 2, "conversions": 1, "revenue": {"EUR": 20.0}}
    assert before == {}
    wait_for(lambda: results(app, "hero") == expected, timeout_s=5)
    assert results(app, "hero") == expected


def test_who_signs_up_three_times_is_one_conversion_until_they_see_it_again(app: App) -> None:
    app.visit("zoe", viewed("joined", variant="a"), *(track("Signed Up") for _ in range(3)))
    app.clock.advance(1)
    app.visit("zoe", viewed("joined", variant="a"), track("Signed Up"))
    expected = {"impressions": 2, "conversions": 2}
    wait_for(lambda: results(app, "joined", "a") == expected, timeout_s=5)
    assert results(app, "joined", "a") == expected


def test_who_was_not_there_when_it_would_have_been_seen_is_not_counted(app: App) -> None:
    app.visit("carl", page(), slots=["hero"])
    app.visit("carl", order("carl-1"), slots=["hero"])
    assert app.state("carl").get("exposures", {}) == {}


def test_a_cap_ends_a_holdout_and_is_reserved_as_for_an_impression(app: App) -> None:
    assert held_out(app.visit("dora", page(), slots=["once"], page_id="one")) == ["once"]
    assert held_out(app.visit("dora", slots=["once"], page_id="two")) == []
    assert held_out(app.visit("dora", viewed("once", "one"), slots=["once"], page_id="three")) == []
    assert exposure(app, "dora", "once")["count"] == 1
    kept = {"on_screen": ["once"], "viewed": ["once"]}
    assert held_out(app.visit("dora", slots=["once"], page_id="one", **kept)) == ["once"]


def test_nothing_but_the_moment_is_told_of_a_holdout(app: App) -> None:
    for event in ("Widget Clicked", "Widget Closed", "Message Read"):
        app.visit("elsa", track(event, {"campaign": "hero", "variant": "holdout"}))
    assert app.state("elsa").get("exposures", {}) == {}


def test_a_message_is_met_when_the_inbox_is_opened_and_once(app: App) -> None:
    [letter] = [each for each in app.visit("fran", page())["widgets"] if each["campaign"] == "letter"]
    assert letter["trigger"] == {"type": "event", "name": "Inbox Opened"}
    assert letter["placement"] == {"type": "corner"}
    assert app.state("fran").get("inbox", {}) == {}
    assert app.visit("fran", viewed("letter"))["widgets"] == []


def test_nobody_is_held_out_from_what_has_nothing_to_show(app: App) -> None:
    assert "bar" not in held_out(app.visit("gina", page()))


def test_who_identifies_counts_with_all_they_buy_on_either_record(app: App) -> None:
    app.visit("hana", page(), slots=["hero"])
    app.visit("hana", viewed("hero"), slots=["hero"])
    app.visit("hana", identify("h1"), page(), userId="h1")
    app.send(order("hana-1") | {"userId": "h1"})
    assert app.state("h1", "user")["exposures"]["hero"].keys() >= {"held_out_ms", "converted_ms"}


def test_the_tab_of_a_preview_tells_nothing_of_holdouts(app: App) -> None:
    token = sign_preview(Preview("preview", "instead"), SITE.secret_key, app.clock.now_ms + DAY_MS)
    answer = app.visit("ines", page(), slots=["hero", "once"], page_id="one", preview=token)
    assert [each["variant"] for each in answer["widgets"]] == ["preview:a"]
    assert app.state("ines").get("exposures", {}) == {}
    assert app.state("ines").get("inbox", {}) == {}


def test_who_is_verified_waits_for_the_same(app: App) -> None:
    token = sign_token("j1", SITE.secret_key, app.clock.now_ms + DAY_MS)
    answer = app.visit("jana", identify("j1"), page(), slots=["hero"], userId="j1", token=token)
    assert "hero" in held_out(answer)


def test_only_a_message_needs_another_moment_than_the_campaigns_own() -> None:
    assert held_out_wire({**HELD_OUT, "variant": "a", "html": "x"}, 5) == HELD_OUT
