"""The snippet pasted into pages that were not made for it, served by a real Notesik."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from browser.foreign_shop import PAGES, foreign_shops, without_the_net
from browser.shopper import SHOTS
from notesik.store.embedded import EmbeddedStore

GOOD_LAYOUT_SHIFT = 0.1
"""What https://web.dev/articles/cls calls good."""

SETTLED = """() => Promise.all([...document.images].map((picture) => picture.decode()))
  .then(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))))"""
"""The page's own pictures have no sizes: they move it, each when it comes. Now all have come, and are drawn."""

OBSERVE_SHIFTS = """() => {
  window.shift = 0
  const add = (entries) => entries.forEach((entry) => (shift += entry.hadRecentInput ? 0 : entry.value))
  const observer = new PerformanceObserver((list) => add(list.getEntries()))
  observer.observe({ type: "layout-shift" })
  window.shiftTillNow = () => new Promise((resolve) =>
    requestAnimationFrame(() => setTimeout(() => { add(observer.takeRecords()); resolve(shift) })))
}"""


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with EmbeddedStore(tmp_path_factory.mktemp("store")) as store, foreign_shops(store.url) as shops:
        yield shops


class Opened(NamedTuple):
    """A foreign page in a new visitor's browser, and what its console said."""

    page: Page
    said: list[str]

    def widget(self, campaign: str) -> Locator:
        return self.page.locator(f'notesik-widget[data-campaign="{campaign}"] [part=root]')


@pytest.fixture(params=[(390, 844), (1280, 800)], ids=["phone", "desktop"])
def visitor(shops: dict[str, str], browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    width, height = request.param
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        context.set_default_timeout(10_000)
        yield context


@pytest.fixture
def opened(visitor: BrowserContext, shops: dict[str, str], foreign: str) -> Opened:
    opened = Opened(visitor.new_page(), [])
    opened.page.on("console", lambda message: opened.said.append(message.text))
    opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
    without_the_net(opened.page)
    tags: list[Route] = []
    opened.page.route("**/notesik.js", lambda route: tags.append(route))
    with opened.page.expect_request("**/notesik.js"):
        opened.page.goto(shops[foreign], wait_until="domcontentloaded")
    opened.page.evaluate(SETTLED)
    opened.page.evaluate(OBSERVE_SHIFTS)
    tags[0].fallback()  # what moves from here on, the tag has moved
    return opened


@pytest.mark.parametrize("foreign", PAGES)
def test_a_foreign_page_shows_a_popup_a_banner_and_recommendations(opened: Opened, foreign: str) -> None:
    popup = opened.widget("first-order").locator("dialog[open]")
    expect(popup).to_be_in_viewport(ratio=1)
    picture(opened.page, f"{foreign}-popup")
    opened.page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    for campaign, text in (("season", "Gravel season is open"), ("others-like", "Roll-top pannier")):
        widget = opened.widget(campaign)
        widget.get_by_text(text).scroll_into_view_if_needed()
        expect(widget.get_by_text(text)).to_be_in_viewport(ratio=1)
        box = widget.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 100
        picture(opened.page, f"{foreign}-{campaign}")
        expect(widget.locator("h2")).to_have_css("font-weight", "700")
    assert opened.page.evaluate("shiftTillNow()") < GOOD_LAYOUT_SHIFT
    assert opened.said == []


def picture(page: Page, title: str) -> None:
    """Kept where one is asked for, to be looked at."""
    if SHOTS:
        width = page.evaluate("innerWidth")
        page.screenshot(path=f"{SHOTS}/foreign-{title.replace(' ', '-')}-{width}.png", animations="disabled")
