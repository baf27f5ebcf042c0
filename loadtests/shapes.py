"""How many users there are when: a few shapes, all bounded in time and users (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

MAX_SECONDS = 3600
MAX_USERS = 2000
SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "ramp": ((0.0, 0.0), (0.8, 1.0), (1.0, 1.0)),
    "soak": ((0.0, 0.0), (0.1, 1.0), (1.0, 1.0)),
    "spike": ((0.0, 0.2), (0.4, 0.2), (0.42, 1.0), (0.7, 1.0), (0.72, 0.2), (1.0, 0.2)),
}
"""Points of a line: the share of the time that has passed, and of the users that are there."""


@dataclass(frozen=True)
class Shape:
    """One of ``SHAPES`` over ``seconds`` with at most ``users``; ValueError says what is out of bounds."""

    name: str
    seconds: int
    users: int

    def __post_init__(self) -> None:
        if self.name not in SHAPES:
            raise ValueError(f"shape: {self.name} is none of {', '.join(SHAPES)}")
        for field, value, most in (("seconds", self.seconds, MAX_SECONDS), ("users", self.users, MAX_USERS)):
            if not 1 <= value <= most:
                raise ValueError(f"{field}: {value} is not between 1 and {most}")

    def users_at(self, run_s: float) -> int | None:
        """How many users there are after ``run_s``; None when it is over."""
        share = run_s / self.seconds
        if share >= 1:
            return None
        points = SHAPES[self.name]
        for (start, low), (end, high) in pairwise(points):
            if start <= share < end:
                return max(round(self.users * (low + (high - low) * (share - start) / (end - start))), 1)
        return None
