"""What a visitor has seen of each campaign: the base of caps, sticky variants and attribution."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Mapping

import msgspec

TIMES_KEPT = 32
"""How many of the last impressions keep their time; a cap in a window can be at most this."""

RESERVED_FOR_MS = 30 * 60_000
"""How long an impression is reserved for a page."""

SHOWN_WITHIN_MS = 20 * 60_000
"""How long a page may show what it was given, before it has to ask again: the report needs its time, too."""

HELD_OUT = "holdout"
"""Stands for a variant where a visitor is held out: they meet nothing, when and where others see the campaign."""

MAX_RESERVED = 32
"""How many pages may hold a capped campaign that they have not shown yet."""


class Exposure(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One campaign as one visitor has met it. Times are Unix milliseconds; 0 means never.

    An impression is reported when the widget was really on the screen, which may be long after the decision. So that
    no cap is exceeded meanwhile, the decision reserves the impression for one page: it counts for all others until the
    page reports the impression, gives the reservation back, or ``RESERVED_FOR_MS`` are over.

    For who is held out, an impression is the moment at which they would have seen it: it counts like any other.
    """

    variant: str
    """The one that the visitor keeps; empty as long as they were only held out."""
    count: int = 0
    times_ms: tuple[int, ...] = ()
    clicked_ms: int = 0
    closed_ms: int = 0
    converted_ms: int = 0
    reserved: dict[str, int] = {}
    """When an impression was reserved, by the id of the page; a second one of a page has a number behind it."""
    held_out_ms: int = 0
    """The last of those impressions at which the visitor was held out."""

    @property
    def last_met_ms(self) -> int:
        """When the visitor last had to do with it."""
        return max(
            *self.times_ms[-1:],
            self.clicked_ms,
            self.closed_ms,
            self.converted_ms,
            self.held_out_ms,
            *self.reserved.values(),
        )

    def of_variant(self, variant: str, variants: Container[str]) -> Exposure:
        """The same with this variant, where the visitor has not met one of ``variants``, which the campaign has now."""
        if variant == HELD_OUT or self.variant in variants:
            return self
        return msgspec.structs.replace(self, variant=variant)

    def after_impression(self, at_ms: int, page_id: str = "") -> Exposure:
        """One more impression in place of a reservation of its page; without a page, of the oldest."""
        times = tuple(sorted((*self.times_ms, at_ms)))[-TIMES_KEPT:]
        reserved = self.reserved
        if reserved:
            shown = min(
                (name for name in reserved if not page_id or _page_of(name) == page_id),
                default=None,
                key=reserved.__getitem__,
            )
            reserved = {name: reserved_ms for name, reserved_ms in reserved.items() if name != shown}
        return msgspec.structs.replace(self, count=self.count + 1, times_ms=times, reserved=reserved)

    def after_reservation(self, page_id: str, at_ms: int) -> Exposure:
        """One more impression reserved for a page; pages without an id are taken for different ones."""
        return msgspec.structs.replace(self, reserved=_with_reserved(self.reserved, page_id, at_ms))

    def after_return(self, pages: Container[str], now_ms: int) -> Exposure:
        """Without the reservations that these pages give back, and those whose time is over."""
        kept = {
            name: at_ms
            for name, at_ms in self.reserved.items()
            if _page_of(name) not in pages and _is_held(at_ms, now_ms)
        }
        return self if len(kept) == len(self.reserved) else msgspec.structs.replace(self, reserved=kept)

    def holds_for(self, page_id: str, now_ms: int) -> bool:
        """Whether an impression is reserved for a page."""
        return any(_page_of(name) == page_id and _is_held(at_ms, now_ms) for name, at_ms in self.reserved.items())

    def after_holdout(self, at_ms: int, page_id: str = "") -> Exposure:
        """One more impression that would have been."""
        seen = self.after_impression(at_ms, page_id)
        return msgspec.structs.replace(seen, held_out_ms=max(self.held_out_ms, at_ms))

    def after_click(self, at_ms: int) -> Exposure:
        return msgspec.structs.replace(self, clicked_ms=max(self.clicked_ms, at_ms))

    def after_close(self, at_ms: int) -> Exposure:
        return msgspec.structs.replace(self, closed_ms=max(self.closed_ms, at_ms))

    def after_conversion(self, at_ms: int) -> Exposure:
        return msgspec.structs.replace(self, converted_ms=max(self.converted_ms, at_ms))

    def merged(self, other: Exposure) -> Exposure:
        """Both histories as one; the variant that was met first stays."""
        earlier, later = sorted((self, other), key=lambda each: each.times_ms or (1 << 62,))
        reserved = self.reserved
        for name, at_ms in other.reserved.items():
            reserved = _with_reserved(reserved, _page_of(name), at_ms)
        return Exposure(
            variant=earlier.variant or later.variant,
            count=earlier.count + later.count,
            times_ms=tuple(sorted(earlier.times_ms + later.times_ms))[-TIMES_KEPT:],
            clicked_ms=max(earlier.clicked_ms, later.clicked_ms),
            closed_ms=max(earlier.closed_ms, later.closed_ms),
            converted_ms=max(earlier.converted_ms, later.converted_ms),
            reserved=reserved,
            held_out_ms=max(earlier.held_out_ms, later.held_out_ms),
        )


_NUMBER = "#"
"""Parts the id of a page from the number of its further reservations."""


def _with_reserved(reserved: Mapping[str, int], page_id: str, at_ms: int) -> dict[str, int]:
    names = (f"{page_id}{_NUMBER}{n}" if n or not page_id else page_id for n in itertools.count())
    return {**reserved, next(name for name in names if name not in reserved): at_ms}


def _page_of(name: str) -> str:
    return name.partition(_NUMBER)[0]


def _is_held(reserved_ms: int, now_ms: int) -> bool:
    return now_ms - reserved_ms < RESERVED_FOR_MS


def last_page_of(exposures: Iterable[Exposure]) -> str:
    """The page that an impression was reserved for last; empty where there is none, or it has no id."""
    reserved = [(at_ms, _page_of(name)) for each in exposures for name, at_ms in each.reserved.items()]
    return max(reserved, default=(0, ""))[1]


def counted_together(exposures: Iterable[Exposure]) -> Exposure:
    """Several campaigns as if they were one: what the caps of a group and of the whole site look at."""
    found = list(exposures)
    return Exposure(
        variant="",
        count=sum(each.count for each in found),
        times_ms=tuple(sorted(at_ms for each in found for at_ms in each.times_ms))[-TIMES_KEPT:],
        closed_ms=max((each.closed_ms for each in found), default=0),
        converted_ms=max((each.converted_ms for each in found), default=0),
    )
