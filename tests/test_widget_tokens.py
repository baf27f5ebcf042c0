"""The colours of ``widgets/tokens.css`` can be read: contrast by WCAG 2.2, in light and in dark."""

from __future__ import annotations

import re
from typing import Literal

import pytest

from notesik.colours import contrast
from notesik.shipped import shipped_folder
from notesik.themes import RAMPS

SHEET = (shipped_folder("widgets") / "tokens.css").read_text("utf-8")
PAIRS = {
    name: pair
    for name, pair in re.findall(r"--([\w-]+): light-dark\(((?:[^();]|\([^();]*(?:\([^();]*\))?[^();]*\))*)\);", SHEET)
    if len(re.findall(r"#\w{6}", pair)) == 2
}
LIGHT, DARK = ({name: re.findall(r"#\w{6}", pair)[side] for name, pair in PAIRS.items()} for side in (0, 1))

TEXT = ["ink", "neutral-8", "neutral-7", "accent", "green", "amber", "red"]
CONTROLS = ["neutral-6"]
GROUNDS = ["ground", "neutral-2", "neutral-3"]


@pytest.mark.parametrize("ramp", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(("name", "least"), [*((name, 4.5) for name in TEXT), *((name, 3) for name in CONTROLS)])
def test_a_colour_can_be_read_on_a_ground(name: str, least: float, ground: str, ramp: dict[str, str]) -> None:
    assert contrast(ramp[name], ramp[ground]) >= least


def test_a_browser_without_light_and_dark_gets_the_light_ramp() -> None:
    plain = SHEET.partition("@supports")[0]
    for name, colour in LIGHT.items():
        assert re.search(rf"--{name}: (?:var\([\w-]+, )?{colour}", plain), name


@pytest.mark.parametrize(("scheme", "ramp"), [("light", LIGHT), ("dark", DARK)])
def test_a_theme_is_checked_against_the_colours_that_the_sheet_has(
    scheme: Literal["light", "dark"], ramp: dict[str, str]
) -> None:
    assert RAMPS[scheme] == {name: ramp[name] for name in RAMPS[scheme]}
