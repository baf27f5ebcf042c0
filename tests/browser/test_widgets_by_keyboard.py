"""What WCAG 2.2 asks of dialogs, bars and carousels and no tool can see: every widget that has one, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import Browser, Locator, expect

from browser.gallery import WALKED, Exhibit, Gallery, exhibits, open_gallery
from widget_examples import WIDGETS


def first_in(*placements: str, has: str) -> list[ParameterSet]:
    """Each widget's first example in these placements whose markup has ``has``."""
    found = {
        (each.widget.name, each.placement): each
        for widget in WALKED.values()
        for each in reversed(list(exhibits(widget)))
        if each.placement in placements and each.direction == "ltr" and has in each.html
    }
    return [pytest.param(exhibit, id=f"{name}-{placement}") for (name, placement), exhibit in sorted(found.items())]


DIALOGS = first_in("modal", "corner", has="<dialog")
BESIDE = [each for each in first_in("corner", has="<div") if each not in DIALOGS]
"""Those that slide in, and leave the focus where it is."""

FLOATING = [*first_in("top", "bottom", has="<div"), *BESIDE]


@pytest.fixture(scope="module")
def gallery(browser: Browser) -> Iterator[Gallery]:
    with open_gallery(browser) as gallery:
        yield gallery


def open_dialog(gallery: Gallery, exhibit: Exhibit) -> tuple[Locator, Locator]:
    """The exhibit's dialog, open, and what had the focus before."""
    before = gallery.page.locator("#text a")
    before.focus()
    gallery.hang(exhibit)
    opener = gallery.page.locator('notesik-widget [data-notesik-action="open-inbox"]')
    if exhibit.placement == "corner":
        opener.press("Enter")
        before = opener
    dialog = gallery.page.locator("notesik-widget dialog[open]")
    dialog.wait_for()
    return dialog, before


FOCUS_IS_INSIDE = "dialog => dialog.contains(dialog.getRootNode().activeElement)"


@pytest.mark.parametrize("exhibit", DIALOGS)
def test_a_dialog_takes_the_focus_keeps_it_and_gives_it_back(gallery: Gallery, exhibit: Exhibit) -> None:
    dialog, before = open_dialog(gallery, exhibit)
    assert dialog.evaluate(FOCUS_IS_INSIDE)
    targets = dialog.locator("a, button, input, select, textarea").count()
    for _ in range(targets + 2):
        gallery.page.keyboard.press("Tab")
        assert not before.evaluate("element => element === element.getRootNode().activeElement")
    gallery.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(before).to_be_focused()


@pytest.mark.parametrize("exhibit", DIALOGS)
def test_a_dialog_says_what_it_is_and_has_a_cross_for_a_thumb(gallery: Gallery, exhibit: Exhibit) -> None:
    dialog, _ = open_dialog(gallery, exhibit)
    expect(dialog).to_have_accessible_name(dialog.get_by_role("heading").first.inner_text())
    cross = dialog.locator(".cross")
    box = cross.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    cross.press("Enter")
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize("exhibit", BESIDE)
def test_what_slides_in_leaves_the_focus_alone_and_goes_by_escape(gallery: Gallery, exhibit: Exhibit) -> None:
    link = gallery.page.locator("#text a")
    link.focus()
    gallery.hang(exhibit)
    expect(link).to_be_focused()
    box = gallery.page.locator("notesik-widget [part=root] > [aria-labelledby]")
    expect(box).to_have_accessible_name(box.get_by_role("heading").first.inner_text())
    box.locator(".cross").focus()
    gallery.page.keyboard.press("Escape")
    expect(box).to_have_count(0)


@pytest.mark.parametrize("exhibit", DIALOGS + FLOATING)
def test_motion_is_for_those_who_did_not_ask_for_less(gallery: Gallery, exhibit: Exhibit) -> None:
    """Those who did are walked in the gallery; here the same widgets may move, for a fifth of a second at most."""
    gallery.page.emulate_media(reduced_motion="no-preference")
    durations = "root => root.getRootNode().getAnimations().map((each) => each.effect.getTiming().duration)"
    gallery.hang(exhibit)
    moving = gallery.page.locator("notesik-widget [part=root]").evaluate(durations)
    gallery.page.emulate_media(reduced_motion="reduce")
    assert [duration for duration in moving if duration > 200] == []


@pytest.mark.parametrize("exhibit", FLOATING)
def test_what_floats_never_hides_what_has_the_focus(gallery: Gallery, exhibit: Exhibit) -> None:
    page = gallery.page
    gallery.hang(exhibit)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', LINKS)".replace("LINKS", repr(LINKS)))
    before = page.evaluate_handle(FOCUSED)
    for _ in range(24):
        page.keyboard.press("Tab")
        now = page.evaluate_handle(FOCUSED)
        assert not page.evaluate("([before, now]) => before === now", [before, now])
        before = now
        page.wait_for_function(FOCUS_IS_SEEN)
    page.evaluate("document.querySelector('#links').remove()")


@pytest.mark.parametrize("exhibit", FLOATING)
def test_what_floats_leaves_the_keys_to_what_has_the_focus(gallery: Gallery, exhibit: Exhibit) -> None:
    page = gallery.page
    gallery.hang(exhibit)
    targets = page.locator("notesik-widget [part=root]").locator("a:visible, button:visible").all()
    assert targets
    for target in targets:
        target.evaluate(NOTE_CLICKS)
        target.press("Enter")
        assert target.evaluate("target => window.clicked === target")


NOTE_CLICKS = """target => target.addEventListener("click", (event) => {
  event.preventDefault()
  event.stopPropagation()
  window.clicked = target
})"""


def test_a_form_in_a_corner_is_filled_in_and_sent_by_keyboard(gallery: Gallery) -> None:
    page = gallery.page
    gallery.hang(next(each for each in exhibits(WIDGETS["form"]) if (each.placement, each.direction) == CORNER))
    field = page.locator("notesik-widget input:not([type=hidden])").first
    field.focus()
    page.keyboard.type("anna@example.com")
    expect(field).to_have_value("anna@example.com")
    page.keyboard.press("Enter")
    gallery.server.wait_for_event("Form Submitted")


CORNER = ("corner", "ltr")
FOCUSED = "document.activeElement.shadowRoot?.activeElement ?? document.activeElement"
LINKS = '<nav id="links">' + '<p><a href="#">A link</a></p>' * 40 + "</nav>"
FOCUS_IS_SEEN = """() => {
  const focused = document.activeElement.shadowRoot?.activeElement ?? document.activeElement
  const { x, y, width, height } = focused.getBoundingClientRect()
  const top = document.elementFromPoint(x + width / 2, y + height / 2)
  const inside = top?.shadowRoot?.elementFromPoint(x + width / 2, y + height / 2) ?? top
  return focused.contains(inside)
}"""


def test_a_carousel_is_leafed_through_by_keyboard(gallery: Gallery) -> None:
    (strip,) = (each for each in exhibits(WIDGETS["recommendations"]) if each.name == "recommendations-strip-slot-ltr")
    gallery.hang(strip)
    products, following = gallery.page.locator("notesik-widget .products"), gallery.page.get_by_label("Next")
    expect(gallery.page.get_by_label("Previous")).to_have_attribute("aria-disabled", "true")  # its script has begun
    following.press("Enter")
    at = scrolled(products)
    assert at > 0
    gallery.page.get_by_label("Previous").press("Space")
    assert scrolled(products) < at
    expect(gallery.page.get_by_label("Previous")).to_be_focused()


def scrolled(products: Locator) -> float:
    return float(products.evaluate("products => products.scrollLeft"))
