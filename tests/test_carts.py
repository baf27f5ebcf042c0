"""A cart follows the events that tell of it, in whatever order they come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notesik.carts import MAX_LINES, Cart, cart_after
from notesik.ecommerce import MAX_QUANTITY, read_lines
from notesik.events import Event
from sample_events import NOW_MS, PRODUCTS, events, track


def after(cart: Cart, *happened: Event) -> Cart:
    for event in happened:
        cart = cart_after(cart, event, read_lines(event.properties, PRODUCTS.get, "EUR", NOW_MS))
    return cart


def contents(*happened: Event) -> dict[str, int]:
    return {line.product_id: line.quantity for line in after(Cart(), *happened).lines}


def added(id: str = "bike", at_ms: int = NOW_MS, **more: object) -> Event:
    return track("Product Added", {"product_id": id, **more}, at_ms)


def removed(id: str = "bike", at_ms: int = NOW_MS, **more: object) -> Event:
    return track("Product Removed", {"product_id": id, **more}, at_ms)


def stated(name: str, *ids: str, at_ms: int = NOW_MS) -> Event:
    return track(name, {"products": [{"product_id": id} for id in ids]}, at_ms)


def test_what_is_added_twice_is_there_twice() -> None:
    assert contents(added(), added("tent"), added(quantity=2)) == {"bike": 3, "tent": 1}


def test_value_and_count_follow_the_lines() -> None:
    cart = after(Cart(), added(), added("tent", quantity=2))
    assert (cart.value_minor, cart.count) == (90_000 + 2 * 30_000, 3)


def test_a_removal_takes_as_many_as_it_says() -> None:
    assert contents(added(quantity=3), removed(quantity=2)) == {"bike": 1}
    assert contents(added(quantity=3), removed(quantity=3)) == {}


def test_a_removal_that_says_no_quantity_takes_the_line() -> None:
    assert contents(added(quantity=3), added("tent"), removed()) == {"tent": 1}
    assert contents(removed()) == {}


def test_a_price_that_is_not_told_anew_stays() -> None:
    [line] = after(Cart(), added("mug", price=5), added("mug")).lines
    assert (line.quantity, line.price_minor) == (2, 500)


def test_a_look_at_the_cart_tells_all_of_it() -> None:
    assert contents(added(), stated("Cart Viewed", "tent", "mug")) == {"tent": 1, "mug": 1}
    assert contents(added(), stated("Checkout Started", "tent", "tent")) == {"tent": 2}
    assert contents(added(), stated("Cart Viewed")) == {}


def test_a_checkout_that_names_no_products_leaves_the_cart() -> None:
    assert contents(added(), track("Checkout Started", {"value": 900})) == {"bike": 1}
    assert contents(added(), track("Cart Viewed", {"products": [{"title": "no id"}]})) == {"bike": 1}
    assert contents(added(), track("Cart Viewed", {"products": "bike"})) == {"bike": 1}


def test_an_order_empties_the_cart() -> None:
    assert contents(added(), track("Order Completed")) == {}


def test_a_whole_cart_that_comes_late_does_not_undo_what_happened_since() -> None:
    assert contents(added(at_ms=NOW_MS), stated("Cart Viewed", "tent", at_ms=NOW_MS - 1)) == {"bike": 1}
    assert contents(added(at_ms=NOW_MS), track("Order Completed", at_ms=NOW_MS - 1)) == {"bike": 1}


def test_a_change_that_comes_late_is_in_the_whole_cart_already() -> None:
    assert contents(stated("Cart Viewed", "bike", at_ms=NOW_MS), added(at_ms=NOW_MS - 1)) == {"bike": 1}
    assert contents(track("Order Completed", at_ms=NOW_MS), added(at_ms=NOW_MS - 1)) == {}
    assert contents(stated("Cart Viewed", "bike", at_ms=NOW_MS), removed(at_ms=NOW_MS - 1)) == {"bike": 1}


def test_changes_in_the_wrong_order_all_count() -> None:
    assert contents(added("tent", at_ms=NOW_MS), added("bike", at_ms=NOW_MS - 1)) == {"tent": 1, "bike": 1}


def test_a_moved_wish_is_in_the_cart() -> None:
    assert contents(track("Wishlist Product Added to Cart", {"product_id": "bike"})) == {"bike": 1}


def test_other_events_leave_the_very_same_cart() -> None:
    cart = after(Cart(), added())
    assert after(cart, track("Product Viewed", {"product_id": "tent"})) is cart


def test_a_cart_is_bounded_in_lines_and_quantities() -> None:
    assert len(after(Cart(), *(added(str(number)) for number in range(200))).lines) == MAX_LINES
    assert len(after(Cart(), stated("Cart Viewed", *map(str, range(200)))).lines) == MAX_LINES
    assert contents(*[added(quantity=MAX_QUANTITY)] * 2) == {"bike": MAX_QUANTITY}


@given(st.lists(events, max_size=20))
def test_no_line_is_empty_and_none_is_there_twice(happened: list[Event]) -> None:
    cart = after(Cart(), *happened)
    assert all(line.quantity >= 1 for line in cart.lines)
    assert len({line.product_id for line in cart.lines}) == len(cart.lines)
    assert cart.stated_ms <= cart.updated_ms
