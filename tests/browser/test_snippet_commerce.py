"""What the snippet reads from JSON-LD and from the GA4 dataLayer of a shop that knows nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from browser.recording_server import RecordingServer

ITEM = {
    "item_id": "BIKE-1",
    "item_name": "Gravel bike",
    "item_brand": "Leśny",
    "item_category": "Bicycles",
    "item_category2": "Gravel",
    "price": 1499,
    "quantity": 1,
}
PAGE = """<!doctype html><html lang="en"><title>Shop</title>
<script>window.dataLayer = window.dataLayer || []; function gtag() { return dataLayer.push(arguments) }</script>
<script async src="NOTESIK/notesik.js" data-site="wk_test"></script>"""


@pytest.fixture
def opened(page: Page, shop: RecordingServer, server: RecordingServer) -> Page:
    shop.pages["shop.html"] = PAGE
    page.goto(f"{shop.url}/shop.html")
    server.wait_for_event("page")
    return page


def test_past_pushes_go_with_the_first_request_in_both_forms(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    shop.pages["shop.html"] = PAGE.replace(
        "</script>\n",
        """
        dataLayer.push({ecommerce: null})
        const ecommerce = {currency: "PLN", value: 10, items: [{item_id: "a"}]}
        dataLayer.push(Object.freeze({event: "view_item", ecommerce}))
        gtag("js", new Date())
        gtag("event", "add_to_cart", {currency: "PLN", items: [{item_id: "b", price: 5}]})
        dataLayer.push({event: "gtm.js", "gtm.start": 1})
        dataLayer.push({event: "my own event"}, null, 7, "text")
        </script>
        """,
        1,
    )
    page.goto(f"{shop.url}/shop.html")
    visit = server.wait(lambda request: request.path == "/v1/visit")
    assert visit.events == ["page", "Product Viewed", "Product Added"]
    viewed, added = (message["properties"] for message in visit.body["batch"][1:])
    assert viewed == {"product_id": "a", "item_id": "a", "currency": "PLN", "value": 10}
    assert added == {"product_id": "b", "item_id": "b", "currency": "PLN", "price": 5}


def test_json_ld_in_a_graph_with_broken_neighbours_is_a_product_viewed(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(f"{shop.url}/product.html")
    assert server.wait_for_event("Product Viewed")["properties"] == {
        "product_id": "BIKE-1",
        "name": "Gravel bike",
        "price": 1499,
        "currency": "PLN",
        "brand": "Leśny",
        "category": "Bicycles > Gravel",
        "image_url": f"{shop.url}/bike.svg",
        "url": f"{shop.url}/product.html",
    }
    body = server.requests[0].body["page"]
    assert (body["type"], body["product_id"]) == ("product", "BIKE-1")


def test_the_same_product_by_json_ld_and_by_the_data_layer_is_viewed_once(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(f"{shop.url}/product.html")
    server.wait_for_event("Product Viewed")
    page.evaluate("item => dataLayer.push({event: 'view_item', ecommerce: {items: [item]}})", ITEM)
    page.evaluate("dataLayer.push({event: 'view_item', ecommerce: {items: [{item_id: 'other'}]}})")
    server.wait(lambda _: len(server.messages("Product Viewed")) == 2)
    assert [message["properties"]["product_id"] for message in server.messages("Product Viewed")] == ["BIKE-1", "other"]


def test_a_past_view_item_is_completed_from_json_ld(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.add_init_script(
        "window.dataLayer = [{event: 'view_item', ecommerce: {items: [{item_id: 'BIKE-1', price: 9}]}}]"
    )
    page.goto(f"{shop.url}/product.html")
    visit = server.wait(lambda request: request.path == "/v1/visit")
    assert visit.events == ["page", "Product Viewed"]
    properties = visit.body["batch"][1]["properties"]
    assert (properties["price"], properties["brand"]) == (9, "Leśny")
    assert properties["image_url"] == f"{shop.url}/bike.svg"


def test_a_route_does_not_view_the_last_pages_product_again(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(f"{shop.url}/product.html")
    server.wait_for_event("Product Viewed")
    page.evaluate("history.pushState({}, '', '/other')")
    server.wait_for_event("page", 2)
    page.evaluate(
        """() => {
          const script = document.querySelectorAll('script[type="application/ld+json"]')[1]
          script.textContent = JSON.stringify([{"@type": "Product", sku: "NEXT", offers: [{price: 3}]}])
        }"""
    )
    server.wait(lambda _: len(server.messages("Product Viewed")) == 2)
    assert [message["properties"]["product_id"] for message in server.messages("Product Viewed")] == ["BIKE-1", "NEXT"]


def test_a_push_returns_what_the_pages_own_push_returns(opened: Page) -> None:
    length = opened.evaluate("dataLayer.length")
    assert opened.evaluate("dataLayer.push({event: 'x'})") == length + 1
    assert opened.evaluate("gtag('event', 'add_to_cart', {items: []})") == length + 2
    assert opened.evaluate("dataLayer.push({event: 'a'}, {event: 'b'})") == length + 4


def told(page: Page, server: RecordingServer, event: str, parameters: dict[str, Any]) -> list[tuple[str, Any]]:
    """Track events that one GA4 event becomes, up to a second one that is known."""
    page.evaluate("([event, parameters]) => gtag('event', event, parameters)", [event, parameters])
    page.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    tracks = [message for message in server.messages() if message["type"] == "track"]
    return [(message["event"], message["properties"]) for message in tracks if message["event"] != "Sentinel"]


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("view_item_list", "Product List Viewed"),
        ("view_cart", "Cart Viewed"),
        ("begin_checkout", "Checkout Started"),
        ("add_shipping_info", "Checkout Step Completed"),
        ("add_payment_info", "Payment Info Entered"),
    ],
)
def test_an_event_of_many_products_lists_them(opened: Page, server: RecordingServer, event: str, name: str) -> None:
    [(told_name, properties)] = told(opened, server, event, {"currency": "PLN", "value": 3, "items": [ITEM] * 201})
    assert told_name == name
    assert (properties["currency"], properties["value"]) == ("PLN", 3)
    assert properties["products"][0] == ITEM
    assert len(properties["products"]) <= 200


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("view_item", "Product Viewed"),
        ("select_item", "Product Clicked"),
        ("add_to_cart", "Product Added"),
        ("remove_from_cart", "Product Removed"),
        ("add_to_wishlist", "Product Added to Wishlist"),
    ],
)
def test_an_event_of_a_product_is_told_for_each_item(
    opened: Page, server: RecordingServer, event: str, name: str
) -> None:
    items = [ITEM, {"item_name": "Bell"}]
    events = told(opened, server, event, {"currency": "PLN", "value": 3, "items": items})
    assert [each for each, _ in events] == [name, name]
    assert [properties["product_id"] for _, properties in events] == ["BIKE-1", "Bell"]
    assert all(properties["currency"] == "PLN" for _, properties in events)


def test_a_purchase_is_an_order(opened: Page, server: RecordingServer) -> None:
    order = {"transaction_id": "T-1", "value": 100, "tax": 8, "shipping": 5, "coupon": "MAY", "currency": "PLN"}
    [(name, properties)] = told(opened, server, "purchase", {**order, "items": [ITEM]})
    assert name == "Order Completed"
    assert properties["transaction_id"] == "T-1"
    assert properties["value"] == 100
    assert (properties["tax"], properties["shipping"], properties["coupon"]) == (8, 5, "MAY")
    assert properties["products"] == [ITEM]


def test_searches_and_promotions_have_our_names(opened: Page, server: RecordingServer) -> None:
    opened.evaluate("dataLayer.push({event: 'view_search_results', search_term: 'bell'})")
    opened.evaluate("gtag('event', 'select_promotion', {promotion_id: 'p', promotion_name: 'May', creative_slot: 's'})")
    assert server.wait_for_event("Products Searched")["properties"] == {"search_term": "bell"}
    clicked = server.wait_for_event("Promotion Clicked")["properties"]
    assert clicked == {"promotion_id": "p", "promotion_name": "May", "creative_slot": "s"}


def test_a_full_statement_without_items_does_not_empty_the_cart(opened: Page, server: RecordingServer) -> None:
    assert told(opened, server, "view_cart", {"currency": "PLN"}) == []


def test_an_empty_cart_is_told(opened: Page, server: RecordingServer) -> None:
    assert told(opened, server, "view_cart", {"items": []}) == [("Cart Viewed", {"products": []})]


def test_a_data_layer_put_in_place_of_ours_is_read(
    opened: Page, server: RecordingServer, shop: RecordingServer
) -> None:
    shop.pages["late.html"] = PAGE.replace("window.dataLayer = window.dataLayer || [];", "") + (
        "<img src=slow.svg><script>addEventListener('DOMContentLoaded', () => {"
        " window.dataLayer = [{event: 'search', search_term: 'late'}] })</script>"
    )
    opened.goto(f"{shop.url}/late.html")
    assert server.wait_for_event("Products Searched")["properties"] == {"search_term": "late"}


MICRODATA = """<div itemscope itemtype="https://schema.org/ItemList"><div itemprop="itemListElement" itemscope
  itemtype="https://schema.org/Product"><b itemprop="sku">other</b></div></div>
