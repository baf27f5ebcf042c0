"""What a bicycle may carry: racks, mudguards, baskets, bags, a box, a flag. Each hangs on the skeleton's points."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from drawing.colours import INK, LEATHER, METAL, RUBBER, SHADES, WOOD, Shades
from drawing.ink import about, box, circle, line, number, path, stroke
from drawing.riders import rider, rider_far
from drawing.scenery import GROUND_Y
from drawing.wheels import mudguard

if TYPE_CHECKING:
    from drawing.bicycles import Skeleton


def mudguards(s: Skeleton, shades: Shades) -> str:
    (rx, ry), (fx, fy) = s.rear, s.front
    r, q = s.build.radius + 3.5, GROUND_Y - fy + 3.5
    back = mudguard(r, shades.dark, (rx - r * 0.94, ry + r * 0.34), (rx + r * 0.6, ry - r * 0.8))
    return back + mudguard(q, shades.dark, (fx - q * 0.98, fy + q * 0.2), (fx + q * 0.5, fy - q * 0.87))


def rack(s: Skeleton, shades: Shades) -> str:
    del shades
    (x, y), top = s.rear, s.rear[1] - s.build.radius - 12
    legs = (
        f"M{number(x)},{number(y)}L{number(x - 16)},{number(top)}M{number(x)},{number(y)}"
        f"L{number(x + 14)},{number(top)}"
    )
    return stroke(f"{legs}M{number(x - 36)},{number(top)}H{number(s.seat[0] + 4)}", INK, 3.4)


def parcel(s: Skeleton, shades: Shades) -> str:
    del shades
    x, top = s.rear[0] - 32, s.rear[1] - s.build.radius - 14
    card = box(x, top - 38, 52, 38, "#d7ab74", 3) + box(x, top - 38, 14, 38, "#c0935c", 3)
    return card + stroke(f"M{number(x + 30)},{number(top - 38)}v38M{number(x)},{number(top - 19)}h52", "#fff6e3", 3)


def panniers(s: Skeleton, shades: Shades) -> str:
    bag = SHADES["sand"] if shades.main != SHADES["sand"].main else SHADES["slate"]
    x, y = s.rear[0] - 33, s.rear[1] - s.build.radius - 10
    body = path(f"M{number(x)},{number(y)}h52l-4,58q-1,6 -7,6h-32q-6,0 -7,-6z", bag.main)
    flap = path(f"M{number(x - 2)},{number(y - 4)}h56l-3,22h-50z", bag.dark)
    return body + flap + stroke(f"M{number(x + 26)},{number(y + 8)}v20", LEATHER.main, 5)


def front_bag(s: Skeleton, shades: Shades) -> str:
    bag = SHADES["sand"] if shades.main != SHADES["sand"].main else SHADES["slate"]
    x, y = s.clamp[0] + 8, s.clamp[1] - 2
    roll = box(x, y + 2, 42, 32, bag.main, 14) + box(x + 28, y + 2, 14, 32, bag.dark, 7)
    return roll + stroke(f"M{number(x + 12)},{number(y + 1)}v34M{number(x + 24)},{number(y + 1)}v34", LEATHER.main, 3.4)


def frame_bag(s: Skeleton, shades: Shades) -> str:
    bag = SHADES["charcoal"] if shades.main != SHADES["charcoal"].main else SHADES["sand"]
    (sx, sy), (hx, hy) = s.seat, s.head_high
    x0, y0, x1, y1 = sx + 14, sy + 12, hx - 10, hy + 13
    d = (
        f"M{number(x0)},{number(y0)}L{number(x1)},{number(y1)}L{number(x1 - 8)},{number(y1 + 17)}"
        f"L{number(x0 + 12)},{number(y0 + 35)}z"
    )
    return path(d, bag.main, stroke=bag.main, stroke_width=6, stroke_linejoin="round") + line(
        (x0 + 6, y0 + 9), (x1 - 8, y1 + 8), bag.light, 1.8
    )


def basket(s: Skeleton, shades: Shades) -> str:
    del shades
    x, y = s.clamp[0] + 10, s.clamp[1] + 4
    shape = path(f"M{number(x)},{number(y)}h56l-8,40q-1,4 -5,4h-32q-4,0 -5,-4z", WOOD.main)
    weave = stroke(
        f"M{number(x + 3)},{number(y + 13)}h50M{number(x + 5)},{number(y + 26)}h46"
        f"M{number(x + 17)},{number(y + 2)}l4,40M{number(x + 39)},{number(y + 2)}l-4,40",
        WOOD.dark,
        2.2,
    )
    return shape + weave + stroke(f"M{number(x - 1)},{number(y)}h58", WOOD.dark, 5)


def flowers(s: Skeleton, shades: Shades) -> str:
    """A spray of leaves and flowers out of the basket: somebody comes from the market."""
    del shades
    x, y = s.clamp[0] + 10, s.clamp[1] + 2
    stems = stroke(f"M{number(x + 20)},{number(y)}l-6,-24m16,24l2,-30m10,30l12,-22", "#5f8a4f", 3)
    blooms = (
        circle(x + 14, y - 26, 6, "#ec7a62")
        + circle(x + 32, y - 32, 7, "#f4d07c")
        + circle(x + 52, y - 24, 6, "#cf7893")
    )
    return stems + blooms


def cargo_box(s: Skeleton, shades: Shades) -> str:
    x, y = s.head_low[0] + 18, s.rear[1] - 50
    width = s.front[0] - x - 4
    shape = (
        f"M{number(x - 6)},{number(y)}H{number(x + width + 14)}L{number(x + width - 22)},{number(y + 56)}"
        f"H{number(x + 4)}z"
    )
    rim = stroke(f"M{number(x - 8)},{number(y)}H{number(x + width + 16)}", WOOD.dark, 6)
    plank = stroke(f"M{number(x)},{number(y + 28)}H{number(x + width - 4)}", WOOD.dark, 2, opacity=0.6)
    mark = circle(x + width / 2 - 6, y + 28, 13, shades.main) + path(
        f"M{number(x + width / 2 - 6)},{number(y + 18)}l8,16h-16z", "#fffdf7"
    )
    return path(shape, WOOD.main) + plank + rim + mark


def canopy(s: Skeleton, shades: Shades) -> str:
    x, y = s.head_low[0] + 12, s.rear[1] - 52
    width = s.front[0] - x + 6
    d = (
        f"M{number(x)},{number(y)}Q{number(x + 8)},{number(y - 62)}"
        f" {number(x + width * 0.5)},{number(y - 62)}T{number(x + width)},{number(y)}z"
    )
    pane = f"M{number(x + 18)},{number(y - 8)}q6,-40 {number(width * 0.36)},-42v42z"
    return path(d, shades.light) + path(pane, "#fffdf7", opacity=0.65)


def flag(s: Skeleton, shades: Shades) -> str:
    del shades
    x, y = s.rear
    pole = stroke(f"M{number(x)},{number(y)}L{number(x - 22)},{number(y - 150)}", METAL.dark, 2.2)
    return pole + path(f"M{number(x - 22)},{number(y - 150)}l-32,12 34,12z", "#ec7a62")


def front_lamp(s: Skeleton, shades: Shades) -> str:
    del shades
    x, y = s.crown[0] + 6, s.crown[1] - 8
    return path(f"M{number(x + 8)},{number(y)}l52,-14v46z", "#ffe9a8", opacity=0.55) + box(x, y - 6, 12, 13, INK, 4)


def bottle(s: Skeleton, shades: Shades) -> str:
    """A bottle in a cage on the down tube."""
    bottle_shades = SHADES["cream"] if shades.main != SHADES["cream"].main else SHADES["coral"]
    x = s.crank[0] * 0.52 + s.head_low[0] * 0.48
    y = s.crank[1] * 0.52 + s.head_low[1] * 0.48 - 3
    flask = box(x - 8, y - 31, 14, 31, bottle_shades.main, 4) + box(x - 5, y - 38, 8, 8, bottle_shades.dark, 3)
    return about(flask + box(x - 9, y - 16, 16, 5, INK), x, y, turn=46)


def battery(s: Skeleton, shades: Shades) -> str:
    """An electric bicycle's battery in the down tube, and its motor at the cranks."""
    del shades
    (cx, cy), (hx, hy) = s.crank, s.head_low
    a = (cx + (hx - cx) * 0.24, cy + (hy - cy) * 0.24 - 3)
    b = (cx + (hx - cx) * 0.8, cy + (hy - cy) * 0.8 - 3)
    return line(a, b, RUBBER.main, 13) + line((a[0] + 8, a[1] - 7), (a[0] + 14, a[1] - 13), "#8fd6a4", 3)


def chain_guard(s: Skeleton, shades: Shades) -> str:
    (cx, cy), (rx, _) = s.crank, s.rear
    d = (
        f"M{number(cx + 22)},{number(cy)}A22,22 0 0 0 {number(cx)},{number(cy - 22)}"
        f"L{number(rx + 8)},{number(cy - 17)}v10L{number(cx)},{number(cy - 4)}z"
    )
    return path(d, shades.dark)


Extra = Callable[["Skeleton", Shades], str]

EXTRAS: dict[str, tuple[Extra, bool]] = {
    # name: (how it is drawn, whether it is behind the bicycle)
    "rack": (rack, True),
    "rider_far": (rider_far, True),
    "flag": (flag, True),
    "flowers": (flowers, False),
    "mudguards": (mudguards, False),
    "parcel": (parcel, False),
    "panniers": (panniers, False),
    "front_bag": (front_bag, False),
    "frame_bag": (frame_bag, False),
    "basket": (basket, False),
    "box": (cargo_box, False),
    "canopy": (canopy, False),
    "front_lamp": (front_lamp, False),
    "bottle": (bottle, False),
    "battery": (battery, False),
    "chain_guard": (chain_guard, False),
    "rider": (rider, False),
}
