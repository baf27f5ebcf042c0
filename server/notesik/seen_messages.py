"""Which messages a visitor's record has taken already, so that a repeated one changes nothing.

Each id is kept as eight bytes of its hash, for the day on which it came and the next one with messages, at most 16,384
a day. A new id is taken for one of those with a probability below 1e-14.
"""

from __future__ import annotations

import hashlib

import msgspec

WIDTH = 8
MAX_A_DAY = 16_384
DAY_MS = 86_400_000


class SeenMessages(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Digests one after the other: of ``day`` (days since 1970) and of the day with messages before it."""

    day: int = 0
    today: bytes = b""
    before: bytes = b""

    def has(self, digest: bytes) -> bool:
        return _holds(self.today, digest) or _holds(self.before, digest)

    def digests(self) -> frozenset[bytes]:
        """All of them, for many look-ups: ``has`` reads through both texts each time."""
        kept = self.today + self.before
        return frozenset(kept[start : start + WIDTH] for start in range(0, len(kept), WIDTH))

    def after(self, digests: list[bytes], now_ms: int) -> SeenMessages:
        """With ``digests`` taken at ``now_ms``."""
        day = now_ms // DAY_MS
        if day > self.day:
            return SeenMessages(day, _newest(b"".join(digests)), self.today)
        return SeenMessages(self.day, _newest(self.today + b"".join(digests)), self.before)

    def merged(self, other: SeenMessages) -> SeenMessages:
        """All that either has seen; the older day's join the day before."""
        newer, older = (self, other) if self.day >= other.day else (other, self)
        if newer.day == older.day:
            return SeenMessages(newer.day, _newest(newer.today + older.today), _newest(newer.before + older.before))
        return SeenMessages(newer.day, newer.today, _newest(older.before + newer.before + older.today))


def digest_of(message_id: str) -> bytes:
    """Eight bytes that stand for ``message_id``."""
    return hashlib.blake2b(message_id.encode("utf-8", "surrogatepass"), digest_size=WIDTH).digest()


def _holds(digests: bytes, digest: bytes) -> bool:
    position = digests.find(digest)
    while position >= 0 and position % WIDTH:
        position = digests.find(digest, position + 1)
    return position >= 0


def _newest(digests: bytes) -> bytes:
    return digests[-WIDTH * MAX_A_DAY :]
