"""How much a visitor is drawn to categories and brands: points that fade with time.

A point halves every 14 days. The weights follow what the events cost the shopper: a look is cheap, an order is dear.
"""

from __future__ import annotations

from operator import itemgetter

import msgspec

from notesik import ecommerce

HALF_LIFE_MS = 14 * 86_400_000
MAX_NAMES = 20
WEIGHTS: dict[str, float] = {
    ecommerce.PRODUCT_VIEWED: 1.0,
    "Product Clicked": 0.5,
    ecommerce.PRODUCT_ADDED: 3.0,
    ecommerce.WISHLIST_ADDED: 3.0,
    ecommerce.ORDER_COMPLETED: 5.0,
}


class Affinity(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """``score`` as it was at ``at_ms``."""

    score: float
    at_ms: int


Affinities = dict[str, Affinity]


def score_at(affinity: Affinity, now_ms: int) -> float:
    """The faded score.

    >>> score_at(Affinity(4.0, 0), HALF_LIFE_MS)
    2.0
    """
    return float(affinity.score * 0.5 ** (max(now_ms - affinity.at_ms, 0) / HALF_LIFE_MS))


def affinities_after(affinities: Affinities, names: list[str], weight: float, at_ms: int) -> Affinities:
    """``affinities`` with ``weight`` more for each of ``names``; the weakest are forgotten beyond the bound."""
    changed = dict(affinities)
    for name in names:
        before = changed.get(name, Affinity(0.0, at_ms))
        moment = max(at_ms, before.at_ms)
        added = score_at(Affinity(weight, at_ms), moment)
        changed[name] = Affinity(round(score_at(before, moment) + added, 4), moment)
    return _strongest(changed)


def merged_affinities(one: Affinities, other: Affinities) -> Affinities:
    """Both histories as one."""
    changed = dict(one)
    for name, affinity in other.items():
        changed = affinities_after(changed, [name], affinity.score, affinity.at_ms)
    return changed


def ranked(affinities: Affinities, now_ms: int) -> list[tuple[str, float]]:
    """Names and scores, strongest first."""
    scores = [(name, round(score_at(affinity, now_ms), 3)) for name, affinity in affinities.items()]
    if len(scores) > 1:
        scores.sort()
        scores.sort(key=_by_score, reverse=True)  # which keeps the order of those with the same
    return scores


_by_score = itemgetter(1)


def _strongest(affinities: Affinities) -> Affinities:
    if len(affinities) <= MAX_NAMES:
        return affinities
    latest_ms = max(affinity.at_ms for affinity in affinities.values())
    kept = sorted(affinities, key=lambda name: -score_at(affinities[name], latest_ms))[:MAX_NAMES]
    return {name: affinities[name] for name in kept}
