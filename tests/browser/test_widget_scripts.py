"""Widgets in a page of a shop: under a strict policy, between a page's resets, by keyboard, from right to left."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from notesik.shipped import shipped_folder
from notesik.widgets import Inbox, Message, Panel, Scene, load_widgets
from playwright.sync_api import BrowserContext, Page, Route, expect
from sample_products import recommend_from, shelf

FOLDER = shipped_folder("widgets")
WIDGETS = load_widgets(FOLDER)
ORIGIN = "https://shop.example"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types notesik"
)
SHOP = """<!doctype html><html lang="en"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/shop.css"><script type="module" src="/shop.js"></script>
<button id="before">Before</button><main></main><a id="after" href="#">After</a></html>"""
SHOP_JS = """
const policy = window.trustedTypes.createPolicy("notesik", { createHTML: (html) => html });
const fragment = (html) => {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  return template.content;
};
window.told = [];
window.place = async ({ widget, html, styles, placement, panel }) => {
  const host = document.createElement("notesik-widget");
  host.dataset.placement = placement;
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];
  root.append(fragment(html));
  document.querySelector("main").append(host);
  const act = async (name, detail) => {
    told.push([name, detail?.campaign ?? ""]);
    if (name !== "open-inbox") return undefined;
    if (window.isOffline) throw new Error("offline");
    return { html: fragment(panel.html), styles: panel.styles, unread: 0 };
  };
  const close = (reason) => told.push(["close", reason]);
  const { default: start } = await import(`/widgets/${widget}/script.js`);
  window.undo = start({ root, widget: { placement: { type: placement } }, close, track() {}, act });
};
window.isReady = true;
"""

Show = Callable[..., None]


@pytest.fixture
def styles() -> dict[str, str]:
    """The shop's own style sheet; a test writes its rules into it."""
    return {"shop": "body { margin: 0; font-family: monospace; min-height: 2000px }"}


@pytest.fixture
def show(context: BrowserContext, page: Page, styles: dict[str, str]) -> Show:
    """Opens the shop's page and puts a widget into it."""
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/":
            route.fulfill(body=SHOP, content_type="text/html", headers={"Content-Security-Policy": POLICY})
        elif path.startswith("/widgets/"):
            route.fulfill(path=FOLDER / path.removeprefix("/widgets/"), content_type="text/javascript")
        else:
            files = {"/shop.js": (SHOP_JS, "text/javascript"), "/shop.css": (styles["shop"], "text/css")}
            body, content_type = files.get(path, ("", "image/svg+xml"))
            route.fulfill(body=body, content_type=content_type)

    def put(widget: str, parameters: dict[str, Any], *, placement: str, scene: Scene, panel: Panel | None = None) -> None:
        page.goto(f"{ORIGIN}/")
        page.wait_for_function("window.isReady")
        page.locator("#before").focus()
        content = {
            "widget": widget,
            "html": WIDGETS[widget].compile(parameters).render(scene),
            "styles": WIDGETS[widget].css,
            "placement": placement,
            "panel": panel
            and {"html": WIDGETS["inbox"].render_panel(scene, panel), "styles": WIDGETS["message"].css},
        }
        page.evaluate("(content) => place(content)", content)
        assert refused == []

    context.route(f"{ORIGIN}/**", answer)
    return put


def told(page: Page) -> list[list[str]]:
    return json.loads(page.evaluate("JSON.stringify(told)"))  # type: ignore[no-any-return]


def style_of(page: Page, selector: str, name: str) -> str:
    return str(page.locator(selector).evaluate("(element, name) => getComputedStyle(element)[name]", name))


def products_scene(**rest: Any) -> Scene:
    products = shelf()
    return Scene(
        recommend=lambda strategy, limit: recommend_from(products * 3, strategy, limit), currency="EUR", **rest
    )


# -- the pop-up -------------------------------------------------------------------------------------------------------

POPUP = {"title": "Ten per cent off", "text": "On your first order.", "coupon": "FIRST10", "button": "Go", "url": "/c"}


def focused(page: Page) -> str:
    return str(
        page.evaluate("(document.activeElement.shadowRoot?.activeElement ?? document.activeElement).className || 'none'")
    )


def test_a_popup_takes_the_focus_and_gives_it_back(show: Show, page: Page) -> None:
    show("popup", POPUP, placement="modal", scene=Scene())
    assert focused(page) == "title"
    page.evaluate("undo()")
    expect(page.locator("#before")).to_be_focused()


