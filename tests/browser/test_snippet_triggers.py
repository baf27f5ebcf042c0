"""Triggers of campaigns: each at its moment, and what they wait for adds up over the pages of a session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from browser.recording_server import RecordingServer
from browser.test_snippet_widgets import widget

TALL = """<!doctype html><html lang="en"><title>{title}</title>
<script async src="NOTESIK/notesik.js" data-site="wk_test"></script>
<button id="guide">Size guide</button><button id="other">Other</button>
<div style="height: 3000px"></div><p id="reviews">Reviews</p>"""
SHOWN = "notesik-widget[data-campaign=waiting]"


def waiting(type: str, **trigger: Any) -> dict[str, Any]:
    return widget("waiting", type="top", styles="", trigger={"type": type, **trigger})


@pytest.fixture(autouse=True)
def tall_pages(shop: RecordingServer) -> None:
    """Two pages that do not fit into the window."""
    for name in ("one", "two"):
        shop.pages[f"{name}.html"] = TALL.format(title=name)


def visit(page: Page, shop: RecordingServer, server: RecordingServer, name: str = "one") -> None:
    """Goes to a page and waits until its answer has come."""
    page.goto(f"{shop.url}/{name}.html")
    settle(page, server)


def settle(page: Page, server: RecordingServer) -> None:
    """What has happened so far has its effect: the answer to an event told now is on the page."""
    page.wait_for_function("!!window.notesik?.on")
    page.evaluate(
        """() => new Promise((resolve) => {
          let isTold = false
          notesik.on("event", ({event}) => { isTold ||= event === "Product Clicked" })
          notesik.on("answer", () => isTold && setTimeout(resolve, 50))
          notesik.track("Product Clicked")
        })"""
    )
    page.wait_for_load_state("load")


def assert_waits(page: Page, server: RecordingServer) -> None:
    settle(page, server)
    assert page.locator(SHOWN).count() == 0


def test_a_delay_is_of_the_session(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.clock.install()
    server.widgets = [waiting("delay", seconds=60)]
    visit(page, shop, server)
    page.clock.fast_forward(40_000)
    assert_waits(page, server)
    visit(page, shop, server, "two")
    assert_waits(page, server)
    page.clock.fast_forward(25_000)
    page.wait_for_selector(SHOWN, state="attached")


def test_active_time_stands_still_while_nothing_is_done(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.clock.install()
    server.widgets = [waiting("active_time", seconds=50)]
    visit(page, shop, server)
    page.clock.fast_forward(120_000)
    assert_waits(page, server)
    page.mouse.move(100, 100)
    page.clock.fast_forward(5_000)
    assert_waits(page, server)
    page.clock.fast_forward(20_000)
    page.wait_for_selector(SHOWN, state="attached")


def test_active_time_adds_up_over_pages(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.clock.install()
    server.widgets = [waiting("active_time", seconds=45)]
    visit(page, shop, server)
    page.clock.fast_forward(25_000)
    assert_waits(page, server)
    visit(page, shop, server, "two")
    assert_waits(page, server)
    page.clock.fast_forward(25_000)
    page.wait_for_selector(SHOWN, state="attached")


def test_scrolling_fires_at_its_depth(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    server.widgets = [waiting("scroll", percent=60)]
    visit(page, shop, server)
    page.evaluate("scrollTo(0, 500)")
    assert_waits(page, server)
    page.evaluate("scrollTo(0, 2000)")
    page.wait_for_selector(SHOWN, state="attached")


def test_the_deepest_page_of_the_session_counts(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    server.widgets = [widget("other", type="top")]
    visit(page, shop, server)
    page.evaluate("new Promise((resolve) => { addEventListener('scroll', resolve); scrollTo(0, 2000) })")
    server.widgets = [waiting("scroll", percent=60)]
    visit(page, shop, server, "two")
    page.wait_for_selector(SHOWN, state="attached")
    assert page.evaluate("scrollY") == 0


def test_inactivity_begins_anew_with_all_that_is_done(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.clock.install()
    server.widgets = [waiting("inactivity", seconds=60)]
    visit(page, shop, server)
    page.clock.fast_forward(40_000)
    page.mouse.move(100, 100)
    page.clock.fast_forward(40_000)
    assert_waits(page, server)
    page.clock.fast_forward(25_000)
    page.wait_for_selector(SHOWN, state="attached")


def test_inactivity_is_of_the_page(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.clock.install()
    server.widgets = [waiting("inactivity", seconds=60)]
    visit(page, shop, server)
    page.clock.fast_forward(40_000)
    visit(page, shop, server, "two")
    page.clock.fast_forward(40_000)
    assert_waits(page, server)


def test_a_click_counts_from_then_on(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    server.widgets = [waiting("click", selector="#guide, .guide")]
    visit(page, shop, server)
    page.click("#other")
    assert_waits(page, server)
    page.click("#guide")
    page.wait_for_selector(SHOWN, state="attached")
    visit(page, shop, server, "two")
    page.wait_for_selector(SHOWN, state="attached")


def test_a_click_that_leads_away_counts_on_the_next_page(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    server.widgets = [waiting("click", selector="#next")]
    page.goto(shop.url)
    settle(page, server)
    page.click("#next")
    page.wait_for_url("**/next.html")
    page.wait_for_selector(SHOWN, state="attached")


def test_an_element_counts_when_it_was_in_sight(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    server.widgets = [waiting("element_seen", selector="#reviews")]
    visit(page, shop, server)
    assert_waits(page, server)
    page.evaluate("document.querySelector('#reviews').scrollIntoView()")
    page.wait_for_selector(SHOWN, state="attached")
    visit(page, shop, server, "two")
    page.wait_for_selector(SHOWN, state="attached")
    assert page.evaluate("scrollY") == 0


def test_an_element_that_comes_late_is_seen(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    server.widgets = [waiting("element_seen", selector=".late")]
    visit(page, shop, server)
    page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<p class=late>Late</p>')")
    page.wait_for_selector(SHOWN, state="attached")


def test_an_event_counts_from_then_on(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    server.widgets = [waiting("event", name="Size Guide Opened")]
    visit(page, shop, server)
    assert_waits(page, server)
    page.evaluate("notesik.track('Size Guide Opened')")
    page.wait_for_selector(SHOWN, state="attached")
    visit(page, shop, server, "two")
    page.wait_for_selector(SHOWN, state="attached")


def test_an_event_counts_that_came_before_its_campaign(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    visit(page, shop, server)
    page.evaluate("notesik.track('Size Guide Opened')")
    server.widgets = [waiting("event", name="Size Guide Opened")]
    visit(page, shop, server, "two")
    page.wait_for_selector(SHOWN, state="attached")


def test_half_an_hour_of_silence_ends_the_session(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.clock.install()
    server.widgets = [waiting("event", name="Size Guide Opened")]
    visit(page, shop, server)
    page.evaluate("notesik.track('Size Guide Opened')")
    page.wait_for_selector(SHOWN, state="attached")
    page.clock.fast_forward(31 * 60_000)
    visit(page, shop, server, "two")
    assert_waits(page, server)


def test_nothing_of_the_session_is_stored_against_the_visitors_will(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    server.widgets = [waiting("event", name="Size Guide Opened")]
    visit(page, shop, server)
    page.evaluate("notesik.track('Size Guide Opened')")
    page.wait_for_selector(SHOWN, state="attached")
    page.evaluate("notesik.consent({analytics: false})")
    page.wait_for_selector(SHOWN, state="detached")
    page.goto(f"{shop.url}/two.html")
    assert page.evaluate("Object.keys(sessionStorage)") == []


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 800}, is_mobile=True, has_touch=True)
    context.set_default_timeout(10_000)
    yield context
    context.close()


def test_by_touch_a_quick_way_back_up_is_leaving(
    phone: BrowserContext, shop: RecordingServer, server: RecordingServer
) -> None:
    page = phone.new_page()
    server.widgets = [waiting("exit_intent")]
    page.goto(f"{shop.url}/one.html")
    settle(page, server)
    page.evaluate(
        """async (shown) => {
          const scrolled = (y) => new Promise((resolve) => {
            document.addEventListener("scroll", resolve, {once: true}); scrollTo(0, y) })
          while (!document.querySelector(shown)) {  // on a busy machine one way may be too slow
            await scrolled(900)
            await scrolled(100)
          }
        }""",
        SHOWN,
    )
