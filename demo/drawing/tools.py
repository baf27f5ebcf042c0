"""Tools, pumps, locks and what mends a bicycle, on a workbench."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drawing.colours import INK, METAL, RUBBER, SHADES, WOOD, Shades
from drawing.ink import about, box, circle, ellipse, group, moved, path, ring, stroke


def bench() -> str:
    plank = box(24, 314, 352, 24, WOOD.main, 5) + box(24, 330, 352, 8, WOOD.dark, 4)
    return (
        plank
        + stroke("M64,352V398M336,352V398", WOOD.dark, 18)
        + stroke("M70,322h60M190,324h90", WOOD.dark, 2, opacity=0.6)
    )


_BITS = {
    # name: one blade, drawn upright from its hinge at 0, 0
    "hex": box(-5, -128, 10, 120, METAL.main, 3) + box(-5, -128, 34, 10, METAL.main, 3),
    "short_hex": box(-4, -96, 8, 90, METAL.light, 3) + box(-26, -96, 30, 8, METAL.light, 3),
    "driver": box(-5, -112, 10, 106, METAL.main, 2) + path("M-8,-132h16l-3,24h-10z", METAL.dark),
    "blade": path("M-9,-8V-112Q-8,-134 10,-142V-8z", METAL.light) + path("M2,-8V-138L10,-142V-8z", METAL.main),
    "torx": box(-4, -108, 8, 100, METAL.dark, 2) + path("M-8,-118l8,-8 8,8 -4,14h-8z", METAL.dark),
    "chain": path("M-14,-8V-84h10v-16h24v34h-10v58z", METAL.main)
    + circle(4, -84, 6, INK)
    + stroke("M-4,-108h24", METAL.dark, 6),
    "saw": path("M-9,-8V-130L9,-138V-8z", METAL.light) + stroke("M10,-18v-116", METAL.dark, 4, stroke_dasharray="3 5"),
}


def multitool(facts: Mapping[str, Any], shades: Shades) -> str:
    """A folding tool, its blades fanned. Facts: ``bits`` (names of _BITS, left to right)."""
    bits = facts.get("bits", ["short_hex", "hex", "driver", "torx"])
    spread = 116 / max(1, len(bits) - 1)
    fan = "".join(moved(_BITS[bit], 200, 254, turn=-58 + spread * i) for i, bit in enumerate(bits))
    handle = path("M178,236Q200,222 222,236L330,262Q352,270 348,290T318,308H82Q56,308 52,290T70,262z", shades.main)
    shade = path("M52,286Q56,308 82,308H318Q344,308 348,286Q330,294 318,294H82Q66,294 52,286z", shades.dark)
    grip = (
        stroke("M96,276h60M244,276h60", shades.light, 6)
        + circle(200, 258, 20, METAL.main)
        + circle(200, 258, 12, METAL.dark)
        + circle(200, 258, 5, METAL.light)
    )
    return bench() + fan + about(handle + shade + grip, 200, 308, 0.92)


def floor_pump(facts: Mapping[str, Any], shades: Shades) -> str:
    """A floor pump. Facts: ``handle`` (wood or rubber)."""
    handle = WOOD if facts.get("handle", "wood") == "wood" else RUBBER
    hose = stroke("M214,268Q320,250 300,160Q286,110 262,132", RUBBER.main, 8) + box(252, 126, 24, 34, INK, 6)
    rod = box(192, 64, 16, 70, METAL.main, 3)
    grip = box(126, 48, 148, 26, handle.main, 13) + box(126, 62, 148, 12, handle.dark, 6) + box(186, 44, 28, 34, INK, 6)
    barrel = (
        box(178, 118, 44, 158, shades.main, 8)
        + box(178, 118, 14, 158, shades.dark, 6)
        + stroke("M212,136v110", shades.light, 5)
    )
    gauge = circle(200, 266, 34, METAL.dark) + circle(200, 266, 27, "#fffdf2") + stroke("M200,266l14,-14", "#d1493a", 4)
    gauge += ring(200, 266, 21, INK, 3, stroke_dasharray="1.5 6")
    foot = path("M110,308Q150,292 170,290H230Q250,292 290,308V316H110z", INK) + stroke("M118,312h164", RUBBER.light, 3)
    return bench() + hose + rod + grip + barrel + foot + gauge


def hand_pump(facts: Mapping[str, Any], shades: Shades) -> str:
    """A pump for the frame, and two cartridges beside it."""
    pump = (
        box(60, 186, 180, 36, shades.main, 16)
        + box(60, 206, 180, 16, shades.dark, 8)
        + box(232, 192, 70, 24, METAL.main, 5)
        + box(296, 182, 52, 44, INK, 10)
        + stroke("M92,194v20M108,194v20M124,194v20M140,194v20", shades.light, 5)
        + box(330, 214, 16, 30, METAL.dark, 4)
    )
    cans = "".join(
        path(f"M{x},316V262Q{x},248 {x + 8},246V236h16v10Q{x + 32},248 {x + 32},262V316z", c)
        + stroke(f"M{x + 6},284h20", "#fffdf2", 5)
        for x, c in ((236, "#8fb59b"), (282, "#e38f65"))
    )
    return bench() + cans + about(pump, 200, 206, turn=-24)


def kit(facts: Mapping[str, Any], shades: Shades) -> str:
    """A tin with patches, glue and levers."""
    lid = path("M86,212L106,120H294L314,212z", shades.dark) + path("M108,200L122,136H278L292,200z", shades.main)
    patches = "".join(
        circle(x, y, r, INK) + circle(x, y, r - 7, RUBBER.light) for x, y, r in ((168, 208, 26), (214, 202, 20))
    )
    tube = path("M236,214V160l-8,-10h36l-8,10v54z", "#f4d07c") + box(238, 136, 16, 18, "#d1493a", 4)
    levers = stroke("M132,210l-14,-56M146,210l-4,-62", "#ec7a62", 11)
    tin = (
        box(76, 208, 248, 108, shades.main, 12)
        + box(76, 290, 248, 26, shades.dark, 12)
        + box(70, 204, 260, 16, shades.light, 6)
    )
    label = (
        box(138, 236, 124, 44, "#fffdf2", 8)
        + ring(172, 258, 12, shades.main, 4)
        + ring(228, 258, 12, shades.main, 4)
        + stroke("M172,258l18,-14h24l14,14", shades.main, 4)
    )
    return bench() + lid + levers + tube + patches + tin + label


def lock(facts: Mapping[str, Any], shades: Shades) -> str:
    """A shackle lock, its key in it."""
    shackle = stroke("M130,256V150Q130,80 200,80T270,150V256", METAL.dark, 30) + stroke(
        "M124,250V150Q124,74 200,74", METAL.light, 6
    )
    sleeve = stroke("M130,238V150Q130,80 200,80T270,150V238", shades.main, 24, opacity=0.9) + stroke(
        "M124,230V150Q126,76 196,74", shades.light, 5
    )
    body = (
        box(86, 244, 228, 70, INK, 24)
        + box(86, 286, 228, 28, "#15191b", 14)
        + box(150, 244, 100, 70, shades.main, 6)
        + circle(200, 276, 18, METAL.main)
    )
    key = (
        stroke("M200,276v10", INK, 6)
        + stroke("M200,276h72", METAL.light, 7)
        + ring(292, 276, 17, METAL.light, 8)
        + ring(292, 276, 17, shades.light, 3)
    )
    return bench() + shackle + sleeve + body + key


def chain_lock(facts: Mapping[str, Any], shades: Shades) -> str:
    """A chain in a sleeve of cloth, with a padlock."""
    chain = stroke("M156,262Q70,250 84,170T200,104T316,170T244,262", shades.main, 34)
    links = stroke("M156,262Q70,250 84,170T200,104T316,170T244,262", shades.light, 5, stroke_dasharray="14 12")
    end = stroke("M164,232V206Q164,180 200,180T236,206V232", METAL.main, 14)
    body = (
        box(142, 228, 116, 86, INK, 16)
        + box(142, 290, 116, 24, "#15191b", 12)
        + circle(200, 264, 15, "#f4d07c")
        + stroke("M200,264v20", "#f4d07c", 7)
    )
    return bench() + chain + links + end + body


def axe(facts: Mapping[str, Any], shades: Shades) -> str:
    """A small axe in a stump."""
    stump = path("M116,244H284L300,338Q200,356 100,338z", WOOD.dark) + ellipse(200, 244, 84, 20, WOOD.light)
    stump += group(ellipse(200, 244, 58, 13, WOOD.main), ellipse(200, 244, 36, 8, WOOD.light), opacity=0.7)
    shaft = (
        stroke("M204,196Q270,150 330,76", shades.dark, 21)
        + stroke("M204,192Q268,146 328,74", shades.light, 6)
        + stroke("M296,122L334,72", shades.main, 24)
    )
    head = path("M168,160L222,182Q232,198 224,214L214,240Q170,262 146,232Q168,206 168,160z", METAL.dark) + path(
        "M146,232Q168,206 168,160L184,167Q186,214 170,246Q156,244 146,232z", METAL.light
    )
    return stump + shaft + head


def knife(facts: Mapping[str, Any], shades: Shades) -> str:
    """A folding knife. Facts: ``blades`` (1 or 2)."""
    blade = path("M196,232L84,120Q76,108 92,108Q160,116 228,196z", METAL.light) + path(
        "M196,232L84,120Q120,132 214,214z", METAL.main
    )
    second = (
        path("M230,214L318,112Q330,104 330,120Q318,176 262,226z", METAL.main) if facts.get("blades", 1) == 2 else ""
    )
    handle = path("M176,222Q196,196 226,204L322,262Q350,284 332,306T286,312L186,272Q160,252 176,222z", shades.main)
    shade = path("M176,250Q240,280 336,300Q326,318 286,312L186,272Q172,262 170,248z", shades.dark)
    pins = "".join(circle(x, y, 6, METAL.light) for x, y in ((204, 232), (252, 258), (304, 288)))
    return bench() + second + blade + handle + shade + pins


def stand(facts: Mapping[str, Any], shades: Shades) -> str:
    """A repair stand with a wheel on it."""
    legs = stroke("M200,250L120,330M200,250L280,330M200,250V336", INK, 13)
    post = box(190, 96, 20, 170, shades.main, 6) + box(190, 96, 7, 170, shades.dark, 3) + box(182, 196, 36, 26, INK, 6)
    arm = stroke("M200,108H262", INK, 16) + box(250, 92, 40, 34, shades.dark, 8)
    rim = (
        ring(270, 176, 70, RUBBER.main, 9)
        + ring(270, 176, 63, METAL.dark, 4)
        + ring(270, 176, 30, METAL.light, 60, pathLength=24, stroke_dasharray=".06 .94", stroke_linecap="butt")
        + circle(270, 176, 7, INK)
    )
    tray = path("M120,182h70v14q0,10 -10,10h-50q-10,0 -10,-10z", shades.main) + stroke(
        "M134,182v-30M150,182v-22M166,182v-34", METAL.main, 6
    )
    return ellipse(200, 338, 110, 9, "#000", opacity=0.16) + legs + rim + post + arm + tray


def levers(facts: Mapping[str, Any], shades: Shades) -> str:
    """Three tyre levers."""
    one = path("M-15,0L-11,-150Q-10,-172 4,-176Q18,-172 14,-158Q6,-160 5,-146L15,0Q16,16 0,16T-15,0z", shades.main)
    one += stroke("M-4,-20v-90", shades.light, 5) + circle(0, -2, 6, shades.dark)
    fan = "".join(moved(one, x, 296, turn=turn) for x, turn in ((150, -16), (204, 2), (258, 19)))
    return bench() + fan


def oil(facts: Mapping[str, Any], shades: Shades) -> str:
    """A bottle of chain oil and a length of chain. Facts: ``brush`` (a brush beside it)."""
    bottle = path(
        "M126,180Q126,160 150,152V126h40v26Q214,160 214,180V302Q214,316 200,316H140Q126,316 126,302z", shades.main
    )
    side = path("M126,180Q126,160 150,152H158Q144,164 144,184V316H140Q126,316 126,302z", shades.dark)
    cap = path("M148,128l10,-34h24l10,34z", INK) + box(164, 66, 12, 32, "#d1493a", 4)
    label = box(138, 206, 64, 72, "#fffdf2", 8) + path("M170,218q22,28 0,48q-22,-20 0,-48z", shades.main)
    links = "M240,304H330q26,-2 26,-22t-26,-22H272q-22,2 -22,18"
    chain = stroke(links, RUBBER.main, 11) + stroke(links, METAL.main, 6, stroke_dasharray="1 10")
    brush = ""
    if facts.get("brush"):
        brush = stroke("M302,236L284,120", SHADES["mustard"].main, 14) + stroke(
            "M284,120l-5,-32", INK, 26, stroke_linecap="butt"
        )
    return bench() + bottle + side + cap + label + chain + brush


def apron(facts: Mapping[str, Any], shades: Shades) -> str:
    """A roll of canvas with pockets, its tools in order."""
    cloth = path("M66,150H334L326,312Q200,326 74,312z", shades.main) + path(
        "M72,226H330L326,312Q200,326 74,312z", shades.dark
    )
    handles = "".join(
        stroke(f"M{x},232V{y}", c, w)
        for x, y, c, w in (
            (104, 110, METAL.main, 12),
            (144, 96, "#d1493a", 18),
            (184, 118, METAL.light, 9),
            (222, 92, WOOD.main, 20),
            (262, 112, METAL.main, 11),
            (300, 104, "#f4d07c", 16),
        )
    )
    seams = stroke("M124,232v80M164,232v84M204,232v86M242,232v84M282,232v82", shades.light, 2.4, stroke_dasharray="5 5")
    band = path("M72,226H330L329,250H73z", shades.light, opacity=0.5)
    return (
        bench()
        + path("M66,150H334L331,226H70z", shades.main)
        + cloth
        + handles
        + path("M72,230H330L326,312Q200,326 74,312z", shades.dark)
        + band
        + seams
    )