def test_escape_leaves_a_popup(show: Show, page: Page) -> None:
    show("popup", POPUP, placement="modal", scene=Scene())
    page.keyboard.press("Escape")
    assert told(page) == [["close", "escape"]]


def test_a_press_beside_a_popup_leaves_it_and_a_press_inside_does_not(show: Show, page: Page) -> None:
    show("popup", POPUP, placement="modal", scene=Scene())
    page.locator(".text").click()
    page.locator(".text").hover()
    page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    assert told(page) == []
    page.mouse.click(5, 5)
    assert told(page) == [["close", "backdrop"]]


def test_a_coupon_is_copied_and_that_is_said(show: Show, page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ORIGIN)
    show("popup", POPUP, placement="modal", scene=Scene())
    page.get_by_label("Copy the code").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "FIRST10"


def test_a_popup_is_a_sheet_from_below_on_a_phone(show: Show, page: Page) -> None:
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
    for _ in range(3):
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
    expect(page.get_by_role("tab", name="Messages")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("heading", name="A free service").first).to_be_visible()
    expect(page.locator(".count")).to_be_hidden()
    assert told(page) == [["open-inbox", ""], ["read-message", "service"]]


@pytest.mark.parametrize(("direction", "key"), [("ltr", "ArrowRight"), ("rtl", "ArrowLeft")])
def test_the_inbox_tabs_follow_the_arrow_keys(show: Show, page: Page, direction: str, key: str) -> None:
    show("inbox", {}, placement="corner", scene=Scene(direction=direction), panel=panel())
    page.locator(".opener").click()
    page.get_by_role("tab", name="Messages").focus()
    page.keyboard.press(key)
    expect(page.get_by_role("tab", name="Viewed")).to_be_focused()
    expect(page.get_by_role("tabpanel")).to_have_count(1)
    expect(page.get_by_text("Roll-top pannier")).to_be_visible()
    page.keyboard.press(key)
    expect(page.get_by_text("Nothing saved yet")).to_be_visible()


def test_escape_closes_the_inbox_and_the_focus_goes_back_to_its_button(show: Show, page: Page) -> None:
    show("inbox", {}, placement="corner", scene=Scene(), panel=panel())
    page.locator(".opener").click()
    expect(page.get_by_role("tab", name="Viewed")).to_be_visible()
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
    expect(page.get_by_role("tab", name="Messages")).to_be_visible()


# -- the bar ----------------------------------------------------------------------------------------------------------


def test_a_bar_at_the_bottom_moves_aside_for_the_keyboards_focus(show: Show, page: Page, styles: dict[str, str]) -> None:
    page.emulate_media(reduced_motion="reduce")
    styles["shop"] += "#after { position: fixed; bottom: 20px; left: 50% }"
    show("bar", {"text": "Delivery is free from 200"}, placement="bottom", scene=Scene())
    page.locator("#after").focus()
    top = page.locator(".notesik-bar").evaluate("bar => bar.getBoundingClientRect().top")
    assert top >= page.evaluate("innerHeight")
    page.locator("#before").focus()
    expect(page.locator(".notesik-bar")).to_be_in_viewport(ratio=1)


def test_a_bar_at_the_top_covers_nothing(show: Show, page: Page) -> None:
    show("bar", {"text": "Delivery is free from 200"}, placement="top", scene=Scene())
    assert style_of(page, ".notesik-bar", "position") == "relative"


# -- the page around --------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("name", sorted(WIDGETS))
def test_no_example_is_wider_than_its_window(show: Show, page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    show("bar", {"text": "x"}, placement="top", scene=Scene())
    for example in WIDGETS[name].examples:
        scene = example.scene.scene(recommend=products_scene().recommend)
        html = WIDGETS[name].compile(example.parameters).render(scene)
        page.evaluate(
            """({html, styles}) => {
              const root = document.querySelector("notesik-widget").shadowRoot;
              root.adoptedStyleSheets[0].replaceSync(styles);
              const template = document.createElement("template");
              template.innerHTML = window.trustedTypes.defaultPolicy?.createHTML(html) ?? html;
              root.replaceChildren(template.content);
              root.querySelector("dialog")?.showModal();
            }""",
            {"html": html, "styles": WIDGETS[name].css},
        )
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, example.name
