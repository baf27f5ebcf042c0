"""The same walk through a shop of 2,184 real products, written from right to left."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.walk import Shop, walk
from demo_process import running_demo

KUWAIT = Shop(
    category_path="/category/all",
    category="القسم الذي أعجبك",  # its name in the feed is English
    welcome="أهلًا بك",
    free_delivery="توصيل هذا الطلب مجاني",
    popup="سلتك في انتظارك",
)


@pytest.mark.parametrize(("name", "width", "height"), [("desktop", 1280, 900), ("phone", 390, 844)])
def test_a_shopper_is_remembered_in_a_shop_with_an_arabic_feed(
    browser: Browser, external: Path, tmp_path: Path, name: str, width: int, height: int
) -> None:
    feed = external / "data/feeds/kuwait-shop.xml"
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=name == "phone")
    context.set_default_timeout(10_000)
    with running_demo(tmp_path, "--feed", str(feed)) as demo:
        shopper = walk(context, demo, KUWAIT, f"arabic-{name}")
        assert shopper.page.evaluate("document.documentElement.dir") == "rtl"
    # The feed's pictures are on the net, which a test does not reach; nothing else may complain.
    assert [line for line in shopper.said if "Failed to load resource" not in line] == []
    context.close()
