"""When a campaign runs: periods such as ``7d``, and a schedule of local times, days and hours in a time zone."""

from __future__ import annotations

import datetime
import math
import re
import zoneinfo
from typing import Annotated, NamedTuple, Self

import msgspec

from notesik.documents import describe, join_path, suggestion
from notesik.errors import Fault
from notesik.opening_hours import Day, Hours, overlaps

_UNITS_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_PERIOD = re.compile(r"([1-9][0-9]{0,4})([smhdw])")
_LONGEST_MS = 3653 * _UNITS_MS["d"]
"""Ten years: longer is a slip of the pen."""


class Period:
    """A length of time as people write it: ``30m``, ``24h``, ``7d``, ``2w`` (also ``90s``)."""

    __slots__ = ("ms", "text")

    def __init__(self, text: str, ms: float) -> None:
        self.text = text
        self.ms = ms
        """Milliseconds; infinite for "never again"."""

    @classmethod
    def parse(cls, value: object) -> Self:
        """Raises ValueError with a sentence for the reader."""
        found = _PERIOD.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            shown = f'"{value}"' if isinstance(value, str) else describe(value)
            raise ValueError(f"expected a period such as 30m, 24h, 7d or 2w, got {shown}")
        number, unit = found.groups()
        ms = int(number) * _UNITS_MS[unit]
        if ms > _LONGEST_MS:
            raise ValueError("a period may be ten years at most")
        return cls(found.string, ms)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Period) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


class CoolDown(Period):
    """A period, or the word ``never`` for "never again"."""

    __slots__ = ()

    @classmethod
    def parse(cls, value: object) -> Self:
        return cls("never", math.inf) if value == "never" else super().parse(value)


def parse_period(text: object) -> Period:
    """``7d`` as a Period; raises ValueError with a sentence for the reader."""
    return Period.parse(text)


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """From when until when, on which days and hours, as local times of a time zone.

    An open end has no limit, ``until`` is exclusive. No days are all days, no hours the whole day.
    """

    from_: str | None = msgspec.field(default=None, name="from")
    until: str | None = None
    time_zone: str = "UTC"
    days: Annotated[tuple[Day, ...], msgspec.Meta(max_length=7)] = ()
    hours: Annotated[tuple[Hours, ...], msgspec.Meta(max_length=24)] = ()


class Span(NamedTuple):
    """The ends of a schedule in Unix milliseconds; None is an open end."""

    from_ms: int | None
    until_ms: int | None


def schedule_faults(schedule: Schedule, path: str) -> list[Fault]:
    """What msgspec cannot see: unknown zones, unreadable times, what stands there twice, an end before the start."""
    faults = []
    if not _is_zone(schedule.time_zone):
        hint = suggestion(schedule.time_zone, zoneinfo.available_timezones())
        faults.append(Fault(join_path(path, "time_zone"), f'unknown time zone "{schedule.time_zone}"{hint}'))
    for name, text in (("from", schedule.from_), ("until", schedule.until)):
        try:
            local = text and _parse_local(text)
        except ValueError as error:
            faults.append(Fault(join_path(path, name), str(error)))
            continue
        if (
            local
            and _is_zone(schedule.time_zone)
            and (after := _after_gap(local, zoneinfo.ZoneInfo(schedule.time_zone)))
        ):
            message = f"the clock skips this time on that day; say {after}"
            faults.append(Fault(join_path(path, name), message))
    for name, parts in (("days", schedule.days), ("hours", schedule.hours)):
        texts = [str(part) for part in parts]
        twice = [index for index, text in enumerate(texts) if text in texts[:index]]
        faults.extend(
            Fault(f"{join_path(path, name)}[{index}]", f"{texts[index]} stands there twice") for index in twice
        )
    faults.extend(Fault(f"{join_path(path, 'hours')}[{index}]", text) for index, text in overlaps(schedule.hours))
    if not faults:
        span = compile_schedule(schedule)
        if span.from_ms is not None and span.until_ms is not None and span.from_ms >= span.until_ms:
            faults.append(Fault(join_path(path, "until"), "must be later than from"))
    return faults


def compile_schedule(schedule: Schedule) -> Span:
    """The schedule's ends as Unix milliseconds; raises ValueError where ``schedule_faults`` would find a fault.

    A local time that a change to summer time leaves out means the same distance after the gap; one that comes twice
    means the first (``fold=0`` of PEP 495).
    """
    zone = zoneinfo.ZoneInfo(schedule.time_zone)
    return Span(_as_ms(schedule.from_, zone), _as_ms(schedule.until, zone))


def _as_ms(text: str | None, zone: zoneinfo.ZoneInfo) -> int | None:
    if text is None:
        return None
    return round(_parse_local(text).replace(tzinfo=zone).timestamp() * 1000)


def _parse_local(text: str) -> datetime.datetime:
    try:
        local = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f'expected a time such as 2026-11-20T08:00, got "{text}"') from None
    if local.tzinfo is not None:
        raise ValueError(f'write the local time without an offset and name the time_zone, got "{text}"')
    return local


def _after_gap(local: datetime.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Of a local time that a change to summer time leaves out, what the clock shows instead; else empty."""
    shown = local.replace(tzinfo=zone).astimezone(datetime.UTC).astimezone(zone).replace(tzinfo=None)
    return "" if shown == local else shown.isoformat(timespec="minutes")


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # names of folders and paths raise the latter two
        return False
    return True
