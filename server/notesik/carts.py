"""A visitor's cart, as the e-commerce events tell it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from notesik import ecommerce
from notesik.ecommerce import Line

MAX_LINES = 50


class Cart(msgspec.Struct, frozen=True, omit_defaults=True):
    """Lines in the order in which they were added; money in minor units of the site's currency."""

    lines: tuple[Line, ...] = ()
    updated_ms: int = 0

    @property
    def value_minor(self) -> int:
        return sum(line.price_minor * line.quantity for line in self.lines)

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)


def cart_after(cart: Cart, name: str, lines: tuple[Line, ...], at_ms: int, *, states_quantity: bool) -> Cart:
    """``cart`` after the event ``name``; an older full statement of the cart does not undo a newer one."""
    change = _CHANGES.get(name)
    if change is None:
        return cart
    if name in _FULL_STATEMENTS and at_ms < cart.updated_ms:
        return cart
    changed = change(cart.lines, lines, states_quantity)
    return Cart(lines=changed[-MAX_LINES:], updated_ms=max(at_ms, cart.updated_ms))


def _added(old: tuple[Line, ...], new: tuple[Line, ...], states_quantity: bool) -> tuple[Line, ...]:
    by_id = {line.product_id: line for line in old}
    for line in new:
        before = by_id.get(line.product_id)
        quantity = min(line.quantity + (before.quantity if before else 0), ecommerce.MAX_QUANTITY)
        by_id[line.product_id] = msgspec.structs.replace(line, quantity=quantity)
    return tuple(by_id.values())


def _removed(old: tuple[Line, ...], gone: tuple[Line, ...], states_quantity: bool) -> tuple[Line, ...]:
    """Less by the stated quantity; a removal that states none takes the whole line."""
    by_id = {line.product_id: line for line in old}
    for line in gone:
        before = by_id.get(line.product_id)
        if before is None:
            continue
        if states_quantity and before.quantity > line.quantity:
            by_id[line.product_id] = msgspec.structs.replace(before, quantity=before.quantity - line.quantity)
        else:
            del by_id[line.product_id]
    return tuple(by_id.values())


def _stated(old: tuple[Line, ...], new: tuple[Line, ...], states_quantity: bool) -> tuple[Line, ...]:
    return _added((), new, states_quantity)


def _emptied(old: tuple[Line, ...], new: tuple[Line, ...], states_quantity: bool) -> tuple[Line, ...]:
    return ()


_CHANGES: dict[str, Callable[[tuple[Line, ...], tuple[Line, ...], bool], tuple[Line, ...]]] = {
    ecommerce.PRODUCT_ADDED: _added,
    ecommerce.WISHLIST_TO_CART: _added,
    ecommerce.PRODUCT_REMOVED: _removed,
    ecommerce.CART_VIEWED: _stated,
    ecommerce.CHECKOUT_STARTED: _stated,
    ecommerce.ORDER_COMPLETED: _emptied,
}
_FULL_STATEMENTS = {ecommerce.CART_VIEWED, ecommerce.CHECKOUT_STARTED, ecommerce.ORDER_COMPLETED}
