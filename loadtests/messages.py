"""The requests that a browser with the snippet makes (pure but for ids that are drawn anew)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from notesik.catalogue import Product
from notesik.money import to_major

Json = dict[str, Any]


def iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True)
class Sender:
    """A browser, as it tells who it is; ``token`` proves ``user_id``."""

    write_key: str
    anonymous_id: str
    user_id: str = ""
    token: str = ""

    def message(self, at_ms: int, page: Json, **fields: Any) -> Json:
        """An event as the snippet makes it."""
        return {
            "messageId": uuid4().hex,
            "timestamp": iso(at_ms),
            "originalTimestamp": iso(at_ms),
            "anonymousId": self.anonymous_id,
            **({"userId": self.user_id} if self.user_id else {}),
            "context": {"page": page, "library": {"name": "notesik.js", "version": "0.1.0"}},
            **fields,
        }

    def batch(self, events: Sequence[Json], sent_ms: int | None) -> Json:
        """Events that want no answer. Without ``sent_ms`` they are history, and their times are taken as they are."""
        sent = {} if sent_ms is None else {"sentAt": iso(sent_ms)}
        return {"writeKey": self.write_key, **sent, "batch": list(events)}


@dataclass
class Page:
    """One page in a tab, and what it has shown."""

    url: str
    referrer: str
    left: Page | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    on_screen: list[str] = field(default_factory=list)
    viewed: list[str] = field(default_factory=list)

    def facts(self) -> Json:
        path, _, query = self.url.partition("://")[2].partition("?")
        return {
            "url": self.url,
            "path": f"/{path.partition('/')[2]}",
            "search": f"?{query}" if query else "",
            "referrer": self.referrer,
            "title": "Leśny Rower",
        }

    def visit(self, sender: Sender, events: Sequence[Json], slots: Sequence[str], sent_ms: int) -> Json:
        """The body of ``POST /v1/visit``."""
        left = {"left_page_id": self.left.id, "left_viewed": self.left.viewed} if self.left else {}
        user = {"userId": sender.user_id, "token": sender.token} if sender.user_id else {}
        return {
            **sender.batch(events, sent_ms),
            **user,
            **left,
            "anonymousId": sender.anonymous_id,
            "page": {**self.facts(), "language": "en"},
            "page_id": self.id,
            "slots": list(slots),
            "on_screen": self.on_screen,
            "viewed": self.viewed,
            "consent": {"analytics": True, "personalization": True},
        }


def product_facts(product: Product, at_ms: int) -> Json:
    """A product as e-commerce events describe it."""
    return {
        "product_id": product.id,
        "name": product.title,
        "category": " > ".join(product.category),
        "brand": product.brand,
        "price": to_major(product.current_price_minor(at_ms), product.currency),
        "currency": product.currency,
        "quantity": 1,
    }


def order_facts(cart: Mapping[str, int], products: Mapping[str, Product], order_id: str, at_ms: int) -> Json:
    """A checkout or an order of what is in ``cart`` (minor units by product)."""
    lines = []
    for id, minor in cart.items():
        facts = product_facts(products[id], at_ms)
        lines.append({**facts, "quantity": minor // products[id].current_price_minor(at_ms)})
    currency = lines[0]["currency"]
    total = to_major(sum(cart.values()), currency)
    return {"order_id": order_id, "total": total, "value": total, "currency": currency, "products": lines}
