"""The colours of ``widgets/tokens.css`` can be read: contrast by WCAG 2.2, in light and in dark."""

from __future__ import annotations

import re

import pytest

from notesik.shipped import shipped_folder

SHEET = (shipped_folder("widgets") / "tokens.css").read_text("utf-8")
PAIRS = dict(re.findall(r"--([\w-]+): (?:var\([\w-]+, )?(light-dark\(#\w{6}, #\w{6}\))", SHEET))
LIGHT, DARK = ({name: re.findall(r"#\w{6}", pair)[side] for name, pair in PAIRS.items()} for side in (0, 1))

TEXT = ["ink", "neutral-8", "neutral-7", "accent", "green", "amber", "red"]
CONTROLS = ["neutral-6"]
GROUNDS = ["ground", "neutral-2"]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ramp", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(("name", "least"), [*((name, 4.5) for name in TEXT), *((name, 3) for name in CONTROLS)])
def test_a_colour_can_be_read_on_a_ground(name: str, least: float, ground: str, ramp: dict[str, str]) -> None:
    assert contrast(ramp[name], ramp[ground]) >= least


def test_a_browser_without_light_and_dark_gets_the_light_ramp() -> None:
    plain = SHEET.partition("@supports")[0]
    for name, colour in LIGHT.items():
        assert re.search(rf"--{name}: (?:var\([\w-]+, )?{colour}", plain), name
