"""The Segment e-commerce events (v2): what their properties say of products, carts and orders.

Prices on the wire are decimal numbers in the event's currency, the site's where it states none; here they are whole
minor units of the site's. Nothing is converted: a product's price in another currency is taken from the catalogue.
A product's own data come from the catalogue where it knows the product, else from the event.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec
from babel.numbers import list_currencies

from notesik.catalogue import Product
from notesik.money import Money, to_minor

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
MAX_AMOUNT = 10**11
"""In major units."""
MAX_MINOR = 10**12
CURRENCIES = frozenset(list_currencies())
_NUMBER_OR_TEXT = (int, float, str)


class Line(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One product of a cart or an order."""

    product_id: str
    quantity: int = 1
    price_minor: int = 0
    name: str = ""
    category: str = ""
    brand: str = ""


def read_lines(properties: Mapping[str, Any], lookup: Lookup, currency: str, now_ms: int) -> tuple[Line, ...]:
    """The products of an event: its ``products``, else the one that its own properties name.

    Args:
        lookup: finds a product in the catalogue.
        currency: the site's.
        now_ms: Unix milliseconds, for prices of the catalogue.
    """
    products = properties.get("products")
    items = products[:MAX_PRODUCTS] if isinstance(products, list) else [properties]
    states_prices = currency_of(properties) in ("", currency)
    return tuple(_lines(items, lookup, currency if states_prices else "", now_ms))


def _lines(items: list[Any], lookup: Lookup, currency: str, now_ms: int) -> Iterator[Line]:
    """With ``currency`` empty the stated prices are of no use."""
    for item in items:
        if not isinstance(item, Mapping) or not (id := product_id(item)):
            continue
        known = lookup(id)
        price = number(item.get("price")) if currency else None
        price_minor = known.current_price_minor(now_ms) if known else 0
        yield Line(
            product_id=id,
            quantity=int(min(max(number(item.get("quantity")) or 1, 1), MAX_QUANTITY)),
            price_minor=price_minor if price is None else minor(price, currency),
            name=text(known.title) if known else text(item.get("name")),
            category=text(known.category[0]) if known and known.category else top_category(item.get("category")),
            brand=text(known.brand if known else "") or text(item.get("brand")),
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
    if isinstance(value, str):
        return value.strip()[:limit]
    return str(value)[:limit] if isinstance(value, int) and not isinstance(value, bool) else ""


def number(value: object) -> float | None:
    """``value`` as a finite number; shops often send prices as text."""
    if isinstance(value, bool) or not isinstance(value, _NUMBER_OR_TEXT):
        return None
    try:
        result = float(value)
    except (ValueError, OverflowError):
        return None
    return result if math.isfinite(result) else None


@lru_cache(maxsize=4_096)
def minor(amount: float, currency: str) -> int:
    """``amount`` in whole minor units, never negative, bounded."""
    return min(to_minor(min(max(amount, 0), MAX_AMOUNT), currency), MAX_MINOR)


def currency_of(properties: Mapping[str, Any]) -> str:
    """The currency that an event states, where there is such a one, else nothing."""
    stated = text(properties.get("currency"), 4).upper()
    return stated if stated in CURRENCIES else ""


def order_id(properties: Mapping[str, Any]) -> str:
    return text(properties.get("order_id")) or text(properties.get("checkout_id"))


def order_revenue(properties: Mapping[str, Any], lines: tuple[Line, ...], currency: str) -> Money:
    """What the order brought: ``revenue``, else ``total`` less shipping and tax, else ``value``, in the order's own
    currency; else its ``lines``, in the site's, which is ``currency``."""
    revenue = number(properties.get("revenue"))
    if revenue is None and (total := number(properties.get("total"))) is not None:
        revenue = total - (number(properties.get("shipping")) or 0) - (number(properties.get("tax")) or 0)
    if revenue is None:
        revenue = number(properties.get("value"))
    if revenue is None:
        return Money(min(sum(line.price_minor * line.quantity for line in lines), MAX_MINOR), currency)
    stated = currency_of(properties) or currency
    return Money(minor(revenue, stated), stated)
