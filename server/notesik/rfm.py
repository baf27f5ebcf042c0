"""RFM: how recently, how often and for how much a customer has bought, each as a score from 1 to 5.

The classes are Putler's ten (putler.com/rfm-analysis), by the score of recency and the mean of the other two. Scores
are usually the fifths of a shop's own customers; here they are thresholds, so that one visitor is scored without
looking at the others. ``fifths`` gives those of a shop, the defaults are near the fifths of UCI Online Retail (4,338
customers of a British gift shop in a year, doi.org/10.24432/C5BW33: 12, 32, 71, 178 days and 1, 2, 3, 6 orders).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import msgspec

from notesik.documents import join_path
from notesik.errors import Fault

Four = tuple[float, float, float, float]


class RfmThresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A setting of a site: where a score ends and the next begins. Each rises.

    ``revenue`` doubles from score to score, as it about does in UCI Online Retail and CDNOW; where it begins is the
    shop's: half of a usual order is a fair guess.
    """

    days: Four = (14, 30, 75, 180)
    """Days since the last order: up to the first is 5, up to the second 4, …, more than the last 1."""
    orders: Four = (2, 3, 4, 7)
    """Orders: from the first on 2, from the second 3, …, fewer than the first 1."""
    revenue: Four = (50, 100, 200, 400)
    """Revenue in major units of the site's currency, as orders."""


DEFAULT_THRESHOLDS = RfmThresholds()


class Rfm(NamedTuple):
    """A customer's scores, 5 is the best, and the class that they make."""

    recency: int
    frequency: int
    monetary: int
    name: str


CLASSES: dict[str, str] = {
    "champions": "Bought lately, buy often and spend most.",
    "loyal": "Buy often, and not long ago.",
    "potential-loyalists": "Bought lately, and more than once.",
    "new-customers": "Bought lately for the first time.",
    "promising": "Bought not long ago, once and little.",
    "need-attention": "In the middle of all, and about to slip away.",
    "about-to-sleep": "Bought some time ago, little and seldom.",
    "at-risk": "Bought often, but not for long.",
    "cannot-lose": "Were among the best, and have not come for long.",
    "hibernating": "Bought little, long ago.",
}
"""The classes by name, and whom each holds."""

_GRID = {
    5: ("new-customers", "potential-loyalists", "potential-loyalists", "champions", "champions"),
    4: ("promising", "potential-loyalists", "potential-loyalists", "loyal", "loyal"),
    3: ("about-to-sleep", "about-to-sleep", "need-attention", "loyal", "loyal"),
    2: ("hibernating", "hibernating", "at-risk", "at-risk", "cannot-lose"),
    1: ("hibernating", "hibernating", "at-risk", "at-risk", "cannot-lose"),
}
"""By recency, then by the mean of frequency and monetary, 1 to 5."""


def score_rfm(
    days_since_order: float, orders: int, revenue: float, thresholds: RfmThresholds = DEFAULT_THRESHOLDS
) -> Rfm | None:
    """The scores of a customer; None for who has not bought. ``revenue`` is in major units.

    >>> score_rfm(3, 9, 800)
    Rfm(recency=5, frequency=5, monetary=5, name='champions')
    """
    if orders < 1:
        return None
    recency = 5 - bisect_left(thresholds.days, days_since_order)
    frequency = 1 + bisect_right(thresholds.orders, orders)
    monetary = 1 + bisect_right(thresholds.revenue, revenue)
    return Rfm(recency, frequency, monetary, class_of(recency, frequency, monetary))


def class_of(recency: int, frequency: int, monetary: int) -> str:
    """The class of three scores; a half counts up.

    >>> class_of(4, 4, 3), class_of(2, 3, 2)
    ('loyal', 'at-risk')
    """
    return _GRID[recency][(frequency + monetary + 1) // 2 - 1]


def fifths(values: Iterable[float]) -> Four:
    """The four values that part ``values`` into fifths: thresholds of a shop's own. Of none, all are 0.

    >>> fifths(range(1, 11))
    (3, 5, 7, 9)
    """
    ordered = sorted(values)
    if not ordered:
        return (0, 0, 0, 0)
    first, second, third, fourth = (ordered[len(ordered) * fifth // 5] for fifth in (1, 2, 3, 4))
    return first, second, third, fourth


def thresholds_faults(thresholds: RfmThresholds, path: str) -> list[Fault]:
    """Thresholds that do not rise, or that are negative."""
    return [
        Fault(join_path(path, name), "expected four numbers from 0 that rise")
        for name in thresholds.__struct_fields__
        if not _rises(getattr(thresholds, name))
    ]


def _rises(limits: Four) -> bool:
    return limits[0] >= 0 and all(one < next for one, next in pairwise(limits))
