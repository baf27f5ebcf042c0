"""Bicycles, by their geometry: wheels, angles and lengths in the picture's units (one is about 5.7 mm)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import cos, radians, sin
from typing import Any

from drawing.bicycle_builds import BUILDS, Build
from drawing.bicycle_extras import EXTRAS
from drawing.colours import METAL, RUBBER, SHADES, Shades
from drawing.ink import Point, about, line, stroke
from drawing.scenery import GROUND_Y
from drawing.wheels import TAPES, WALLS, chain, cranks, far_crank, handlebar, saddle, tube, wheel


@dataclass(frozen=True)
class Skeleton:
    """The points that everything else hangs on."""

    rear: Point
    front: Point
    crank: Point
    seat: Point
    saddle: Point
    crown: Point
    head_low: Point
    head_high: Point
    clamp: Point
    build: Build


def _along(start: Point, angle: float, length: float) -> Point:
    """Up and back from the start, at the angle a bicycle's maker would name."""
    return start[0] - cos(radians(angle)) * length, start[1] - sin(radians(angle)) * length


def skeleton(build: Build, middle: float = 200) -> Skeleton:
    rear = (middle - build.wheelbase / 2, GROUND_Y - build.radius)
    front = (middle + build.wheelbase / 2, rear[1])
    crank = (rear[0] + build.stay, rear[1] + build.drop)
    seat = _along(crank, build.seat_angle, build.seat)
    foot = front
    if build.frame == "long":  # the steering head of a long john stands behind its box, not over the wheel
        foot = (crank[0] + 62, rear[1] - 6)
    offset = 8 if build.frame != "long" else 0
    axle = (foot[0] - sin(radians(build.head_angle)) * offset, foot[1] + cos(radians(build.head_angle)) * offset)
    crown = _along(axle, build.head_angle, build.fork)
    head_low = _along(crown, build.head_angle, 3)
    head_high = _along(head_low, build.head_angle, build.head)
    stem_foot = _along(head_high, build.head_angle, build.rise)
    return Skeleton(
        rear=rear,
        front=front,
        crank=crank,
        seat=seat,
        saddle=_along(seat, build.seat_angle, build.post),
        crown=crown,
        head_low=head_low,
        head_high=head_high,
        clamp=(stem_foot[0] + build.stem, stem_foot[1] - build.stem * 0.2),
        build=build,
    )


def _stays(s: Skeleton, shades: Shades) -> str:
    width = s.build.tubing * 0.55
    return line(s.crank, s.rear, shades.dark, width) + line((s.seat[0] + 2, s.seat[1] + 6), s.rear, shades.dark, width)


def _diamond(s: Skeleton, shades: Shades) -> str:
    top = (s.seat[0] + 1.5, s.seat[1] + 5)
    return (
        _stays(s, shades)
        + tube(s.crank, (s.head_low[0] - 1, s.head_low[1] - 4), shades, s.build.tubing * 1.15)
        + tube(top, (s.head_high[0], s.head_high[1] + 5), shades, s.build.tubing)
    )


def _loop(s: Skeleton, shades: Shades) -> str:
    """A low step: two tubes sweep from the head down to the cranks."""
    hx, hy = s.head_high
    cx, cy = s.crank
    upper = f"M{hx:.0f},{hy + 8:.0f}Q{hx - 26:.0f},{cy - 40:.0f} {cx - 7:.0f},{cy - 26:.0f}"
    lower = f"M{s.head_low[0]:.0f},{s.head_low[1]:.0f}Q{hx - 22:.0f},{cy - 18:.0f} {cx:.0f},{cy:.0f}"
    width = s.build.tubing
    return (
        _stays(s, shades)
        + stroke(lower, shades.main, width * 1.1)
        + stroke(upper, shades.main, width * 0.9)
        + stroke(upper, shades.light, width * 0.2, opacity=0.7)
    )


def _low(s: Skeleton, shades: Shades) -> str:
    """One stout tube, low between the wheels."""
    return _stays(s, shades) + tube(
        (s.crank[0], s.crank[1] - 6), (s.head_low[0], s.head_low[1] - 6), shades, s.build.tubing * 1.4
    )


