"""The home page's landscape: hills behind hills, a forest, a road and someone on it. By day and "
"at dusk, wide and tall."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from drawing.ink import box, circle, path, sheet, stroke
from drawing.kinds import drawing_of
from drawing.placing import placed
from drawing.scenery import cloud, peaks, rolling, spruce, stars, wood


class Light(NamedTuple):
    """The sky, the sun, and the layers from the far mountains to the ground at one's feet."""

    sky: str
    sun: str
    halo: str
    layers: tuple[str, str, str, str, str]
    road: str
    front: str
    is_night: bool = False


LIGHTS = {
    "day": Light(
        "#eef2e2", "#fff8e0", "#f8f3d8", ("#d5e2c8", "#bdd2b0", "#98b98f", "#6f9a72", "#4d7d5a"), "#e8dcb8", "#2c5740"
    ),
    "dusk": Light(
        "#1f2d3d",
        "#f3c88b",
        "#2b3a48",
        ("#2c4150", "#2a4a50", "#234345", "#1b3836", "#152e2b"),
        "#46524a",
        "#0d201d",
        is_night=True,
    ),
}


class Frame(NamedTuple):
    """One format: its size, where the sun and the rider are, and how large; ``air`` are the heights, as shares of
    the horizon's, of two clouds and the birds, below the words that stand on the picture."""

    width: int
    height: int
    horizon: float
    sun: tuple[float, float, float]
    rider: tuple[float, float, float]
    air: tuple[float, float, float]


FRAMES = {
    "wide": Frame(1600, 760, 400, (1190, 190, 104), (1150, 640, 1.08), (0.3, 0.62, 0.5)),
    "tall": Frame(800, 1120, 760, (560, 655, 92), (410, 985, 1.0), (0.7, 0.83, 0.78)),
}

RIDER = {
    "kind": "bicycle",
    "build": "gravel",
    "tape": "brown",
    "wall": "tan",
    "extras": ["rider_far", "rack", "panniers", "rider"],
}


def _big_trees(frame: Frame, colour: str) -> str:
    """Spruces at both edges, so near that they leave the picture."""
    w, h = frame.width, frame.height
    sizes = ((0.985, 1.0, 0.62), (0.925, 1.01, 0.4), (0.02, 1.02, 0.34), (0.075, 1.03, 0.2))
    return path("".join(spruce(w * x, h * y, h * size) for x, y, size in sizes), colour)


def hero(light: Light, frame: Frame, seed: str) -> str:
    dice = Random(seed)  # noqa: S311 - a picture, not a secret
    w, h, y = frame.width, frame.height, frame.horizon
    sx, sy, r = frame.sun
    mountain, hill, trees, meadow, ground = light.layers
    sky = [box(0, 0, w, h, light.sky), circle(sx, sy, r * 1.6, light.halo), circle(sx, sy, r, light.sun)]
    sky.append(
        stars(dice, w, y * 0.7, "#f5e9c4", 70)
        if light.is_night
        else cloud(w * 0.62, y * frame.air[0], 150, "#fff") + cloud(w * 0.86, y * frame.air[1], 120, "#fff")
    )
    birds = stroke(
        f"M{w * 0.66:.0f},{y * frame.air[2]:.0f}q9,-9 16,0q8,-9 16,0m26,22q7,-7 13,0q6,-7 13,0",
        hill if not light.is_night else meadow,
        3,
    )
    rx, ry, scale = frame.rider
    road = (
        f"M{-20},{ry + 44:.0f}Q{w * 0.4:.0f},{ry - 10:.0f} {w + 20},{ry - 6:.0f}V{ry + 34:.0f}"
        f"Q{w * 0.42:.0f},{ry + 22:.0f} -20,{ry + 96:.0f}z"
    )
    return "".join(
        (
            *sky,
            birds,
            path(peaks(dice, w, y + 20, 150, h), mountain),
            path(rolling(dice, w, y + 60, 90, h), hill),
            path(wood(dice, w, y + 110, 92, h), trees),
            path(wood(dice, w, y + 170, 120, h), meadow),
            path(f"M0,{y + 190:.0f}q{w / 4:.0f},-40 {w / 2},-18t{w / 2},-4V{h}H0z", ground),
            path(road, light.road),
            placed(drawing_of(RIDER, "rust"), rx, ry + 14, scale),
            _big_trees(frame, light.front),
        )
    )


def heroes() -> dict[str, str]:
    title = "Someone rides a bicycle with bags along a road through forested hills"
    return {
        f"hero-{time}-{name}": sheet(frame.width, frame.height, title, hero(light, frame, name))
        for time, light in LIGHTS.items()
        for name, frame in FRAMES.items()
    }
