"""Days of the week and hours of the day, by the clock on the wall of a time zone."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, Self

from notesik.documents import describe

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

DAY_MINUTES = 24 * 60
_HOURS = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)


class Hours:
    """A part of the day, ``08:00-18:00``; ``22:00-06:00`` goes on into the next morning. The end is exclusive."""

    __slots__ = ("from_minute", "text", "until_minute")

    def __init__(self, text: str, from_minute: int, until_minute: int) -> None:
        self.text = text
        self.from_minute = from_minute
        """Minutes since midnight."""
        self.until_minute = until_minute
        """Minutes since that same midnight, so more than a day's where it goes on into the next morning."""

    @classmethod
    def parse(cls, value: object) -> Self:
        """Raises ValueError with a sentence for the reader."""
        found = _HOURS.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            shown = f'"{value}"' if isinstance(value, str) else describe(value)
            raise ValueError(f"expected hours such as 08:00-18:00 or 22:00-06:00, got {shown}")
        from_hour, from_minute, until_hour, until_minute = map(int, found.groups())
        start, end = from_hour * 60 + from_minute, until_hour * 60 + until_minute
        if start >= DAY_MINUTES or end > DAY_MINUTES:
            raise ValueError(f"a day ends at 24:00, got {found.string}")
        if start == end:
            raise ValueError(f"hours must end later than they begin, got {found.string}; 00:00-24:00 is the whole day")
        return cls(found.string, start, end if end > start else end + DAY_MINUTES)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hours) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


def overlaps(hours: Sequence[Hours]) -> Iterator[tuple[int, str]]:
    """Hours that share minutes with others before them, by their place; what stands there twice is another matter."""
    for index, one in enumerate(hours):
        for other in hours[:index]:
            is_shared = one.from_minute < other.until_minute and other.from_minute < one.until_minute
            if is_shared and one != other:
                yield index, f"{one} overlaps {other}; say them as one"


def compile_opening(days: Sequence[Day], hours: Sequence[Hours], time_zone: str) -> Callable[[int], bool] | None:
    """A test of a moment (Unix milliseconds); None when it would always hold.

    No days are all days, and no hours the whole day. Hours that go on after midnight belong to the day on which they
    begin. The wall's clock counts: an hour that the change to summer time leaves out does not come, one that comes
    twice counts twice.
    """
    if not days and not hours:
        return None
    zone = zoneinfo.ZoneInfo(time_zone)
    open_days = frozenset(DAYS.index(day) for day in days or DAYS)
    spans = [(each.from_minute, each.until_minute) for each in hours] or [(0, DAY_MINUTES)]

    def is_open(now_ms: int) -> bool:
        local = datetime.datetime.fromtimestamp(now_ms / 1000, zone)
        today, minute = local.weekday(), local.hour * 60 + local.minute
        yesterday, late_minute = (today - 1) % 7, minute + DAY_MINUTES
        return any(
            (today in open_days and start <= minute < end) or (yesterday in open_days and start <= late_minute < end)
            for start, end in spans
        )

    return is_open


def opening_in_words(days: Sequence[Day], hours: Sequence[Hours]) -> str:
    """``mon, tue 08:00-18:00``."""
    return " ".join(filter(None, (", ".join(days), ", ".join(map(str, hours)))))
