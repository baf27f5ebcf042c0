"""How many visitors looked at a product, or bought it, in the last hours: counted, never guessed.

Each visitor stands once for each product, in the hour in which they came last. So those of a window of hours are a sum,
whatever its length, and nobody is counted twice. Only whole hours count, the running one among them: a window of 24
covers between 23 and 24 hours, and what is said is never more than what was.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nlargest
from typing import Literal

import msgspec

HOUR_MS = 3_600_000
MAX_HOURS = 72
"""How far back is counted."""

MOST_COUNTED = 1_000
"""Visitors of one product that are told apart, those who came last; more are said to be this many and more."""

MOST_HELD = 200_000
"""Products of a site that a process holds the counts of: twice as many as the largest catalogues have."""

Action = Literal["viewed", "bought"]

Hours = Mapping[int, int]
"""By hour (Unix milliseconds over HOUR_MS), the visitors who came in it last."""


class ProductCounts(msgspec.Struct, frozen=True):
    """Of a site's products, by id, who came for them. What nobody came for is missing."""

    viewed: Mapping[str, Hours] = {}
    bought: Mapping[str, Hours] = {}

    def visitors(self, action: Action, product_id: str, hours: int, now_ms: int) -> int:
        """How many did so in the last ``hours``, each once; at most MOST_COUNTED.

        >>> day = ProductCounts(viewed={"bag": {100: 4, 90: 3}})
        >>> now_ms = 100 * HOUR_MS + 1
        >>> [day.visitors("viewed", "bag", hours, now_ms) for hours in (1, 10, 11)]
        [4, 4, 7]
        """
        first = first_hour(hours, now_ms)
        of_action: Mapping[str, Hours] = getattr(self, action)
        return sum(count for hour, count in of_action.get(product_id, {}).items() if hour >= first)


def hour_of(at_ms: int) -> int:
    return at_ms // HOUR_MS


def first_hour(hours: int, now_ms: int) -> int:
    """The first of the last ``hours``, which end with the running one."""
    return hour_of(now_ms) - hours + 1


def still_counted(counts: Mapping[str, Hours], now_ms: int, most: int = MOST_HELD) -> dict[str, Hours]:
    """``counts`` without the products for which nobody came in the last MAX_HOURS; of more than ``most``, those for
    which somebody came last. It looks at each of them: 0.1 s for 100,000.
    """
    first = first_hour(MAX_HOURS, now_ms)
    last = {product: max(hours, default=0) for product, hours in counts.items()}
    recent = [product for product, hour in last.items() if hour >= first]
    if len(recent) > most:
        recent = nlargest(most, recent, key=last.__getitem__)
    return {product: counts[product] for product in recent}
