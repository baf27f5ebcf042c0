"""How often a campaign may be shown to one visitor."""

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


class Frequency(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The caps of one campaign for one visitor; without any it may be shown always."""

    lifetime: Annotated[int, msgspec.Meta(ge=1)] | None = None
    windows: tuple[Window, ...] = ()
    after_close: CoolDown = DEFAULT_COOL_DOWN
    stop_after_conversion: bool = False


class Obstacle(NamedTuple):
    """What keeps a campaign from a visitor: a code of ``decisions.REASONS`` and a sentence with the actual values."""

    reason: str
    detail: str = ""


def dismissal(frequency: Frequency, exposure: Exposure, now_ms: int) -> Obstacle | None:
    """Whether the visitor has closed the campaign, or done what it was for: this also takes it off the screen."""
    if frequency.stop_after_conversion and exposure.converted_ms:
        return Obstacle("converted", f"converted {_ago(exposure.converted_ms, now_ms)}")
    if exposure.closed_ms and now_ms - exposure.closed_ms < frequency.after_close.ms:
        if frequency.after_close.text == "never":
            return Obstacle("closed", f"closed {_ago(exposure.closed_ms, now_ms)}, never again")
        return Obstacle("closed", f"closed {_ago(exposure.closed_ms, now_ms)}, waits {frequency.after_close}")
    return None


def cap(frequency: Frequency, exposure: Exposure, now_ms: int) -> Obstacle | None:
    """Whether a cap is reached, so that no further impression may begin."""
    if frequency.lifetime is not None and exposure.count >= frequency.lifetime:
        return Obstacle("frequency_lifetime", f"seen {exposure.count} of {frequency.lifetime}")
    for window in frequency.windows:
        # Times are sorted and at least ``cap`` of them are kept, so the cap-th newest alone decides.
        times_ms = exposure.times_ms
        if len(times_ms) >= window.cap and times_ms[-window.cap] > now_ms - window.period.ms:
            seen = sum(at_ms > now_ms - window.period.ms for at_ms in times_ms)
            return Obstacle("frequency_window", f"seen {seen} of {window.cap} in {window.period}")
    return None


def _ago(at_ms: int, now_ms: int) -> str:
    seconds = max(0, now_ms - at_ms) // 1000
    for unit, length_s in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length_s:
            return f"{seconds // length_s} {unit} ago"
    return f"{seconds} s ago"
