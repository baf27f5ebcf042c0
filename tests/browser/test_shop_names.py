"""Under names of the shop's choice, whoever blocks what is called notesik blocks nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from browser.page_cost import prepare_visitor
from demo_process import Demo, running_demo

NAMES = {
    "NOTESIK_SCRIPT_PATH": "/shop-assets/assistant.js",
    "NOTESIK_PARTS_PATH": "/shop-assets/v/",
    "NOTESIK_CALLS_PATH": "/shop-assets/c/",
    "NOTESIK_COOKIE": "sid",
    "NOTESIK_STORAGE_KEYS": "helper",
}
OUR_NAME = re.compile("notesik", re.IGNORECASE)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with pytest.MonkeyPatch.context() as environment:
        for name, value in NAMES.items():
            environment.setenv(name, value)
        with running_demo(tmp_path_factory.mktemp("demo")) as demo:
            yield demo


class Blocker(NamedTuple):
    """What a blocker has seen, and what it has blocked."""

    seen: list[Request]
    blocked: list[str]


@pytest.fixture
def blocker(context: BrowserContext) -> Blocker:
    blocker = Blocker([], [])
    context.on("request", lambda request: blocker.seen.append(request))

    def block(url: str) -> bool:
        if OUR_NAME.search(url):
            blocker.blocked.append(url)
        return bool(OUR_NAME.search(url))

    context.route(block, lambda route: route.abort())
    return blocker


def test_the_whole_product_works_and_no_request_has_our_name(
    context: BrowserContext, page: Page, demo: Demo, blocker: Blocker
) -> None:
    prepare_visitor(page, demo)
    page.goto(demo.url)
    expect(page.locator("notesik-widget[data-campaign=hero-favourite] h2")).to_contain_text("Bicycles")
    expect(page.locator("notesik-widget[data-campaign=free-shipping] .text")).to_be_visible()
    page.locator("notesik-widget[data-campaign=inbox] button").first.click()
    expect(page.locator("notesik-widget[data-campaign=inbox] .sheet[data-state=ready]")).to_be_visible()
    assert blocker.blocked == []
    paths = {re.sub(r"^https?://[^/]+|-[0-9a-f]{8}\.|\?.*$", "", request.url) for request in blocker.seen}
    assert {"/shop-assets/assistant.js", "/shop-assets/v/restjs", "/shop-assets/v/barcss"} <= paths
    assert {"/shop-assets/c/visit", "/shop-assets/c/inbox", "/shop-assets/c/batch"} <= paths
    for request in blocker.seen:
        headers = request.all_headers()
        assert not OUR_NAME.search(str(headers)), request.url
    assert [cookie["name"] for cookie in context.cookies()] == ["sid"]


def test_what_is_kept_in_the_browser_has_the_chosen_name(page: Page, demo: Demo) -> None:
    with page.expect_response(lambda response: response.url.endswith("/shop-assets/c/visit")):
        page.goto(demo.url)
    page.goto(f"{demo.url}/cart")
    page.wait_for_function("Object.keys(localStorage).some((name) => name === 'helper')")
    names = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [name for name in names if OUR_NAME.search(name)] == []


def test_a_no_takes_the_cookie_of_the_chosen_name_back(context: BrowserContext, page: Page, demo: Demo) -> None:
    with page.expect_response(lambda response: response.url.endswith("/shop-assets/c/visit")):
        page.goto(demo.url)
    assert [cookie["name"] for cookie in context.cookies()] == ["sid"]
    with page.expect_response(lambda response: response.url.endswith("/shop-assets/c/forget")) as told:
        page.evaluate("notesik.consent({analytics: false, personalization: false})")
    assert told.value.status == 204
    assert context.cookies() == []
