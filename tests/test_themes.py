from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notesik.colours import contrast, ink_on
from notesik.errors import BadDocument
from notesik.themes import NEEDS, Colour, Theme, read_theme, theme_css, theme_document

FULL: dict[str, Any] = {
    "accent": {"light": "#1d5c46", "dark": "#86cfae"},
    "accent_ink": {"light": "#ffffff", "dark": "#10241b"},
    "ink": {"light": "#14211b", "dark": "#f1f3ee"},
    "ground": {"light": "#fdfcf8", "dark": "#141715"},
    "font": "Work Sans, Avenir Next, sans-serif",
    "radius": 8,
}


def faults(document: object) -> list[str]:
    with pytest.raises(BadDocument) as caught:
        read_theme(document)
    return [str(fault) for fault in caught.value.faults]


def test_a_theme_reads_and_writes_without_loss() -> None:
    assert theme_document(read_theme(FULL)) == FULL
    assert read_theme({}) == Theme()
    assert theme_document(Theme()) == {}


def test_a_theme_becomes_the_custom_properties_that_the_sheet_reads() -> None:
    assert theme_css(read_theme({"accent": "#2a8b66", "font": "'Work Sans', serif", "radius": 0})) == (
        ':host{--notesik-accent:#2a8b66;--notesik-accent-ink:#000000;--notesik-font:"Work Sans",serif;'
        "--notesik-radius:0px}"
    )
    assert theme_css(Theme()) == ""


def test_each_scheme_has_its_own_colour() -> None:
    css = theme_css(read_theme({"accent": FULL["accent"]}))
    assert "--notesik-accent:#1d5c46;--notesik-accent-dark:#86cfae" in css
    assert "--notesik-accent-ink:#ffffff;--notesik-accent-ink-dark:#000000" in css


def test_a_shop_that_is_always_light_is_asked_for_no_dark_colour() -> None:
    assert theme_css(read_theme({"accent": "#1d5c46", "scheme": "light"})) == (
        ":host{--notesik-accent:#1d5c46;--notesik-accent-ink:#ffffff}[part=root]{color-scheme:light}"
    )


def test_a_shop_that_is_always_dark_says_its_ground_to_browsers_that_know_no_dark() -> None:
    css = theme_css(read_theme({"accent": "#86cfae", "scheme": "dark"}))
    assert "--notesik-ink:#f1f3ee;--notesik-ground:#181a18}" in css


def test_the_whole_theme_weighs_little() -> None:
    longest = {**FULL, "font": "Work Sans, " * 9 + "sans-serif", "radius": 40}
    assert len(theme_css(read_theme(longest))) <= 550
    assert len(theme_css(read_theme(FULL))) <= 400


@pytest.mark.parametrize(
    ("theme", "fault"),
    [
        (
            {"accent": "#2fa36b", "accent_ink": "#ffffff", "scheme": "light"},
            "theme.accent: contrast 3.1 of white on it, needs 4.5; try #268557",
        ),
        (
            {"accent": "#1d5c46"},
            "theme.accent: contrast 2 of it on #202320 in the dark scheme, needs 3; "
            'try {light: "#1d5c46", dark: "#26795c"}',
        ),
        ({"ink": "#999999", "scheme": "light"}, "theme.ink: contrast 2.6 of it on #f7f7f5, needs 4.5; try #6a6a6a"),
        (
            {"ground": "#fdf6e3"},
            "theme.ground: contrast 1 of #f1f3ee on it in the dark scheme, needs 4.5; "
            'try {light: "#fdf6e3", dark: "#503c06"}',
        ),
        (
            {"ink": "#777777", "ground": "#777777", "scheme": "light"},
            "theme.ink: contrast 1 of it on #777777, needs 4.5; change the other colours too, or set scheme",
        ),
    ],
)
def test_what_could_not_be_read_is_refused_with_its_figure_and_a_way_out(theme: dict[str, Any], fault: str) -> None:
    assert fault in faults(theme)


def test_both_schemes_are_judged_and_all_faults_told() -> None:
    told = faults({"accent": "#777777", "ink": "#777777", "radius": 8})
    assert [fault.partition(":")[0] for fault in told] == ["theme.ink", "theme.ink"]
    assert "dark scheme" in told[1]


def test_a_theme_with_faults_of_shape_names_each() -> None:
    assert faults({"accent": "red", "font": "a;b", "radius": 41, "schem": "dark", "ink": {"light": "#000000"}}) == [
        'theme.accent: expected a colour such as "#1d5c46" (in quotes), or {light: "#1d5c46", dark: "#86cfae"}, '
        'got "red"',
        "theme.font: a font's name has letters, digits, spaces and hyphens, not 'a;b'",
        "theme.radius: must be at most 40",
        'theme.schem: unknown key, did you mean "scheme"?',
        'theme.ink: expected a colour such as "#1d5c46" (in quotes), or {light: "#1d5c46", dark: "#86cfae"}, '
        "got a mapping",
    ]


@pytest.mark.parametrize("document", [None, [], "theme"])
def test_what_is_no_mapping_is_refused(document: object) -> None:
    assert faults(document)[0].startswith("theme: expected a mapping")


COLOURS = st.from_regex(r"#[0-9A-Fa-f]{6}", fullmatch=True)


@given(COLOURS)
def test_black_or_white_can_be_read_on_any_colour(colour: str) -> None:
    assert contrast(ink_on(colour), colour) >= 4.5


@settings(max_examples=40, deadline=None)
@given(COLOURS, COLOURS, COLOURS, st.sampled_from(["auto", "light", "dark"]))
def test_a_theme_that_is_taken_can_be_read_and_one_that_is_not_would_not(
    accent: str, ink: str, ground: str, scheme: str
) -> None:
    document = {"accent": accent, "ink": ink, "ground": ground, "scheme": scheme}
    schemes = ("light", "dark") if scheme == "auto" else (scheme,)
    theme = Theme(**{**{name: Colour.parse(document[name]) for name in ("accent", "ink", "ground")}, "scheme": scheme})
    shown = [theme.colours(each) for each in schemes]  # type: ignore[arg-type]
    is_sound = all(contrast(each[n.front], each[n.back]) >= n.least for each in shown for n in NEEDS if n.blame)
    try:
        assert read_theme(document) == theme
        assert is_sound
    except BadDocument:
        assert not is_sound


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([*FULL, "scheme"]), st.text() | st.integers() | COLOURS))
def test_nothing_that_is_written_gets_out_of_its_property(document: dict[str, Any]) -> None:
    try:
        css = theme_css(read_theme(document))
    except BadDocument:
        return
    values = r'(?:#[0-9a-f]{6}|\d+px|(?:"[\w -]+"|[a-z-]+)(?:,(?:"[\w -]+"|[a-z-]+))*)'
    rules = rf"(:host{{--notesik-[a-z-]+:{values}(;--notesik-[a-z-]+:{values})*}})?(\[part=root\]{{color-scheme:\w+}})?"
    assert re.fullmatch(rules, css, re.ASCII)


@pytest.mark.parametrize("suggested", [{"accent": "#1d5c46"}, {"ground": "#fdf6e3"}])
def test_the_colour_that_is_suggested_is_taken(suggested: dict[str, Any]) -> None:
    [(name, _)] = suggested.items()
    light, dark = re.findall(r'"(#\w{6})"', faults(suggested)[-1].partition("try")[2])
    assert theme_document(read_theme({name: {"light": light, "dark": dark}}))
