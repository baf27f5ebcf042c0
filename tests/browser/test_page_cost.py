"""The tag costs the shop's pages nothing: what it shows moves nothing that was there before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from browser.page_cost import OBSERVE, PAGES, cost_with_tag, cost_without_tag, prepare_visitor
from demo_process import Demo, running_demo

WINDOWS = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest.fixture(scope="module")
def visited(browser: Browser, demo: Demo) -> Iterator[BrowserContext]:
    """The browser of somebody for whom there is much to show."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    prepare_visitor(page, demo)
    page.close()
    yield context
    context.close()


@pytest.mark.parametrize("window", WINDOWS)
def test_what_is_shown_moves_nothing_on_any_page(visited: BrowserContext, demo: Demo, window: str) -> None:
    page: Page = visited.new_page()
    page.set_viewport_size(WINDOWS[window])
    page.add_init_script(OBSERVE)
    shown: set[str] = set()
    for path in PAGES.values():
        without = cost_without_tag(page, demo, path, "/notesik.js")
        cost = cost_with_tag(page, demo, path)
        assert cost.shift - without.shift < 0.0005, (path, cost.moved)
        shown |= set(cost.shown)
    page.close()
    assert {"free-shipping", "hero-favourite", "home-recently-viewed", "cart-recommendations", "inbox"} <= shown
