"""Bags for the bicycle and for the back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drawing.colours import INK, LEATHER, METAL, RUBBER, SHADES, Shades
from drawing.ink import about, box, circle, line, path, stroke
from drawing.scenery import GROUND_Y


def backpack(facts: Mapping[str, Any], shades: Shades) -> str:
    """A backpack from the front. Facts: ``top`` (roll, lid or "
    "zip), ``pocket`` (colour), ``mat`` (colour of a rolled mat)."""
    pocket = SHADES[facts["pocket"]] if "pocket" in facts else shades
    parts = [
        stroke("M150,150Q96,190 118,300M250,150Q304,190 282,300", RUBBER.main, 12),
        stroke("M182,118q18,-26 36,0", RUBBER.main, 8),
        path("M140,150Q140,112 176,110H224Q260,112 260,150L270,296Q271,322 244,322H156Q129,322 130,296z", shades.main),
        path("M140,150Q140,112 176,110H190Q158,116 158,150L152,322Q129,320 130,296z", shades.dark),
        _TOPS[facts.get("top", "zip")](shades),
        path("M156,236h88q8,0 9,8l4,52q1,16 -15,16h-84q-16,0 -15,-16l4,-52q1,-8 9,-8z", pocket.dark),
        path("M160,230h80q9,0 10,9l3,46q0,14 -14,14h-78q-14,0 -14,-14l3,-46q1,-9 10,-9z", pocket.main),
        stroke("M164,250h72", pocket.dark, 4) + stroke("M226,250v12", METAL.light, 3.4),
        path("M126,236q-14,6 -12,34l4,36h12zM274,236q14,6 12,34l-4,36h-12z", shades.dark),
        box(278, 200, 18, 58, "#e3e9ed", 6) + box(281, 190, 12, 12, INK, 3) if facts.get("bottle") else "",
    ]
    if "mat" in facts:
        mat = SHADES[facts["mat"]]
        parts.append(
            box(122, 306, 156, 34, mat.main, 17)
            + circle(139, 323, 17, mat.dark)
            + stroke("M139,323m-9,0a9,9 0 1 1 9,9", mat.light, 2.6)
            + stroke("M176,305v36M236,305v36", LEATHER.main, 7)
        )
    return about("".join(parts), 200, GROUND_Y, 1.04 * facts.get("scale", 1))


def _zip_top(shades: Shades) -> str:
    return stroke("M144,176Q150,132 200,132T256,176", shades.light, 4, opacity=0.8) + stroke(
        "M256,176v15", METAL.light, 4
    )


def _lid_top(shades: Shades) -> str:
    lid = path("M134,140Q138,98 180,96H220Q262,98 266,140L268,172Q200,190 132,172z", shades.dark)
    straps = stroke("M166,168v44M234,168v44", LEATHER.main, 9)
    return lid + straps + box(159, 204, 14, 12, METAL.light, 3) + box(227, 204, 14, 12, METAL.light, 3)


def _roll_top(shades: Shades) -> str:
    roll = box(138, 92, 124, 30, shades.dark, 13) + stroke("M142,128q58,10 116,0", shades.light, 3, opacity=0.7)
    return roll + stroke("M200,88v92", RUBBER.main, 10) + box(189, 150, 22, 18, METAL.main, 4)


_TOPS = {"zip": _zip_top, "lid": _lid_top, "roll": _roll_top}


def pannier(facts: Mapping[str, Any], shades: Shades) -> str:
    """A pair of panniers. Facts: ``flap`` (roll or buckle), ``mark`` (a reflector's shape: stripe, triangle, dots)."""
    straps = RUBBER if facts.get("flap", "roll") == "roll" else LEATHER
    front = [
        path("M118,160H262L256,304Q255,322 238,322H146Q128,322 127,304z", shades.main),
        path("M118,160h30l8,162h-10q-18,0 -19,-18z", shades.dark),
        _FLAPS[facts.get("flap", "roll")](shades),
        stroke("M158,150v92M222,150v92", straps.main, 9),
        box(150, 196, 16, 20, METAL.main, 3) + box(214, 196, 16, 20, METAL.main, 3),
        _MARKS[facts.get("mark", "stripe")],
    ]
    behind = path("M186,144H318L312,292Q311,308 296,308H212Q196,308 195,292z", shades.dark) + stroke(
        "M190,140H314", shades.main, 14
    )
    hooks = stroke("M160,120v-12q0,-8 8,-8M220,120v-12q0,-8 8,-8", INK, 6)
    handle = stroke("M172,118q18,-26 36,0", straps.main, 7)
    return about(behind + hooks + handle + "".join(front), 210, GROUND_Y, 1.02 * facts.get("scale", 1))


def _roll_flap(shades: Shades) -> str:
    return box(112, 122, 156, 36, shades.light, 14) + box(112, 138, 156, 22, shades.dark, 11)


def _buckle_flap(shades: Shades) -> str:
    return path("M110,130Q110,118 124,118H256Q270,118 270,130L264,214Q190,232 116,214z", shades.dark)


_FLAPS = {"roll": _roll_flap, "buckle": _buckle_flap}
_MARKS = {
    "stripe": box(142, 270, 100, 12, "#f7f3e4", 6),
    "triangle": path("M190,246l26,42h-52z", "#f7f3e4"),
    "dots": "".join(circle(x, 276, 8, "#f7f3e4") for x in (160, 190, 220)),
}


def frame_bag(facts: Mapping[str, Any], shades: Shades) -> str:
    """A bag in a frame, of which one sees the tubes. Facts: ``cut`` (half or full)."""
    is_full = facts.get("cut", "half") == "full"
    low = "L298,176L216,300L196,296z" if is_full else "L296,178L268,212L150,226z"
    seam = "M126,168L290,158" if not is_full else "M128,170L286,160"
    tube = "#7d8a8f"
    parts = [
        line((96, 126), (312, 110), tube, 18)
        + line((96, 120), (204, 318), tube, 17)
        + line((318, 112), (204, 318), tube, 22),
        line((98, 122), (310, 106), "#c3ccd0", 4),
        stroke("M318,92l12,50", tube, 26),
        path(f"M122,144L300,130{low}z", shades.main, stroke=shades.main, stroke_width=10),
        path(
            "M122,144L146,143L212,297L196,296z" if is_full else "M122,144L146,143L176,224L150,226z",
            shades.dark,
            opacity=0.8,
        ),
        stroke(seam, shades.dark, 5) + stroke(seam, shades.light, 1.6, stroke_dasharray="5 5"),
        stroke("M276,161l10,18", METAL.light, 4),
        *(stroke(f"M{x},{136 - (x - 150) // 13}v-24", RUBBER.main, 11) for x in (150, 212, 274)),
        stroke("M240,252l20,12" if is_full else "M148,208l-18,10", RUBBER.main, 11),
        box(196, 190, 44, 12, "#f7f3e4", 6, transform="rotate(-4 218 196)"),
    ]
    return "".join(parts)


def roll_bag(facts: Mapping[str, Any], shades: Shades) -> str:
    """A roll under a handlebar. Facts: ``pouch`` (colour of the pocket in front)."""
    pouch = SHADES[facts.get("pouch", "charcoal")]
    parts = [
        stroke("M92,134q-40,4 -40,48q0,40 34,44M308,134q40,4 40,48q0,40 -34,44", RUBBER.main, 14),
        stroke("M92,134H308", METAL.main, 12) + box(180, 116, 40, 36, INK, 8),
        box(84, 168, 232, 116, shades.main, 40),
        path("M124,168q-40,0 -40,58t40,58q-20,-58 0,-116zM276,168q40,0 40,58t-40,58q20,-58 0,-116z", shades.dark),
        stroke("M132,178H268", shades.light, 4, opacity=0.7),
        stroke("M140,130v156M260,130v156", RUBBER.main, 12),
        path("M152,214h96q6,0 6,6v62q0,16 -16,16h-76q-16,0 -16,-16v-62q0,-6 6,-6z", pouch.main),
        stroke("M156,234h88", pouch.light, 4) + stroke("M236,234v12", METAL.light, 4),
    ]
    return about("".join(parts), 200, 220, 0.98)


def saddle_bag(facts: Mapping[str, Any], shades: Shades) -> str:
    """A bag behind a saddle. Facts: ``length`` (short or long)."""
    is_long = facts.get("length", "long") == "long"
    body = (
        path("M214,168L56,132Q34,128 34,152Q36,190 70,204L206,262Q236,268 234,220z", shades.main)
        if is_long
        else path("M214,168L136,156Q112,154 112,178Q114,222 150,246L206,266Q236,268 234,220z", shades.main)
    )
    light = circle(52, 158, 9, "#e2574c") if is_long else circle(128, 182, 9, "#e2574c")
    seams = stroke("M118,147l-8,72M164,158l-6,84" if is_long else "M168,162l-6,88", RUBBER.main, 10)
    shade = path("M234,220Q236,268 206,262L120,225Q190,236 216,190z", shades.dark)
    saddle_top = path(
        "M120,146q4,-20 40,-20l148,8q26,2 30,16q2,8 -10,8l-96,4q-20,2 -32,14q-60,-4 -80,-30z", LEATHER.main
    )
    rails = stroke("M170,166q40,14 120,-4", METAL.dark, 5)
    post = line((226, 168), (262, 316), METAL.main, 20) + line((232, 168), (266, 316), METAL.light, 5)
    strap = line((226, 222), (256, 226), RUBBER.main, 14)
    return post + body + shade + seams + light + rails + saddle_top + strap


def hip_bag(facts: Mapping[str, Any], shades: Shades) -> str:
    """A bag with one strap. Facts: ``size`` scales it."""
    strap = stroke("M96,206Q110,70 200,66T304,206", RUBBER.main, 13)
    buckle = box(182, 54, 36, 24, METAL.main, 6)
    body = path("M84,196Q86,176 108,176H292Q314,176 316,196L312,278Q306,322 262,322H138Q94,322 88,278z", shades.main)
    flap = path("M84,196Q86,176 108,176H292Q314,176 316,196L313,244Q200,276 87,244z", shades.dark)
    seam = stroke("M96,240Q200,266 304,240", shades.light, 3, stroke_dasharray="7 6")
    clasp = box(186, 244, 28, 34, LEATHER.main, 6) + circle(200, 266, 4, METAL.light)
    return about(strap + body + flap + seam + buckle + clasp, 200, GROUND_Y, 0.94 * facts.get("scale", 1))


def dry_bag(facts: Mapping[str, Any], shades: Shades) -> str:
    """Three dry bags, one behind the other, in three sizes."""
    second = SHADES[facts.get("second", "mustard")]
    third = SHADES[facts.get("third", "ice")]
    return (
        _dry_bag(third, 286, 0.66) + _dry_bag(second, 118, 0.82) + _dry_bag(shades, 204, 1.02)
        if facts.get("set")
        else _dry_bag(shades, 200, 1.18 * facts.get("scale", 1))
    )


def _dry_bag(shades: Shades, x: float, scale: float) -> str:
    bag = (
        path("M148,150H252L264,304Q264,322 246,322H154Q136,322 136,304z", shades.main)
        + path("M148,150h26q-12,90 -6,172h-14q-18,0 -18,-18z", shades.dark)
        + box(140, 126, 120, 28, shades.dark, 12)
        + stroke("M146,132Q130,90 200,90T254,132", RUBBER.main, 8)
        + box(184, 80, 32, 18, METAL.main, 5)
        + box(176, 214, 60, 46, "#f7f3e4", 8, opacity=0.9)
        + stroke("M190,237h30", shades.main, 5)
    )
    return about(bag, 200, GROUND_Y, scale, x - 200)
