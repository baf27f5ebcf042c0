"""A visitor's cart, as the e-commerce events tell it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from notesik import ecommerce
from notesik.ecommerce import Line
from notesik.events import Event

MAX_LINES = 50


class Cart(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Lines in the order in which they were added; money in minor units of the site's currency.

    ``stated_ms`` is when an event last told the whole cart, ``updated_ms`` when it last changed at all.
    """

    lines: tuple[Line, ...] = ()
    updated_ms: int = 0
    stated_ms: int = 0

    @property
    def value_minor(self) -> int:
        return sum(line.price_minor * line.quantity for line in self.lines) if self.lines else 0

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines) if self.lines else 0


def cart_after(cart: Cart, event: Event, lines: tuple[Line, ...]) -> Cart:
    """``cart`` after ``event``, which tells of ``lines``.

    What arrives late changes nothing that is known better: a whole cart is told in vain when the cart has changed
    since, and a single change when the whole has been told since.
    """
    at_ms = event.at_ms
    if change := _CHANGES.get(event.name):
        if at_ms < cart.stated_ms:
            return cart
        changed = change(cart.lines, lines, event)
        return Cart(changed[-MAX_LINES:], max(at_ms, cart.updated_ms), cart.stated_ms)
    if at_ms < cart.updated_ms or not _tells_whole_cart(event, lines):
        return cart
    return Cart(() if event.name == ecommerce.ORDER_COMPLETED else _added((), lines, event)[-MAX_LINES:], at_ms, at_ms)


def _tells_whole_cart(event: Event, lines: tuple[Line, ...]) -> bool:
    """An order leaves an empty cart; without a list of products (or with one that cannot be read) nothing is told."""
    if event.name in (ecommerce.CART_VIEWED, ecommerce.CHECKOUT_STARTED):
        return event.properties.get("products") == [] or ("products" in event.properties and bool(lines))
    return event.name == ecommerce.ORDER_COMPLETED


def _added(old: tuple[Line, ...], new: tuple[Line, ...], event: Event) -> tuple[Line, ...]:
    """More of what is there already; a price that is not told anew stays."""
    by_id = {line.product_id: line for line in old}
    for line in new:
        before = by_id.get(line.product_id)
        quantity = min(line.quantity + (before.quantity if before else 0), ecommerce.MAX_QUANTITY)
        price_minor = line.price_minor or (before.price_minor if before else 0)
        by_id[line.product_id] = replace(line, quantity=quantity, price_minor=price_minor)
    return tuple(by_id.values())


def _removed(old: tuple[Line, ...], gone: tuple[Line, ...], event: Event) -> tuple[Line, ...]:
    """Less by the stated quantity; a removal that states none takes the whole line."""
    states_quantity = "products" in event.properties or "quantity" in event.properties
    by_id = {line.product_id: line for line in old}
    for line in gone:
        before = by_id.get(line.product_id)
        if before is None:
            continue
        if states_quantity and before.quantity > line.quantity:
            by_id[line.product_id] = replace(before, quantity=before.quantity - line.quantity)
        else:
            del by_id[line.product_id]
    return tuple(by_id.values())


_CHANGES: dict[str, Callable[[tuple[Line, ...], tuple[Line, ...], Event], tuple[Line, ...]]] = {
    ecommerce.PRODUCT_ADDED: _added,
    ecommerce.WISHLIST_TO_CART: _added,
    ecommerce.PRODUCT_REMOVED: _removed,
}
