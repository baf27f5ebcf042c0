"""Kinds of bicycles as numbers: lengths in the picture's units (one is about 5.7 mm), angles in degrees."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Build:
    """One kind of bicycle; ``fork`` is its length from axle to crown."""

    wheelbase: float = 184
    radius: float = 62
    tyre: float = 7
    stay: float = 76
    drop: float = 12
    seat: float = 84
    post: float = 22
    seat_angle: float = 73
    head_angle: float = 71.5
    fork: float = 70
    head: float = 25
    stem: float = 16
    rise: float = 4
    bar: str = "drop"
    frame: str = "diamond"
    tubing: float = 8.5
    chainring: float = 17
    knobs: bool = False
    suspension: bool = False
    wide_saddle: bool = False
    disc: bool = True
    scale: float = 1.1


BUILDS = {
    "gravel": Build(tyre=9, knobs=True, wheelbase=186, seat=82, head=27),
    "road": Build(
        tyre=5.5, wheelbase=176, stay=73, seat=90, post=24, head=22, stem=19, rise=2, tubing=7.5, chainring=19
    ),
    "mountain": Build(
        tyre=12,
        radius=65,
        knobs=True,
        wheelbase=206,
        stay=77,
        drop=8,
        seat=70,
        post=34,
        head_angle=66,
        fork=84,
        head=20,
        stem=11,
        rise=7,
        bar="flat",
        tubing=11,
        chainring=14,
        suspension=True,
    ),
    "city": Build(
        tyre=8,
        wheelbase=188,
        seat=86,
        post=20,
        seat_angle=70,
        head_angle=69,
        head=34,
        stem=6,
        rise=16,
        bar="swept",
        frame="loop",
        wide_saddle=True,
        disc=False,
    ),
    "commuter": Build(tyre=8, wheelbase=184, seat=86, head=27, bar="flat", rise=7, stem=12),
    "touring": Build(tyre=8, wheelbase=190, stay=80, seat=88, head=31, post=18, rise=6, stem=13, disc=False),
    "kids": Build(
        radius=45,
        tyre=9,
        wheelbase=136,
        stay=56,
        drop=4,
        seat=50,
        post=20,
        seat_angle=69,
        head_angle=68,
        fork=50,
        head=24,
        stem=4,
        rise=12,
        bar="flat",
        tubing=9,
        chainring=12,
        knobs=True,
        disc=False,
        scale=1.36,
    ),
    "balance": Build(
        radius=38,
        tyre=9,
        wheelbase=124,
        stay=52,
        drop=-6,
        seat=36,
        post=16,
        seat_angle=69,
        head_angle=67,
        fork=44,
        head=24,
        stem=2,
        rise=10,
        bar="flat",
        tubing=9,
        frame="low",
        disc=False,
        scale=1.5,
    ),
    "folding": Build(
        radius=36,
        tyre=7,
        wheelbase=186,
        stay=72,
        drop=-18,
        seat=34,
        post=88,
        seat_angle=71,
        head_angle=72,
        fork=42,
        head=20,
        stem=4,
        rise=78,
        bar="flat",
        frame="low",
        tubing=11,
        chainring=16,
        disc=False,
        scale=1.16,
    ),
    "cargo": Build(
        radius=50,
        tyre=8,
        wheelbase=252,
        stay=66,
        drop=2,
        seat=74,
        post=26,
        seat_angle=71,
        head_angle=70,
        fork=54,
        head=30,
        stem=4,
        rise=16,
        bar="swept",
        frame="long",
        tubing=10,
        wide_saddle=True,
        chainring=15,
        scale=1.02,
    ),
}
