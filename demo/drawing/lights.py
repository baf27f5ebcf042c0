"""Lights, at night, so that one sees what they are for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drawing.colours import GLOW, INK, METAL, RUBBER, Shades
from drawing.ink import about, box, circle, ellipse, path, ring, stroke
from drawing.scenery import GROUND_Y


def front_light(facts: Mapping[str, Any], shades: Shades) -> str:
    """A lamp on a handlebar, its beam over the ground. Facts: ``body`` (round or slim), ``fins`` (cooling fins)."""
    beam = path("M262,196L420,120V330z", GLOW, opacity=0.28) + path("M262,198L420,164V276z", GLOW, opacity=0.38)
    bar = ring(150, 268, 26, METAL.dark, 15) + circle(150, 268, 14, INK)
    mount = path("M122,238h56l-8,34h-40z", RUBBER.main) + stroke("M132,246h36", RUBBER.light, 4)
    if facts.get("body", "round") == "round":
        body = path("M92,164Q92,148 110,148H226L262,136V262L226,248H110Q92,248 92,232z", shades.main)
        body += path("M92,206V232Q92,248 110,248H226L262,262V232L226,222H110z", shades.dark)
        lens = ellipse(262, 199, 15, 63, METAL.light) + ellipse(265, 199, 10, 52, GLOW)
    else:
        body = box(84, 164, 172, 76, shades.main, 18) + path(
            "M84,206h172v16q0,18 -18,18H102q-18,0 -18,-18z", shades.dark
        )
        lens = ellipse(256, 202, 11, 40, METAL.light) + ellipse(258, 202, 8, 33, GLOW)
    fins = stroke("M130,150v24m18,-24v24m18,-24v24m18,-24v24", shades.dark, 5) if facts.get("fins") else ""
    button = box(136, 190, 46, 15, shades.light, 7) + circle(212, 197, 6, "#8fd6a4")
    return about(beam + bar + mount + body + lens + fins + button, 180, 230, 1.06)


def rear_light(facts: Mapping[str, Any], shades: Shades) -> str:
    """A red light on a seat post. Facts: ``shape`` (bar, round or drop)."""
    post = stroke("M232,30L176,400", METAL.dark, 30) + stroke("M240,30L184,400", METAL.main, 6)
    glow = circle(200, 210, 128, "#ff5a4f", opacity=0.13) + circle(200, 210, 92, "#ff5a4f", opacity=0.17)
    strap = stroke("M158,214h88", RUBBER.main, 22)
    shape = facts.get("shape", "bar")
    if shape == "round":
        lamp = circle(200, 210, 58, shades.main) + circle(200, 210, 46, "#e2453c")
        leds = (
            circle(200, 210, 30, "#ff6d5f")
            + circle(200, 210, 14, "#ffd9cf")
            + ring(200, 210, 38, "#ff8d80", 3, stroke_dasharray="4 8")
        )
    elif shape == "drop":
        lamp = path("M200,120Q262,200 258,244Q250,298 200,298T142,244Q138,200 200,120z", shades.main)
        leds = path("M200,146Q242,204 240,240Q234,280 200,280T160,240Q158,204 200,146z", "#e2453c")
        leds += circle(200, 238, 22, "#ff6d5f") + circle(200, 238, 10, "#ffd9cf") + circle(200, 192, 9, "#ffb3a7")
    else:
        lamp = box(162, 124, 76, 172, shades.main, 26) + box(172, 136, 56, 148, "#e2453c", 18)
        leds = "".join(circle(200, y, 14, "#ff6d5f") + circle(200, y, 6, "#ffd9cf") for y in (162, 210, 258))
    return glow + post + strap + lamp + leds


def headlamp(facts: Mapping[str, Any], shades: Shades) -> str:
    """A head torch, its strap in a loop. Facts: ``beams`` (1 or 2), ``top`` (a strap over the head)."""
    band = stroke("M96,196Q70,84 200,80T304,196", shades.dark, 26) + stroke(
        "M100,190Q78,92 200,88T300,190", shades.main, 12
    )
    if facts.get("top"):
        band += stroke("M200,78Q212,130 206,196", shades.dark, 20)
    stitches = stroke("M112,150Q130,92 200,92T288,150", shades.light, 2.4, stroke_dasharray="6 7")
    near = path("M90,188Q88,178 98,178H302Q312,178 310,188Q296,250 200,252T90,188z", shades.main)
    shade = path("M96,206Q116,250 200,252T304,206Q290,230 200,232T96,206z", shades.dark)
    body = box(140, 180, 120, 90, RUBBER.main, 24) + box(146, 176, 108, 80, RUBBER.light, 22)
    beam = path("M160,232L70,400H330L240,232z", GLOW, opacity=0.3) + path(
        "M176,232L128,400H272L224,232z", GLOW, opacity=0.35
    )
    if facts.get("beams", 1) == 2:
        lamp = "".join(
            circle(x, 216, 22, INK) + circle(x, 216, 16, GLOW) + circle(x - 4, 211, 5, "#fff") for x in (174, 226)
        )
    else:
        lamp = circle(200, 216, 30, INK) + circle(200, 216, 24, GLOW) + circle(193, 208, 8, "#fff")
    return band + stitches + near + shade + beam + body + lamp


def lantern(facts: Mapping[str, Any], shades: Shades) -> str:
    """A camp lantern that glows. Facts: ``shape`` (classic, globe or stick)."""
    glow = circle(200, 220, 140, GLOW, opacity=0.14) + circle(200, 220, 98, GLOW, opacity=0.2)
    pool = ellipse(200, GROUND_Y + 4, 168, 22, GLOW, opacity=0.22)
    shape = facts.get("shape", "classic")
    return glow + pool + _LANTERNS[shape](shades)


def _classic(shades: Shades) -> str:
    bail = stroke("M136,166Q130,72 200,70T264,166", METAL.main, 7)
    glass = (
        path("M150,160H250Q270,220 250,280H150Q130,220 150,160z", "#fff3c9")
        + ellipse(200, 228, 22, 36, GLOW)
        + ellipse(200, 234, 11, 22, "#fff")
    )
    cage = stroke("M150,160Q130,220 150,280M250,160Q270,220 250,280M200,160V280", METAL.dark, 5)
    head = path("M140,166L156,128H244L260,166z", shades.main) + box(172, 108, 56, 24, shades.dark, 8)
    foot = path("M140,276H260L274,306Q276,322 258,322H142Q124,322 126,306z", shades.main)
    foot += path("M127,304H273Q278,322 258,322H142Q122,322 127,304z", shades.dark)
    return bail + glass + cage + head + foot + circle(200, 298, 9, shades.light)


def _globe(shades: Shades) -> str:
    cord = stroke("M200,122q-40,-60 0,-64t0,64", shades.light, 6)
    globe = (
        circle(200, 226, 92, "#fff3c9")
        + circle(200, 226, 92, GLOW, opacity=0.5)
        + ellipse(172, 196, 22, 34, "#fff", opacity=0.8)
    )
    ribs = stroke("M200,134V318M200,134Q120,226 200,318M200,134Q280,226 200,318", shades.light, 2, opacity=0.5)
    cap = path("M156,150Q160,118 200,118T244,150z", shades.main)
    foot = path("M148,296H252L260,312Q260,322 248,322H152Q140,322 140,312z", shades.main)
    return cord + globe + ribs + cap + foot + path("M140,310H260Q262,322 248,322H152Q138,322 140,310z", shades.dark)


def _stick(shades: Shades) -> str:
    ring_top = ring(200, 92, 16, METAL.main, 6)
    tube = (
        box(166, 128, 68, 150, "#fff3c9", 12)
        + box(166, 128, 68, 150, GLOW, 12, opacity=0.45)
        + box(176, 140, 12, 126, "#fff", 6)
    )
    head = box(158, 106, 84, 30, shades.main, 12)
    foot = box(154, 266, 92, 56, shades.main, 14) + path("M154,298h92v10q0,14 -14,14h-64q-14,0 -14,-14z", shades.dark)
    return (
        ring_top
        + tube
        + head
        + foot
        + circle(200, 288, 8, "#8fd6a4")
        + stroke("M166,164h68M166,240h68", METAL.dark, 3, opacity=0.5)
    )


_LANTERNS = {"classic": _classic, "globe": _globe, "stick": _stick}
