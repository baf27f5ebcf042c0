"""Colours as ``#rrggbb`` and how well one is read on another (WCAG 2.2, relative luminance and contrast ratio)."""

from __future__ import annotations

import colorsys
from collections.abc import Callable

EQUAL_CONTRAST_LUMINANCE = 0.179
"""Black and white text have the same contrast on it: (1 + .05) / (L + .05) = (L + .05) / .05."""

_STEPS = 250
"""How finely lightness is searched: steps of 0.4 %."""


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance).

    >>> luminance("#000000"), luminance("#ffffff")
    (0.0, 1.0)
    """
    parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio, 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).

    >>> round(contrast("#ffffff", "#767676"), 2)
    4.54
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """Black or white, whichever has more contrast on ``colour``; that is 4.58 at least."""
    return "#ffffff" if luminance(colour) < EQUAL_CONTRAST_LUMINANCE else "#000000"


def nearest_that(is_good: Callable[[str], bool], colour: str) -> str | None:
    """The colour of the same hue, lighter or darker, that is nearest to ``colour`` and good; None where none is.

    >>> nearest_that(lambda shade: contrast(shade, "#ffffff") >= 4.5, "#2fa36b")
    '#268557'
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    lightnesses = sorted((step / _STEPS for step in range(_STEPS + 1)), key=lambda other: abs(other - lightness))
    shades = (_written(colorsys.hls_to_rgb(hue, each, saturation)) for each in lightnesses)
    return next(filter(is_good, shades), None)


def mixed(colour: str, ground: str, share: float) -> str:
    """``share`` (0 to 1) of ``colour`` in ``ground``, in sRGB; a browser's mix in Oklab differs by a shade or two.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    red, green, blue = (part * share + other * (1 - share) for part, other in pairs)
    return _written((red, green, blue))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
