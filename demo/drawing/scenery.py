"""The landscape behind a product: sky, sun, what stands on the horizon, ground. A seed makes each its own."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from drawing.colours import Tints
from drawing.ink import box, circle, ellipse, number, path, stroke

GROUND_Y = 322
"""Where things stand, in a picture of 400 by 400."""


def spruce(x: float, y: float, height: float) -> str:
    """The outline of one spruce that stands at x, y."""
    a, b, c, d = (round(height * share) for share in (0.14, 0.05, 0.12, 0.06))
    low, mid, top = (round(height * share) for share in (0.32, 0.3, 0.38))
    foot = a - b + c - d + c
    return (
        f"M{round(x)},{round(y) - low - mid - top}l{a},{top}h-{b}l{c},{mid}h-{d}l{c},{low}h-{2 * foot}"
        f"l{c},-{low}h-{d}l{c},-{mid}h-{b}z"
    )


def rolling(dice: Random, width: float, y: float, depth: float, floor: float) -> str:
    """Two or three soft hills."""
    third = width / 3
    rise = [depth * dice.uniform(0.4, 1) for _ in range(3)]
    return (
        f"M0,{number(y)}q{number(third / 2)},{number(-rise[0])} {number(third)},{number(-rise[0] / 4)}"
        f"t{number(third)},{number(-rise[1] / 3)}t{number(third)},{number(rise[2] / 4)}V{number(floor)}H0z"
    )


def peaks(dice: Random, width: float, y: float, depth: float, floor: float) -> str:
    """A range of mountains."""
    x, d = 0.0, f"M0,{number(y - depth * dice.uniform(0.1, 0.5))}"
    while x < width:
        x += width * dice.uniform(0.1, 0.17)
        d += f"L{number(x)},{number(y - depth * dice.uniform(0.6, 1.1))}"
        x += width * dice.uniform(0.08, 0.14)
        d += f"L{number(x)},{number(y - depth * dice.uniform(0, 0.35))}"
    return f"{d}V{number(floor)}H0z"


def wood(dice: Random, width: float, y: float, depth: float, floor: float) -> str:
    """The edge of a forest: tips and hollows, tree beside tree."""
    x, d = -10, f"M-10,{number(y)}"
    while x < width + 10:
        step, rise = dice.randrange(9, 17), round(depth * dice.uniform(0.35, 0.95))
        d += f"l{step},{-rise} {step},{rise + dice.randrange(-4, 5)}"
        x += 2 * step
    return f"{d}V{number(floor)}H-10z"


HORIZONS: tuple[Callable[[Random, float, float, float, float], str], ...] = (rolling, peaks, wood)


def stars(dice: Random, width: float, height: float, colour: str, count: int) -> str:
    points = "".join(f"M{dice.randrange(int(width))},{dice.randrange(int(height))}h0" for _ in range(count))
    return stroke(points, colour, 2.2, opacity=0.8)


def cloud(x: float, y: float, width: float, colour: str) -> str:
    h = width * 0.16
    d = (
        f"M{number(x)},{number(y)}h{number(width)}M{number(x + width * 0.22)},{number(y - h * 0.7)}"
        f"h{number(width * 0.4)}"
    )
    return stroke(d, colour, h, opacity=0.75)


def grass(dice: Random, width: float, y: float, colour: str, count: int) -> str:
    """Tufts of three blades each."""
    tufts = ""
    for _ in range(count):
        x, dy = dice.uniform(10, width - 10), dice.uniform(0, 54)
        tufts += f"M{number(x)},{number(y + dy)}l-4,-8m4,8v-11m0,11l4,-8"
    return stroke(tufts, colour, 1.8, opacity=0.55)


def near_trees(dice: Random, tints: Tints, width: float) -> str:
    """A spruce or two at the edge, nearer than the horizon."""
    side = dice.choice((0.06, 0.94))
    trees = spruce(width * side, 292, dice.uniform(120, 175))
    if dice.random() < 0.6:
        trees += spruce(width * (side + (0.1 if side < 0.5 else -0.1)), 290, dice.uniform(70, 110))
    return path(trees, tints.ground, opacity=0.75)


def landscape(tints: Tints, seed: str, *, shadow: float = 120) -> str:
    """A 400 by 400 ground for one product; ``shadow`` is half the width of what it casts, 0 if it hangs."""
    dice = Random(seed)  # noqa: S311 - a picture, not a secret
    sun_x, sun_y = dice.choice((86, 122, 200, 268, 318)), dice.uniform(82, 140)
    horizon_y = dice.uniform(246, 266)
    horizon = dice.choice(HORIZONS)(dice, 400, horizon_y, dice.uniform(52, 96), 400)
    sky = [box(0, 0, 400, 400, tints.sky), circle(sun_x, sun_y, dice.uniform(30, 54), tints.sun)]
    if tints.is_night:
        sky.append(stars(dice, 400, 200, tints.sun, 26))
    elif dice.random() < 0.7:
        sky.append(cloud(dice.uniform(30, 240), dice.uniform(60, 110), dice.uniform(60, 110), tints.sun))
    trees = near_trees(dice, tints, 400) if dice.random() < 0.62 else ""
    swell = dice.uniform(-12, 14)
    near = path(
        f"M0,288q100,{number(-10 + swell)} 200,{number(-swell / 2)}t200,{number(swell / 2)}V400H0z", tints.ground
    )
    tufts = grass(dice, 400, 336, tints.hill, dice.randrange(3, 7))
    cast = ellipse(200, GROUND_Y, shadow, 8, "#000", opacity=0.16) if shadow else ""
    return "".join((*sky, path(horizon, tints.hill), trees, near, tufts, cast))
