"""Who is held out: nothing comes onto the page, and the moment at which they would have seen it is told."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from browser.recording_server import RecordingServer
from browser.test_snippet_triggers import settle, visit
from browser.test_snippet_widgets import widget

TALL = """<!doctype html><html lang="en"><title>{title}</title>
<script async src="NOTESIK/notesik.js" data-site="wk_test"></script>
<h1>Shop</h1><button id="guide">Size guide</button><button id="other">Other</button>
<div style="height: 3000px"></div><div data-notesik-slot="far"></div><p id="reviews">Reviews</p>"""


@pytest.fixture(autouse=True)
def tall_pages(shop: RecordingServer) -> None:
    """Two pages that do not fit into the window; the slot is at their end."""
    for name in ("one", "two"):
        shop.pages[f"{name}.html"] = TALL.format(title=name)


def held_out(placement: dict[str, Any], trigger: str = "immediate", **more: Any) -> dict[str, Any]:
    return {
        "campaign": "hidden",
        "variant": "holdout",
        "placement": placement,
        "trigger": {"type": trigger, **more},
        "html": "",
        "styles": "",
    }


def told(server: RecordingServer) -> list[dict[str, Any]]:
    unique = {each["messageId"]: each["properties"] for each in server.messages("Widget Viewed")}
    return [each for each in unique.values() if each["campaign"] == "hidden"]


@pytest.mark.parametrize(
    "placement", [{"type": "slot", "slot": "far"}, {"type": "selector", "selector": "#reviews", "position": "replace"}]
)
def test_it_is_told_once_the_place_is_in_sight(
    page: Page, shop: RecordingServer, server: RecordingServer, placement: dict[str, Any]
) -> None:
    server.widgets = [held_out(placement)]
    visit(page, shop, server)
    before = page.content()
    settle(page, server)
    assert told(server) == []
    page.evaluate("scrollTo(0, 9999)")
    server.wait_for_event("Widget Viewed")
    page_id = server.requests[0].body["page_id"]
    assert told(server) == [{"campaign": "hidden", "variant": "holdout", "page_id": page_id}]
    assert page.content() == before, "nothing of it is on the page"


@pytest.mark.parametrize("type", ["top", "bottom", "modal", "corner"])
def test_it_is_told_when_the_trigger_fires(
    page: Page, shop: RecordingServer, server: RecordingServer, type: str
) -> None:
    server.widgets = [held_out({"type": type}, "click", selector="#guide")]
    visit(page, shop, server)
    page.click("#other")
    settle(page, server)
    assert told(server) == []
    page.click("#guide")
    server.wait_for_event("Widget Viewed")
    assert page.locator("notesik-widget").count() == 0


def test_a_page_tells_it_once_and_keeps_it_as_shown(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    server.widgets = [held_out({"type": "top"})]
    visit(page, shop, server)
    server.wait_for_event("Widget Viewed")
    settle(page, server)
    settle(page, server)
    assert len(told(server)) == 1
    last = [each for each in server.requests if each.path == "/v1/visit"][-1].body
    assert (last["on_screen"], last["viewed"]) == (["hidden"], ["hidden"])
    page.evaluate("history.pushState({}, '', '/two.html')")
    server.wait_for_event("Widget Viewed", count=2)


def test_another_campaign_has_its_place_and_takes_nothing_from_it(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    title = {"type": "selector", "selector": "h1", "position": "replace"}
    server.widgets = [widget("instead", placement=title, styles=""), held_out(title)]
    visit(page, shop, server)
    server.wait(lambda _: len(told(server)) == 1)
    assert page.locator("notesik-widget[data-campaign=instead]").count() == 1


def test_a_modal_takes_no_turn_from_others(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    dialog = '<div part="root"><dialog aria-label="Hello"><h2>Hello</h2></dialog></div>'
    server.widgets = [held_out({"type": "modal"}), widget("popup", dialog, "modal", styles="")]
    visit(page, shop, server)
    page.wait_for_selector("notesik-widget[data-campaign=popup] dialog[open]")
    server.wait(lambda _: len(told(server)) == 1)


def test_who_is_released_sees_the_campaign_on_the_same_page(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    server.widgets = [held_out({"type": "top"})]
    visit(page, shop, server)
    server.widgets = [widget("hidden", type="top", styles="")]
    settle(page, server)
    page.wait_for_selector("notesik-widget[data-campaign=hidden]")
