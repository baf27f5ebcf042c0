"""A site's theme: its colours, font and corners, as custom properties that ``widgets/tokens.css`` reads.

accent: {light: "#1d5c46", dark: "#86cfae"}   # buttons, progress; or one colour for both schemes
accent_ink: "#ffffff"                         # letters on it; black or white without it, whichever reads better
ink: "#1b1c1a"                                # text
ground: "#ffffff"                             # what widgets stand on
font: "Work Sans, sans-serif"
radius: 8                                     # of corners, in px
scheme: light                                 # auto follows the page

A theme is refused where its texts could not be read: 4.5 : 1 for text, 3 : 1 for what is pressed and for its borders
(WCAG 2.2, 1.4.3 https://www.w3.org/TR/WCAG22/#contrast-minimum and 1.4.11 …#non-text-contrast), in each scheme that
the widgets may be shown in. Values are parsed into types of which none can hold anything else of CSS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, NamedTuple, Self

import msgspec

from notesik.colours import contrast, ink_on, mixed, nearest_that
from notesik.documents import describe, join_path, read_document, suggestion
from notesik.errors import BadDocument, Fault

PATH = "theme"
"""Stands before the paths of faults."""

Scheme = Literal["light", "dark"]

RAMPS: Mapping[Scheme, Mapping[str, str]] = {
    "light": {
        "accent": "#1d5c46",
        "ink": "#1b1c1a",
        "ground": "#ffffff",
        "neutral-2": "#f7f7f5",
        "neutral-6": "#85857e",
        "neutral-7": "#5f605a",
        "green": "#1a7a4a",
        "red": "#b3261e",
    },
    "dark": {
        "accent": "#86cfae",
        "ink": "#f1f3ee",
        "ground": "#181a18",
        "neutral-2": "#202320",
        "neutral-6": "#858b84",
        "neutral-7": "#adb2ab",
        "green": "#6fce98",
        "red": "#f39a91",
    },
}
"""What ``tokens.css`` has where a theme says nothing; a test compares them."""

TINT = 0.11
"""How much of the accent is in the soft ground of bars and of a pop-up's head."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_ABOUT_COLOURS = 'expected a colour such as "#1d5c46" (in quotes), or {light: "#1d5c46", dark: "#86cfae"}'
_FAMILY = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]*")
_GENERIC = frozenset({"serif", "sans-serif", "monospace", "system-ui", "ui-sans-serif", "ui-serif", "ui-rounded"})
_LONGEST_FONT = 120


class Shades(NamedTuple):
    """A colour in the light scheme and in the dark one, each ``#rrggbb``."""

    light: str
    dark: str

    def of(self, scheme: Scheme) -> str:
        return self.dark if scheme == "dark" else self.light

    def written(self) -> str | dict[str, str]:
        """As a document says it."""
        return self.light if self.light == self.dark else self._asdict()


class Colour:
    """A colour of a theme: one for both schemes, or one each."""

    __slots__ = ("shades",)

    def __init__(self, shades: Shades) -> None:
        self.shades = shades

    @classmethod
    def parse(cls, value: object) -> Self:
        """Raises ValueError with a sentence for the reader."""
        given = value if isinstance(value, dict) else {"light": value, "dark": value}
        for key in given:
            if key not in Shades._fields:
                raise ValueError(f'unknown scheme "{key}"{suggestion(str(key), Shades._fields)}; {_ABOUT_COLOURS}')
        colours = [given.get(scheme) for scheme in Shades._fields]
        if not all(isinstance(each, str) and _COLOUR.fullmatch(each) for each in colours):
            shown = f'"{value}"' if isinstance(value, str) else describe(value)
            raise ValueError(f"{_ABOUT_COLOURS}, got {shown}")
        return cls(Shades(*(str(each).lower() for each in colours)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Colour) and self.shades == other.shades

    def __hash__(self) -> int:
        return hash(self.shades)


class Font:
    """Names of font families, the best first."""

    __slots__ = ("families",)

    def __init__(self, families: tuple[str, ...]) -> None:
        self.families = families

    @classmethod
    def parse(cls, value: object) -> Self:
        """Raises ValueError with a sentence for the reader."""
        if not isinstance(value, str):
            raise ValueError(f'expected font families such as "Work Sans, sans-serif", got {describe(value)}')
        if len(value) > _LONGEST_FONT:
            raise ValueError(f"may have {_LONGEST_FONT} characters at most, has {len(value)}")
        families = tuple(_unquoted(each.strip()) for each in value.split(","))
        for family in families:
            if not _FAMILY.fullmatch(family):
                raise ValueError(f"a font's name has letters, digits, spaces and hyphens, not {family!r}")
        return cls(families)

    def __str__(self) -> str:
        return ", ".join(self.families)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Font) and self.families == other.families

    def __hash__(self) -> int:
        return hash(self.families)

    def css(self) -> str:
        return ",".join(each if each in _GENERIC else f'"{each}"' for each in self.families)


