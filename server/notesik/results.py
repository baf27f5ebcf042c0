"""What the variants of a campaign achieved: the counters of the workers, put in order for the owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from notesik.money import minor_digits

COUNTS = ("impressions", "clicks", "closes", "conversions")
REVENUE = "revenue_minor_"
"""Prefix of the counters of revenue; the currency follows."""
MAX_DAYS = 366

DayCounts = Mapping[str, Mapping[str, int]]
"""By variant, the counters of one day."""


def days_between(since: date, until: date) -> list[str]:
    """The days from ``since`` to ``until``, both included, as ``2026-11-21``."""
    return [(since + timedelta(days=step)).isoformat() for step in range((until - since).days + 1)]


def summarised(campaign: str, variants: Sequence[str], stored: Mapping[str, DayCounts]) -> dict[str, Any]:
    """Totals by variant, and the days on which something happened.

    Returns:
        ``{campaign, variants: {id: figures}, days: [{day, variants: {id: figures}}]}`` with figures ``{impressions,
        clicks, closes, conversions, revenue: {EUR: 12.5}}``; revenue in major units by currency.
    """
    totals: dict[str, Counter[str]] = {variant: Counter() for variant in variants}
    days = []
    for day, by_variant in stored.items():
        if not by_variant:
            continue
        for variant, counters in by_variant.items():
            totals.setdefault(variant, Counter()).update(counters)
        days.append({"day": day, "variants": {variant: _figures(each) for variant, each in by_variant.items()}})
    return {
        "campaign": campaign,
        "variants": {variant: _figures(counters) for variant, counters in totals.items()},
        "days": days,
    }


def _figures(counters: Mapping[str, int]) -> dict[str, Any]:
    revenue = {
        name.removeprefix(REVENUE): amount / 10 ** minor_digits(name.removeprefix(REVENUE))
        for name, amount in counters.items()
        if name.startswith(REVENUE)
    }
    return {**{name: counters.get(name, 0) for name in COUNTS}, "revenue": revenue}
