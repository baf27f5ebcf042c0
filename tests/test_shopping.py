"""What e-commerce events change of the cart, the lists and the interests of a visitor."""

from __future__ import annotations

from sample_events import product_viewed, track, visitor_of


def test_viewed_products_are_newest_first_and_once_each() -> None:
    visitor = visitor_of(product_viewed("bike"), product_viewed("tent"), product_viewed("bike"))
    assert visitor.viewed == ("bike", "tent")
    assert visitor.session is not None
    assert visitor.session.viewed == ("bike", "tent")


def test_the_wishlist_takes_and_gives_up_products() -> None:
    wished = [track("Product Added to Wishlist", {"product_id": id}) for id in ("bike", "tent", "mug")]
    gone = track("Product Removed from Wishlist", {"product_id": "tent"})
    moved = track("Wishlist Product Added to Cart", {"product_id": "bike"})
    visitor = visitor_of(*wished, gone, moved)
    assert visitor.wishlist == ("mug",)
    assert [line.product_id for line in visitor.cart.lines] == ["bike"]


def test_interest_grows_with_what_an_event_costs_the_shopper() -> None:
    visitor = visitor_of(product_viewed("tent"), track("Product Added", {"product_id": "bike"}))
    assert visitor.categories["Bicycles"].score == 3 * visitor.categories["Tents"].score
    assert visitor.brands["Wiatr"].score == 3