def _unquoted(name: str) -> str:
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"" else name


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What a site says of its looks; what it leaves out is as in ``tokens.css``."""

    accent: Colour | None = None
    accent_ink: Colour | None = None
    ink: Colour | None = None
    ground: Colour | None = None
    font: Font | None = None
    radius: Annotated[int, msgspec.Meta(ge=0, le=40)] | None = None
    scheme: Literal["auto", "light", "dark"] = "auto"

    @property
    def schemes(self) -> tuple[Scheme, ...]:
        """Those in which widgets may be shown."""
        return ("light", "dark") if self.scheme == "auto" else (self.scheme,)

    def colours(self, scheme: Scheme) -> dict[str, str]:
        """Every colour in ``scheme``, by its name: the theme's own, else that of ``tokens.css``."""
        stated = {name: colour.shades.of(scheme) for name, colour in self.stated().items()}
        found = {**RAMPS[scheme], **stated}
        found["tint"] = mixed(found["accent"], found["ground"], TINT)
        return {"accent_ink": ink_on(found["accent"]), **found}

    def stated(self) -> dict[str, Colour]:
        """The colours that it says itself."""
        named = {"accent": self.accent, "accent_ink": self.accent_ink, "ink": self.ink, "ground": self.ground}
        return {name: colour for name, colour in named.items() if colour is not None}


def read_theme(document: object) -> Theme:
    """The theme in a document; raises BadDocument with every fault, its path and, for contrast, the figure."""
    theme, faults = read_document(document, Theme, PATH)
    if theme is not None:
        faults.extend(_contrast_faults(theme))
    if theme is None or faults:
        raise BadDocument("the theme", faults)
    return theme


def theme_document(theme: Theme) -> dict[str, Any]:
    """The theme as a document that reads back as the same theme; defaults are left out."""

    def written(part: object) -> object:
        return part.shades.written() if isinstance(part, Colour) else str(part)

    document: dict[str, Any] = msgspec.to_builtins(theme, enc_hook=written)
    return document


def theme_css(theme: Theme) -> str:
    """The theme as a style sheet for a widget's shadow root; empty where the theme says nothing.

    A scheme that it insists on gets its ground and ink in any case: browsers without ``light-dark()`` know no dark.
    """
    colours = {scheme: theme.colours(scheme) for scheme in theme.schemes}
    names = list(theme.stated())
    names += ["accent_ink"] * (theme.accent is not None and theme.accent_ink is None)
    names += [name for name in ("ink", "ground") if theme.scheme == "dark" and name not in names]
    properties: list[tuple[str, str]] = []
    for name in names:
        first, *dark = (each[name] for each in colours.values())
        properties += [(name.replace("_", "-"), first)]
        properties += [(f"{name.replace('_', '-')}-dark", shade) for shade in dark if shade != first]
    properties += [("font", theme.font.css())] if theme.font is not None else []
    properties += [("radius", f"{theme.radius}px")] if theme.radius is not None else []
    host = ";".join(f"--notesik-{name}:{value}" for name, value in properties)
    scheme = "" if theme.scheme == "auto" else f"[part=root]{{color-scheme:{theme.scheme}}}"
    return (f":host{{{host}}}" if host else "") + scheme


