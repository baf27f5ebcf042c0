"""Every example of every widget, on a phone and a desktop, light and dark, from left to right and from right to left.

``NOTESIK_SHOTS=FOLDER`` keeps a picture of each, in each of its placements, and sheets of all of a widget's pictures.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from browser.gallery import WALKED, Exhibit, Gallery, exhibits, open_gallery, some_exhibits
from browser.gallery_pictures import Pictures
from browser.shopper import SHOTS
from notesik.themes import read_theme, theme_css
from notesik.widgets import Widget
from widget_examples import WIDGETS

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


class View(NamedTuple):
    """A window's width and what its visitor likes; ``with_axe`` walks axe's rules too."""

    width: int
    height: int
    scheme: Literal["light", "dark"]
    with_axe: bool


VIEWS = (
    View(390, 844, "light", with_axe=True),
    View(390, 844, "dark", with_axe=False),
    View(1280, 800, "dark", with_axe=True),
    View(1280, 800, "light", with_axe=False),
)
"""Axe sees each scheme and each width once in each direction."""


@pytest.fixture(scope="module")
def gallery(browser: Browser) -> Iterator[Gallery]:
    with open_gallery(browser) as gallery:
        gallery.page.add_script_tag(path=AXE)
        yield gallery


@pytest.mark.parametrize("widget", WALKED.values(), ids=WALKED)
def test_nothing_is_wrong_with_any_example(gallery: Gallery, widget: Widget) -> None:
    faults: list[str] = []
    with Pictures(gallery.page, widget.name) as pictures:
        for exhibit in exhibits(widget) if SHOTS else some_exhibits(widget):
            gallery.hang(exhibit)
            for view in VIEWS:
                faults += [f"{exhibit.name} {view.width} {view.scheme}: {fault}" for fault in look(gallery, view)]
                pictures.take(exhibit.name, view.width, view.scheme)
    assert "\n".join(faults) == ""
    assert gallery.take_said() == []


@pytest.mark.parametrize("widget", WALKED.values(), ids=WALKED)
def test_a_bold_theme_leaves_every_widget_readable(gallery: Gallery, widget: Widget) -> None:
    gallery.theme = theme_css(read_theme(BOLD))
    exhibit = next(exhibits(widget))
    with Pictures(gallery.page, f"bold-{widget.name}") as pictures:
        gallery.hang(exhibit)
        host = gallery.page.locator("notesik-widget")
        assert host.evaluate("host => getComputedStyle(host).getPropertyValue('--notesik-radius')") == "2px"
        faults: list[str] = []
        for view in VIEWS:
            faults += [f"{exhibit.name} {view.width} {view.scheme}: {fault}" for fault in look(gallery, view)]
            pictures.take(f"bold-{exhibit.name}", view.width, view.scheme)
    gallery.theme = ""
    assert "\n".join(faults) == ""


BOLD = {
    "accent": {"light": "#c2185b", "dark": "#ff8ab8"},
    "ground": {"light": "#fff4e3", "dark": "#1c1030"},
    "ink": {"light": "#2b0a3d", "dark": "#fff0e0"},
    "font": "Georgia, serif",
    "radius": 2,
}
"""As far from the tokens as contrast allows."""


def look(gallery: Gallery, view: View) -> list[str]:
    """What is wrong with what hangs there, seen so."""
    page = gallery.page
    page.set_viewport_size({"width": view.width, "height": view.height})
    page.emulate_media(color_scheme=view.scheme, reduced_motion="reduce")
    found: list[str] = page.evaluate("layoutFaults()")
    if view.with_axe:
        found += page.evaluate("axeFaults()")
    return found


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [390, 800, 1280])
def test_letters_on_a_picture_are_readable_even_on_a_white_one(gallery: Gallery, width: int, direction: str) -> None:
    banner, page = WIDGETS["banner"], gallery.page
    (cover,) = (example for example in banner.examples if example.name == "cover")
    white = {**cover.parameters, "image": "/white.svg", "text": "Lights that last until the morning train. " * 3}
    page.route("**/white.svg", lambda route: route.fulfill(body=WHITE, content_type="image/svg+xml"))
    page.set_viewport_size({"width": width, "height": 800})
    gallery.hang(Exhibit(banner, replace(cover, parameters=white), "slot", direction))
    lines = page.evaluate("linesWithoutTheirLetters('.title, .text')")
    picture = f"data:image/png;base64,{base64.b64encode(page.screenshot()).decode()}"
    behind = page.evaluate("([picture, lines]) => lightestBehind(picture, lines)", [picture, lines])
    assert len(behind) >= 2
    assert [words for words, luminance in behind if 1.05 / (luminance + 0.05) < 4.5] == []


WHITE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 10"><path fill="#fff" d="M0 0h16v10H0z"/></svg>'
