"""A rider, in two halves: what the bicycle hides, and what hides the bicycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drawing.colours import INK, SHADES, Shades
from drawing.ink import Point, circle, number, path, stroke

if TYPE_CHECKING:
    from drawing.bicycles import Skeleton

SKIN = Shades("#d99a72", "#b97c57", "#efb893")
COAT = SHADES["mustard"]
TROUSERS = SHADES["navy"]


def _limb(points: tuple[Point, ...], colour: str, width: float) -> str:
    return stroke("M" + "L".join(f"{number(x)},{number(y)}" for x, y in points), colour, width)


def _hip(s: Skeleton) -> Point:
    return s.saddle[0] + 1, s.saddle[1] - 13


def rider_far(s: Skeleton, shades: Shades) -> str:
    """The leg and the arm on the far side."""
    del shades
    hip, pedal = _hip(s), (s.crank[0] - 25, s.crank[1] - 17)
    knee = (hip[0] + 46, hip[1] + 22)
    leg = _limb((hip, knee, pedal), TROUSERS.dark, 13)
    return leg + stroke(f"M{number(pedal[0] - 6)},{number(pedal[1])}h18", INK, 8)


def rider(s: Skeleton, shades: Shades) -> str:
    """Torso, near leg, near arm, head with helmet, and a bag on the back."""
    del shades
    hip, pedal, grip = _hip(s), (s.crank[0] + 25, s.crank[1] + 8), (s.clamp[0] + 14, s.clamp[1] - 2)
    shoulder = (hip[0] + 42, hip[1] - 58)
    knee = (hip[0] + 42, hip[1] + 50)
    elbow = ((shoulder[0] + grip[0]) / 2 - 4, (shoulder[1] + grip[1]) / 2 + 12)
    hx, hy = shoulder[0] + 15, shoulder[1] - 25
    bag = path(f"M{number(hip[0] - 8)},{number(hip[1] - 22)}q-16,-34 22,-62l26,18l-30,48z", SHADES["rust"].main)
    torso = _limb((hip, shoulder), COAT.main, 28) + _limb(
        ((hip[0] - 4, hip[1] - 2), (shoulder[0] - 8, shoulder[1] + 4)), COAT.dark, 9
    )
    leg = _limb((hip, knee, pedal), TROUSERS.main, 15) + stroke(
        f"M{number(pedal[0] - 6)},{number(pedal[1] + 3)}h20", INK, 9
    )
    arm = _limb((shoulder, elbow, grip), COAT.light, 12) + circle(*grip, 6.5, SKIN.main)
    head = circle(hx, hy, 15, SKIN.main) + stroke(f"M{number(hx - 6)},{number(hy + 12)}l-4,10", SKIN.dark, 11)
    helmet = path(f"M{number(hx - 19)},{number(hy - 1)}q0,-21 20,-22t21,18q-20,1 -41,4z", SHADES["coral"].main)
    vents = stroke(f"M{number(hx - 9)},{number(hy - 9)}q6,-6 14,-7m-4,8q6,-5 12,-5", SHADES["coral"].dark, 2.6)
    return bag + torso + leg + head + helmet + vents + arm
