"""What a visitor has seen of each campaign: the base of caps, sticky variants and attribution."""

from __future__ import annotations

import msgspec

TIMES_KEPT = 32
"""How many of the last impressions keep their time; a cap in a window can be at most this."""


class Exposure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One campaign as one visitor has met it. Times are Unix milliseconds; 0 means never."""

    variant: str
    count: int = 0
    times_ms: tuple[int, ...] = ()
    clicked_ms: int = 0
    closed_ms: int = 0
    converted_ms: int = 0

    @property
    def last_ms(self) -> int:
        return self.times_ms[-1] if self.times_ms else 0

    def after_impression(self, at_ms: int) -> Exposure:
        times = tuple(sorted((*self.times_ms, at_ms)))[-TIMES_KEPT:]
        return msgspec.structs.replace(self, count=self.count + 1, times_ms=times)

    def after_click(self, at_ms: int) -> Exposure:
        return msgspec.structs.replace(self, clicked_ms=max(self.clicked_ms, at_ms))

    def after_close(self, at_ms: int) -> Exposure:
        return msgspec.structs.replace(self, closed_ms=max(self.closed_ms, at_ms))

    def after_conversion(self, at_ms: int) -> Exposure:
        return msgspec.structs.replace(self, converted_ms=max(self.converted_ms, at_ms))

    def merged(self, other: Exposure) -> Exposure:
        """Both histories as one; the variant that was met first stays."""
        earlier, later = sorted((self, other), key=lambda e: e.times_ms[0] if e.times_ms else e.last_ms or 1 << 62)
        return Exposure(
            variant=earlier.variant,
            count=earlier.count + later.count,
            times_ms=tuple(sorted(earlier.times_ms + later.times_ms))[-TIMES_KEPT:],
            clicked_ms=max(earlier.clicked_ms, later.clicked_ms),
            closed_ms=max(earlier.closed_ms, later.closed_ms),
            converted_ms=max(earlier.converted_ms, later.converted_ms),
        )
