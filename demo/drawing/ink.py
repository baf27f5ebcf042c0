"""Marks on paper: the few SVG elements that every picture is made of, written short."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

Point = tuple[float, float]


def number(value: float) -> str:
    """At most one decimal: a tenth of a unit is less than a pixel at any size that is shown."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """One element; ``stroke_width=2`` becomes ``stroke-width="2"``, None is left out."""
    written = "".join(
        f" {key.strip('_').replace('_', '-')}={quoteattr(number(value) if isinstance(value, float) else str(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def path(d: str, fill: str | None = None, /, **attributes: object) -> str:
    return element("path", d=d, fill=fill, **attributes)


def stroke(d: str, colour: str, width: float, /, **attributes: object) -> str:
    """A line; its ends and corners are round, as the whole sheet says."""
    return path(d, stroke=colour, stroke_width=number(width), **attributes)


def line(a: Point, b: Point, colour: str, width: float, /, **attributes: object) -> str:
    return stroke(f"M{number(a[0])},{number(a[1])}L{number(b[0])},{number(b[1])}", colour, width, **attributes)


def circle(x: float, y: float, r: float, fill: str | None = None, /, **attributes: object) -> str:
    return element("circle", cx=number(x), cy=number(y), r=number(r), fill=fill, **attributes)


def ring(x: float, y: float, r: float, colour: str, width: float, /, **attributes: object) -> str:
    return circle(x, y, r, stroke=colour, stroke_width=number(width), **attributes)


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, /, **attributes: object) -> str:
    return element("ellipse", cx=number(x), cy=number(y), rx=number(rx), ry=number(ry), fill=fill, **attributes)


def box(x: float, y: float, width: float, height: float, fill: str, r: float = 0, **attributes: object) -> str:
    return element(
        "rect",
        x=number(x),
        y=number(y),
        width=number(width),
        height=number(height),
        rx=number(r) if r else None,
        fill=fill,
        **attributes,
    )


def group(*content: str, **attributes: object) -> str:
    return element("g", "".join(content), **attributes)


def moved(content: str, x: float = 0, y: float = 0, scale: float = 1, turn: float = 0) -> str:
    """The content shifted, then scaled, then turned (degrees), about its own origin."""
    steps = [
        f"translate({number(x)} {number(y)})" if x or y else "",
        f"scale({scale:.3g})" if scale != 1 else "",
        f"rotate({number(turn)})" if turn else "",
    ]
    return group(content, transform=" ".join(filter(None, steps)))


def about(
    content: str, x: float, y: float, scale: float = 1, right: float = 0, down: float = 0, *, turn: float = 0
) -> str:
    """The content scaled and turned about a point, which itself moves right and down."""
    steps = [
        f"translate({number(x + right)} {number(y + down)})",
        f"scale({scale:.3g})" if scale != 1 else "",
        f"rotate({number(turn)})" if turn else "",
        f"translate({number(-x)} {number(-y)})",
    ]
    return (
        content
        if scale == 1 and not (right or down or turn)
        else group(content, transform=" ".join(filter(None, steps)))
    )


def mirrored(content: str, x: float = 200) -> str:
    """The content seen in a mirror that stands at x."""
    return group(content, transform=f"matrix(-1 0 0 1 {number(2 * x)} 0)")


def sheet(width: int, height: int, title: str, content: str) -> str:
    """A whole file. The title is what a screen reader says; what most marks share is said once, at the root."""
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    shared = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {shared} role="img">'
    return f"{opening}<title>{escape(title)}</title>{content}</svg>\n"
