"""The Segment e-commerce events (v2): what their properties say of products, carts and orders.

Prices on the wire are decimal numbers in the event's currency; here they are whole minor units of the site's currency.
A product's own data come from the catalogue where it knows the product, else from the event.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from notesik.catalogue import Product
from notesik.money import to_minor

Lookup = Callable[[str], Product | None]
"""A product of the catalogue by its id."""

PRODUCT_VIEWED = "Product Viewed"
PRODUCT_ADDED = "Product Added"
PRODUCT_REMOVED = "Product Removed"
CART_VIEWED = "Cart Viewed"
CHECKOUT_STARTED = "Checkout Started"
ORDER_COMPLETED = "Order Completed"
WISHLIST_ADDED = "Product Added to Wishlist"
WISHLIST_REMOVED = "Product Removed from Wishlist"
WISHLIST_TO_CART = "Wishlist Product Added to Cart"

MAX_PRODUCTS = 200
"""Products read from one event (GA4's own limit)."""
MAX_TEXT = 150
MAX_QUANTITY = 100_000
MAX_MINOR = 10**12


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One product of a cart or an order."""

    product_id: str
    quantity: int = 1
    price_minor: int = 0
    name: str = ""
    category: str = ""
    brand: str = ""


def read_lines(properties: Mapping[str, Any], lookup: Lookup, currency: str, now_ms: int) -> tuple[Line, ...]:
    """The products of an event: its ``products``, else the one that its own properties name."""
    products = properties.get("products")
    items = products[:MAX_PRODUCTS] if isinstance(products, list) else [properties]
    return tuple(_lines(items, lookup, currency, now_ms))


def _lines(items: list[Any], lookup: Lookup, currency: str, now_ms: int) -> Iterator[Line]:
    for item in items:
        if not isinstance(item, Mapping):
            continue
        id = product_id(item)
        if not id:
            continue
        known = lookup(id)
        stated = number(item.get("price"))
        price_minor = minor(stated, currency) if stated is not None else 0
        if stated is None and known is not None:
            price_minor = known.current_price_minor(now_ms)
        yield Line(
            product_id=id,
            quantity=int(min(max(number(item.get("quantity")) or 1, 1), MAX_QUANTITY)),
            price_minor=price_minor,
            name=known.title if known else text(item.get("name")),
            category=known.category[0] if known and known.category else top_category(item.get("category")),
            brand=(known.brand if known else "") or text(item.get("brand")),
        )


def product_id(properties: Mapping[str, Any]) -> str:
    """The id of the product that the properties describe; shops that have no ids send their ``sku``."""
    return text(properties.get("product_id")) or text(properties.get("sku"))


def top_category(value: object) -> str:
    """The outermost name of a category path, however it is written.

    >>> top_category("Bicycles > Gravel"), top_category("Bicycles/Gravel"), top_category(["Bicycles", "Gravel"])
    ('Bicycles', 'Bicycles', 'Bicycles')
    """
    if isinstance(value, list):
        value = value[0] if value else ""
    return text(text(value).replace(">", "/").split("/", 1)[0].strip())


def text(value: object, limit: int = MAX_TEXT) -> str:
    """``value`` as a text of at most ``limit`` characters; numbers are ids too, anything else is none."""
    if isinstance(value, bool):
        return ""
    return str(value).strip()[:limit] if isinstance(value, str | int) else ""


def number(value: object) -> float | None:
    """``value`` as a finite number; shops often send prices as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        result = float(value)
    except (ValueError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def minor(amount: float, currency: str) -> int:
    """``amount`` in whole minor units, never negative, bounded."""
    return min(max(to_minor(amount, currency), 0), MAX_MINOR) if amount < MAX_MINOR else MAX_MINOR


def currency_of(properties: Mapping[str, Any]) -> str:
    """The currency that an event states, three capital letters, else nothing."""
    stated = text(properties.get("currency"), 4).upper()
    return stated if len(stated) == 3 and stated.isascii() and stated.isalpha() else ""


def order_id(properties: Mapping[str, Any]) -> str:
    return text(properties.get("order_id")) or text(properties.get("checkout_id"))


def order_revenue_minor(properties: Mapping[str, Any], lines: tuple[Line, ...], currency: str) -> int:
    """What the order brought: ``revenue``, else ``total`` less shipping and tax, else ``value``, else its lines."""
    revenue = number(properties.get("revenue"))
    if revenue is None and (total := number(properties.get("total"))) is not None:
        revenue = total - (number(properties.get("shipping")) or 0) - (number(properties.get("tax")) or 0)
    if revenue is None:
        revenue = number(properties.get("value"))
    if revenue is None:
        return min(sum(line.price_minor * line.quantity for line in lines), MAX_MINOR)
    return minor(revenue, currency)
