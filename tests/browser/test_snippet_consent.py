"""Consent as the shop's banner tells Google, or the shop tells us: nothing is sent or stored against it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from browser.recording_server import RecordingServer

PAGE = """<!doctype html><html lang="en"><title>Shop</title>
<script>
  window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments) }
  gtag("consent", "default", {analytics_storage: "denied", personalization_storage: "denied", wait_for_update: 500})
</script>
<script async src="NOTESIK/notesik.js" data-site="wk_test"></script>"""
GRANT = "gtag('consent', 'update', {analytics_storage: 'granted', personalization_storage: 'granted'})"
DENY = "gtag('consent', 'update', {analytics_storage: 'denied', personalization_storage: 'denied'})"


@pytest.fixture
def opened(page: Page, shop: RecordingServer, server: RecordingServer) -> Page:
    shop.pages["shop.html"] = PAGE
    page.goto(f"{shop.url}/shop.html")
    server.wait(lambda request: request.path == "/v1/visit")
    return page


def test_before_consent_nothing_is_told_or_stored(opened: Page, server: RecordingServer) -> None:
    body = server.requests[0].body
    assert body["batch"] == []
    assert body["consent"] == {"analytics": False, "personalization": False}
    assert "fresh" not in body
    assert opened.evaluate("Object.keys(localStorage)") == []


def test_events_before_consent_are_sent_on_grant_with_their_own_times(opened: Page, server: RecordingServer) -> None:
    opened.evaluate("gtag('event', 'add_to_cart', {items: [{item_id: 'early'}]}); notesik.track('Early')")
    held_ms = opened.evaluate("Date.now()")
    opened.wait_for_function("held => Date.now() > held + 50", arg=held_ms)
    assert server.messages() == []
    opened.evaluate(GRANT)
    visit = server.wait(lambda request: "Early" in request.events)
    assert visit.events == ["page", "Product Added", "Early"]
    assert visit.body["consent"] == {"analytics": True, "personalization": True}
    assert visit.body["fresh"] is True
    early_ms = opened.evaluate("text => Date.parse(text)", visit.body["batch"][2]["originalTimestamp"])
    assert early_ms <= held_ms
    assert opened.evaluate("JSON.parse(localStorage.notesik).a") == visit.body["anonymousId"]


def test_events_before_consent_are_dropped_on_denial(opened: Page, server: RecordingServer) -> None:
    opened.evaluate("notesik.track('Held')")
    opened.evaluate(DENY)
    opened.evaluate("notesik.track('Against It')")
    opened.evaluate(GRANT)
    opened.evaluate("notesik.track('Agreed')")
    server.wait_for_event("Agreed")
    assert [message.get("event", "page") for message in server.messages()] == ["page", "Agreed"]


def test_a_returning_visitor_is_not_recognised_before_consent(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    shop.pages["shop.html"] = PAGE
    page.goto(f"{shop.url}/index.html")
    known = server.wait(lambda request: bool(request.events)).body["anonymousId"]
    page.goto(f"{shop.url}/shop.html")
    before = server.wait(lambda request: request.body.get("consent", {}).get("analytics") is False)
    assert before.body["anonymousId"] != known
    page.evaluate(GRANT)
    after = server.wait(lambda request: request.body.get("consent", {}).get("analytics") is True)
    assert after.body["anonymousId"] == known
    assert all(message["anonymousId"] == known for message in after.body["batch"])


def test_withdrawing_forgets_the_visitor(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.goto(shop.url)
    known = server.wait_for_event("page")["anonymousId"]
    page.evaluate("notesik.consent({analytics: false, personalization: false})")
    denied = server.wait(lambda request: request.body.get("consent") == {"analytics": False, "personalization": False})
    assert denied.body["anonymousId"] != known
    assert page.evaluate("'notesik' in localStorage") is False
    page.goto(f"{shop.url}/next.html")
    later = server.wait(lambda request: request.body.get("page", {}).get("title") == "The next page")
    assert later.body["consent"]["analytics"] is False
    assert later.events == []


def test_a_default_does_not_overrule_a_choice(opened: Page, server: RecordingServer) -> None:
    opened.evaluate(GRANT)
    opened.evaluate("gtag('consent', 'default', {analytics_storage: 'denied'}); notesik.track('Still Agreed')")
    server.wait_for_event("Still Agreed")


def test_who_is_not_counted_is_not_treated_by_their_history(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    shop.pages["shop.html"] = PAGE.replace('personalization_storage: "denied", ', "")
    page.goto(f"{shop.url}/shop.html")
    visit = server.wait(lambda request: request.path == "/v1/visit")
    assert visit.body["consent"] == {"analytics": False, "personalization": False}
