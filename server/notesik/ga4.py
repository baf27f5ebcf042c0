"""Google Analytics 4's own names of products and orders, under Segment's: shops push them, the snippet passes them on.

Names are those of GA4's recommended e-commerce events. What bears a Segment name already keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

FACTS: Mapping[str, str] = {
    "transaction_id": "order_id",
    "search_term": "query",
    "item_list_id": "list_id",
    "item_list_name": "category",
    "payment_type": "payment_method",
    "shipping_tier": "shipping_method",
    "promotion_name": "name",
    "creative_name": "creative",
    "creative_slot": "position",
}
"""Of an event as a whole."""
_FACT_NAMES = frozenset(FACTS)

ITEM: Mapping[str, str] = {
    "item_id": "product_id",
    "item_name": "name",
    "item_brand": "brand",
    "item_variant": "variant",
    "index": "position",
    "item_list_id": "list_id",
}
"""Of a product; ``item_category`` to ``item_category5`` become one path."""

CATEGORIES = ("item_category", *(f"item_category{level}" for level in range(2, 6)))
OF_NO_PRODUCT = frozenset({*CATEGORIES, "item_list_name"})
"""What an item has and a product has not: the list's name would be taken for a category."""

_OTHER_NAMES = _FACT_NAMES | {"products", "item_id", "item_name"}
"""One of these has an event in which there is something to rename."""


def with_segment_names(properties: Json) -> Json:
    """``properties`` of an event and of its ``products`` under Segment's names.

    An order's ``value`` is its revenue, too.

    >>> with_segment_names({"transaction_id": "T", "value": 9, "products": [{"item_name": "Bell"}]})
    {'total': 9, 'revenue': 9, 'value': 9, 'products': [{'name': 'Bell', 'product_id': 'Bell'}], 'order_id': 'T'}
    """
    if _OTHER_NAMES.isdisjoint(properties):
        return properties
    products = properties.get("products")
    if products and isinstance(products, list) and any(map(_is_item, products)):
        properties = {**properties, "products": [_product(each) if _is_item(each) else each for each in products]}
    if _is_item(properties):
        properties = _product(properties)
    if _FACT_NAMES.isdisjoint(properties):
        return properties
    if "transaction_id" in properties and "value" in properties:
        properties = {"total": properties["value"], "revenue": properties["value"], **properties}
    return _renamed(properties, FACTS)


def _is_item(value: object) -> bool:
    return isinstance(value, dict) and ("item_id" in value or "item_name" in value)


def _product(item: Json) -> Json:
    """A GA4 item as a Segment product. GA4 asks for an id or a name: where there is no id, the name is it."""
    levels = [str(item[name]) for name in CATEGORIES if item.get(name)]
    product = _renamed({name: value for name, value in item.items() if name not in OF_NO_PRODUCT}, ITEM)
    if levels:
        product.setdefault("category", " > ".join(levels))
    if product.get("product_id") in (None, ""):
        product["product_id"] = product.get("name")
    return product


def _renamed(given: Json, names: Mapping[str, str]) -> Json:
    kept = {name: value for name, value in given.items() if name not in names}
    for name, ours in names.items():
        if given.get(name) not in (None, "") and kept.get(ours) in (None, ""):
            kept[ours] = given[name]
    return kept