<main itemscope itemtype="https://schema.org/Product">
  <h1 itemprop="name">Bell</h1><meta itemprop="sku" content="bell"><img itemprop="image" src="/bell.jpg">
  <div itemprop="brand" itemscope itemtype="https://schema.org/Brand"><i itemprop="name">Ding</i></div>
  <p itemprop="offers" itemscope itemtype="https://schema.org/Offer">
    <span itemprop="price" content="9.90">9,90 zł</span><meta itemprop="priceCurrency" content="PLN">
  </p>
</main>"""


def test_microdata_is_a_product_viewed_in_the_first_request(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    shop.pages["bell.html"] = PAGE + MICRODATA
    page.goto(f"{shop.url}/bell.html")
    visit = server.wait(lambda request: request.path == "/v1/visit")
    assert visit.events == ["page", "Product Viewed"]
    assert visit.body["page"]["product_id"] == "bell"
    assert visit.body["batch"][1]["properties"] == {
        "product_id": "bell",
        "name": "Bell",
        "price": 9.9,
        "currency": "PLN",
        "brand": "Ding",
        "image_url": f"{shop.url}/bell.jpg",
        "url": f"{shop.url}/bell.html",
    }


MARKUP = """<article data-notesik-product-id="bell">
  <button type="button" data-notesik-event="Product Added" data-notesik-quantity="2"><b>Add</b></button>
