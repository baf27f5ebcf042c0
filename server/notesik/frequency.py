"""How often a campaign, a group of campaigns, or all of them together may be shown to one visitor."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import msgspec

from notesik.exposures import TIMES_KEPT, Exposure
from notesik.schedules import CoolDown, Period

DEFAULT_COOL_DOWN = CoolDown.parse("30m")
"""After a close, when a campaign says nothing else: a closed widget must not come back in the same session."""


_CAP_IN_WORDS = f"the times of the last {TIMES_KEPT} impressions are kept"


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At most ``cap`` impressions in any ``period``."""

    cap: Annotated[int, msgspec.Meta(ge=1, le=TIMES_KEPT, description=_CAP_IN_WORDS)]
    period: Period


class Caps(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How many impressions there may be at most; without any there is no limit."""

    lifetime: Annotated[int, msgspec.Meta(ge=1)] | None = None
    windows: tuple[Window, ...] = ()

    @property
    def has_caps(self) -> bool:
        return self.lifetime is not None or bool(self.windows)


class Frequency(Caps, frozen=True, kw_only=True):
    """How often one campaign may be shown to one visitor; without caps it may be shown always."""

    after_close: CoolDown = DEFAULT_COOL_DOWN
    stop_after_conversion: bool = False
    exempt: bool = False
    """Neither held back by the caps of its group and of the site, nor counted in them."""


class SharedFrequency(Caps, frozen=True, kw_only=True):
    """How often the campaigns of a group, or all of a site, may be shown together to one visitor."""

    after_close: CoolDown | None = None
    """How long none of them may appear after one was closed."""
    stop_after_conversion: bool = False
    """Whether none of them may appear any more after one has converted."""


class Obstacle(NamedTuple):
    """What keeps a campaign from a visitor: a code of ``decisions.REASONS`` and a sentence with the actual values."""

    reason: str
    detail: str = ""
    takes_place: bool = False
    """Whether the campaign has its places all the same: nobody after it gets them."""


def dismissal(frequency: Frequency | SharedFrequency, exposure: Exposure, now_ms: int) -> Obstacle | None:
    """Whether the visitor has closed the campaign, or done what it was for: this also takes it off the screen."""
    if frequency.stop_after_conversion and exposure.converted_ms:
        return Obstacle("converted", f"converted {_ago(exposure.converted_ms, now_ms)}")
    waits = frequency.after_close
    if waits is not None and exposure.closed_ms and now_ms - exposure.closed_ms < waits.ms:
        if waits.text == "never":
            return Obstacle("closed", f"closed {_ago(exposure.closed_ms, now_ms)}, never again")
        return Obstacle("closed", f"closed {_ago(exposure.closed_ms, now_ms)}, waits {waits}")
    return None


def cap(caps: Caps, exposure: Exposure, now_ms: int, reserved: int = 0) -> Obstacle | None:
    """Whether a cap is reached, so that no further impression may begin.

    ``reserved`` is how many impressions other pages may still have. They may have them at any moment, so each counts as
    one of this moment.
    """
    obstacle = _reached(caps, exposure, now_ms, 0)
    if obstacle is not None or not reserved:
        return obstacle
    obstacle = _reached(caps, exposure, now_ms, reserved)
    return obstacle and Obstacle("reserved", f"{obstacle.detail}, {reserved} more may still be shown on other pages")


def _reached(caps: Caps, exposure: Exposure, now_ms: int, reserved: int) -> Obstacle | None:
    """The first cap that is reached with ``reserved`` impressions more, and how many were really seen."""
    if caps.lifetime is not None and exposure.count + reserved >= caps.lifetime:
        return Obstacle("frequency_lifetime", f"seen {exposure.count} of {caps.lifetime}")
    for window in caps.windows:
        since_ms, times_ms = now_ms - window.period.ms, exposure.times_ms
        left = window.cap - reserved
        # Times are sorted and at least ``cap`` of them are kept, so the one that fills it alone decides.
        if left <= 0 or (len(times_ms) >= left and times_ms[-left] > since_ms):
            seen = sum(at_ms > since_ms for at_ms in times_ms)
            return Obstacle("frequency_window", f"seen {seen} of {window.cap} in {window.period}")
    return None


def _ago(at_ms: int, now_ms: int) -> str:
    seconds = max(0, now_ms - at_ms) // 1000
    for unit, length_s in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length_s:
            return f"{seconds // length_s} {unit} ago"
    return f"{seconds} s ago"
