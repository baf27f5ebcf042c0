"""A wheel, spoked; and the small parts of a bicycle that are always the same."""

from __future__ import annotations

from drawing.colours import INK, LEATHER, METAL, RUBBER, Shades
from drawing.ink import Point, box, circle, group, line, number, path, ring, stroke


def wheel(
    at: Point, radius: float, tyre: float, *, wall: str = RUBBER.main, knobs: bool = False, disc: bool = True
) -> str:
    """One wheel. The spokes are one dashed circle, as wide as it is large: 28 dashes, 28 spokes."""
    x, y = at
    rim = radius - tyre
    dashes = f"{number(tyre * 0.55)} {number(tyre * 0.4)}"
    parts = [
        ring(x, y, radius - 1, RUBBER.main, 3.5, stroke_dasharray=dashes, stroke_linecap="butt") if knobs else "",
        ring(x, y, radius - tyre / 2 - (1 if knobs else 0), RUBBER.main, tyre),
        ring(x, y, rim + 0.6, wall, 2.6) if wall != RUBBER.main else "",
        ring(x, y, rim - 1, METAL.dark, 3),
        ring(
            x, y, rim / 2 - 1, METAL.light, rim - 3, pathLength=28, stroke_dasharray=".045 .955", stroke_linecap="butt"
        ),
        ring(x, y, radius * 0.17, METAL.dark, 2, stroke_dasharray="3 1.6") if disc else "",
        circle(x, y, 4.2, INK),
        circle(x, y, 1.8, METAL.light),
    ]
    return "".join(parts)


def mudguard(radius: float, colour: str, start: Point, end: Point) -> str:
    """An arc over a wheel from one point to the other, clockwise."""
    r = number(radius)
    d = f"M{number(start[0])},{number(start[1])}A{r},{r} 0 0 1 {number(end[0])},{number(end[1])}"
    return stroke(d, colour, 4)


def saddle(at: Point, colour: Shades, *, wide: bool = False) -> str:
    """A saddle whose clamp is at the point."""
    x, y = at
    nose, tail, sag = (21, 19, 9) if wide else (25, 17, 5)
    shape = (
        f"M{number(x - tail)},{number(y - 8)}q{number(tail * 0.6)},-3 {number(tail)},0l{nose},2q4,1 2,4"
        f"l{number(-nose * 0.7)},2q-6,1 -10,{sag - 2}h{number(-tail * 0.6)}q-12,0 -9,-{sag + 3}z"
    )
    return path(shape, colour.main) + stroke(f"M{number(x - 8)},{number(y + 1)}h18", METAL.dark, 2)


def cranks(at: Point, ring_radius: float) -> str:
    """The near side: chainring, crank arm, pedal."""
    x, y = at
    parts = [
        circle(x, y, ring_radius - 3, METAL.dark, opacity=0.35),
        ring(x, y, ring_radius - 1.5, INK, 4, stroke_dasharray="2.2 1"),
        line((x, y), (x + 25, y + 13), INK, 4.5),
        box(x + 17, y + 12, 17, 4.5, INK, 2),
        circle(x, y, 4, METAL.main),
    ]
    return "".join(parts)


def far_crank(at: Point) -> str:
    x, y = at
    return line((x, y), (x - 25, y - 13), RUBBER.light, 4) + box(x - 34, y - 16, 16, 4, RUBBER.light, 2)


def chain(crank: Point, ring_radius: float, hub: Point) -> str:
    (cx, cy), (hx, hy) = crank, hub
    top = f"M{number(cx)},{number(cy - ring_radius)}L{number(hx)},{number(hy - 8)}"
    low = (
        f"M{number(cx)},{number(cy + ring_radius)}L{number(hx + 7)},{number(hy + 17)}L{number(hx + 3)},{number(hy + 7)}"
    )
    cassette = circle(hx, hy, 9, RUBBER.light) + circle(hx, hy, 5, METAL.dark)
    return stroke(top + low, RUBBER.main, 1.8, stroke_dasharray="2.6 1.6") + cassette


def tube(a: Point, b: Point, shades: Shades, width: float) -> str:
    """One tube with the light along its upper side."""
    lift = width * 0.2
    shine = line((a[0], a[1] - lift), (b[0], b[1] - lift), shades.light, width * 0.22, opacity=0.7)
    return line(a, b, shades.main, width) + shine


def handlebar(style: str, at: Point, tape: Shades) -> str:
    """A handlebar whose clamp is at the point, seen from the side."""
    x, y = at
    return group(_BARS.get(style, _flat)(x, y, tape))


def _drop(x: float, y: float, tape: Shades) -> str:
    hood = stroke(f"M{number(x + 15)},{number(y - 1)}q9,-2 11,-10", tape.dark, 6)
    lever = stroke(f"M{number(x + 25)},{number(y - 3)}q5,10 -2,20", METAL.dark, 3)
    return lever + stroke(f"M{number(x)},{number(y)}l13,-1q16,1 15,15q-2,14 -21,13", tape.main, 5.5) + hood


def _flat(x: float, y: float, tape: Shades) -> str:
    lever = stroke(f"M{number(x + 2)},{number(y + 2)}l13,8", METAL.dark, 2.6)
    return lever + stroke(f"M{number(x + 3)},{number(y)}l-17,-3", tape.main, 7)


def _swept(x: float, y: float, tape: Shades) -> str:
    bar = stroke(f"M{number(x)},{number(y)}q16,-4 14,-13q-6,-9 -24,-7", METAL.main, 4.5)
    return bar + stroke(f"M{number(x - 8)},{number(y - 20)}l-21,3", tape.main, 7)


_BARS = {"drop": _drop, "flat": _flat, "swept": _swept}

TAPES = {"brown": LEATHER, "black": RUBBER, "cream": Shades("#e9dcc0", "#cbb992", "#fff")}
WALLS = {"black": RUBBER.main, "tan": "#c99a63", "cream": "#efe5cd"}
