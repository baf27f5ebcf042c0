"""Records as version 1 wrote them, spelled out here so that they stay what they were."""

from __future__ import annotations

from typing import Any

import msgspec

from notesik.affinities import Affinities
from notesik.answers import FormProgress, Preferences
from notesik.carts import Cart
from notesik.exposures import Exposure
from notesik.scores import Scores
from notesik.seen_messages import SeenMessages
from notesik.sessions import Session
from notesik.visitors import InboxMessage, Orders, Visitor


class FirstCounter(msgspec.Struct, array_like=True):
    """As version 1 wrote it."""

    count: int
    last_ms: int
    days: dict[int, int]


class FirstRecent(msgspec.Struct, array_like=True):
    """As version 1 wrote it."""

    name: str
    at_ms: int
    facts: dict[str, Any]


class FirstVisitor(msgspec.Struct, omit_defaults=True):
    """As version 1 wrote it; the parts that are not spelled out here have not changed since."""

    first_seen_ms: int = 0
    last_seen_ms: int = 0
    traits: dict[str, Any] = {}
    group_id: str = ""
    language: str = ""
    session: Session | None = None
    counters: dict[str, FirstCounter] = {}
    recent: tuple[FirstRecent, ...] = ()
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
    preferences: Preferences = Preferences()
    assignment_id: str = ""


def as_first(visitor: Visitor) -> bytes:
    fields = {name: getattr(visitor, name) for name in visitor.__struct_fields__}
    fields["counters"] = {
        name: FirstCounter(each.count, each.last_ms, each.days) for name, each in visitor.counters.items()
    }
    fields["recent"] = tuple(FirstRecent(each.name, each.at_ms, dict(each.facts)) for each in visitor.recent)
    return b"\x01" + msgspec.msgpack.encode(FirstVisitor(**fields))
