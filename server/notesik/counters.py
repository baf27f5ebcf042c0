"""How often each event happened: ever, when last, and on which days (pure).

A visitor who comes often has dozens of counters with thirty days each. So the days are kept as they are stored, one
short text of bytes, and read only when they are asked for: as a dict they would take most of the time in which a
record is read and written, and most of the memory in which it is held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from notesik.seen_messages import DAY_MS

MAX_COUNTERS = 50
MAX_COUNTER_DAYS = 30


class Counter(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How often one event happened: ever, when last, and by day (days since 1970) of the last 30."""

    count: int = 0
    last_ms: int = 0
    packed_days: bytes = b""
    """A msgpack array: the first day, how often on it, days until the next, how often on that, and so on."""

    @property
    def days(self) -> dict[int, int]:
        """How often on each day, the oldest first."""
        days: dict[int, int] = {}
        day = 0
        numbers = iter(_unpacked(self.packed_days))
        for step, count in zip(numbers, numbers, strict=True):
            day += step
            days[day] = count
        return days

    def since(self, first_day: float) -> int:
        """How often on ``first_day`` and after it."""
        numbers = _unpacked(self.packed_days)
        day, total = sum(numbers[::2]), 0
        for place in range(len(numbers) - 2, -1, -2):
            if day < first_day:
                break
            day -= numbers[place]
            total += numbers[place + 1]
        return total

    def after(self, at_ms: int) -> Counter:
        """With one more at ``at_ms``."""
        return Counter(self.count + 1, max(self.last_ms, at_ms), _with_one_on(at_ms // DAY_MS, self.packed_days))

    def without(self, times_ms: Sequence[int], count: int) -> Counter:
        """Less ``count`` that were counted twice, of which some times are known."""
        days = self.days
        for at_ms in times_ms:
            day = at_ms // DAY_MS
            days[day] = days.get(day, 0) - 1
        left = {day: count for day, count in days.items() if count > 0}
        return counter_of(max(self.count - count, 0), self.last_ms, left)

    def merged(self, other: Counter) -> Counter:
        """Both counts as one."""
        days = self.days
        for day, count in other.days.items():
            days[day] = days.get(day, 0) + count
        return counter_of(self.count + other.count, max(self.last_ms, other.last_ms), days)


def counter_of(count: int, last_ms: int, days: Mapping[int, int]) -> Counter:
    """The counter that says so; of ``days`` it keeps the last."""
    numbers: list[int] = []
    before = 0
    for day in sorted(days)[-MAX_COUNTER_DAYS:]:
        numbers += (day - before, days[day])
        before = day
    return Counter(count, last_ms, _packed(numbers))


def last_counters(counters: dict[str, Counter]) -> dict[str, Counter]:
    """Those that counted something last."""
    if len(counters) <= MAX_COUNTERS:
        return counters
    kept = sorted(counters, key=lambda name: counters[name].last_ms)[-MAX_COUNTERS:]
    return {name: counters[name] for name in kept}


def _with_one_on(day: int, packed: bytes) -> bytes:
    numbers = _unpacked(packed)
    latest = sum(numbers[::2])
    if numbers and day < latest:
        days = Counter(packed_days=packed).days
        return counter_of(0, 0, {**days, day: days.get(day, 0) + 1}).packed_days
    if numbers and day == latest:
        numbers[-1] += 1
    else:
        numbers += (day - latest, 1)
    if len(numbers) > 2 * MAX_COUNTER_DAYS:
        numbers[2] += numbers[0]
        del numbers[:2]
    return _packed(numbers)


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[int]).decode


def _packed(numbers: list[int]) -> bytes:
    return _encode(numbers) if numbers else b""


def _unpacked(packed: bytes) -> list[int]:
    return _decode(packed) if packed else []
