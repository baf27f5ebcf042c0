"""A shopper walks through the demo shop: real Chromium, real server, real store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browser.walk import Shop, walk
from demo_process import Demo, running_demo

LESNY_ROWER = Shop(
    category_path="/category/bicycles",
    category="Bicycles",
    welcome="Welcome",
    free_delivery="Delivery of this order is free",
    popup="Your cart waits for you",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest.mark.parametrize(("name", "width", "height"), [("desktop", 1280, 900), ("phone", 390, 844)])
def test_a_shopper_is_remembered_from_the_first_page_to_the_order(
    browser: Browser, demo: Demo, name: str, width: int, height: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=name == "phone")
    context.set_default_timeout(10_000)
    shopper = walk(context, demo, LESNY_ROWER, name)
    assert shopper.said == [], "the console stays empty under the shop's strict Content-Security-Policy"
    context.close()