# -- contrast ---------------------------------------------------------------------------------------------------------


class Need(NamedTuple):
    """``front`` is seen on ``back`` with a contrast of ``least``; what falls short is the first stated of ``blame``."""

    front: str
    back: str
    least: float
    blame: tuple[str, ...]


NEEDS = (
    Need("accent_ink", "accent", 4.5, ("accent", "accent_ink")),
    Need("accent", "ground", 3, ("accent", "ground")),
    Need("accent", "neutral-2", 3, ("accent",)),
    Need("ink", "ground", 4.5, ("ink", "ground")),
    Need("ink", "neutral-2", 4.5, ("ink",)),
    Need("neutral-7", "ground", 4.5, ("ground",)),
    Need("green", "ground", 4.5, ("ground",)),
    Need("red", "ground", 4.5, ("ground",)),
    Need("neutral-6", "ground", 3, ("ground",)),
    Need("ink", "tint", 4.5, ("ink", "ground", "accent")),
)
"""Every pair of colours that widgets set one on the other and that a theme can change."""

_NAMES = {"#ffffff": "white", "#000000": "black"}


def _contrast_faults(theme: Theme) -> Iterator[Fault]:
    """One fault a colour and scheme: that of the pair which is furthest from what it needs."""
    for scheme in theme.schemes:
        colours = theme.colours(scheme)
        worst: dict[str, tuple[float, Need]] = {}
        for need in NEEDS:
            blamed = next((name for name in need.blame if name in theme.stated()), None)
            share = contrast(colours[need.front], colours[need.back]) / need.least
            if need.back == "tint" and blamed in worst:
                continue  # a plainer fault of it is told already
            if blamed is not None and share < min(1, worst.get(blamed, (1.0, need))[0]):
                worst[blamed] = share, need
        for blamed, (_, need) in worst.items():
            yield Fault(join_path(PATH, blamed), _sentence(theme, scheme, need, blamed))


def _sentence(theme: Theme, scheme: Scheme, need: Need, blamed: str) -> str:
    """``contrast 2.9 of white on it, needs 4.5; try #1a6b45``, with a colour that meets all needs if there is one."""
    colours = theme.colours(scheme)
    front, back = (_NAMES.get(colours[name], colours[name]) for name in need[:2])
    pair = f"of {front} on it" if need.back == blamed else f"of it on {back}"
    if blamed not in need[:2]:
        pair = f"of {front} on {back}, a tint of it,"
    where = f" in the {scheme} scheme" if theme.scheme == "auto" else ""
    # Rounded down: 4.46 is not the 4.5 that it needs.
    ratio = int(contrast(colours[need.front], colours[need.back]) * 10) / 10
    return f"contrast {ratio:g} {pair}{where}, needs {need.least:g}; {_advice(theme, scheme, blamed)}"


def _advice(theme: Theme, scheme: Scheme, name: str) -> str:
    stated = theme.stated()[name].shades

    def changed(shade: str) -> Theme:
        return msgspec.structs.replace(theme, **{name: Colour(stated._replace(**{scheme: shade}))})

    def is_good(shade: str) -> bool:
        colours = changed(shade).colours(scheme)
        return all(
            contrast(colours[each.front], colours[each.back]) >= each.least for each in NEEDS if name in each.blame
        )

    shade = nearest_that(is_good, stated.of(scheme))
    if shade is None:
        return "change the other colours too, or set scheme"
    if theme.scheme != "auto":
        return f"try {shade}"
    light, dark = stated._replace(**{scheme: shade})
    return f'try {{light: "{light}", dark: "{dark}"}}'
