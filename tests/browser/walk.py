"""The walk that shows the whole product at work: from the first page to the order."""

from __future__ import annotations

from typing import NamedTuple

from playwright.sync_api import BrowserContext

from browser.shopper import Shopper
from demo_process import Demo
from notesik.store.data_folder import wait_for


class Shop(NamedTuple):
    """What the walk needs to know of a shop: a category, and words of its campaigns in the shop's language."""

    category_path: str
    category: str
    welcome: str
    free_delivery: str
    popup: str


def walk(context: BrowserContext, demo: Demo, shop: Shop, name: str) -> Shopper:
    """Walk as a shopper. Every step asserts what is seen; the shopper's second tab and results at the end too."""
    shopper = Shopper(context, demo, name)
    shopper.open("/")
    shopper.sees("welcome", shop.welcome)
    shopper.does_not_see("hero-favourite")
    shopper.picture("welcome")

    shopper.open(shop.category_path)
    shopper.picture("category")
    products = product_paths(shopper)
    for path in products[:3]:
        shopper.open(path)
    shopper.sees("product-recommendations")
    shopper.picture("product")
    shopper.open("/")
    shopper.sees("hero-favourite", shop.category)
    shopper.picture("hero-by-favourite-category")

    fills_the_cart(shopper, demo, shop, products)
    leaves_and_closes(shopper, shop)
    buys(shopper, demo)
    return shopper


def product_paths(shopper: Shopper) -> list[str]:
    """The products of the list that is open, the cheapest first."""
    cards = shopper.page.evaluate(
        """[...document.querySelectorAll("main a[href^='/product/']")].map((link) => link.getAttribute("href"))"""
    )
    return list(dict.fromkeys(cards))


def fills_the_cart(shopper: Shopper, demo: Demo, shop: Shop, products: list[str]) -> None:
    """The bar changes in the very answer to the event that changes the cart."""
    shopper.open(f"{shop.category_path.partition('?')[0].rsplit('/', 1)[0]}/all?sort=price")
    cheapest = product_paths(shopper)[0]
    answer = shopper.puts_into_the_cart(cheapest)
    [bar] = [each for each in answer["widgets"] if each["campaign"] == "free-shipping"]
    assert shop.free_delivery not in bar["html"]
    shopper.sees("free-shipping")
    shopper.picture("cart-under-the-limit")
    answer = shopper.puts_into_the_cart(products[0], quantity=10)
    [bar] = [each for each in answer["widgets"] if each["campaign"] == "free-shipping"]
    assert shop.free_delivery in bar["html"]
    shopper.sees("free-shipping", shop.free_delivery)
    shopper.picture("cart-over-the-limit")
    shopper.open("/cart")
    shopper.sees("cart-recommendations")
    shopper.picture("cart")


def leaves_and_closes(shopper: Shopper, shop: Shop) -> None:
    """The pop-up comes once, and not again after closing, nor in a second tab that was open all the while."""
    other = shopper.another_tab()
    other.open("/")
    shopper.page.bring_to_front()
    shopper.turns_away()
    popup = shopper.sees("exit-cart", shop.popup)
    shopper.picture("exit-pop-up")
    shopper.page.keyboard.press("Escape")
    popup.wait_for(state="detached")
    for tab in (shopper, other):
        tab.page.bring_to_front()
        tab.turns_away()
        tab.settles()
        tab.does_not_see("exit-cart")
    other.open("/cart")
    other.turns_away()
    other.settles()
    other.does_not_see("exit-cart")
    other.page.close()
    shopper.said += other.said


def buys(shopper: Shopper, demo: Demo) -> None:
    """The order empties the cart, and counts for the campaigns that were seen."""
    before = conversions(demo, "free-shipping")
    shopper.orders()
    shopper.settles()
    shopper.does_not_see("free-shipping")
    shopper.picture("thank-you")
    state = shopper.state()
    assert state["cart"]["lines"] == []
    assert state["orders"]["count"] == 1
    assert wait_for(lambda: conversions(demo, "free-shipping") == before + 1, timeout_s=5)
    figures = demo.owner("campaigns/free-shipping/results")["variants"]["bar"]
    assert figures["impressions"] >= 1
    assert sum(figures["revenue"].values()) > 0
    closes = demo.owner("campaigns/exit-cart/results")["variants"]["popup"]["closes"]
    assert closes >= 1


def conversions(demo: Demo, campaign: str) -> int:
    variants = demo.owner(f"campaigns/{campaign}/results")["variants"]
    return sum(figures["conversions"] for figures in variants.values())
