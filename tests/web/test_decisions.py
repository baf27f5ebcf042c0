"""Why visitors see what they see, over HTTP, and the owner's links to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from notesik.identity import sign_token
from notesik.previews import Preview, sign_preview
from notesik.store.data_folder import wait_for
from running_app import (
    DAY_MS,
    ORIGIN,
    OTHER_SITE,
    SITE,
    START_MS,
    App,
    banner,
    identify,
    page,
    product,
    running_app,
    track,
)

TWO_VARIANTS = [
    {"id": "a", "widget": "banner", "parameters": {"title": 'Hello, {{ visitor.first_name | default("you") }}'}},
    {"id": "b", "widget": "banner", "parameters": {"title": "Good day"}},
]
CAMPAIGNS = [
    banner("welcome", {"visitor.visits": 1}, priority=5),
    banner("big-cart", {"cart.value": {"$gte": 100}}, priority=9),
    banner("polish", {"geo.country": "PL"}, placement={"type": "slot", "slot": "side"}),
    banner("paused", status="paused", variants=TWO_VARIANTS, schedule={"until": "2020-01-01T00:00"}),
    banner("capped", frequency={"lifetime": 1}, placement={"type": "slot", "slot": "foot"}),
    {
        "id": "note",
        "name": "Note",
        "placement": {"type": "inbox"},
        "variants": [{"id": "a", "widget": "message", "parameters": {"title": "Hello", "text": "Good to see you."}}],
    },
]


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    with running_app(store_url, campaigns=CAMPAIGNS, products=[product("bike")]) as app:
        yield app


def by_campaign(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["campaign"]: each for each in answer["decisions"]}


def shown(answer: dict[str, Any]) -> dict[str, str]:
    return {each["campaign"]: each["variant"] for each in answer["widgets"]}


def into_cart(price: float = 150) -> dict[str, Any]:
    return track("Product Added", {"product_id": "bike", "price": price, "quantity": 1, "currency": "EUR"})


def token_of(app: App, path: str, **query: str) -> str:
    link = app.owner("GET", path, params={"url": f"{ORIGIN}/p?id=1", **query})["link"]
    [token] = parse_qs(urlsplit(link).query)["notesik_token"]
    return token


def refused(app: App, method: str, path: str, **more: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {SITE.secret_key}"}
    response = app.http.request(method, f"/api/v1/{path}", headers=headers, **more)
    assert response.status_code in (400, 404), response.text
    error: dict[str, Any] = response.json()["error"]
    return error


def test_each_decision_of_a_visitor_comes_with_what_was_tested_and_what_was_there(app: App) -> None:
    app.visit("anna", page(), into_cart())
    answer = app.owner("GET", "visitors/anna/decisions", params={"url": f"{ORIGIN}/p", "slots": "hero,foot"})
    assert answer["visitor"] == {"id": "anna", "kind": "anonymous"}
    assert answer["slots"] == ["foot", "hero"]
    found = by_campaign(answer)
    assert found["big-cart"]["shown"]
    [test] = found["big-cart"]["tests"]
    assert test["field"] == "cart.value"
    assert test["expected"] == 100
    assert test["actual"] == answer["context"]["cart"]["value"] >= 100
    assert found["welcome"]["reason"] == "lower_priority"
    assert found["paused"]["reason"] == "status"
    assert found["polish"]["reason"] == "no_slot"
    assert answer["context"]["page"]["path"] == "/p"
    assert "behaviour" not in answer["context"]
    assert isinstance(answer["context"]["visitor"]["segments"], list)


def test_a_page_is_taken_to_have_every_slot_unless_its_slots_are_said(app: App) -> None:
    app.visit("anna", page())
    assert app.owner("GET", "visitors/anna/decisions")["slots"] == ["foot", "hero", "side"]
    assert app.owner("GET", "visitors/anna/decisions", params={"slots": ""})["slots"] == []


def test_asking_changes_nothing(app: App) -> None:
    app.visit("anna", page())
    before = app.owner("GET", "visitors/anna")
    for _ in range(3):
        answer = app.owner("GET", "visitors/anna/decisions")
        assert by_campaign(answer)["capped"]["shown"]
    app.owner("POST", "decisions", json={"visitor": "anna"})
    assert app.owner("GET", "visitors/anna") == before


def test_what_the_visitors_last_page_holds_for_them_does_not_stand_in_the_way(app: App) -> None:
    slots = {"slots": ["foot"]}
    assert shown(app.visit("anna", page(), page_id="page-1", **slots)) == {"capped": "a"}
    assert by_campaign(app.owner("GET", "visitors/anna/decisions"))["capped"]["reason"] == "shown"
    assert by_campaign(app.owner("POST", "decisions", json={"visitor": "anna"}))["capped"]["reason"] == "shown"
    seen = track("Widget Viewed", {"campaign": "capped", "variant": "a", "page_id": "page-1"})
    app.visit("anna", seen, page_id="page-1", viewed=["capped"], **slots)
    assert by_campaign(app.owner("GET", "visitors/anna/decisions"))["capped"]["reason"] == "frequency_lifetime"


def test_who_is_held_out_from_a_capped_campaign_is_told_to_be(app: App) -> None:
    held_out = banner("held-out", holdout=1, frequency={"lifetime": 1}, placement={"type": "slot", "slot": "foot"})
    app.owner("PUT", "campaigns/held-out", json={**held_out, "priority": 7})
    assert wait_for(lambda: "held-out" in by_campaign(app.owner("POST", "decisions", json={})), timeout_s=2)
    app.visit("anna", page(), page_id="page-1", slots=["foot"])
    told = by_campaign(app.owner("GET", "visitors/anna/decisions"))["held-out"]
    assert (told["reason"], told["detail"]) == ("holdout", "one of 100 % held out")


def test_what_a_page_in_another_tab_holds_for_a_visitor_is_told(app: App) -> None:
    app.owner("PUT", "campaigns/other", json=banner("other", priority=20, frequency={"lifetime": 1}))
    assert wait_for(lambda: "other" in by_campaign(app.owner("POST", "decisions", json={})), timeout_s=2)
    app.visit("anna", page(), page_id="page-1", slots=["foot"])
    app.clock.advance(1000)
    app.visit("anna", page(), page_id="page-2", slots=["hero"])
    told = by_campaign(app.owner("GET", "visitors/anna/decisions", params={"slots": "foot,side"}))["capped"]
    assert (told["reason"], told["detail"]) == ("reserved", "seen 0 of 1, 1 more may still be shown on other pages")


def test_a_persons_decisions_rest_on_their_own_record(app: App) -> None:
    token = sign_token("u1", SITE.secret_key, app.clock.now_ms + DAY_MS)
    app.visit("anna", identify("u1", {"first_name": "Anna"}), into_cart(), userId="u1", token=token)
    answer = app.owner("GET", "visitors/u1/decisions", params={"kind": "user"})
    assert answer["visitor"] == {"id": "u1", "kind": "user"}
    assert answer["context"]["visitor"]["level"] == "verified"
    assert by_campaign(answer)["big-cart"]["shown"]


def test_who_has_never_been_here_is_not_found(app: App) -> None:
    assert refused(app, "GET", "visitors/nobody/decisions")["code"] == "not_found"
    assert refused(app, "POST", "decisions", json={"visitor": "nobody"})["code"] == "not_found"
    assert refused(app, "GET", "visitors/anna/decisions", params={"kind": "robot"})["path"] == "kind"


def test_a_made_up_context_stands_in_place_of_what_is_known(app: App) -> None:
    app.visit("anna", page())
    nested = {"cart": {"value": 250}, "geo.country": "PL"}
    for question in ({"context": nested}, {"visitor": "anna", "context": nested}):
        answer = app.owner("POST", "decisions", json=question)
        found = by_campaign(answer)
        assert found["big-cart"]["shown"]
        assert found["polish"]["shown"]
        assert answer["context"]["cart"]["value"] == 250
        assert answer["context"]["cart"]["currency"] == "EUR"
    assert by_campaign(app.owner("POST", "decisions", json={"visitor": "anna"}))["big-cart"]["reason"] == "condition"


def test_a_made_up_page_brings_its_path_and_product_along(app: App) -> None:
    context = {"page": {"url": f"{ORIGIN}/p/bike", "product_id": "bike"}}
    answer = app.owner("POST", "decisions", json={"context": context})
    assert answer["visitor"] is None
    assert answer["context"]["page"]["path"] == "/p/bike"
    assert answer["context"]["product"]["price"] == 100


def test_segments_follow_from_the_made_up_context(app: App) -> None:
    app.owner("PUT", "segments/rich", json={"name": "Rich", "condition": {"cart.value": {"$gte": 1_000}}})
    draft = banner("draft", {"segment": "rich"}, status="draft", priority=50)

    def is_shown() -> bool:
        question = {"context": {"cart.value": 2_000}, "campaign": draft}
        headers = {"Authorization": f"Bearer {SITE.secret_key}"}
        response = app.http.post("/api/v1/decisions", json=question, headers=headers)
        if response.status_code == 400:  # the segment is not in force yet
            return False
        answer = response.json()
        assert "rich" in answer["context"]["visitor"]["segments"]
        return bool(answer["decisions"][0]["shown"])

    assert wait_for(is_shown, timeout_s=3)


def test_a_draft_is_explained_as_if_it_were_live(app: App) -> None:
    draft = banner("draft", {"cart.value": {"$gt": 0}}, status="draft", priority=50)
    [decision] = app.owner("POST", "decisions", json={"campaign": draft})["decisions"]
    assert (decision["campaign"], decision["reason"]) == ("draft", "condition")
    question = {"campaign": draft, "context": {"cart.value": 5}}
    [decision] = app.owner("POST", "decisions", json=question)["decisions"]
    assert decision["shown"]
    low = {"campaign": {**draft, "priority": 0}, "context": {"cart.value": 500}}
    [decision] = app.owner("POST", "decisions", json=low)["decisions"]
    assert (decision["reason"], "big-cart" in decision["detail"]) == ("lower_priority", True)


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ({"context": {"cart.valeu": 5}}, "context.cart.valeu"),
        ({"context": {"cart": 5}}, "context.cart"),
        ({"context": []}, "context"),
        ({"contexts": {}}, "contexts"),
        ({"campaign": {"placement": {"type": "top"}, "variants": []}}, "campaign.variants"),
        ([], None),
    ],
)
def test_a_faulty_question_is_refused_with_the_place_of_its_fault(app: App, question: Any, path: str | None) -> None:
    error = refused(app, "POST", "decisions", json=question)
    assert error.get("path") == path


def test_what_follows_from_a_change_follows_it(app: App) -> None:
    item = {"id": "bike", "category": "Bicycles", "price": 100, "quantity": 2}
    changes = {
        "visitor.traits": {"first_name": "Ida", "loyalty_tier": "gold"},
        "visitor.affinity.category": {"Lights": 5, "Bicycles": 9},
        "cart.items": [item],
    }
    for question in ({}, {"visitor": "anna"}):
        app.visit("anna", page(), track("Product Viewed", {"product_id": "bike"}))
        context = app.owner("POST", "decisions", json={**question, "context": changes})["context"]
        assert context["visitor"]["first_name"] == "Ida"
        assert context["loyalty"] == {"tier": "gold"}
        assert context["visitor"]["favourite_category"] == context["favourite"]["category"] == "Bicycles"
        cart = context["cart"]
        assert (cart["value"], cart["count"], cart["categories"]) == (200, 2, ["Bicycles"])
        assert cart["items"] == [item]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("cart.value", "many", "expected a number, got text"),
        ("visitor.traits", 5, "expected a mapping, got the number 5"),
        ("device.bot", "no", "expected true or false, got text"),
        ("visitor.affinity.brand.Wiatr", "much", "expected a number, got text"),
        ("time.hour", 9, 'is told by the clock; say "now" beside the context'),
        ("visitor.scores.nope", 5, 'the site has no scoring plan "nope"'),
        ("visitor.segments[0]", ["vip"], 'the site has no segment "vip"'),
        ("visitor.segments[0]", [[]], "expected text, got a list"),
        ("visitor.segments[1]", ["returning", {"a": 1}], "expected text, got a mapping"),
        ("visitor.events.page", "often", "expected how often it happened, 0 to 1,000,000, got text"),
        ("visitor.events", {"page": -1}, "expected how often it happened"),
    ],
)
def test_a_change_that_could_have_no_effect_is_refused(app: App, path: str, value: Any, message: str) -> None:
    error = refused(app, "POST", "decisions", json={"context": {path.partition("[")[0]: value}})
    assert error["path"] == f"context.{path}"
    assert message in error["message"]


def explained(app: App, draft: dict[str, Any], **question: Any) -> dict[str, Any]:
    answer = app.owner("POST", "decisions", json={"campaign": {**draft, "priority": 99}, **question})
    [decision] = answer["decisions"]
    return {**decision, "context": answer["context"]}


def test_events_can_be_made_up_and_count_within_any_time(app: App) -> None:
    app.visit("anna", page(), track("Product Viewed", {"product_id": "bike"}))
    draft = banner("draft", {"event": "Product Viewed", "within": "7d", "count": {"$gte": 3}})
    before = explained(app, draft, visitor="anna")
    assert (before["shown"], before["tests"][0]["actual"]) == (False, 1)
    assert before["detail"] == "Product Viewed within 7d: 1 times, expected at least 3"
    for context in ({"visitor.events.Product Viewed": 5}, {"visitor": {"events": {"Product Viewed": 5}}}):
        after = explained(app, draft, visitor="anna", context=context)
        assert (after["shown"], after["tests"][0]["actual"]) == (True, 5)
        assert after["context"]["visitor"]["events"] == {"page": 1, "Product Viewed": 5}
    never = banner("draft", {"event": "Product Viewed", "count": 0})
    assert not explained(app, never, visitor="anna")["shown"]
    assert explained(app, never, visitor="anna", context={"visitor.events.Product Viewed": 0})["shown"]


def test_a_made_up_segment_is_one_for_conditions_that_name_it_too(app: App) -> None:
    draft = banner("draft", {"segment": "returning"})
    assert not explained(app, draft)["shown"]
    told = explained(app, draft, context={"visitor.segments": ["returning"]})
    assert told["shown"]
    assert told["context"]["visitor"]["segments"] == ["returning"]


def test_another_moment_moves_schedules_and_periods(app: App) -> None:
    app.visit("anna", page())
    morning = banner("draft", schedule={"days": ["fri"], "hours": ["09:00-10:00"], "time_zone": "UTC"})
    assert explained(app, morning, visitor="anna", now="2026-11-27T09:30+00:00")["shown"]
    late = explained(app, morning, visitor="anna", now="2026-11-27T11:30+00:00")
    assert late["reason"] == "schedule"
    assert late["detail"] == "runs fri 09:00-10:00 UTC, where it is fri 11:30"
    away = banner("draft", {"event": "page", "since_last": {"$gt": "3d"}})
    assert not explained(app, away, visitor="anna")["shown"]
    assert explained(app, away, visitor="anna", now="2026-12-24T08:00")["shown"]
    assert explained(app, away, visitor="anna", now="2026-12-24T08:00")["context"]["time"]["date"] == "2026-12-24"
    assert refused(app, "POST", "decisions", json={"now": "tomorrow"})["path"] == "now"


def test_all_checks_are_told_with_the_actual_values(app: App) -> None:
    app.visit("anna", page())
    draft = banner("draft", {"cart.value": {"$gt": 0}}, coverage=0.5, holdout=0.1, frequency={"lifetime": 3})
    told = {check["name"]: check for check in explained(app, draft, visitor="anna")["checks"]}
    assert not told["condition"]["passed"]
    assert told["condition"]["detail"] == "cart.value is 0.0, expected more than 0"
    assert told["frequency"] == {"name": "frequency", "passed": True, "detail": "seen 0 of 3"}
    assert "the visitor is at 0." in told["coverage"]["detail"]
    assert "the visitor is at 0." in told["holdout"]["detail"]
    assert told["place"]["passed"]


def test_segments_and_sequences_are_told_with_what_is_in_them(app: App) -> None:
    app.visit("anna", page(), track("Product Viewed", {"product_id": "bike"}))
    steps = [{"event": "Product Viewed"}, {"event": "Order Completed"}]
    draft = banner("draft", {"segment": "returning", "sequence": steps})
    segment, sequence = explained(app, draft, visitor="anna")["tests"]
    assert (segment["segment"], segment["holds"], segment["actual"]) == ("returning", False, False)
    assert all("actual" in test for test in segment["tests"])
    assert (sequence["actual"], sequence["expected"]) == (1, 2)
    assert [step["holds"] for step in sequence["tests"]] == [True, False]


def test_the_overlay_of_a_debug_link_comes_rendered(app: App) -> None:
    answer = app.visit("anna", page(), into_cart(), slots=["hero"], preview=token_of(app, "debug-link"))
    html = answer["debug"]["html"]
    assert 'data-campaign="polish"' in html
    assert "the page has no slot side; it has hero" in html
    assert "notesik_token=" in html
    styles = app.http.get(f"/notesik/{answer['debug']['styles']}")
    assert (styles.status_code, "text/css" in styles.headers["content-type"]) == (200, True)
    assert "debug" not in app.visit("anna", slots=["hero"])


@pytest.mark.parametrize("path", ["visitors/anna/decisions", "debug-link", "campaigns/paused/preview-link"])
def test_only_the_bearer_of_the_secret_key_may_ask(app: App, path: str) -> None:
    app.visit("anna", page())
    for headers in ({}, {"Authorization": f"Bearer {SITE.write_key}"}):
        assert app.http.get(f"/api/v1/{path}", headers=headers).status_code == 401
    assert app.http.post("/api/v1/decisions", json={}).status_code == 401
    other = {"Authorization": f"Bearer {OTHER_SITE.secret_key}"}
    assert app.http.get(f"/api/v1/{path}", headers=other).status_code in (400, 404)


def test_a_debug_link_makes_a_visit_tell_why_and_on_what(app: App) -> None:
    token = token_of(app, "debug-link")
    answer = app.visit("anna", page(), into_cart(), slots=["hero"], preview=token)
    assert answer["preview"] == {"opens": "debug"}
    found = by_campaign(answer)
    assert {*found} == {each["id"] for each in CAMPAIGNS}
    assert found["big-cart"]["tests"][0]["actual"] == answer["context"]["cart"]["value"]
    assert found["paused"]["reason"] == "status"
    assert "behaviour" not in answer["context"]
    assert shown(answer) == {"big-cart": "a"}


def test_a_debug_link_is_no_secret_key(app: App) -> None:
    token = token_of(app, "debug-link")
    assert app.http.get("/api/v1/campaigns", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    app.visit("anna", identify("u1", {"secret": "shoe size"}))
    answer = app.visit("otto", page(), userId="u1", token=token, preview=token)
    assert answer["context"]["visitor"]["level"] == "claimed"
    assert "shoe size" not in str(answer)


def test_a_preview_link_shows_that_campaign_to_whoever_follows_it(app: App) -> None:
    token = token_of(app, "campaigns/paused/preview-link")
    answer = app.visit("anna", page(), slots=["hero", "foot"], preview=token)
    assert answer["preview"] == {"opens": "preview", "campaign": "paused", "variant": "a"}
    assert shown(answer) == {"paused": "preview:a", "capped": "preview:a"}
    assert "Hello, you" in answer["widgets"][0]["html"]
    assert "decisions" not in answer
    assert "context" not in answer
    assert shown(app.visit("anna", slots=["hero"])) == {"welcome": "a"}


def test_a_preview_link_can_name_the_variant(app: App) -> None:
    token = token_of(app, "campaigns/paused/preview-link", variant="b")
    answer = app.visit("anna", page(), slots=["hero"], preview=token)
    assert shown(answer) == {"paused": "preview:b"}
    error = refused(app, "GET", "campaigns/paused/preview-link", params={"url": ORIGIN, "variant": "c"})
    assert error["path"] == "variant"


def test_a_preview_of_a_variant_that_is_gone_shows_the_first_and_says_so(app: App) -> None:
    token = sign_preview(Preview("preview", "paused", "gone"), SITE.secret_key, START_MS + DAY_MS)
    answer = app.visit("anna", page(), slots=["hero"], preview=token)
    assert shown(answer)["paused"] == "preview:a"
    assert answer["preview"]["note"] == "preview: the campaign has no variant 'gone'; this is a"
    assert "Not here" not in answer["debug"]["html"]
    assert "no variant &#39;gone&#39;; this is a" in answer["debug"]["html"]


def test_what_is_previewed_is_not_counted_and_uses_up_no_cap(app: App) -> None:
    token = token_of(app, "campaigns/capped/preview-link")
    answer = app.visit("anna", page(), slots=["foot"], preview=token)
    assert shown(answer) == {"capped": "preview:a"}
    told = {"campaign": "capped", "variant": "preview:a"}
    for event in ("Widget Viewed", "Widget Clicked", "Widget Closed"):
        app.send(track(event, told, anonymousId="anna"))
    app.send(track("Order Completed", {"order_id": "1", "revenue": 10}, anonymousId="anna"))
    # A counted one of somebody else is worked on later in the log of the same process, so the wait has an end.
    app.send(track("Widget Viewed", {"campaign": "capped", "variant": "a"}, anonymousId="otto"))

    def counted() -> dict[str, Any]:
        found: dict[str, Any] = app.owner("GET", "campaigns/capped/results")["variants"]["a"]
        return found

    assert wait_for(lambda: counted().get("impressions") == 1, timeout_s=5)
    figures = {"impressions": 1, "clicks": 0, "closes": 0, "conversions": 0, "revenue": {}}
    assert counted().items() >= figures.items()
    assert shown(app.visit("anna", slots=["foot"])) == {"capped": "a"}


def test_what_stands_beside_a_preview_is_not_counted_either(app: App) -> None:
    token = token_of(app, "campaigns/paused/preview-link")
    answer = app.visit("anna", page(), slots=["hero", "foot"], page_id="one", preview=token)
    app.visit("anna", track("Widget Viewed", {"campaign": "capped", "variant": shown(answer)["capped"]}), preview=token)
    assert app.state("anna")["exposures"] == {}
    assert app.state("anna")["inbox"] == {}
    assert shown(app.visit("anna", slots=["foot"], page_id="two")) == {"capped": "a"}


BAR = {
    "id": "bar",
    "name": "bar",
    "status": "draft",
    "placement": {"type": "top"},
    "variants": [{"id": "a", "widget": "bar", "parameters": {"text": "Hello", "goal": {"PLN": 100}}}],
}


def test_a_preview_says_that_the_widget_has_nothing_to_show(app: App) -> None:
    app.owner("PUT", "campaigns/bar", json=BAR)
    token = token_of(app, "campaigns/bar/preview-link")
    answer = wait_for_preview(app, token)
    assert answer["preview"]["note"] == "preview: nothing to show to this visitor: no goal in EUR"
    assert shown(answer) == {"welcome": "preview:a"}
    app.owner("DELETE", "campaigns/bar")


def wait_for_preview(app: App, token: str) -> dict[str, Any]:
    """The answer once the campaign that was just made is there."""
    found: list[dict[str, Any]] = []

    def is_there() -> bool:
        found[:] = [app.visit("anna", page(), slots=["hero"], preview=token)]
        return "there is no campaign" not in found[0]["preview"].get("note", "")

    assert wait_for(is_there, timeout_s=5)
    return found[0]


def test_a_draft_that_has_nothing_to_show_is_told_so(app: App) -> None:
    [decision] = app.owner("POST", "decisions", json={"campaign": BAR})["decisions"]
    assert (decision["reason"], decision["detail"]) == ("nothing_to_show", "no goal in EUR")


def test_a_previewed_message_is_shown_on_the_page_and_not_put_into_the_inbox(app: App) -> None:
    answer = app.visit("anna", page(), preview=token_of(app, "campaigns/note/preview-link"))
    [widget] = answer["widgets"]
    assert (widget["campaign"], widget["placement"]) == ("note", {"type": "top"})
    assert answer["inbox"] == {"unread": 0}
    assert app.state("anna")["inbox"] == {}


def test_a_preview_says_why_the_page_cannot_show_it(app: App) -> None:
    token = token_of(app, "campaigns/paused/preview-link")
    answer = app.visit("anna", page(), slots=["side"], preview=token)
    assert answer["preview"]["note"] == "preview: this page has no slot 'hero'"
    assert shown(answer) == {}


def test_an_expired_or_forged_link_is_told_and_changes_nothing(app: App) -> None:
    token = token_of(app, "campaigns/paused/preview-link")
    usual = shown(app.visit("otto", page(), slots=["hero"]))
    forged = app.visit(
        "olga", page(), slots=["hero"], preview=sign_preview(Preview("debug"), "another" * 6, START_MS + DAY_MS)
    )
    assert forged["preview"] == {"opens": "nothing", "note": "preview: Signature verification failed"}
    assert shown(forged) == usual
    app.clock.advance(DAY_MS + 1_000)
    late = app.visit("ida", page(), slots=["hero"], preview=token)
    assert late["preview"] == {"opens": "nothing", "note": "preview: the link has expired"}
    assert shown(late) == usual
    assert "decisions" not in late


@pytest.mark.parametrize("preview", [None, ""])
def test_a_visit_without_a_link_is_told_nothing_of_one(app: App, preview: str | None) -> None:
    assert "preview" not in app.visit("anna", page(), preview=preview)


@pytest.mark.parametrize("url", ["", "/p", "https://elsewhere.example/", "javascript:alert(1)"])
def test_links_lead_only_to_pages_of_the_site(app: App, url: str) -> None:
    assert refused(app, "GET", "debug-link", params={"url": url})["path"] == "url"


def test_there_is_no_preview_of_a_campaign_that_there_is_not(app: App) -> None:
    error = refused(app, "GET", "campaigns/none/preview-link", params={"url": ORIGIN})
    assert error["code"] == "not_found"
