"""Bottles, flasks and mugs, on a flat stone by the water."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drawing.colours import INK, METAL, RUBBER, SHADES, WOOD, Shades
from drawing.ink import about, box, circle, ellipse, path, stroke
from drawing.scenery import spruce

MARKS = {
    "peaks": "M166,250l22,-34 12,16 10,-12 24,30z",
    "spruce": spruce(200, 254, 62),
    "wave": "M164,236q9,-12 18,0t18,0t18,0t18,0v16H164z",
    "sun": "M200,208a20,20 0 1 0 0.1,0z",
    "leaf": "M178,250Q172,206 222,204Q228,250 178,250z",
}


def stone(fill: str = "#e9efe9", shade: str = "#bccac4") -> str:
    return path("M78,330Q84,302 130,300H268Q320,302 326,328Q318,344 200,346T78,330z", shade) + path(
        "M84,318Q92,300 132,300H268Q312,302 318,316Q300,328 200,328T84,318z", fill
    )


def _mark(facts: Mapping[str, Any], colour: str) -> str:
    return path(MARKS[facts["mark"]], colour) if "mark" in facts else ""


def bottle(facts: Mapping[str, Any], shades: Shades) -> str:
    """A bottle for the cage. Facts: ``mark`` (a key of MARKS), ``lid`` (colour)."""
    lid = SHADES[facts.get("lid", "charcoal")]
    body = path(
        "M156,132H244Q252,132 252,142V186Q252,196 246,202V214Q252,220 252,230V300Q252,314 238,314H162"
        "Q148,314 148,300V230Q148,220 154,214V202Q148,196 148,186V142Q148,132 156,132z",
        shades.main,
    )
    side = path(
        "M156,132H174V314H162Q148,314 148,300V230Q148,220 154,214V202Q148,196 148,186V142Q148,132 156,132z",
        shades.dark,
        opacity=0.7,
    )
    shine = stroke("M232,146v34M232,236v52", shades.light, 7)
    cap = path("M152,134Q152,104 182,100H218Q248,104 248,134z", lid.main) + path(
        "M152,134Q152,104 182,100H192Q170,106 170,134z", lid.dark
    )
    spout = path("M184,102V78Q184,66 200,66T216,78V102z", lid.light) + box(178, 92, 44, 12, lid.dark, 5)
    scale = stroke("M164,152h10M164,168h10M164,184h10", "#fffdf2", 3, opacity=0.8)
    return stone() + about(
        spout + cap + body + side + shine + scale + _mark(facts, "#fffdf2"), 200, 314, 1.04 * facts.get("scale", 1)
    )


def flask(facts: Mapping[str, Any], shades: Shades) -> str:
    """A steel flask. Facts: ``mark``, ``cup`` (a steaming cup beside it)."""
    body = path("M164,150Q146,164 146,190V300Q146,314 160,314H240Q254,314 254,300V190Q254,164 236,150z", shades.main)
    side = path("M164,150Q146,164 146,190V300Q146,314 160,314H174V186Q174,164 184,150z", shades.dark, opacity=0.75)
    neck = box(164, 132, 72, 22, METAL.main, 5) + box(164, 144, 72, 10, METAL.dark, 4)
    cap = path("M162,134V88Q162,76 176,76H224Q238,76 238,88V134z", shades.dark) + stroke(
        "M180,86V124M200,84V124M220,86V124", shades.main, 4
    )
    shine = stroke("M238,192V286", shades.light, 7) + stroke("M148,296H252", METAL.main, 8, stroke_linecap="butt")
    parts = stone() + about(
        cap + neck + body + side + shine + _mark(facts, "#fffdf2"), 200, 314, 1.06 * facts.get("scale", 1)
    )
    if facts.get("cup"):
        steam = stroke("M282,232q-12,-14 0,-26t0,-26M306,236q-10,-12 0,-22t0,-22", "#fff", 5, opacity=0.8)
        parts += (
            steam
            + path("M264,254H328L322,308Q321,314 314,314H278Q271,314 270,308z", METAL.main)
            + path("M264,254H280L284,314H278Q271,314 270,308z", METAL.dark)
            + ellipse(296, 254, 32, 7, "#6b4028")
        )
    return parts


def mug(facts: Mapping[str, Any], shades: Shades) -> str:
    """An enamel mug. Facts: ``mark``, ``rim`` (colour)."""
    rim = SHADES[facts.get("rim", "charcoal")]
    steam = stroke("M172,126q-14,-18 0,-32t0,-32M208,130q-14,-18 0,-32t0,-32", "#fff", 7, opacity=0.85)
    handle = stroke("M262,194Q322,188 316,232T258,272", shades.main, 17) + stroke(
        "M262,194Q322,188 316,232T258,272", rim.main, 3
    )
    body = path("M122,160H268L262,300Q261,314 246,314H144Q129,314 128,300z", shades.main)
    side = path("M122,160H152L158,314H144Q129,314 128,300z", shades.dark, opacity=0.8)
    top = (
        ellipse(195, 160, 74, 14, rim.main) + ellipse(195, 161, 66, 10, "#6b4028") + ellipse(205, 162, 44, 5, "#8d5a3a")
    )
    return stone() + about(steam + handle + body + side + _mark(facts, rim.main) + top, 200, 314, 1.06)


def wide(facts: Mapping[str, Any], shades: Shades) -> str:
    """A clear bottle with a wide mouth, its lid on a loop, water in it."""
    glass = path(
        "M142,152Q142,140 154,140H246Q258,140 258,152V296Q258,314 240,314H160Q142,314 142,296z",
        shades.light,
        opacity=0.9,
    )
    water = path("M142,196Q170,188 200,196T258,196V296Q258,314 240,314H160Q142,314 142,296z", shades.main, opacity=0.85)
    side = path("M142,152Q142,140 154,140H168V314H160Q142,314 142,296z", shades.dark, opacity=0.5)
    lid = box(148, 90, 104, 38, shades.dark, 10) + stroke(
        "M166,98v22M183,98v22M200,98v22M217,98v22M234,98v22", shades.main, 4
    )
    loop = stroke("M252,110Q284,112 276,150Q270,166 252,160", RUBBER.main, 8) + box(150, 126, 100, 16, shades.dark, 5)
    levels = stroke("M226,220h20M232,244h14M226,268h20M232,292h14", "#fff", 3.4)
    return stone() + about(
        glass + water + side + lid + loop + levels + stroke("M244,152v24", "#fff", 6) + _mark(facts, "#fff"),
        200,
        314,
        1.04 * facts.get("scale", 1),
    )


def canteen(facts: Mapping[str, Any], shades: Shades) -> str:
    """A round felt canteen with a strap."""
    strap = stroke("M112,214Q84,70 200,66T288,214", SHADES["cocoa"].main, 12)
    body = circle(200, 222, 94, shades.main) + path(
        "M200,128A94,94 0 0 0 200,316Q130,300 130,222T200,128z", shades.dark, opacity=0.7
    )
    seam = circle(200, 222, 76, None, stroke=shades.light, stroke_width=3, stroke_dasharray="8 7")
    neck = (
        box(180, 108, 40, 26, METAL.main, 5) + box(172, 84, 56, 30, WOOD.main, 8) + box(172, 84, 56, 12, WOOD.light, 6)
    )
    return stone() + strap + neck + body + seam + _mark({"mark": "peaks", **facts}, SHADES["cocoa"].main)


def soft(facts: Mapping[str, Any], shades: Shades) -> str:
    """A soft flask that folds when it is empty."""
    body = path(
        "M162,150Q200,136 238,150Q262,200 256,290Q254,314 232,314H168Q146,314 144,290Q138,200 162,150z",
        shades.light,
        opacity=0.92,
    )
    water = path(
        "M146,214Q172,204 200,214T255,214Q258,250 256,290Q254,314 232,314H168Q146,314 144,290Q142,250 146,214z",
        shades.main,
    )
    shine = stroke("M238,178Q248,230 242,286", "#fff", 6, opacity=0.7)
    valve = (
        box(166, 124, 68, 28, INK, 8)
        + path("M182,126V92Q182,80 200,80T218,92V126z", shades.dark)
        + stroke("M200,84v-14", shades.main, 12)
    )
    return stone() + about(body + water + shine + valve + _mark({"mark": "wave", **facts}, "#fff"), 200, 314, 1.06)
