"""What cooks outdoors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drawing.colours import INK, METAL, RUBBER, SHADES, WOOD, Shades
from drawing.ink import about, box, circle, ellipse, moved, path, stroke

FLAME = path("M200,188q40,36 28,66q-8,20 -28,20t-28,-20q-10,-34 28,-66z", "#ec7a3f") + path(
    "M200,222q18,20 13,34q-4,10 -13,10t-13,-10q-4,-16 13,-34z", "#ffe9a8"
)


def _steam(x: float, y: float) -> str:
    return stroke(
        f"M{x - 16:.0f},{y:.0f}q-14,-16 0,-30t0,-30M{x + 18:.0f},{y:.0f}q-14,-16 0,-30t0,-30", "#fff", 6, opacity=0.8
    )


def _log() -> str:
    return (
        box(56, 312, 288, 36, WOOD.dark, 18)
        + ellipse(330, 330, 14, 18, WOOD.light)
        + ellipse(330, 330, 7, 9, WOOD.main)
        + stroke("M80,322h90M210,334h70", "#795430", 3)
    )


def stove(facts: Mapping[str, Any], shades: Shades) -> str:
    """A gas stove on its cartridge. Facts: ``pot`` (a small pot on it)."""
    can = path("M138,262Q138,246 160,244H240Q262,246 262,262V306Q262,318 248,318H152Q138,318 138,306z", shades.main)
    can += path("M138,262Q138,246 160,244H170Q156,250 156,266V318H152Q138,318 138,306z", shades.dark) + box(
        138, 274, 124, 22, "#fffdf2"
    )
    can += path("M188,292q-10,-14 4,-20q2,6 8,2q10,8 2,18z", shades.main)
    burner = (
        box(184, 216, 32, 32, METAL.dark, 4)
        + stroke("M216,232h46", METAL.main, 6)
        + stroke("M262,224v16", INK, 6)
        + box(170, 204, 60, 16, INK, 6)
    )
    arms = stroke("M170,210L128,178M230,210L272,178M128,178h22M272,178h-22", METAL.dark, 8)
    flame = about(FLAME, 200, 274, 0.62, 0, -62)
    top = ""
    if facts.get("pot"):
        top = (
            _steam(200, 76)
            + path("M118,96H282L276,166Q275,176 264,176H136Q125,176 124,166z", METAL.main)
            + path("M118,96H142L148,176H136Q125,176 124,166z", METAL.dark)
            + box(112, 88, 176, 13, METAL.light, 6)
            + stroke("M282,120h56", INK, 12)
        )
    return about(flame + can + burner + arms + top, 200, 318, 1.0 if facts.get("pot") else 1.24)


def pot(facts: Mapping[str, Any], shades: Shades) -> str:
    """A set of two pots. Facts: ``lid`` (colour of the knob)."""
    knob = SHADES[facts.get("lid", "rust")]
    small = (
        path("M234,226H332L328,306Q327,316 316,316H250Q239,316 238,306z", shades.dark)
        + box(228, 216, 110, 14, shades.main, 7)
        + stroke("M334,246q22,4 18,28", knob.main, 8)
    )
    big = path("M76,196H258L252,300Q251,316 236,316H98Q83,316 82,300z", shades.main) + path(
        "M76,196H104L110,316H98Q83,316 82,300z", shades.dark
    )
    lid = (
        path("M70,194Q76,160 167,158T264,194z", shades.light)
        + box(68, 188, 198, 14, shades.dark, 7)
        + box(150, 140, 34, 22, knob.main, 8)
    )
    handles = stroke("M76,224q-26,4 -22,34M258,224q26,4 22,34", knob.main, 10)
    return _log() + small + handles + big + lid + stroke("M236,220v70", shades.light, 6) + _steam(140, 138)


def kettle(facts: Mapping[str, Any], shades: Shades) -> str:
    """An enamel kettle over a fire."""
    fire = "".join(about(FLAME, 200, 276, scale, x, 52) for x, scale in ((-34, 0.62), (34, 0.66), (0, 0.85)))
    fire += stroke("M128,324L272,340M128,340L272,324", WOOD.dark, 15)
    rig = stroke("M84,336L200,34L316,336M200,34V96", WOOD.dark, 9)
    body = path("M126,236Q118,150 200,146T274,236Q276,252 258,252H142Q124,252 126,236z", shades.main) + path(
        "M126,236Q118,160 170,148Q140,186 146,252H142Q124,252 126,236z", shades.dark
    )
    spout = path("M262,204Q296,194 304,158l18,6Q318,222 266,236z", shades.main)
    top = path("M164,150Q168,130 200,130T236,150z", shades.light) + circle(200, 126, 9, WOOD.main)
    bail = stroke("M138,182Q128,98 200,94T264,182", METAL.main, 6) + stroke("M178,97Q200,90 224,97", WOOD.main, 13)
    return rig + fire + bail + body + spout + top + stroke("M248,180q8,24 4,48", shades.light, 6)


def cutlery(facts: Mapping[str, Any], shades: Shades) -> str:
    """Fork, knife and spoon in a roll."""
    spoon = path("M0,-196q26,0 26,40q0,28 -18,40v122h-16v-122q-18,-12 -18,-40q0,-40 26,-40z", METAL.main) + ellipse(
        0, -158, 14, 24, METAL.light
    )
    fork = path("M-20,-194h9v44h6v-44h10v44h6v-44h9v58q0,18 -12,22v122h-16v-122q-12,-4 -12,-22z", METAL.light)
    knife = path("M-10,-190Q18,-176 16,-96H8V8H-10z", METAL.main)
    fan = "".join(moved(p, x, 270, turn=t) for x, t, p in ((146, -14, fork), (200, 0, spoon), (256, 14, knife)))
    roll = path("M104,212H296L288,306Q286,318 272,318H128Q114,318 112,306z", shades.main) + path(
        "M104,212H130L140,318H128Q114,318 112,306z", shades.dark
    )
    trim = (
        stroke("M112,230H288", shades.light, 3, stroke_dasharray="7 6")
        + stroke("M106,262H294", SHADES["cocoa"].main, 14)
        + box(186, 250, 28, 24, METAL.main, 5)
    )
    return _log() + fan + roll + trim


def coffee(facts: Mapping[str, Any], shades: Shades) -> str:
    """A filter cone over a mug."""
    paper = (
        path("M116,84H284L240,172H160z", "#fffaf0")
        + path("M116,84H140L178,172H160z", "#e9dcc6")
        + ellipse(200, 88, 84, 12, "#6b4028")
    )
    cone = (
        path("M128,112H272L236,184H164z", shades.main)
        + path("M128,112H152L182,184H164z", shades.dark)
        + box(142, 182, 116, 14, shades.dark, 7)
    )
    drip = stroke("M200,200v10", "#6b4028", 5)
    cup = path("M148,202H252L248,300Q247,316 234,316H166Q153,316 152,300z", shades.light, opacity=0.95) + path(
        "M151,246H249L248,300Q247,316 234,316H166Q153,316 152,300z", "#7b4b2e", opacity=0.9
    )
    ear = stroke("M250,224Q296,222 288,256T248,288", shades.main, 12)
    beans = "".join(
        ellipse(x, y, 11, 7, "#6b4028", transform=f"rotate({t} {x} {y})") + stroke(f"M{x - 7},{y}h14", "#8d5a3a", 2)
        for x, y, t in ((92, 308, 12), (118, 312, -18), (312, 310, 16))
    )
    return _log() + ear + cup + drip + paper + cone + beans + _steam(200, 66)


def grill(facts: Mapping[str, Any], shades: Shades) -> str:
    """A folding fire bowl with a grate."""
    flames = "".join(about(FLAME, 200, 274, s, x, y) for x, y, s in ((0, -62, 0.95), (-58, -58, 0.66), (58, -58, 0.7)))
    bowl = path("M74,214H326L286,282H114z", shades.main) + path("M74,214H120L150,282H114z", shades.dark)
    holes = stroke("M150,248h100", INK, 8, stroke_dasharray="1 18")
    legs = stroke("M128,282L98,334M272,282L302,334M98,306H302", INK, 9)
    grate = stroke("M64,210H336", METAL.dark, 9) + stroke("M96,208v-10M304,208v-10M130,202H270", METAL.main, 5)
    fish = (
        path("M140,188q36,-30 90,-6l24,-14v32l-24,-14q-54,24 -90,2z", "#d9a27a")
        + circle(158, 186, 3, INK)
        + stroke("M184,180v14M200,178v18M216,180v14", "#a8714a", 4)
    )
    return legs + flames + bowl + holes + grate + (fish if facts.get("fish") else "")


def cooler(facts: Mapping[str, Any], shades: Shades) -> str:
    """A cool bag, a lemonade on it."""
    strap = stroke("M92,214Q96,90 200,88T308,214", RUBBER.main, 12)
    bag = (
        box(72, 196, 256, 122, shades.main, 20)
        + box(72, 196, 54, 122, shades.dark, 20)
        + box(66, 180, 268, 40, shades.light, 14)
    )
    zipper = stroke("M80,212H320", shades.dark, 4, stroke_dasharray="4 4") + box(300, 204, 12, 22, METAL.main, 4)
    pocket = box(148, 238, 132, 58, shades.dark, 10) + stroke("M160,252h108", shades.light, 4)
    flake = stroke("M214,258v26M203,264l22,14M225,264l-22,14", "#fffdf2", 4)
    lemonade = (
        path("M178,182l-6,-66h52l-6,66z", "#fff8d6", opacity=0.95)
        + path("M175,146h46l-3,36h-40z", "#f4d07c")
        + circle(218, 118, 17, "#f4d07c")
        + circle(218, 118, 12, "#fff3c4")
        + stroke("M196,142l16,-54", "#ec7a62", 5)
    )
    return strap + bag + zipper + pocket + flake + lemonade
