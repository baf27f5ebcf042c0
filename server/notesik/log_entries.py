"""What the event log holds: the event, whose it is, and what follows from it for counters and recommendations.

What follows is worked out where the visitor's state is at hand, so that the workers need nothing but the entry.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from notesik.events import Event

DAY_MS = 86_400_000


class Tally(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing to count for a campaign's variant: ``impressions``, ``clicks``, ``closes``, ``conversions``,
    or ``revenue_minor_EUR`` (whole minor units of that currency)."""

    campaign: str
    variant: str
    field: str
    amount: int = 1


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One event of the log. ``viewed_with``: products seen before it in its session; ``sold``: id and quantity;
    ``segments``: those to count the visitor in, on the day of the event; ``by_robot``: nobody was there; ``known``:
    those products of a view or an order that the site's catalogue had at that time."""

    site: str
    visitor: str
    event: Event
    tallies: tuple[Tally, ...] = ()
    viewed_with: tuple[str, ...] = ()
    sold: tuple[tuple[str, int], ...] = ()
    segments: tuple[str, ...] = ()
    by_robot: bool = False
    known: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The event's day in UTC, ``2026-11-21``."""
        return _day(self.event.at_ms // DAY_MS)


@lru_cache(maxsize=512)  # events are nearly all of today, and a date takes longer than the rest of an entry
def _day(number: int) -> str:
    """The day that is so many after 1970-01-01."""
    return datetime.fromtimestamp(number * DAY_MS / 1000, UTC).date().isoformat()


_decoder = msgspec.msgpack.Decoder(Entry)
_encoder = msgspec.msgpack.Encoder()


def encode_entry(entry: Entry) -> bytes:
    return _encoder.encode(entry)


def decode_entry(stored: bytes) -> Entry:
    return _decoder.decode(stored)
