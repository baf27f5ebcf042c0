"""How shoppers behave, read from ``habits.toml``: what was measured in a real shop, and what is assumed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

FILE = Path(__file__).with_name("habits.toml")
POINTS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9)
"""Where the quantiles stand; below the first and above the last are their own values."""


@dataclass(frozen=True)
class Habits:
    """Shares are of one. ``add_after_view`` is the share of sessions with a view that also have an add, and so on;
    ``checkout_of_old_cart`` that of sessions without an add."""

    view: float
    add_after_view: float
    checkout_after_add: float
    checkout_of_old_cart: float
    order_after_checkout: float
    returning: float
    mean_pages: float
    views: tuple[float, ...]
    adds: tuple[float, ...]
    think_s: tuple[float, ...]
    landings: Mapping[str, float]
    sources: Mapping[str, float]
    assumed: Mapping[str, float]

    def think_time_s(self, dice: Random) -> float:
        """How long a shopper looks at a page."""
        return min(drawn(self.think_s, dice), self.assumed["patience_s"])


def read_habits(file: Path = FILE) -> Habits:
    """The habits in ``file``; KeyError names what is missing."""
    document = tomllib.loads(file.read_text("utf-8"))
    return _habits(document["measured"], document["assumed"])


def _habits(measured: Mapping[str, Any], assumed: Mapping[str, float]) -> Habits:
    sessions, added = measured["sessions"], measured["with_add"]
    old_carts = measured["with_checkout"] - measured["with_add_and_checkout"]
    sources = dict(measured["sources"])
    unsaid = sources.pop("none")
    sources |= {"search": unsaid * assumed["searched"], "direct": unsaid * (1 - assumed["searched"])}
    return Habits(
        view=measured["with_view"] / sessions,
        add_after_view=measured["with_view_and_add"] / measured["with_view"],
        checkout_after_add=measured["with_add_and_checkout"] / added,
        checkout_of_old_cart=old_carts / (sessions - added),
        order_after_checkout=measured["with_checkout_and_order"] / measured["with_checkout"],
        returning=(sessions - measured["visitors"]) / sessions,
        mean_pages=measured["mean_pages"],
        views=tuple(measured["views"]),
        adds=tuple(measured["adds"]),
        think_s=tuple(measured["think_s"]),
        landings=_shares(measured["landings"]),
        sources=_shares(sources),
        assumed=assumed,
    )


def _shares(counts: Mapping[str, float]) -> dict[str, float]:
    total = sum(counts.values())
    return {name: count / total for name, count in counts.items()}


def drawn(quantiles: Sequence[float], dice: Random) -> float:
    """A value of the distribution that ``quantiles`` (at ``POINTS`` but the first) describe, straight between them."""
    values = (quantiles[0], *quantiles)
    at = dice.random()
    for low, high, value, following in zip(POINTS, POINTS[1:], values, values[1:], strict=False):
        if at < high:
            return value + (following - value) * (at - low) / (high - low)
    return values[-1]


def one_of(shares: Mapping[str, float], dice: Random) -> str:
    """A name, as often as its share says."""
    return dice.choices(list(shares), list(shares.values()))[0]
