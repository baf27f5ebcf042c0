"""The demo shop's own scripts, without Notesik: the cart, the checkout, and what is pushed to the dataLayer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from notesik.catalogue import Product
from running_shop import own_products, running_shop

FLASK = "termos-forest"
PRICE = 39

# Pushes survive a change of page here, so that one look at the end sees them all.
RECORDING = """
  const kept = JSON.parse(sessionStorage.getItem("pushes") ?? "[]")
  window.dataLayer = []
  window.dataLayer.push = (entry) => {
    const [name, ecommerce] = entry[0] === "event" ? [entry[1], entry[2]] : [entry.event ?? "", entry.ecommerce]
    kept.push({ name, ecommerce, isTag: entry[0] === "event" })
    sessionStorage.setItem("pushes", JSON.stringify(kept))
    return Array.prototype.push.call(window.dataLayer, entry)
  }
"""


@pytest.fixture(scope="module")
def shop_url() -> Iterator[str]:
    unreachable = Product(
        id="far", title="From afar", url="/", image="https://pictures.invalid/1.jpg", currency="EUR", price_minor=500
    )
    with running_shop([*own_products(), unreachable]) as client:
        yield str(client.base_url)


@pytest.fixture
def shopper(page: Page) -> Page:
    page.route("**/notesik.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.add_init_script(RECORDING)
    return page


def pushes(page: Page) -> list[dict[str, Any]]:
    """What was pushed, without the clearing pushes between."""
    found: list[dict[str, Any]] = page.evaluate("JSON.parse(sessionStorage.getItem('pushes') ?? '[]')")
    return [push for push in found if push["name"]]


def add_to_cart(page: Page, shop_url: str, id: str = FLASK) -> None:
    page.goto(f"{shop_url}/product/{id}")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("status")).to_contain_text("In your cart")


def test_from_a_list_to_an_order_every_step_is_told(shopper: Page, shop_url: str) -> None:
    shopper.goto(f"{shop_url}/search?q=zimorodek")
    shopper.get_by_role("link", name="Zimorodek flask").click()
    expect(shopper).to_have_url(f"{shop_url}/product/{FLASK}")
    shopper.wait_for_load_state()
    shopper.get_by_label("Quantity").select_option("2")
    shopper.get_by_role("button", name="Add to cart").click()
    expect(shopper.get_by_role("status")).to_contain_text("In your cart")
    shopper.goto(f"{shop_url}/cart")
    shopper.get_by_role("button", name="One more of Zimorodek flask").click()
    shopper.get_by_role("button", name="One less of Zimorodek flask").click()
    shopper.get_by_role("link", name="Go to checkout").click()
    for label, text in {
        "Email": "anna@example.com",
        "First and last name": "Anna Las",
        "Street and number": "Lipowa 1",
        "Postcode": "15-424",
        "City": "Białystok",
    }.items():
        shopper.get_by_label(label, exact=True).fill(text)
    shopper.get_by_role("button", name="Place the order").click()
    expect(shopper.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(shopper.locator("[data-cart-count]")).to_be_hidden()

    told = pushes(shopper)
    assert [push["name"] for push in told] == [
        "search",
        "view_item_list",
        "select_item",
        "view_item",
        "add_to_cart",
        "view_cart",
        "add_to_cart",
        "remove_from_cart",
        "begin_checkout",
        "add_shipping_info",
        "add_payment_info",
        "purchase",
    ]
    assert {push["name"] for push in told if push["isTag"]} == {"search", "view_cart", "add_shipping_info"}
    added, purchase = told[4]["ecommerce"], told[-1]["ecommerce"]
    assert (added["currency"], added["value"], added["items"][0]["quantity"]) == ("EUR", 2 * PRICE, 2)
    assert added["items"][0]["item_category"] == "Bottles"
    assert added["items"][0]["item_category2"] == "Flasks"
    assert (purchase["value"], purchase["shipping"]) == (2 * PRICE + 6.9, 6.9)
    assert purchase["transaction_id"].startswith("LR-")

    shopper.reload()
    expect(shopper.get_by_role("heading", name="Thank you")).to_be_visible()
    assert [push["name"] for push in pushes(shopper)].count("purchase") == 1


def test_an_order_that_is_not_complete_says_in_words_what_is_missing(shopper: Page, shop_url: str) -> None:
    add_to_cart(shopper, shop_url)
    shopper.goto(f"{shop_url}/checkout")
    shopper.get_by_label("Email").fill("anna")
    shopper.get_by_role("button", name="Place the order").click()
    expect(shopper.get_by_role("alert")).to_have_text("5 things are missing before we can go on.")
    expect(shopper.get_by_label("Email")).to_be_focused()
    expect(shopper.get_by_label("Email")).to_have_accessible_description(
        "This does not look like an email. It needs an @ and a domain, such as anna@example.com."
    )
    shopper.get_by_label("Email").fill("anna@example.com")
    expect(shopper.get_by_text("This does not look like an email")).to_be_hidden()


def test_who_collects_an_order_gives_no_address_and_pays_no_delivery(shopper: Page, shop_url: str) -> None:
    add_to_cart(shopper, shop_url)
    shopper.goto(f"{shop_url}/checkout")
    shopper.get_by_label("Collect it in the shop").check()
    expect(shopper.get_by_label("City")).to_be_hidden()
    expect(shopper.locator("[data-total]")).to_have_text(f"€{PRICE}.00")


def test_a_cart_that_is_emptied_offers_a_way_on(shopper: Page, shop_url: str) -> None:
    add_to_cart(shopper, shop_url)
    shopper.goto(f"{shop_url}/cart")
    shopper.get_by_role("button", name="Remove Zimorodek flask").click()
    expect(shopper.get_by_role("heading", name="Your cart is empty")).to_be_visible()
    expect(shopper.get_by_role("link", name="Start shopping")).to_be_focused()
    assert pushes(shopper)[-1]["name"] == "remove_from_cart"


def test_a_second_tab_has_the_same_cart(shopper: Page, shop_url: str) -> None:
    shopper.goto(shop_url)
    other = shopper.context.new_page()
    other.route("**/notesik.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    add_to_cart(other, shop_url)
    expect(shopper.locator("[data-cart-count]")).to_have_text("1")


def test_a_picture_that_cannot_be_had_is_stood_in_for(shopper: Page, shop_url: str) -> None:
    shopper.goto(f"{shop_url}/product/far")
    picture = shopper.locator(".product-picture img")
    shopper.wait_for_function("document.querySelector('.product-picture img').src.includes('/static/scenes/parcel-')")
    shopper.wait_for_function("document.querySelector('.product-picture img').naturalWidth > 0")
    expect(picture).to_have_attribute("alt", "From afar")


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_is_wider_than_its_window(shopper: Page, shop_url: str, width: int) -> None:
    shopper.set_viewport_size({"width": width, "height": 800})
    add_to_cart(shopper, shop_url)
    for path in ("/", "/category/bicycles", "/product/olszyna-rust-m", "/cart", "/checkout", "/nowhere"):
        shopper.goto(shop_url + path)
        assert shopper.evaluate("document.documentElement.scrollWidth") <= width, path
