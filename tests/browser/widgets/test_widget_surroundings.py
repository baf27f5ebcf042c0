"""A widget between a page's resets, themes, schemes and widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.widgets.shown import POPUP, WIDGETS, Show, products_scene
from notesik.widget_scenes import Scene


def style_of(page: Page, selector: str, name: str) -> str:
    return str(page.locator(selector).evaluate("(element, name) => getComputedStyle(element)[name]", name))


def test_a_pages_resets_end_at_the_widgets_border(show: Show, page: Page, styles: dict[str, str]) -> None:
    styles["shop"] = "* { all: unset }"
    show("recommendations", {"title": "For you"}, placement="slot", scene=products_scene())
    assert style_of(page, "notesik-widget", "display") == "block"
    assert style_of(page, ".title", "fontWeight") == "700"
    assert style_of(page, ".products", "display") == "grid"


def test_a_page_gives_its_font_and_none_of_its_habits(show: Show, page: Page, styles: dict[str, str]) -> None:
    styles["shop"] = (
        "html { font-size: 62.5% } body { font-family: 'Shop Sans', serif; letter-spacing: 1em; line-height: 3;"
        "text-transform: uppercase; color: red; text-align: center; white-space: nowrap }"
    )
    show("popup", POPUP, placement="modal", scene=Scene())
    assert style_of(page, ".text", "fontFamily") == '"Shop Sans", serif'
    assert style_of(page, ".text", "fontSize") == "15px"
    assert style_of(page, ".text", "textTransform") == "none"
    assert style_of(page, ".text", "letterSpacing") == "normal"
    assert style_of(page, ".text", "textAlign") == "start"
    assert style_of(page, ".title", "color") == "rgb(27, 28, 26)"


def test_a_theme_sets_accent_and_font_and_the_accents_letters_follow(
    show: Show, page: Page, styles: dict[str, str]
) -> None:
    styles["shop"] = ":root { --notesik-accent: #f2c14e; --notesik-font: 'Theme Sans' }"
    show("popup", POPUP, placement="modal", scene=Scene())
    assert style_of(page, "a.button", "backgroundColor") == "rgb(242, 193, 78)"
    assert style_of(page, "a.button", "color").removeprefix("color(xyz-d65 ") == "0 0 0)"
    assert style_of(page, "a.button", "fontFamily") == '"Theme Sans"'


@pytest.mark.parametrize(
    ("scheme", "data_scheme", "colour"),
    [
        ("light", None, "rgb(255, 255, 255)"),
        ("dark", None, "rgb(24, 26, 24)"),
        ("light", "dark", "rgb(24, 26, 24)"),
        ("dark", "light", "rgb(255, 255, 255)"),
    ],
)
def test_a_widget_is_dark_where_the_page_is_or_where_the_site_says_so(
    show: Show, page: Page, scheme: str, data_scheme: str | None, colour: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    show("popup", POPUP, placement="modal", scene=Scene())
    if data_scheme:
        page.locator("notesik-widget").evaluate("(host, scheme) => host.dataset.scheme = scheme", data_scheme)
    assert style_of(page, "dialog", "backgroundColor") == colour


def test_a_text_in_another_language_lies_where_the_others_do(show: Show, page: Page) -> None:
    texts = {"title": {"ar": "خيام"}, "text": {"pl": "Na każdą pogodę."}}
    show("popup", texts, placement="modal", scene=Scene(language="ar", direction="rtl"))
    assert (style_of(page, ".text", "direction"), style_of(page, ".text", "textAlign")) == ("ltr", "right")


def test_nothing_moves_for_those_who_asked_for_less_motion(show: Show, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    show("popup", POPUP, placement="modal", scene=Scene())
    assert page.locator("dialog").evaluate("dialog => dialog.getAnimations({subtree: true}).length") == 0
    page.emulate_media(reduced_motion="no-preference")
    show("popup", POPUP, placement="modal", scene=Scene())
    durations = page.locator("dialog").evaluate(
        "dialog => dialog.getAnimations().map(each => each.effect.getTiming().duration)"
    )
    assert durations == [180]


@pytest.mark.parametrize("name", sorted(WIDGETS))
def test_no_example_is_wider_than_its_window(show: Show, page: Page, name: str) -> None:
    show("bar", {"text": "x"}, placement="top", scene=Scene())
    for example in WIDGETS[name].examples:
        scene = example.scene.scene(recommend=products_scene().recommend)
        html = WIDGETS[name].compile(example.parameters).render(scene)
        content = {"html": html, "styles": WIDGETS[name].css}
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            page.evaluate(
                """(content) => {
                  const root = document.querySelector("notesik-widget").shadowRoot;
                  fill(root, content);
                  root.querySelector("dialog")?.showModal();
                }""",
                content,
            )
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (example.name, width)


ENGLISH, ARABIC = Scene(), Scene(language="ar", direction="rtl")


@pytest.mark.parametrize("scene", [ENGLISH, ARABIC], ids=["left-to-right", "right-to-left"])
@pytest.mark.parametrize(
    ("widget", "parameters", "corner"), [("inbox", {}, ".opener"), ("popup", POPUP, ".box")], ids=["inbox", "popup"]
)
def test_what_lies_in_a_corner_stays_above_a_bar_that_comes_to_the_bottom_and_takes_its_place_when_it_goes(
    show: Show, page: Page, widget: str, parameters: dict[str, str], corner: str, scene: Scene
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    show(widget, parameters, placement="corner", scene=scene)
    lower = page.locator(f"notesik-widget {corner}")
    expect(lower).to_have_css("bottom", "16px")
    bar = WIDGETS["bar"].compile({"text": "Free delivery from 50 € on all that we have " * 2}).of("", "bottom")
    content = {"widget": "bar", "placement": "bottom", "html": bar.render(scene), "styles": WIDGETS["bar"].css}
    page.evaluate("(content) => place(content)", content)
    expect(lower).not_to_have_css("bottom", "16px")
    ends = lower.evaluate("element => innerHeight - parseFloat(getComputedStyle(element).bottom)")
    begins = page.locator(".notesik-bar").evaluate("bar => bar.offsetTop")
    assert 8 <= begins - ends <= 16
    page.evaluate("undo()")
    expect(lower).to_have_css("bottom", "16px")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_full_screen_without_a_picture_is_one_ground_with_its_words_in_the_middle(
    show: Show, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    show("popup", {**POPUP, "layout": "full-screen", "colour": "#14323f"}, placement="modal", scene=Scene())
    sizes = "element => (({x, y, width, height}) => [x, y, width, height])(element.getBoundingClientRect())"
    assert page.locator(".field").evaluate(sizes) == [0, 0, width, 844]
    top = page.locator(".title").evaluate("title => title.getBoundingClientRect().top")
    below = page.locator(".ways").evaluate("ways => innerHeight - ways.getBoundingClientRect().bottom")
    assert abs(top - below) < 32
    left, _, wide, _ = page.locator(".title").evaluate(sizes)
    assert abs(left + wide / 2 - width / 2) < 1
