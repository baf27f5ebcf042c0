"""A visitor's state: what the notebook holds of one person or one device, bounded in size.

It is stored as one version byte and msgpack. How events change it is told in ``visitor_changes``. Whatever is sent, it
is at most ``MAX_BYTES`` long: 256 KB of them serve to know 32,768 messages again, most of the rest is there only for
texts of four-byte characters that all are as long as they may be. A shopper's is a few kilobytes.

Its parts, as events and log entries are, are plain data that never lead back to themselves. So the garbage collector
passes them by (``gc=False``): with thousands of visitors in memory it would take a fifth of the time of batches.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import msgspec

from notesik.affinities import Affinities
from notesik.answers import FormProgress, Preferences
from notesik.carts import Cart
from notesik.counters import Counter
from notesik.earlier_records import TODAYS
from notesik.envelopes import packed_size
from notesik.errors import StoreUnavailable
from notesik.exposures import Exposure
from notesik.recent_events import Recent
from notesik.scores import MAX_PLANS, Scores
from notesik.seen_messages import SeenMessages
from notesik.sessions import Session

VERSION = 2
_VERSION_BYTE = bytes([VERSION])
_encoder = msgspec.msgpack.Encoder()

MAX_BYTES = 1280 * 1024
MAX_TRAITS = 64
MAX_TRAIT_BYTES = 1_000
"""Of one trait, name and value, as msgpack."""
MAX_VIEWED = 30
MAX_WISHLIST = 100
MAX_ORDER_IDS = 20
MAX_BOUGHT = 30
MAX_EXPOSURES = 200
MAX_INBOX = 50
MAX_MERGED = 50
MAX_SCORES = 2 * MAX_PLANS
"""Of those plans that a site may have, and of as many that it had."""
MAX_SUM = 2**53
"""Of money and counts that only grow: exact as a JSON number in every language."""


class Orders(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Orders in sum. ``revenue_by_id`` holds the last ones, so that an order told twice counts once."""

    count: int = 0
    revenue_minor: int = 0
    last_ms: int = 0
    revenue_by_id: dict[str, int] = {}
    products: tuple[str, ...] = ()

    def merged(self, other: Orders) -> Orders:
        """Both histories as one; an order that either was told counts once."""
        earlier, later = sorted((self, other), key=lambda orders: orders.last_ms)
        twice = earlier.revenue_by_id.keys() & later.revenue_by_id.keys()
        revenue_minor = self.revenue_minor + other.revenue_minor - sum(earlier.revenue_by_id[id] for id in twice)
        known = {id: revenue for id, revenue in earlier.revenue_by_id.items() if id not in twice} | later.revenue_by_id
        return Orders(
            count=self.count + other.count - len(twice),
            revenue_minor=min(revenue_minor, MAX_SUM),
            last_ms=later.last_ms,
            revenue_by_id=dict(list(known.items())[-MAX_ORDER_IDS:]),
            products=first_of(MAX_BOUGHT, later.products, earlier.products),
        )


class InboxMessage(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A message that a campaign put into the visitor's inbox; ``read_ms`` 0 is unread."""

    variant: str
    at_ms: int
    read_ms: int = 0

    def read(self, at_ms: int) -> InboxMessage:
        return InboxMessage(self.variant, self.at_ms, max(self.read_ms, at_ms))


class Visitor(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Everything that is remembered of one visitor. Times are Unix milliseconds, money is in minor units.

    ``merged_from`` are a person's devices, each with the mark of its history that is in this record, if it had any.
    ``assignment_id`` is what a person is assigned by (holdout, coverage, namespace, variant): their first device's, so
    that signing in changes none of it. It is empty with a device, which is assigned by its own id.
    """

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
    scores: Scores = {}
    seen: SeenMessages = SeenMessages()
    merged_from: dict[str, bytes] = {}
    forms: dict[str, FormProgress] = {}
    """By campaign."""
    preferences: Preferences = Preferences()
    assignment_id: str = ""


def first_of(limit: int, *groups: tuple[str, ...]) -> tuple[str, ...]:
    """The first of all the ids in ``groups``, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(groups)))[:limit]


def last_exposures(exposures: dict[str, Exposure]) -> dict[str, Exposure]:
    """Those that the visitor met last."""
    if len(exposures) <= MAX_EXPOSURES:
        return exposures
    kept = sorted(exposures, key=lambda campaign: exposures[campaign].last_met_ms)[-MAX_EXPOSURES:]
    return {campaign: exposures[campaign] for campaign in kept}


def last_scores(scores: Scores) -> Scores:
    """Those that changed last."""
    if len(scores) <= MAX_SCORES:
        return scores
    kept = sorted(scores, key=lambda plan: scores[plan].at_ms)[-MAX_SCORES:]
    return {plan: scores[plan] for plan in kept}


def traits_after(traits: dict[str, Any], stated: dict[str, Any]) -> dict[str, Any]:
    """What is stated anew replaces the old, ``null`` forgets; too large ones go, and the oldest of too many.

    Too large is also what no record could hold: a whole number beyond 64 bits, lists within too many lists.
    """
    kept = {name: value for name, value in traits.items() if name not in stated}
    kept |= {name: value for name, value in stated.items() if value is not None and _fits(name, value)}
    return dict(list(kept.items())[-MAX_TRAITS:])


def _fits(name: str, value: Any) -> bool:
    try:
        return packed_size([name, value]) <= MAX_TRAIT_BYTES
    except ValueError:
        return False


_decoder = msgspec.msgpack.Decoder(Visitor)


class UnknownVersion(StoreUnavailable):
    """A record that a newer Notesik wrote. Whoever asks is to come again: to this process when it has been updated, or
    to one that has been."""


def encode_visitor(visitor: Visitor) -> bytes:
    """The stored form: one version byte, then msgpack."""
    return _VERSION_BYTE + _encoder.encode(visitor)


def decode_visitor(stored: bytes | None) -> Visitor:
    """The visitor that was stored; nothing stored is a new visitor.

    Raises:
        UnknownVersion: the record's version byte is none of ours.
    """
    if not stored:
        return Visitor()
    version, packed = stored[0], memoryview(stored)[1:]
    if version == VERSION:
        return _decoder.decode(packed)
    if version not in TODAYS:
        raise UnknownVersion(
            f"A newer Notesik has written this visitor (version {version}; this one reads up to {VERSION}): update it."
        )
    return _decoder.decode(TODAYS[version](packed))
