"""What e-commerce events change of a visitor: the cart, the lists, what they are drawn to (pure)."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from notesik import ecommerce
from notesik.affinities import WEIGHTS, affinities_after
from notesik.carts import cart_after
from notesik.ecommerce import Line
from notesik.events import Event
from notesik.sessions import MAX_VIEWED as MAX_VIEWED_IN_SESSION
from notesik.visitors import MAX_VIEWED, MAX_WISHLIST, Visitor, first_of


def with_shopping(visitor: Visitor, event: Event, lines: tuple[Line, ...]) -> Visitor:
    """Cart, lists and affinities."""
    name, at_ms = event.name, event.at_ms
    cart = cart_after(visitor.cart, event, lines)
    if cart is not visitor.cart:
        visitor = replace(visitor, cart=cart)
    if lines and (weight := WEIGHTS.get(name)):
        visitor = replace(
            visitor,
            categories=affinities_after(visitor.categories, _named(lines, "category"), weight, at_ms),
            brands=affinities_after(visitor.brands, _named(lines, "brand"), weight, at_ms),
        )
    change = _LISTS.get(name)
    return change(visitor, lines[0].product_id) if change and lines else visitor


def _named(lines: tuple[Line, ...], field: str) -> list[str]:
    return list(dict.fromkeys(name for line in lines if (name := getattr(line, field))))


def _viewed(visitor: Visitor, product_id: str) -> Visitor:
    session = visitor.session
    if session is not None:
        session = replace(session, viewed=first_of(MAX_VIEWED_IN_SESSION, (product_id,), session.viewed))
    return replace(visitor, viewed=first_of(MAX_VIEWED, (product_id,), visitor.viewed), session=session)


def _wished(visitor: Visitor, product_id: str) -> Visitor:
    return replace(visitor, wishlist=first_of(MAX_WISHLIST, (product_id,), visitor.wishlist))


def _unwished(visitor: Visitor, product_id: str) -> Visitor:
    return replace(visitor, wishlist=tuple(each for each in visitor.wishlist if each != product_id))


_LISTS: dict[str, Callable[[Visitor, str], Visitor]] = {
    ecommerce.PRODUCT_VIEWED: _viewed,
    ecommerce.WISHLIST_ADDED: _wished,
    ecommerce.WISHLIST_REMOVED: _unwished,
    ecommerce.WISHLIST_TO_CART: _unwished,
}
