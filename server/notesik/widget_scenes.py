"""What a widget's template may see: plain data, put together by whoever answers a visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from notesik.answers import FormProgress, Known, Preferences
from notesik.catalogue import Product
from notesik.page_edits import Order
from notesik.recommendations import Recommendation
from notesik.social_proof import Action

Recommend = Callable[[str, int], Sequence[Recommendation]]
"""Takes a strategy's name and how many products at most."""

Count = Callable[[Action, str, int], int]
"""Takes what was done, a product's id and the last how many hours; how many visitors did it."""


class Inbox(msgspec.Struct, frozen=True):
    """The inbox as its button shows it."""

    unread: int = 0


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One card of the inbox's panel; ``html`` is what the campaign's ``message`` widget rendered."""

    campaign: str
    variant: str
    html: str
    is_unread: bool = False
    sent_ms: int = 0


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """What the opened inbox holds, each list newest first."""

    viewed: Sequence[Product] = ()
    wishlist: Sequence[Product] = ()
    messages: Sequence[Message] = ()

    @property
    def unread(self) -> int:
        return sum(message.is_unread for message in self.messages)


def _no_products(strategy: str, limit: int) -> Sequence[Recommendation]:
    return ()


def _nobody(action: Action, product_id: str, hours: int) -> int:
    return 0


def _no_order(category: str) -> Sequence[str]:
    return ()


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """One moment of one visitor. ``tags`` is the context document, where merge tags look things up."""

    language: str = "en"
    direction: str = "ltr"
    currency: str = ""
    tags: Mapping[str, Any] = {}
    cart_value_minor: int = 0
    recommend: Recommend = _no_products
    count: Count = _nobody
    order: Order = _no_order
    inbox: Inbox = Inbox()
    forms: Mapping[str, FormProgress] = {}
    """By campaign."""
    preferences: Preferences = Preferences()
    placement: str = ""
    """Where a widget of no campaign is shown."""
    now_ms: int = 0
    time_zone: str = "UTC"
    """The site's."""

    @property
    def wished(self) -> frozenset[str]:
        """The ids of the products on the wishlist: their hearts are full."""
        return frozenset(self.tags.get("lists", {}).get("wishlist", ()))

    def known(self, campaign: str) -> Known:
        """What the form of a campaign may know of the visitor."""
        return Known(
            progress=self.forms.get(campaign, FormProgress()),
            traits=self.tags.get("visitor", {}).get("traits", {}),
            preferences=self.preferences,
            may_remember=self.tags.get("consent", {}).get("analytics", True),
        )
