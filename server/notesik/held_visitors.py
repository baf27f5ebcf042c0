"""Visitors as this process wrote them last, held so that their next call need not load them.

What is held may be out of date: another process may have met the visitor meanwhile. So it is used only for what is
then written with compare-and-set, which refuses what is out of date. Where that happens often, because other processes
share the visitors, to hold them does not pay; so each call, also one that loads, tells how good the memory would have
been, and it is believed only as long as it nearly always is right.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from notesik.store.keys import VisitorKey

MAX_HELD_BYTES = 10_000_000
"""Of those who are held: thousands of usual visitors. They are held as they are stored, which takes a quarter of the
memory that they take when they are read, and to read one takes a hundredth of a visit."""
HELD_WITH_BYTES = 300
"""What a held state takes beside its own length: its key, its place among the others."""
MAX_STATE_BYTES = MAX_HELD_BYTES // 100
"""Who takes more is not held: a crowd of them would leave no room for others."""
BELIEVED: Final = 0.9
"""The share of right answers from which on it is believed: a wrong one costs about as much as ten right ones save."""
_WEIGHT: Final = 0.02
"""Of the last call in the share: it goes by the last hundred or so."""


class Held(NamedTuple):
    """A visitor's state as it was written, and the revision of the record since then."""

    state: bytes
    revision: int


class HeldVisitors:
    """The visitors that were written last, by the keys of their records."""

    def __init__(self, most_bytes: int = MAX_HELD_BYTES, right: float = 0.5) -> None:
        """``right`` is the share of right answers to begin with: neither believed nor far from it."""
        self._most_bytes = most_bytes
        self._bytes = 0
        self._held: dict[str, Held] = {}
        self._right = right

    def find(self, key: VisitorKey) -> Held | None:
        """What may be used for a write, if it is believed."""
        return self._held.get(key.name) if self._right >= BELIEVED else None

    def compare(self, key: VisitorKey, revision: int) -> None:
        """Learn from a record that was loaded: whether what is held was right."""
        held = self._held.get(key.name)
        if held is not None:
            self._learn(is_right=held.revision == revision)

    def keep(self, key: VisitorKey, held: Held) -> None:
        """Hold what was written, in place of what was written longest ago."""
        self._take_out(key.name)
        if _size(held) > MAX_STATE_BYTES:
            return
        self._held[key.name] = held
        self._bytes += _size(held)
        while self._bytes > self._most_bytes:
            self._take_out(next(iter(self._held)))

    def prove(self) -> None:
        """Learn that what was used was right: it could be written."""
        self._learn(is_right=True)

    def drop(self, key: VisitorKey, *, was_wrong: bool = False) -> None:
        """Forget what is held, because it was erased, or was used and ``was_wrong``."""
        if self._take_out(key.name) and was_wrong:
            self._learn(is_right=False)

    def _take_out(self, name: str) -> bool:
        held = self._held.pop(name, None)
        if held is not None:
            self._bytes -= _size(held)
        return held is not None

    def _learn(self, *, is_right: bool) -> None:
        self._right += _WEIGHT * (is_right - self._right)


def _size(held: Held) -> int:
    return len(held.state) + HELD_WITH_BYTES
