"""The *ring*: a visitor's newest events, each with its moment and the few facts that conditions ask for (pure).

Most facts are never asked for. So they are kept as they are stored, bytes, and read when they are: as dicts they would
take most of the time in which a record is read, and of the memory in which it is held.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from notesik.behaviours import MAX_RECENT
from notesik.fields import Test

STORED_NAMES = (
    *("product_id", "category", "brand", "price", "on_sale", "value", "revenue", "quantity", "coupon", "query", "sort"),
    *("path", "order_id", "gift", "is_gift", "gift_wrap", "gift_message", "campaign"),
    *("url", "search", "referrer", "title", "name", "variant", "sku", "currency", "position", "image_url", "widget"),
    *("list_id", "cart_id", "checkout_id", "total", "subtotal", "shipping", "tax", "discount", "step"),
)
"""Names of facts that most events have. Records state them by their place, which takes a byte instead of nine; so with
other names ``visitors.VERSION`` has to be another."""
_PLACES = {name: place for place, name in enumerate(STORED_NAMES)}
FACTS_HELD = 5_000
"""Of how many pages, products and others the facts are held as they are read: those that were asked for last."""
ANSWERS_HELD = 10_000
"""How many answers of conditions on facts are held."""
MAX_HELD_BYTES = 300
"""Of packed facts that are held, and of those that answers are held for. A usual page's or product's are shorter, and
longer ones are read each time they are asked for: anybody may send them, and thousands would fill the memory."""
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[int | str, Any]).decode


def packed_facts(facts: Mapping[str, Any]) -> bytes:
    """``facts`` as a record has them."""
    return _encode({_PLACES.get(name, name): value for name, value in facts.items()}) if facts else b""


def forget_facts() -> None:
    """Hold none any more: among them may be those of somebody who is erased."""
    _held_facts.cache_clear()
    _held_answer.cache_clear()


def _read(packed: bytes) -> Mapping[str, Any]:
    facts = _decode(packed) if packed else {}
    return {STORED_NAMES[name] if isinstance(name, int) else name: fact for name, fact in facts.items()}


_held_facts = lru_cache(FACTS_HELD)(_read)


@lru_cache(ANSWERS_HELD)
def _held_answer(test: Test, packed: bytes) -> bool:
    return test(_held_facts(packed))


class Recent(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One event that still can be looked back on."""

    name: str
    at_ms: int
    packed_facts: bytes = b""

    @property
    def facts(self) -> Mapping[str, Any]:
        """Those that are kept. Nobody may change them: whoever looked at the same page or product shares them."""
        packed = self.packed_facts
        return _held_facts(packed) if len(packed) <= MAX_HELD_BYTES else _read(packed)

    def holds(self, test: Test) -> bool:
        """Whether a condition on the facts holds. It is found out once for all who looked at the same page or product:
        a year's visitor asks it of dozens of events on each page."""
        packed = self.packed_facts
        return _held_answer(test, packed) if len(packed) <= MAX_HELD_BYTES else test(_read(packed))


def recent_of(name: str, at_ms: int, facts: Mapping[str, Any]) -> Recent:
    """The event with these facts."""
    return Recent(name, at_ms, packed_facts(facts))


def last_recent(recent: tuple[Recent, ...]) -> tuple[Recent, ...]:
    """The last of ``recent``, in the order in which they happened."""
    return tuple(sorted(recent, key=lambda each: each.at_ms))[-MAX_RECENT:]


def recent_after(recent: tuple[Recent, ...], event: Recent) -> tuple[Recent, ...]:
    """``recent``, which is in that order, with one more; most events come in it, too."""
    if recent and event.at_ms < recent[-1].at_ms:
        return last_recent((*recent, event))
    return (*recent[1 - MAX_RECENT :], event)
