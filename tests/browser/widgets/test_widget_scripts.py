"""What the widgets' own scripts do: by keyboard and pointer, from left to right and from right to left."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.widgets.shown import ORIGIN, POPUP, WIDGETS, Show, products_scene
from notesik.widget_scenes import Inbox, Message, Panel, Scene
from sample_products import shelf
from widget_examples import scene_of


def told(page: Page) -> list[list[str]]:
    return json.loads(page.evaluate("JSON.stringify(told)"))  # type: ignore[no-any-return]


# -- the pop-up -------------------------------------------------------------------------------------------------------


def focused(page: Page) -> str:
    return str(
        page.evaluate(
            "(document.activeElement.shadowRoot?.activeElement ?? document.activeElement).className || 'none'"
        )
    )


def test_a_popup_takes_the_focus_and_gives_it_back(show: Show, page: Page) -> None:
    show("popup", POPUP, placement="modal", scene=Scene())
    assert focused(page) == "title"
    page.keyboard.press("Escape")
    expect(page.locator("#before")).to_be_focused()
    assert told(page) == [["close", "dialog"]]


def test_a_press_beside_a_popup_leaves_it_and_a_press_inside_does_not(show: Show, page: Page) -> None:
    show("popup", POPUP, placement="modal", scene=Scene())
    page.locator(".text").click()
    page.locator(".text").hover()
    page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    assert told(page) == []
    page.mouse.click(5, 5)
    page.locator("notesik-widget[data-closed]").wait_for(state="attached")
    assert told(page) == [["close", "dialog"]]


def test_a_coupon_is_copied_and_that_is_said(show: Show, page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ORIGIN)
    show("popup", POPUP, placement="modal", scene=Scene())
    page.get_by_label("Copy the code").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "FIRST10"


def test_the_coupon_of_a_form_is_copied_too(show: Show, page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ORIGIN)
    [done] = [each for each in WIDGETS["form"].examples if each.name == "newsletter-done"]
    show("form", done.parameters, placement="slot", scene=scene_of(done))
    page.get_by_label("Copy the code").click()
    expect(page.locator(".said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "LETTER10"


def test_a_coupon_that_may_not_be_copied_is_selected(show: Show, page: Page) -> None:
    show("popup", POPUP, placement="modal", scene=Scene())
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException('not allowed')) }")
    page.get_by_label("Copy the code").click()
    expect(page.get_by_role("status")).to_have_text("Select the code and copy it")
    assert page.evaluate("getSelection().toString()") == "FIRST10"


SLIDE_IN = {"title": "A hand with the size?", "text": "We answer within the hour.", "button": "Ask", "url": "/help"}


def test_what_slides_in_leaves_the_page_and_its_focus_alone(show: Show, page: Page) -> None:
    show("popup", SLIDE_IN, placement="corner", scene=Scene())
    expect(page.get_by_role("dialog", name="A hand with the size?")).to_be_in_viewport(ratio=1)
    expect(page.locator("#before")).to_be_focused()
    page.keyboard.press("Escape")
    assert told(page) == []
    page.get_by_role("link", name="Ask").focus()
    page.keyboard.press("Escape")
    assert told(page) == [["close", None]]


def test_what_slides_in_hides_nothing_that_has_the_focus(show: Show, page: Page, styles: dict[str, str]) -> None:
    page.emulate_media(reduced_motion="reduce")
    styles["shop"] += "#after { position: fixed; bottom: 40px; left: 60px }"
    show("popup", SLIDE_IN, placement="corner", scene=Scene())
    page.locator("#after").focus()
    expect(page.locator(".beside")).to_be_hidden()
    page.locator("#before").focus()
    expect(page.locator(".beside")).to_be_visible()


def test_a_popup_fills_the_screen(show: Show, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    show("popup", {**POPUP, "layout": "full-screen"}, placement="modal", scene=Scene())
    box = page.locator("dialog").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *(page.viewport_size or {}).values())


def test_a_popup_is_a_sheet_from_below_on_a_phone(show: Show, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    show("popup", POPUP, placement="modal", scene=Scene())
    box = page.locator("dialog").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)


# -- recommendations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("direction", "way"), [("ltr", 1), ("rtl", -1)])
def test_a_strip_leafs_to_its_end_and_says_where_it_rests(show: Show, page: Page, direction: str, way: int) -> None:
    page.emulate_media(reduced_motion="reduce")
    show("recommendations", {"limit": 12}, placement="slot", scene=products_scene(direction=direction))
    previous, following = page.get_by_label("Previous"), page.get_by_label("Next")
    expect(previous).to_have_attribute("aria-disabled", "true")
    for _ in range(2):
        following.click()
    expect(following).to_have_attribute("aria-disabled", "true")
    expect(previous).to_have_attribute("aria-disabled", "false")
    expect(following).to_be_focused()
    assert page.locator(".products").evaluate("strip => Math.sign(strip.scrollLeft)") == way


def test_a_strip_that_fits_has_no_buttons(show: Show, page: Page) -> None:
    show("recommendations", {"limit": 2}, placement="slot", scene=products_scene())
    expect(page.locator(".steps")).to_be_hidden()


# -- the inbox --------------------------------------------------------------------------------------------------------


def panel() -> Panel:
    card = WIDGETS["message"].compile({"title": "A free service", "text": "Within a hundred days."}).render(Scene())
    return Panel(
        viewed=shelf(),
        messages=[
            Message(campaign="service", variant="a", html=card, is_unread=True),
            Message(campaign="older", variant="a", html=card),
        ],
    )


def test_the_inbox_opens_on_its_news_and_reports_each_once(show: Show, page: Page) -> None:
    show("inbox", {}, placement="corner", scene=Scene(inbox=Inbox(unread=1)), panel=panel())
    page.locator(".opener").click()
    expect(page.get_by_role("radio", name="Messages")).to_be_checked()
    expect(page.get_by_role("heading", name="A free service").first).to_be_visible()
    expect(page.locator(".count")).to_be_hidden()
    assert told(page) == [["Inbox Opened", ""], ["asked", "inbox"], ["Message Read", "service"]]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_inbox_is_leafed_through_by_the_arrow_keys(show: Show, page: Page, direction: str) -> None:
    show("inbox", {}, placement="corner", scene=Scene(direction=direction), panel=panel())
    page.locator(".opener").click()
    page.get_by_role("radio", name="Messages").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Viewed")).to_be_focused()
    expect(page.get_by_role("region")).to_have_count(1)
    expect(page.get_by_text("Roll-top pannier")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("Nothing saved yet")).to_be_visible()


@pytest.mark.parametrize(
    ("side", "direction", "is_left"), [("end", "ltr", False), ("start", "ltr", True), ("start", "rtl", False)]
)
def test_the_inbox_stands_in_the_corner_that_the_shop_leaves_free(
    show: Show, page: Page, side: str, direction: str, is_left: bool
) -> None:
    show("inbox", {"side": side}, placement="corner", scene=Scene(direction=direction), panel=panel())
    box = page.locator(".opener").bounding_box()
    assert box is not None
    assert (box["x"] < 100) == is_left


def test_the_inbox_stands_above_a_bar_that_the_page_has_below(show: Show, page: Page, styles: dict[str, str]) -> None:
    styles["before"] = '<nav id="buy"><button>Add to cart</button></nav>'
    styles["shop"] += "#buy { position: fixed; inset: auto 0 0; height: 72px; text-align: right }"
    page.set_viewport_size({"width": 390, "height": 844})
    show("inbox", {}, placement="corner", scene=Scene(), panel=panel())
    box = page.locator(".opener").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844 - 72


def test_escape_closes_the_inbox_and_the_focus_goes_back_to_its_button(show: Show, page: Page) -> None:
    show("inbox", {}, placement="corner", scene=Scene(), panel=panel())
    page.locator(".opener").click()
    expect(page.get_by_role("heading", name="A free service").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    assert focused(page) == "opener"


def test_an_inbox_that_cannot_be_had_says_so_and_tries_again(show: Show, page: Page) -> None:
    show("inbox", {}, placement="corner", scene=Scene(), panel=panel())
    page.evaluate("window.isOffline = true")
    page.locator(".opener").click()
    expect(page.get_by_text("This could not be loaded")).to_be_visible()
    page.evaluate("window.isOffline = false")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="A free service").first).to_be_visible()


# -- the bar ----------------------------------------------------------------------------------------------------------


def test_a_bar_at_the_bottom_moves_aside_for_the_keyboards_focus(
    show: Show, page: Page, styles: dict[str, str]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    styles["shop"] += "#after { position: fixed; bottom: 20px; left: 50% }"
    show("bar", {"text": "Delivery is free from 200"}, placement="bottom", scene=Scene())
    page.locator("#after").focus()
    top = page.locator(".notesik-bar").evaluate("bar => bar.getBoundingClientRect().top")
    assert top >= page.evaluate("innerHeight")
    page.locator("#before").focus()
    expect(page.locator(".notesik-bar")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("placement", "parameters"), [("bottom", {}), ("top", {"sticky": True})], ids=["bottom", "sticky"]
)
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_no_link_of_a_long_page_has_the_focus_beneath_a_bar(
    show: Show, page: Page, styles: dict[str, str], key: str, placement: str, parameters: dict[str, Any]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    styles["before"] = '<p><a class="link" href="#">A link</a></p>' * 40
    styles["shop"] += ".link { display: block }"
    show("bar", {"text": "Delivery is free from 200", **parameters}, placement=placement, scene=Scene())
    page.evaluate("document.body.prepend(document.querySelector('notesik-widget'))")
    page.locator(".link").nth(0 if key == "Tab" else 39).focus()
    hidden = []
    for _ in range(30):
        page.keyboard.press(key)
        hidden += page.evaluate(IS_COVERED)
    assert hidden == []


IS_COVERED = """() => {
  const { x, y, width, height } = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  return document.activeElement.contains(top) ? [] : [`${Math.round(y)}: ${top?.localName}`];
}"""


@pytest.mark.parametrize("parameters", [{}, {"colour": "#14323f"}], ids=["plain", "coloured"])
def test_a_bar_at_the_top_reaches_from_edge_to_edge_of_a_page_with_margins(
    show: Show, page: Page, styles: dict[str, str], parameters: dict[str, Any]
) -> None:
    styles["shop"] = "body { margin: 8px auto; max-width: 600px; min-height: 3000px }"
    page.set_viewport_size({"width": 1280, "height": 400})
    show("bar", {"text": "Delivery is free from 200", **parameters}, placement="top", scene=Scene())
    page.evaluate("document.body.prepend(document.querySelector('notesik-widget'))")
    strip = page.screenshot(clip={"x": 0, "y": 0, "width": 1280, "height": 30})
    middle = page.screenshot(clip={"x": 400, "y": 14, "width": 1, "height": 1})
    corners = [page.screenshot(clip={"x": x, "y": 14, "width": 1, "height": 1}) for x in (1, 1270)]
    assert len(strip) > 0
    assert corners == [middle, middle]
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
        1280,
        3016,
    ]


def test_a_sticky_bar_stays_at_the_top(show: Show, page: Page) -> None:
    show("bar", {"text": "Delivery is free from 200", "sticky": True}, placement="top", scene=Scene())
    page.evaluate("document.body.prepend(document.querySelector('notesik-widget')); scrollTo(0, 900)")
    assert page.evaluate("scrollY") == 900
    assert page.locator(".notesik-bar").evaluate("bar => bar.getBoundingClientRect().top") == 0


# -- the banner's countdown -------------------------------------------------------------------------------------------

FITTING = {"title": "Free fitting", "countdown_until": "1970-01-01T00:00:00", "ended": "It was nice."}


def counts_down(show: Show, page: Page, left_s: int, **parameters: Any) -> None:
    """A banner whose end is so many seconds away, on a page whose clock only the test moves."""
    page.clock.install(time=1_000_000_000)
    show("banner", FITTING | parameters, placement="slot", scene=Scene(now_ms=-1000 * left_s))


def test_a_countdown_goes_on_each_second_of_its_last_hour(show: Show, page: Page) -> None:
    counts_down(show, page, 3_602)
    timer = page.get_by_role("timer")
    expect(timer).to_have_text("Time left: 01 h 00 min", use_inner_text=True)
    page.clock.run_for(3_000)
    expect(timer).to_have_text("Time left: 59 min 59 s", use_inner_text=True)


def test_a_countdown_can_be_paused_and_then_tells_the_truth_again(show: Show, page: Page) -> None:
    counts_down(show, page, 60)
    pause = page.get_by_role("checkbox", name="Pause the countdown")
    page.clock.run_for(1_000)
    pause.check(force=True)
    page.clock.run_for(20_000)
    expect(page.get_by_role("timer")).to_have_text("Time left: 00 min 59 s", use_inner_text=True)
    pause.uncheck(force=True)
    page.clock.run_for(1_000)
    expect(page.get_by_role("timer")).to_have_text("Time left: 00 min 38 s", use_inner_text=True)


def test_a_countdown_says_no_seconds_to_those_who_asked_for_less_motion(show: Show, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    counts_down(show, page, 601)
    page.clock.run_for(1_000)
    expect(page.get_by_role("timer")).to_have_text("Time left: 10 min", use_inner_text=True)
    page.clock.run_for(60_000)
    expect(page.get_by_role("timer")).to_have_text("Time left: 09 min", use_inner_text=True)


def test_at_its_end_a_countdown_says_so_or_takes_its_banner_away(show: Show, page: Page) -> None:
    counts_down(show, page, 2)
    page.clock.run_for(3_000)
    expect(page.get_by_role("heading")).to_have_text("It was nice.")
    expect(page.get_by_role("timer")).to_be_hidden()
    counts_down(show, page, 2, ended="")
    page.clock.run_for(3_000)
    expect(page.locator(".notesik-banner")).to_be_hidden()


def test_a_bar_at_the_top_covers_nothing(show: Show, page: Page) -> None:
    show("bar", {"text": "Delivery is free from 200"}, placement="top", scene=Scene())
    top = page.locator(".notesik-bar").evaluate("bar => bar.getBoundingClientRect().bottom + scrollY")
    assert page.locator("#after").evaluate("link => link.getBoundingClientRect().top + scrollY") >= top
