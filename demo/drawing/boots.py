"""Boots, shoes and sandals: one pair from the side, the second half hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drawing.colours import INK, LEATHER, METAL, RUBBER, SHADES, WOOD, Shades
from drawing.ink import about, box, circle, moved, path, ring, stroke
from drawing.scenery import GROUND_Y


@dataclass(frozen=True)
class Last:
    """The shape of one kind of shoe: its upper, its shade at the heel, its toe, where the laces go."""

    upper: str
    heel: str
    toe: str
    laces: str = ""
    tongue: str = ""
    cuff: str = ""
    lugs: bool = True


LASTS = {
    "high": Last(
        upper="M112,298L106,150Q106,140 118,140H192Q202,140 202,152L206,204Q214,228 252,238Q312,252 318,298z",
        heel="M112,298L110,236Q150,236 164,298z",
        toe="M266,298Q270,258 292,252Q316,268 318,298z",
        laces="M178,166l26,-6M182,186l26,-6M188,206l24,-10M200,224l20,-16M218,238l16,-16",
        tongue="M176,140q2,-22 30,-20q8,10 4,38l-6,44z",
        cuff="M104,148q0,-14 14,-14H184V158H104z",
    ),
    "mid": Last(
        upper="M112,298L108,184Q108,172 120,172H190Q200,174 202,188L210,216Q220,236 256,244Q312,256 318,298z",
        heel="M112,298L110,244Q148,246 162,298z",
        toe="M268,298Q272,262 294,258Q316,272 318,298z",
        laces="M184,192l24,-8M190,208l22,-10M202,224l20,-14M220,238l16,-16",
        tongue="M178,174q4,-20 28,-18q8,8 6,24l-6,26z",
        cuff="M106,184q0,-16 14,-16H182V190H106z",
    ),
    "low": Last(
        upper="M110,298Q98,262 112,226Q116,218 126,220Q150,236 178,222L196,216Q214,236 250,246Q312,258 320,298z",
        heel="M110,298Q98,262 112,226Q134,250 146,298z",
        toe="M274,298Q278,264 298,262Q318,276 320,298z",
        laces="M194,238l18,-14M208,248l16,-14M224,254l14,-14",
        tongue="M176,224q8,-26 30,-18q4,10 0,22z",
    ),
    "winter": Last(
        upper="M110,298L104,128H206L208,208Q218,232 256,242Q314,254 320,298z",
        heel="M110,298L108,232Q152,232 166,298z",
        toe="M250,298Q256,244 290,250Q318,266 320,298z",
        laces="M180,164l28,-4M182,186l28,-4M188,208l24,-10M204,228l20,-16",
        cuff="fur",
    ),
    "wellington": Last(
        upper="M114,300L110,96Q112,88 122,88H196Q206,88 206,98L204,216Q216,240 256,246Q314,256 318,300z",
        heel="M114,300L110,96Q112,88 122,88H138L146,300z",
        toe="M262,300Q268,254 290,256Q316,270 318,300z",
        cuff="band",
    ),
    "cycling": Last(
        upper="M108,300Q96,264 112,228Q118,216 128,222Q152,238 178,224L194,214Q216,240 256,252Q316,264 324,300z",
        heel="M108,300Q96,264 112,228Q132,250 140,300z",
        toe="M282,300Q284,270 304,272Q322,284 324,300z",
        tongue="M176,226q8,-24 26,-18q4,8 0,18z",
        lugs=False,
    ),
}


def _cuff(last: Last, shades: Shades) -> str:
    if last.cuff == "fur":
        fur = "".join(circle(x, 126 + (x // 9 % 2) * 6, 15, "#f6eedd") for x in range(112, 208, 16))
        return fur + stroke("M108,136q50,8 98,0", "#e2d5bb", 4)
    if last.cuff == "band":
        return box(106, 84, 104, 22, shades.dark, 8) + box(196, 118, 16, 34, LEATHER.main, 4)
    return path(last.cuff, shades.dark) if last.cuff else ""


def _sole(last: Last, second: Shades) -> str:
    if not last.lugs:
        return path("M104,298H326Q326,314 306,316H122Q102,316 104,298z", INK) + box(206, 314, 42, 8, METAL.dark, 2)
    lugs = stroke("M114,318H312", INK, 8, stroke_dasharray="15 8", stroke_linecap="butt")
    outsole = path("M102,304H328Q328,318 310,318H118Q102,318 102,304z", INK)
    return lugs + outsole + path("M104,290Q160,296 210,290T324,292L328,306H102z", second.light)


def _shoe(facts: Mapping[str, Any], shades: Shades) -> str:
    last = LASTS[facts.get("cut", "high")]
    second = SHADES[facts["second"]] if "second" in facts else SHADES["cream"]
    trim = SHADES[facts["second"]] if "second" in facts else Shades(shades.dark, shades.dark, shades.light)
    lace = facts.get("lace", "#f4d07c")
    parts = [
        path(last.tongue, shades.dark) if last.tongue else "",
        stroke("M110,150q-16,6 -8,26" if facts.get("cut") == "high" else "", LEATHER.light, 6)
        if facts.get("cut") == "high"
        else "",
        path(last.upper, shades.main),
        path(last.heel, trim.main),
        path(last.toe, trim.main),
        _cuff(last, shades),
        stroke("M170,298Q186,256 226,246" if last.laces else "", shades.light, 2.4, stroke_dasharray="5 5")
        if last.laces
        else "",
        stroke(last.laces, lace, 5) if last.laces else "",
        _closures(facts, shades),
        path(last.upper, "#1d1a20", opacity=0.22) if facts.get("is_behind") else "",
        _sole(last, second),
    ]
    return "".join(parts)


def _closures(facts: Mapping[str, Any], shades: Shades) -> str:
    """Cycling shoes close with a dial and a strap rather than with laces."""
    if facts.get("cut") != "cycling" or facts.get("is_behind"):
        return ""
    dial = circle(196, 246, 15, INK) + ring(196, 246, 9, METAL.main, 3, stroke_dasharray="3 2.6")
    holes = "".join(
        circle(x, y, 3.4, shades.dark) for x, y in ((252, 270), (268, 276), (284, 282), (258, 284), (274, 290))
    )
    return stroke("M196,246L226,238M188,258L236,276", shades.light, 4) + dial + holes


def boot(facts: Mapping[str, Any], shades: Shades) -> str:
    """Facts: ``cut`` (a key of LASTS), ``second`` (colour of toe, heel "
    "and midsole), ``lace`` (hex), ``on`` (stone or log)."""
    one = _shoe(facts, shades)
    shade = Shades(shades.dark, shades.dark, shades.main)
    other = moved(_shoe({**facts, "is_behind": True}, shade), 50, -12)
    return about(moved(other + one, -22, 4), 200, GROUND_Y, facts.get("scale", 1))


def sandal(facts: Mapping[str, Any], shades: Shades) -> str:
    """A trekking sandal. Facts: ``second`` (colour of the footbed)."""
    second = SHADES[facts.get("second", "sand")]
    one = (
        path("M92,286Q150,262 210,276T326,284Q334,300 318,304H110Q90,304 92,286z", second.main)
        + stroke("M116,282Q112,214 158,210Q196,212 214,278", shades.main, 18)
        + stroke("M112,246Q150,232 198,240", shades.dark, 15)
        + stroke("M230,280Q256,238 302,282", shades.main, 20)
        + stroke("M160,214Q214,226 264,256", shades.dark, 12)
        + box(140, 226, 28, 24, METAL.main, 5)
        + path("M90,298H328Q330,318 310,318H112Q88,318 90,298z", INK)
        + stroke("M106,319H312", RUBBER.main, 8, stroke_dasharray="16 8", stroke_linecap="butt")
    )
    return about(one, 206, GROUND_Y, 1.14)


def wax(facts: Mapping[str, Any], shades: Shades) -> str:
    """A tin of wax, a brush and a cloth for the care of leather."""
    tin = (
        box(90, 262, 128, 60, shades.main, 10)
        + box(84, 246, 140, 28, shades.dark, 10)
        + box(112, 282, 84, 24, "#f7f3e4", 6)
    )
    tin += path("M146,288l8,12h-16zM164,288l8,12h-16z", shades.main)
    brush = path("M236,262h110q14,0 14,14v8H222v-8q0,-14 14,-14z", WOOD.main) + stroke(
        "M234,290v28M250,290v28M266,290v28M282,290v28M298,290v28M314,290v28M330,290v28M346,290v28", WOOD.dark, 9
    )
    cloth = path("M120,246q20,-66 64,-44t60,-8q-6,44 -30,52z", facts.get("cloth", "#fffaf0"))
    return cloth + tin + brush
