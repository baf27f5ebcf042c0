"""Where the reader's system sets the colours, what was told by grounds and shadows is told by edges."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.widgets.shown import POPUP, Show
from notesik.widget_scenes import Panel, Scene
from widget_examples import panel

BANNER = {"title": "Tents", "button": "Look", "url": "/tents", "colour": "#1d5c46"}
BAR = {"text": "Delivery is free.", "colour": "#1d5c46"}


@pytest.fixture(autouse=True)
def forced(page: Page) -> None:
    page.emulate_media(forced_colors="active")


def edge_of(page: Page, selector: str) -> list[str]:
    return list(
        page.locator(selector).first.evaluate(
            "(element) => { const { borderTopStyle, borderTopWidth } = getComputedStyle(element);"
            " return [borderTopStyle, borderTopWidth] }"
        )
    )


@pytest.mark.parametrize(
    ("widget", "parameters", "placement", "edged"),
    [
        ("banner", BANNER, "slot", ["[part=root]", "a.button"]),
        ("bar", {**BAR, "goal": 100}, "bottom", ["[part=root]", "progress"]),
        ("popup", POPUP, "modal", ["dialog", "a.button", "button.quiet"]),
        ("popup", POPUP, "corner", [".beside", "a.button"]),
        ("inbox", {}, "corner", [".opener"]),
    ],
)
def test_what_stands_out_by_its_ground_has_an_edge(
    show: Show, page: Page, widget: str, parameters: dict[str, Any], placement: str, edged: list[str]
) -> None:
    show(widget, parameters, placement=placement, scene=Scene(currency="EUR"), panel=Panel())
    assert [edge_of(page, selector) for selector in edged] == [["solid", "1px"]] * len(edged)


@pytest.mark.parametrize(("widget", "parameters", "placement"), [("banner", BANNER, "slot"), ("bar", BAR, "top")])
def test_no_colour_of_a_campaign_lies_under_the_readers_letters(
    show: Show, page: Page, widget: str, parameters: dict[str, Any], placement: str
) -> None:
    show(widget, parameters, placement=placement, scene=Scene())
    expect(page.locator(".field")).to_be_hidden()


def test_the_rating_that_is_chosen_can_be_told_from_the_others(show: Show, page: Page) -> None:
    steps = [{"id": "stars", "question": "How was it?", "type": "rating"}]
    show("form", {"title": "Tell us", "steps": steps}, placement="slot", scene=Scene())
    page.locator(".option").nth(2).click()
    assert edge_of(page, ".option:has(:checked)") == ["solid", "3px"]
    assert edge_of(page, ".option") == ["solid", "1px"]


def test_the_chosen_page_of_an_opened_inbox_has_a_line_in_the_readers_colour(show: Show, page: Page) -> None:
    show("inbox", {}, placement="corner", scene=Scene(), panel=panel())
    page.locator(".opener").click()
    line, ground = page.locator(".tab:has(:checked)").evaluate(
        "(tab) => ['::after', undefined].map((part) => getComputedStyle(tab, part).backgroundColor)"
    )
    assert line != ground