</article>
<form id="cart" data-notesik-event="Product Added" data-notesik-product-id="tent" action="javascript:void 0">
  <input data-notesik-property="quantity" value="3"><input name="note" value="secret"><button>Add</button>
</form>
<form id="letter" data-notesik-identify data-notesik-event="Newsletter Ordered" action="javascript:void 0">
  <input type="email" data-notesik-trait="email" value="anna@shop.example"><input type="password" value="secret">
  <input type="checkbox" data-notesik-trait="wants_news" checked><button>Order</button>
</form>"""


def test_what_the_markup_says_is_told_without_code(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    shop.pages["shop.html"] = PAGE + MARKUP
    page.goto(f"{shop.url}/shop.html")
    server.wait_for_event("page")
    page.click("article b")
    page.click("#cart button")
    page.click("#letter button")
    server.wait_for_event("Newsletter Ordered")
    added = [message["properties"] for message in server.messages("Product Added")]
    assert added == [{"product_id": "bell", "quantity": "2"}, {"product_id": "tent", "quantity": "3"}]
    [identified] = server.messages("identify")
    assert identified["traits"] == {"email": "anna@shop.example", "wants_news": True}
    assert "userId" not in identified


def test_a_product_page_does_not_wait_for_a_part_that_does_not_come(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.route("**/notesik/rest-*.js", lambda route: route.abort())
    page.goto(f"{shop.url}/product.html")
    assert server.wait(lambda request: request.path == "/v1/visit").events == ["page"]
