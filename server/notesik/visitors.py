"""A visitor's state: what the notebook holds of one person or one device, bounded in size.

It is stored as one version byte and msgpack. How events change it is told in ``visitor_changes``.
"""

from __future__ import annotations

from typing import Any

import msgspec

from notesik.affinities import Affinities
from notesik.carts import Cart
from notesik.exposures import Exposure
from notesik.seen_messages import SeenMessages
from notesik.sessions import Session

VERSION = b"\x01"

MAX_TRAITS = 64
MAX_COUNTERS = 50
MAX_COUNTER_DAYS = 30
MAX_RECENT = 40
MAX_VIEWED = 30
MAX_WISHLIST = 100
MAX_ORDER_IDS = 20
MAX_BOUGHT = 30
MAX_EXPOSURES = 200
MAX_INBOX = 50
MAX_MERGED = 50


class Counter(msgspec.Struct, frozen=True, array_like=True):
    """How often one event happened: ever, when last, and by day (days since 1970) of the last 30."""

    count: int = 0
    last_ms: int = 0
    days: dict[int, int] = {}


class Recent(msgspec.Struct, frozen=True, array_like=True):
    """One event that still can be looked back on, with the few facts that conditions ask for."""

    name: str
    at_ms: int
    facts: dict[str, Any] = {}


class Orders(msgspec.Struct, frozen=True, omit_defaults=True):
    """Orders in sum; ``ids`` are the last ones, so that an order told twice counts once."""

    count: int = 0
    revenue_minor: int = 0
    last_ms: int = 0
    ids: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


class InboxMessage(msgspec.Struct, frozen=True, array_like=True):
    """A message that a campaign put into the visitor's inbox; ``read_ms`` 0 is unread."""

    variant: str
    at_ms: int
    read_ms: int = 0


class Visitor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything that is remembered of one visitor. Times are Unix milliseconds, money is in minor units."""

    first_seen_ms: int = 0
    last_seen_ms: int = 0
    traits: dict[str, Any] = {}
    group_id: str = ""
    language: str = ""
    session: Session | None = None
    counters: dict[str, Counter] = {}
    recent: tuple[Recent, ...] = ()
    cart: Cart = Cart()
    orders: Orders = Orders()
    categories: Affinities = {}
    brands: Affinities = {}
    exposures: dict[str, Exposure] = {}
    viewed: tuple[str, ...] = ()
    wishlist: tuple[str, ...] = ()
    inbox: dict[str, InboxMessage] = {}
    seen: SeenMessages = SeenMessages()
    merged_from: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.session is None

    @property
    def unread(self) -> int:
        return sum(1 for message in self.inbox.values() if not message.read_ms)


_decoder = msgspec.msgpack.Decoder(Visitor)
_encoder = msgspec.msgpack.Encoder()


class UnknownVersion(ValueError):
    """A record that a newer Notesik wrote."""


def encode_visitor(visitor: Visitor) -> bytes:
    """The stored form: one version byte, then msgpack."""
    return VERSION + _encoder.encode(visitor)


def decode_visitor(stored: bytes | None) -> Visitor:
    """The visitor that was stored; nothing stored is a new visitor.

    Raises:
        UnknownVersion: the record's version byte is not ours.
    """
    if not stored:
        return Visitor()
    if stored[:1] != VERSION:
        raise UnknownVersion(f"a visitor's record of version {stored[0]}; this Notesik reads version {VERSION[0]}")
    return _decoder.decode(memoryview(stored)[1:])
