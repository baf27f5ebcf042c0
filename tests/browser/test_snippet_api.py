"""The page shows and hides a campaign itself, if the last decision has it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.recording_server import RecordingServer
from browser.test_snippet_widgets import widget

NEVER = {"type": "event", "name": "Never"}


@pytest.fixture
def opened(page: Page, shop: RecordingServer, server: RecordingServer) -> Page:
    server.pages["notesik/plain.css"] = ""
    held_out = {**widget("held", "", type="top", trigger=NEVER), "variant": "holdout"}
    server.widgets = [widget("sale", "A sale", type="top", trigger=NEVER), held_out]
    page.goto(shop.url)
    server.wait_for_event("page")
    return page


def test_a_campaign_is_shown_before_its_trigger_and_hidden_again(opened: Page, server: RecordingServer) -> None:
    bar = opened.locator("notesik-widget[data-campaign=sale]")
    assert opened.evaluate("notesik.show('sale')") == {"shown": True, "reason": "shown"}
    expect(bar).to_contain_text("A sale")
    server.wait_for_event("Widget Viewed")
    assert opened.evaluate("notesik.show('sale')") == {"shown": True, "reason": "shown"}
    assert opened.evaluate("notesik.hide('sale')") is True
    expect(bar).to_have_count(0)
    server.wait_for_event("Widget Closed")
    assert opened.evaluate("notesik.hide('sale')") is False
    assert opened.evaluate("notesik.show('sale')") == {"shown": False, "reason": "closed"}


def test_what_the_decision_does_not_have_is_not_shown(opened: Page) -> None:
    assert opened.evaluate("notesik.show('other')") == {"shown": False, "reason": "not_chosen"}
    assert opened.evaluate("notesik.show('held')") == {"shown": False, "reason": "holdout"}


def test_a_callback_hears_what_a_promise_would(opened: Page) -> None:
    told = opened.evaluate("new Promise((done) => notesik.push(['show', 'sale', done]))")
    assert told == {"shown": True, "reason": "shown"}