def _long(s: Skeleton, shades: Shades) -> str:
    """A long john: from the steering head down, and under the box to the front wheel."""
    floor_y = s.rear[1] + 8
    keel = f"M{s.head_low[0]:.0f},{s.head_low[1]:.0f}L{s.crank[0] + 46:.0f},{floor_y:.0f}H{s.front[0] - 40:.0f}"
    neck = f"L{s.front[0] - 16:.0f},{s.front[1] - 62:.0f}"
    return (
        _stays(s, shades)
        + tube(s.crank, (s.head_low[0], s.head_low[1]), shades, s.build.tubing)
        + tube((s.seat[0] + 2, s.seat[1] + 8), (s.head_high[0], s.head_high[1] + 8), shades, s.build.tubing * 0.8)
        + stroke(keel + neck, shades.main, s.build.tubing)
        + line((s.front[0] - 18, s.front[1] - 60), s.front, shades.dark, 6)
    )


FRAMES = {"diamond": _diamond, "loop": _loop, "low": _low, "long": _long}


def _fork(s: Skeleton, shades: Shades) -> str:
    if s.build.frame == "long":
        return ""
    if s.build.suspension:
        middle = ((s.crown[0] * 0.5 + s.front[0] * 0.5), (s.crown[1] * 0.5 + s.front[1] * 0.5))
        legs = line(s.crown, s.front, METAL.main, 5) + line(middle, s.front, RUBBER.main, 9)
        return legs + line((s.crown[0] - 4, s.crown[1] + 1), (s.crown[0] + 6, s.crown[1] + 3), RUBBER.main, 7)
    bend = (
        f"M{s.crown[0]:.1f},{s.crown[1]:.1f}Q{s.front[0] - 12:.1f},{s.front[1] - 26:.1f}"
        f" {s.front[0]:.1f},{s.front[1]:.1f}"
    )
    return stroke(bend, shades.dark, s.build.tubing * 0.72)


def bicycle(facts: Mapping[str, Any], shades: Shades) -> str:
    """Facts: ``build``, ``tape``, ``wall``, ``accent`` (a second colour for the fork), ``extras`` (a list)."""
    build = replace(BUILDS[facts["build"]], **facts.get("geometry", {}))
    s = skeleton(build)
    tape = TAPES[facts.get("tape", "black")]
    wall = WALLS[facts.get("wall", "black")]
    accent = SHADES[facts["accent"]] if "accent" in facts else shades
    extras = [EXTRAS[name] for name in facts.get("extras", ())]
    has_cranks = facts["build"] != "balance"
    rear, front = (
        wheel(at, build.radius if at == s.rear or build.frame != "long" else build.radius * 0.8, build.tyre,
              wall=wall, knobs=build.knobs, disc=build.disc)
        for at in (s.rear, s.front)
    )  # fmt: skip
    if build.frame == "long":
        front = wheel((s.front[0], GROUND_Y - 38), 38, build.tyre, wall=wall)
        s = replace(s, front=(s.front[0], GROUND_Y - 38))
    parts = [
        *(extra(s, shades) for extra, is_behind in extras if is_behind),
        far_crank(s.crank) if has_cranks else "",
        rear,
        front,
        line(s.seat, s.saddle, METAL.dark, 5),
        FRAMES[build.frame](s, shades),
        _fork(s, accent),
        tube(s.crank, s.seat, shades, build.tubing),
        tube(s.head_low, s.head_high, shades, build.tubing * 1.3),
        line(s.head_high, (s.clamp[0] - build.stem, s.clamp[1] + build.stem * 0.2), RUBBER.main, 6),
        line((s.clamp[0] - build.stem, s.clamp[1] + build.stem * 0.2), s.clamp, RUBBER.main, 6),
        chain(s.crank, build.chainring, s.rear) + cranks(s.crank, build.chainring) if has_cranks else "",
        saddle(s.saddle, tape if facts.get("tape") else RUBBER, wide=build.wide_saddle),
        handlebar(build.bar, s.clamp, tape),
        *(extra(s, shades) for extra, is_behind in extras if not is_behind),
    ]
    return about("".join(parts), 200, GROUND_Y, build.scale * facts.get("scale", 1))
