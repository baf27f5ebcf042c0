"""Ids of pages, by which the server keeps caps: what each page was given, and what it has really shown."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page

from browser.recording_server import RecordingServer
from browser.test_snippet_widgets import widget


def first_visit(server: RecordingServer, title: str) -> dict[str, Any]:
    return server.wait(lambda request: request.body.get("page", {}).get("title") == title).body


def test_a_page_keeps_its_id_until_another_is_loaded(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(shop.url)
    first = first_visit(server, "A shop")
    assert len(first["page_id"]) >= 32
    assert "left_page_id" not in first
    assert first["viewed"] == []
    page.evaluate("history.pushState({}, '', '/shoes'); document.title = 'Shoes'")
    assert first_visit(server, "Shoes")["page_id"] == first["page_id"]
    page.goto(f"{shop.url}/next.html")
    second = first_visit(server, "The next page")
    assert second["page_id"] != first["page_id"]
    assert second["left_page_id"] == first["page_id"]


def test_the_next_page_tells_what_the_last_has_shown(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    server.pages["notesik/plain.css"] = ""
    server.widgets = [widget("seen", type="top"), widget("never", type="top", trigger={"type": "delay", "seconds": 99})]
    page.goto(shop.url)
    message = server.wait_for_event("Widget Viewed")
    assert message["properties"]["page_id"] == first_visit(server, "A shop")["page_id"]
    page.evaluate("notesik.track('Product Clicked')")
    assert server.wait(lambda request: "Product Clicked" in request.events).body["viewed"] == ["seen"]
    server.widgets = []
    page.goto(f"{shop.url}/next.html")
    assert first_visit(server, "The next page")["left_viewed"] == ["seen"]


def test_each_tab_has_left_its_own_pages(
    context: BrowserContext, page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(shop.url)
    first = first_visit(server, "A shop")["page_id"]
    with context.expect_page() as opened:
        page.evaluate("() => { open('/next.html') }")  # gets a copy of this tab's storage
    other = first_visit(server, "The next page")
    assert other["page_id"] != first
    assert "left_page_id" not in other
    shop.pages["third.html"] = (
        "<title>Third</title><script async src='NOTESIK/notesik.js' data-site='wk_test'></script>"
    )
    opened.value.goto(f"{shop.url}/third.html")
    assert first_visit(server, "Third")["left_page_id"] == other["page_id"]


def test_a_page_from_the_back_forward_cache_has_left_the_one_after_it(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(shop.url)
    first = first_visit(server, "A shop")["page_id"]
    page.evaluate(
        """sessionStorage["notesik.s"] = JSON.stringify({page_id: "after", viewed: ["seen"], state: {}})
        dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}))"""
    )
    again = server.wait(lambda request: request.body.get("left_page_id") == "after").body
    assert again["page_id"] == first
    assert again["left_viewed"] == ["seen"]


def test_blocked_storage_leaves_pages_without_a_past(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('blocked') }})")
    page.goto(shop.url)
    first_visit(server, "A shop")
    page.goto(f"{shop.url}/next.html")
    second = first_visit(server, "The next page")
    assert "left_page_id" not in second
