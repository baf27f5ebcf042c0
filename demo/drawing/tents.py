"""Tents, tarps and hammocks, pitched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drawing.colours import GLOW, METAL, SHADES, WOOD, Shades
from drawing.ink import about, circle, ellipse, mirrored, path, stroke
from drawing.scenery import GROUND_Y

GUY = "#fffdf2"


def dome(facts: Mapping[str, Any], shades: Shades) -> str:
    """A dome tent. Facts: ``door`` (colour of the inner tent), ``porch`` (a roof before the door)."""
    inner = SHADES[facts.get("door", "cream")]
    guys = stroke("M86,214L22,318M314,214L378,318", GUY, 2.4) + stroke("M22,312v12M378,312v12", METAL.dark, 5)
    fly = path("M52,322Q84,150 200,132Q316,150 348,322z", shades.main)
    left = path("M52,322Q84,150 200,132Q120,190 118,322z", shades.dark)
    right = path("M200,132Q300,170 348,322H296Q280,190 200,132z", shades.light, opacity=0.55)
    door = path("M136,322Q146,220 204,172Q256,226 262,322z", inner.main) + path(
        "M158,322Q166,240 204,192Q236,240 242,322z", "#2c2a33"
    )
    glow = path("M176,322Q184,262 204,226Q222,262 226,322z", GLOW)
    flap = path("M204,172Q256,226 262,322L286,316Q276,214 204,172z", inner.dark)
    poles = stroke("M52,322Q90,140 204,132Q318,150 348,322", shades.dark, 5) + stroke(
        "M118,322Q122,196 200,132", shades.light, 3
    )
    vent = path("M186,140l28,0l-5,20h-18z", shades.dark)
    porch = (
        path("M204,168L318,214L262,236z", shades.light) + stroke("M318,214L330,322", METAL.main, 4)
        if facts.get("porch")
        else ""
    )
    return about(
        guys + fly + left + right + door + glow + flap + poles + vent + porch,
        200,
        GROUND_Y,
        1.02 * facts.get("scale", 1),
    )


def tunnel(facts: Mapping[str, Any], shades: Shades) -> str:
    """A tunnel tent seen from the side of its door. Facts: ``hoops`` (2 or 3), ``windows``."""
    guys = stroke("M66,240L14,320M350,226L392,320", GUY, 2.4) + stroke("M14,314v10M392,314v10", METAL.dark, 5)
    body = path("M40,322Q46,214 120,190L268,150Q362,160 372,322z", shades.main)
    shade = path("M40,322Q46,214 120,190Q92,240 96,322z", shades.dark)
    middle = path("M206,166L268,150Q240,220 244,322H172Q168,220 206,166z", shades.light, opacity=0.5)
    door = path("M256,322Q254,216 296,178Q342,220 350,322z", SHADES[facts.get("door", "cream")].main)
    inside = path("M276,322Q276,240 298,206Q326,240 332,322z", "#2c2a33") + path(
        "M290,322Q292,272 300,244Q314,272 318,322z", GLOW
    )
    hoops = stroke("M96,322Q92,240 120,190M244,322Q240,200 268,150", shades.dark, 5)
    if facts.get("hoops", 2) == 3:
        hoops += stroke("M172,322Q166,220 194,170", shades.dark, 5)
    window = path("M126,262q2,-26 16,-38l22,-6q-8,20 -8,44z", "#f3fbff", opacity=0.85) if facts.get("windows") else ""
    return about(
        guys + body + shade + middle + window + door + inside + hoops, 200, GROUND_Y, 1.0 * facts.get("scale", 1)
    )


def tipi(facts: Mapping[str, Any], shades: Shades) -> str:
    """A tipi. Facts: ``trim`` (colour of the band), ``chimney`` (a stove inside)."""
    trim = SHADES[facts.get("trim", "rust")]
    poles = stroke("M200,120L176,64M200,120L204,56M200,120L230,68", WOOD.dark, 6)
    smoke = (
        stroke("M258,214V92", METAL.dark, 11) + stroke("M258,76q-14,-14 2,-26t0,-28", "#fff", 7, opacity=0.6)
        if facts.get("chimney")
        else ""
    )
    cone = (
        path("M200,108L340,322H60z", shades.main)
        + path("M200,108L130,322H60z", shades.dark)
        + path("M200,108L340,322H286z", shades.light, opacity=0.5)
    )
    band = path("M90,276H310L323,296H77z", trim.main) + stroke("M98,286h204", "#fffdf2", 3, stroke_dasharray="1 11")
    door = path("M200,176L238,322H160z", "#2c2a33") + path("M200,226L222,322H178z", GLOW)
    flap = path("M200,176L160,322H134z", trim.light) + path("M200,176L238,322H262z", trim.main)
    return about(smoke + poles + cone + band + door + flap, 200, GROUND_Y, facts.get("scale", 1))


def ridge(facts: Mapping[str, Any], shades: Shades) -> str:
    """A ridge tent of canvas, seen from a corner."""
    guys = stroke("M128,142L70,322M318,132L384,300", GUY, 2.6)
    side = path("M128,138L318,128L384,318L214,322z", shades.main) + path(
        "M128,138L318,128L330,162L142,172z", shades.light, opacity=0.5
    )
    front = path("M128,138L214,322H40z", shades.dark)
    door = path("M128,170L172,322H84z", "#2c2a33") + path("M128,232L156,322H100z", GLOW)
    flaps = path("M128,170L84,322H56z", shades.light) + path("M128,170L172,322H196z", shades.main)
    seams = stroke("M176,136L268,321M246,132L332,320", shades.dark, 2.4, opacity=0.6)
    poles = stroke("M128,146V124M318,130V116", WOOD.dark, 7)
    return about(guys + side + seams + front + door + flaps + poles, 200, GROUND_Y, facts.get("scale", 1))


def tarp(facts: Mapping[str, Any], shades: Shades) -> str:
    """A tarp between two poles, and a fire or a mat below it. Facts: ``below`` (fire or mat)."""
    poles = stroke("M96,322V150M304,322V150", WOOD.dark, 8)
    guys = stroke("M96,152L30,322M304,152L370,322", GUY, 2.4)
    sheet = path("M96,150Q200,176 304,150L366,232Q300,224 200,244Q100,224 34,232z", shades.main)
    shade = path("M96,150Q200,176 304,150Q250,200 200,244Q150,200 96,150z", shades.light, opacity=0.45)
    edge = stroke("M34,232Q100,224 200,244Q300,224 366,232", shades.dark, 5)
    if facts.get("below", "fire") == "fire":
        logs = stroke("M172,318l56,-10M172,308l56,10", WOOD.dark, 9)
        under = (
            path("M200,252q26,28 18,46q-6,14 -18,14t-18,-14q-6,-22 18,-46z", "#ec7a3f")
            + path("M200,278q12,16 8,24q-3,8 -8,8t-8,-8q-3,-10 8,-24z", GLOW)
            + logs
        )
    else:
        mat = SHADES[facts.get("mat", "coral")]
        under = stroke("M140,314H266", mat.main, 16) + circle(272, 304, 17, mat.dark) + circle(272, 304, 8, mat.light)
    return about(guys + under + poles + sheet + shade + edge, 200, GROUND_Y, 1.02)


def hammock(facts: Mapping[str, Any], shades: Shades) -> str:
    """A hammock between two trunks. Facts: ``roof`` (colour of a fly above it)."""
    trunk = path("M40,330L52,0H84L92,330z", "#6d5442") + path("M40,330L52,0H62L58,330z", "#584232")
    ropes = stroke("M72,172L112,206M328,172L288,206", GUY, 4)
    bed = path("M108,204Q200,246 292,204Q276,284 200,286T108,204z", shades.main)
    fold = path("M108,204Q200,246 292,204Q200,300 108,204z", shades.dark) + stroke(
        "M126,226Q200,284 274,226", shades.light, 4, opacity=0.7
    )
    roof = ""
    if "roof" in facts:
        fly = SHADES[facts["roof"]]
        roof = path("M70,118Q200,148 330,118L306,178Q200,190 94,178z", fly.main) + path(
            "M70,118Q200,148 330,118L322,138Q200,166 78,138z", fly.light
        )
    return trunk + mirrored(trunk) + ropes + bed + fold + roof + ellipse(200, GROUND_Y, 90, 6, "#000", opacity=0.12)


def sleeping_bag(facts: Mapping[str, Any], shades: Shades) -> str:
    """A sleeping bag, open at the top, its stuff sack beside it."""
    lining = SHADES[facts.get("lining", "mustard")]
    bag = path("M78,322Q54,300 62,262Q72,226 120,220L330,250Q362,258 362,290T330,322z", shades.main)
    shade = path("M62,284Q66,322 78,322H330Q362,322 362,290Q330,306 62,284z", shades.dark)
    quilting = stroke("M168,228q14,46 4,94M216,235q12,40 4,87M264,241q10,38 3,81M308,248q9,36 3,74", shades.dark, 3.4)
    hood = (
        ellipse(106, 268, 42, 46, shades.dark)
        + ellipse(110, 270, 32, 36, lining.main)
        + ellipse(116, 280, 22, 22, lining.light)
    )
    sack = (
        path("M276,160h60l8,84q0,10 -10,10h-56q-10,0 -10,-10z", lining.main)
        + stroke("M284,160q22,-20 44,0", lining.dark, 6)
        + stroke("M276,190h62", lining.dark, 4)
    )
    return sack + bag + shade + quilting + hood
