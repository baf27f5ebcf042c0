"""What a shopper knows of what they have done: from it follows what the demo's campaigns must answer (pure).

It is worked out here by plain rules of its own, from what the shopper has told and the campaigns' files say, so that
it does not repeat a mistake of the server.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from notesik.catalogue import Product

HALF_LIFE_MS = 14 * 86_400_000
LOOK, ADD, ORDER = 1.0, 3.0, 5.0
"""Points for the product's category."""


class Source(NamedTuple):
    """Where a shopper comes from: what the address says, and the page before."""

    query: str
    referrer: str


SOURCES: Mapping[str, Source] = {
    "sms": Source("?utm_source=attentive&utm_medium=sms", ""),
    "email": Source("?utm_source=newsletter&utm_medium=email", ""),
    "google": Source("?utm_source=google&utm_medium=cpc", "https://www.google.com/"),
    "social": Source("?utm_source=fb&utm_medium=acquisition", "https://www.facebook.com/"),
    "search": Source("", "https://www.google.com/"),
    "direct": Source("", ""),
}
GREETINGS = {"email": "welcome-newsletter", "google": "welcome-google", "search": "welcome-google"}
"""The campaign at the top that greets who comes from a source."""


@dataclass
class Memory:
    """One shopper's. ``nickname`` is empty for who has not signed in."""

    id: str
    source: str
    is_new: bool
    nickname: str = ""
    cart: dict[str, int] = field(default_factory=dict)
    """Minor units in the cart, by product."""
    viewed: dict[str, Product] = field(default_factory=dict)
    """By id, the newest last."""
    bought: set[str] = field(default_factory=set)
    points: list[tuple[str, float, int]] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    capped_pages: set[str] = field(default_factory=set)
    """Pages that were given the campaign with the cap."""
    has_refused_exit: bool = False

    def look(self, product: Product, at_ms: int) -> None:
        self.viewed[product.id] = product
        self.points.append((product.category[0], LOOK, at_ms))

    def add(self, product: Product, at_ms: int) -> None:
        self.cart[product.id] = self.cart.get(product.id, 0) + product.current_price_minor(at_ms)
        self.points.append((product.category[0], ADD, at_ms))

    def order(self, categories: Mapping[str, str], at_ms: int) -> None:
        """What is in the cart is bought; ``categories`` are those of products."""
        self.points += [(name, ORDER, at_ms) for name in {categories[product] for product in self.cart}]
        self.bought.update(self.cart)
        self.cart.clear()

    def seen_last(self) -> set[str]:
        """Groups of products that were looked at, without what was bought, and without what is in the cart in any size
        or colour."""
        in_cart = {self.viewed[id].group_id or id for id in self.cart}
        groups = {product.group_id or id for id, product in self.viewed.items() if id not in self.bought}
        return groups - in_cart

    def cart_minor(self) -> int:
        return sum(self.cart.values())

    def favourites(self, now_ms: int) -> list[tuple[float, str]]:
        """Points and names of categories, the most first."""
        sums: dict[str, float] = defaultdict(float)
        for name, points, at_ms in self.points:
            sums[name] += points * 0.5 ** ((now_ms - at_ms) / HALF_LIFE_MS)
        return sorted(((points, name) for name, points in sums.items()), reverse=True)

    def at_the_top(self, path: str) -> str:
        """The campaign that must be at the top of a page; empty for none."""
        candidates = {
            "free-shipping": self.cart_minor() > 0 and path not in ("/checkout", "/thank-you"),
            GREETINGS.get(self.source, ""): self.source in GREETINGS,
            "welcome": self.is_new,
        }
        return next((name for name, fits in candidates.items() if fits and name not in self.closed), "")
