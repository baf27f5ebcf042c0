"""What an event tells: its properties, completed from the catalogue; and the few of them that the visitor's ring of
recent events keeps, for conditions to ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from notesik import ecommerce
from notesik.ecommerce import Lookup
from notesik.events import Event
from notesik.sessions import page_of

MAX_FACTS = 8
MAX_FACT_NAME = 40
MAX_FACT_LENGTH = 80
FACTS = (
    "product_id",
    "category",
    "brand",
    "price",
    "on_sale",
    "value",
    "revenue",
    "quantity",
    "coupon",
    "query",
    "sort",
    "path",
    "order_id",
    "gift",
    "is_gift",
    "gift_wrap",
    "gift_message",
    "campaign",
)
"""Properties that are kept first; others fill what room is left."""
_FIRST = frozenset(FACTS)
_SCALAR = (str, int, float)


def facts_of(event: Event, lookup: Lookup, now_ms: int) -> dict[str, Any]:
    """All that the event tells.

    Of a product that the catalogue knows: whether it is ``on_sale``, and ``category`` and ``brand`` where the event
    does not state them. Of a sorted list: ``sort``, the first of its ``sorts``, such as ``price desc``.
    """
    stated = page_of(event) if event.type in ("page", "screen") else event.properties
    facts = {**_of_list(stated), **stated} if "sorts" in stated else stated
    product = lookup(ecommerce.product_id(stated)) if event.type == "track" else None
    if product is None:
        return facts
    of_product = {"category": product.category[0] if product.category else "", "brand": product.brand}
    return {
        **{name: value for name, value in of_product.items() if value},
        **facts,
        "on_sale": product.current_price_minor(now_ms) < product.price_minor,
    }


def _of_list(stated: Mapping[str, Any]) -> dict[str, Any]:
    sorts = stated.get("sorts")
    first = sorts[0] if isinstance(sorts, list) and sorts else None
    if isinstance(first, Mapping):
        first = " ".join(filter(None, (ecommerce.text(first.get(name)) for name in ("type", "value"))))
    return {"sort": first} if first and isinstance(first, str) else {}


def kept_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The few short, scalar ones that are kept."""
    kept: dict[str, Any] = {}
    for name in facts if len(facts) <= MAX_FACTS else _by_rank(facts):
        value = facts[name]
        if isinstance(value, _SCALAR) and len(name) <= MAX_FACT_NAME:
            kept[name] = value[:MAX_FACT_LENGTH] if isinstance(value, str) else value
            if len(kept) == MAX_FACTS:
                break
    return kept


def _by_rank(facts: Mapping[str, Any]) -> list[str]:
    return [*(name for name in FACTS if name in facts), *(name for name in facts if name not in _FIRST)]
