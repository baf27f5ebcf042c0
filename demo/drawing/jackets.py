"""Jackets and the like, hung from a branch on a wooden hanger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drawing.colours import METAL, SHADES, WOOD, Shades
from drawing.ink import about, box, circle, ellipse, mirrored, path, stroke

BODY = (
    "M164,124L148,130Q134,136 133,154L130,{hem}Q130,{low} 138,{low}H262Q270,{low} 270,{hem}L267,154"
    "Q266,136 252,130L236,124Q200,142 164,124z"
)
SLEEVE = "M150,129Q126,134 117,160L86,284Q84,294 94,297L116,303Q126,305 128,295L140,214z"
CUFF = "M88,276l42,11l-3,10q-3,10 -12,7l-22,-6q-9,-3 -7,-12z"


def hanger() -> str:
    return stroke("M200,112V84q0,-12 12,-14t10,-16q-4,-10 -16,-8", METAL.dark, 5) + stroke(
        "M146,138Q200,92 254,138", WOOD.main, 11
    )


def branch() -> str:
    bough = path("M-10,52Q120,30 250,44T420,34V48Q300,60 240,58T-10,66z", WOOD.dark)
    needles = stroke("M36,54l-16,34m16,-34l6,36m-6,-36l24,28M352,46l-18,32m18,-32l4,36m-4,-36l24,26", "#6f8f7d", 6)
    return needles + bough


def _hood(shades: Shades) -> str:
    return (
        path("M158,130Q146,72 200,70T242,130Q200,150 158,130z", shades.main)
        + path("M174,130Q164,92 200,90T226,130Q200,144 174,130z", shades.dark)
        + stroke("M174,130Q164,92 200,90T226,130", shades.light, 3)
        + stroke("M186,136v26M214,136v26", "#fffdf2", 3)
    )


def _collar(shades: Shades) -> str:
    return path("M166,126L170,98Q200,108 230,98L234,126Q200,144 166,126z", shades.dark) + path(
        "M176,104Q200,112 224,104L226,120Q200,130 174,120z", shades.main
    )


def _zip(low: float, until: float | None = None) -> str:
    end = until or low
    return stroke(f"M200,136V{end:.0f}", "#fffdf2", 3, opacity=0.75) + box(196, 146, 8, 16, METAL.main, 3)


def _plain_pockets(shades: Shades) -> str:
    return stroke("M154,238l-6,42M246,238l6,42", shades.dark, 5)


def _rain(low: float, shades: Shades) -> str:
    flap = box(192, 138, 16, low - 140, shades.dark, 4)
    return (
        flap
        + _plain_pockets(shades)
        + stroke("M218,176h28", shades.dark, 5)
        + stroke("M150,150Q200,166 250,150", shades.light, 3, opacity=0.7)
    )


def _down(low: float, shades: Shades) -> str:
    rows = "".join(f"M132,{y}Q166,{y + 12} 199,{y}M201,{y}Q234,{y + 12} 268,{y}" for y in range(164, int(low) - 6, 27))
    light = "".join(f"M146,{y}q20,6 34,2M214,{y}q20,6 34,2" for y in range(174, int(low) - 6, 27))
    return stroke(rows, shades.dark, 4) + stroke(light, shades.light, 3, opacity=0.7) + _zip(low)


def _fleece(low: float, shades: Shades) -> str:
    curls = "".join(
        f"M{x + (y // 18 % 2) * 11},{y}q4,-6 8,0" for y in range(172, int(low) - 10, 18) for x in range(142, 250, 22)
    )
    pocket = path("M214,172h38v34q0,6 -6,6h-26q-6,0 -6,-6z", shades.dark) + stroke("M214,180h38", shades.light, 3)
    return stroke(curls, shades.dark, 2.4, opacity=0.6) + _zip(low) + pocket + _plain_pockets(shades)


def _wind(low: float, shades: Shades) -> str:
    return _zip(low) + stroke("M216,176l26,-8", shades.dark, 4) + _plain_pockets(shades)


def _vest(low: float, shades: Shades) -> str:
    return _down(low, shades)


def _smock(low: float, shades: Shades) -> str:
    pouch = path("M146,216H254L258,286Q258,292 252,292H148Q142,292 142,286z", shades.dark)
    return (
        _zip(low, 206) + pouch + path("M146,216H254L256,238H144z", shades.light) + box(192, 230, 16, 14, METAL.main, 4)
    )


def _parka(low: float, shades: Shades) -> str:
    pockets = "".join(
        path(f"M{x},238h42v44q0,6 -6,6h-30q-6,0 -6,-6z", shades.dark) + box(x - 2, 232, 46, 16, shades.light, 4)
        for x in (144, 214)
    )
    toggles = "".join(box(188, y, 24, 7, WOOD.main, 3) for y in (170, 200, 304))
    return box(190, 138, 20, low - 140, shades.dark, 3) + toggles + pockets + stroke("M134,216H266", shades.dark, 4)


def _jersey(low: float, shades: Shades) -> str:
    return (
        _zip(low)
        + stroke("M132,214H268", "#fffdf2", 12, opacity=0.9)
        + stroke("M132,234H268", shades.light, 6)
        + stroke("M150,288h28M186,288h28M222,288h28", shades.dark, 5)
    )


def _shirt(low: float, shades: Shades) -> str:
    checks = "".join(f"M{x},132V{low:.0f}" for x in (150, 176, 226, 252)) + "".join(
        f"M133,{y}H267" for y in range(168, int(low), 30)
    )
    buttons = "".join(circle(200, y, 3.6, "#fffdf2") for y in range(154, int(low) - 6, 28))
    return (
        stroke(checks, shades.dark, 6, opacity=0.55, stroke_linecap="butt")
        + stroke(f"M192,138V{low:.0f}", shades.dark, 3)
        + buttons
    )


CUTS = {
    # name: (how its front is drawn, its length, whether it has sleeves)
    "rain": (_rain, 312, True),
    "down": (_down, 306, True),
    "fleece": (_fleece, 306, True),
    "wind": (_wind, 302, True),
    "vest": (_vest, 302, False),
    "smock": (_smock, 312, True),
    "parka": (_parka, 344, True),
    "jersey": (_jersey, 300, True),
    "shirt": (_shirt, 312, True),
}


def jacket(facts: Mapping[str, Any], shades: Shades) -> str:
    """Facts: ``cut`` (a key of CUTS), ``hood``, ``yoke`` (colour of "
    "the shoulders), ``stripe`` (reflective, on the sleeves), ``branch`` (whether it is drawn)."""
    front, low, has_sleeves = CUTS[facts.get("cut", "rain")]
    yoke = SHADES[facts["yoke"]] if "yoke" in facts else None
    sleeve = path(SLEEVE, shades.main) + path(
        "M150,129Q126,134 117,160L86,284Q84,294 94,297L100,298L134,166z", shades.dark, opacity=0.55
    )
    sleeve += path(CUFF, (yoke or shades).dark)
    if facts.get("stripe"):
        sleeve += stroke("M99,238l42,11", "#fffdf2", 9, stroke_linecap="butt")
    body = BODY.format(hem=low - 8, low=low)
    parts = [
        hanger(),
        sleeve + mirrored(sleeve) if has_sleeves else "",
        path(body, shades.main),
        path(f"M133,154L130,{low - 8}Q130,{low} 138,{low}H156L152,132Q134,134 133,154z", shades.dark, opacity=0.6),
        path(
            "M164,124L148,130Q134,136 133,154L132,180Q200,206 268,180L267,154Q266,136 252,130L236,124Q200,142 164,124z",
            yoke.main,
        )
        if yoke
        else "",
        front(low, shades),
        stroke(f"M134,{low - 12}H266", shades.dark, 4),
        _hood(yoke or shades) if facts.get("hood") else _collar(yoke or shades),
    ]
    return (
        ellipse(200, 352, 90, 7, "#000", opacity=0.12)
        + about("".join(parts), 200, 58, 1.04 * facts.get("scale", 1))
        + (branch() if facts.get("branch", True) else "")
    )
