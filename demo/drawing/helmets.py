"""Helmets, on a stump."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drawing.colours import INK, METAL, RUBBER, SHADES, WOOD, Shades
from drawing.ink import about, box, circle, ellipse, path, stroke
from drawing.scenery import spruce


def stump() -> str:
    side = path("M118,300H282L296,372Q200,392 104,372z", WOOD.dark) + stroke(
        "M140,318v46M176,324v50M226,324v48M262,318v46", "#795430", 4
    )
    return (
        side
        + ellipse(200, 300, 82, 19, WOOD.light)
        + ellipse(200, 300, 54, 11, WOOD.main)
        + ellipse(200, 300, 30, 6, WOOD.light)
    )


def _straps(shades: Shades) -> str:
    return stroke("M132,232Q140,288 190,304M262,228Q240,282 192,304", RUBBER.main, 8) + box(
        180, 296, 24, 14, shades.light, 4
    )


def _road(shades: Shades, second: Shades) -> str:
    shell = path(
        "M78,236Q62,120 176,94Q296,80 340,190Q346,214 332,222Q270,214 214,232T104,250Q82,252 78,236z", shades.main
    )
    shade = path(
        "M78,236Q70,190 90,152Q96,206 130,230Q200,214 338,206Q342,218 332,222Q270,214 214,232T104,250Q82,252 78,236z",
        shades.dark,
    )
    vents = path(
        "M112,178Q138,128 196,118Q150,146 140,194zM164,188Q178,140 244,122Q206,152 204,192zM228,190"
        "Q238,152 284,138Q262,164 268,194zM292,194Q292,168 306,160Q320,176 322,198z",
        INK,
    )
    rail = stroke("M104,138Q170,90 262,108", second.main, 9)
    return shell + shade + vents + rail


def _trail(shades: Shades, second: Shades) -> str:
    shell = path("M80,258Q60,124 190,104Q310,100 322,208L318,232Q250,224 196,244T112,278Q86,280 80,258z", shades.main)
    shade = path(
        "M80,258Q72,212 88,170Q94,228 134,248Q210,222 320,218L318,232Q250,224 196,244T112,278Q86,280 80,258z",
        shades.dark,
    )
    peak = path("M262,138Q330,128 382,180Q386,192 374,192Q330,176 284,186z", second.main) + path(
        "M374,192Q330,176 284,186L278,172Q336,160 380,178Q388,192 374,192z", second.dark
    )
    vents = path(
        "M114,196Q134,152 178,144Q150,172 146,208zM172,192Q186,148 236,136Q210,166 210,196zM228,192"
        "Q238,166 264,156Q258,174 262,194z",
        INK,
    )
    return shell + shade + vents + peak + circle(258, 196, 5, METAL.light)


def _urban(shades: Shades, second: Shades) -> str:
    shell = path("M84,246Q76,106 200,102T316,246Q320,258 304,260H96Q80,260 84,246z", shades.main)
    shade = path("M84,246Q76,140 150,112Q110,160 116,260H96Q80,260 84,246z", shades.dark)
    brim = box(78, 244, 244, 22, second.main, 11) + box(78, 256, 244, 10, second.dark, 5)
    holes = "".join(ellipse(x, y, 15, 6, INK) for x, y in ((168, 142), (216, 138), (262, 160)))
    return shell + shade + brim + holes + stroke("M290,220Q292,160 262,130", shades.light, 6)


def _kids(shades: Shades, second: Shades) -> str:
    shell = path("M82,250Q72,112 200,106T318,250Q322,262 306,262H94Q78,262 82,250z", shades.main)
    shade = path("M82,250Q74,146 146,116Q108,164 114,262H94Q78,262 82,250z", shades.dark)
    ears = path("M118,134l-18,-44 52,22zM282,134l18,-44 -52,22z", second.main) + path(
        "M120,124l-8,-20 24,10zM280,124l8,-20 -24,10z", second.light
    )
    face = (
        circle(166, 196, 10, INK)
        + circle(234, 196, 10, INK)
        + path("M190,214h20l-10,12z", INK)
        + circle(170, 192, 3, "#fff")
        + circle(238, 192, 3, "#fff")
    )
    cheeks = ellipse(146, 222, 14, 8, second.light) + ellipse(254, 222, 14, 8, second.light)
    return ears + shell + shade + face + cheeks + box(76, 248, 248, 18, second.main, 9)


def _full(shades: Shades, second: Shades) -> str:
    shell = path(
        "M88,286Q52,120 190,100Q300,96 316,190L352,236Q356,286 320,296L250,304Q236,262 206,262"
        "Q150,270 148,300Q100,310 88,286z",
        shades.main,
    )
    shade = path("M88,286Q68,200 98,150Q96,230 150,262Q146,280 148,300Q100,310 88,286z", shades.dark)
    opening = path("M196,186Q250,168 316,190L336,222Q262,222 222,248Q196,228 196,186z", INK) + path(
        "M222,196Q262,184 308,196L318,212Q258,212 232,230z", second.light
    )
    peak = path("M236,112Q318,100 374,150Q378,162 366,162Q308,146 256,156z", second.main)
    bar = stroke("M276,270l52,-8M280,286l46,-6", INK, 6)
    return shell + shade + opening + peak + bar


CUTS = {"road": _road, "trail": _trail, "urban": _urban, "kids": _kids, "full": _full}
MARKS = {
    "spruce": path(spruce(200, 226, 72), "#fffdf2"),
    "stripe": stroke("M98,196Q200,168 306,196", "#fffdf2", 12),
    "peaks": path("M140,232l36,-54 20,26 18,-22 42,50z", "#fffdf2"),
}


def helmet(facts: Mapping[str, Any], shades: Shades) -> str:
    """Facts: ``cut`` (a key of CUTS), ``second`` (colour of peak, brim or rail), ``mark`` (a key of MARKS)."""
    second = SHADES[facts.get("second", "charcoal")]
    mark = MARKS[facts["mark"]] if "mark" in facts else ""
    is_peaked = facts.get("cut") in ("trail", "full")
    return stump() + about(
        _straps(second) + CUTS[facts.get("cut", "road")](shades, second) + mark,
        200,
        300,
        (0.98 if is_peaked else 1.06) * facts.get("scale", 1),
        -14 if is_peaked else 0,
    )
