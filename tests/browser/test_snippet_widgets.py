"""Widgets on the page: kept as the last answer says, seen, clicked, closed, under a strict policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from browser.recording_server import Answer, RecordingServer

Widget = dict[str, Any]
DIALOG = """<div part="root"><dialog aria-label="Hello"><h2>Hello</h2>
  <a href="/next.html" data-notesik-action="click">Go</a>
  <button data-notesik-action="close">Not now</button></dialog></div>"""


def widget(campaign: str = "hero", html: str = "Hello", type: str = "slot", **fields: Any) -> Widget:
    placement = {"type": type, **({"slot": "hero"} if type == "slot" else {})}
    return {
        "campaign": campaign,
        "variant": "a",
        "widget": "plain",
        "placement": placement,
        "trigger": {"type": "immediate"},
        "html": html if html.startswith("<div") else f'<div part="root"><p>{html}</p></div>',
        "styles": "plain.css",
        **fields,
    }


@pytest.fixture(autouse=True)
def styles(server: RecordingServer) -> dict[str, str]:
    """The style files that the server has, beside those of the snippet."""
    server.pages["notesik/plain.css"] = "p { color: rgb(1, 2, 3) }"
    return server.pages


@pytest.fixture
def opened(page: Page, shop: RecordingServer, server: RecordingServer) -> Page:
    page.goto(shop.url)
    server.wait_for_event("page")
    return page


Showing = Callable[[list[Widget]], None]


@pytest.fixture
def show(opened: Page, server: RecordingServer) -> Showing:
    """Has the next answer bring these widgets, and waits until it is on the page."""

    def show(widgets: list[Widget]) -> None:
        server.widgets = widgets
        opened.evaluate(
            """() => new Promise((resolve) => {
              const stop = notesik.on("answer", () => { stop(); resolve() })
              notesik.track("Product Clicked")
            })"""
        )
        opened.wait_for_function(
            "n => document.querySelectorAll('notesik-widget').length >= n",
            arg=min(len(widgets), 1),
            polling=50,  # a tab in the background draws nothing
        )

    return show


def test_a_widget_stands_in_its_slot_with_its_own_styles(opened: Page, show: Showing, server: RecordingServer) -> None:
    show([widget()])
    text = opened.locator("[data-notesik-slot=hero] notesik-widget p")
    assert text.text_content() == "Hello"
    assert text.evaluate("element => getComputedStyle(element).color") == "rgb(1, 2, 3)"
    assert opened.locator("#fallback").is_hidden()
    viewed = server.wait_for_event("Widget Viewed")
    page_id = server.requests[0].body["page_id"]
    assert viewed["properties"] == {"campaign": "hero", "variant": "a", "widget": "plain", "page_id": page_id}
    assert server.wait(lambda request: "Widget Viewed" in request.events).path == "/v1/batch"


def test_a_widget_that_is_gone_from_the_answer_leaves_the_page_as_it_was(opened: Page, show: Showing) -> None:
    before = opened.locator("main").inner_html()
    selector = {"type": "selector", "selector": "#offers", "position": "replace"}
    show([widget(), widget("offers", placement=selector)])
    opened.locator("#offers").wait_for(state="hidden")
    show([])
    opened.wait_for_function("!document.querySelector('notesik-widget')")
    assert opened.locator("main").inner_html().replace(' style=""', "") == before


@pytest.mark.parametrize(
    ("position", "where"),
    [
        ("before", "notesik-widget + #offers"),
        ("after", "#offers + notesik-widget"),
        ("prepend", "#offers > notesik-widget:first-child"),
        ("append", "#offers > notesik-widget:last-child"),
        ("replace", "notesik-widget + #offers"),
    ],
)
def test_a_widget_stands_where_its_selector_says(opened: Page, show: Showing, position: str, where: str) -> None:
    show([widget(placement={"type": "selector", "selector": "#offers", "position": position})])
    opened.wait_for_selector(where, state="attached")


def test_a_place_that_comes_late_is_waited_for(opened: Page, server: RecordingServer) -> None:
    server.widgets = [widget(placement={"type": "selector", "selector": "#late", "position": "append"})]
    opened.evaluate("notesik.track('Product Clicked')")
    server.wait_for_event("Product Clicked")
    opened.evaluate("setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<div id=late></div>'))")
    opened.wait_for_selector("#late > notesik-widget", state="attached")


def test_changed_markup_is_changed_in_place(opened: Page, show: Showing, server: RecordingServer) -> None:
    def markup(text: str, pressed: str) -> str:
        return f'<div part="root"><p>{text}</p><button aria-pressed="{pressed}" data-x>Heart</button></div>'

    show([widget(html=markup("3 left", "false"))])
    opened.locator("notesik-widget button").focus()
    opened.evaluate("window.kept = document.querySelector('notesik-widget').shadowRoot.querySelector('button')")
    server.wait_for_event("Widget Viewed")
    show([widget(html=markup("2 left", "true"))])
    opened.locator("notesik-widget p", has_text="2 left").wait_for()
    assert opened.evaluate("[kept.isConnected, kept.getAttribute('aria-pressed'), kept.matches(':focus')]") == [
        True,
        "true",
        True,
    ]
    assert server.wait(lambda request: request.body.get("on_screen") == ["hero"])
    opened.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    assert len(server.messages("Widget Viewed")) == 1


def test_what_the_page_throws_out_comes_back(opened: Page, show: Showing) -> None:
    show([widget(), widget("bar", type="top")])
    opened.evaluate("document.body.innerHTML = '<div data-notesik-slot=hero></div>'")
    opened.wait_for_selector("[data-notesik-slot] notesik-widget", state="attached")
    opened.wait_for_selector("body > notesik-widget", state="attached")


def test_a_widget_below_the_fold_is_viewed_when_scrolled_to(
    opened: Page, show: Showing, server: RecordingServer
) -> None:
    opened.evaluate("document.querySelector('h1').style.marginBottom = '3000px'")
    show([widget()])
    opened.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    assert server.messages("Widget Viewed") == []
    opened.evaluate("document.querySelector('notesik-widget').scrollIntoView()")
    server.wait_for_event("Widget Viewed")


def test_a_click_that_leads_away_is_told(opened: Page, show: Showing, server: RecordingServer) -> None:
    html = '<div part="root"><a data-notesik-product="p1" href="/next.html" data-notesik-action="click">Go</a></div>'
    show([widget(html=html)])
    opened.locator("notesik-widget a").click()
    opened.wait_for_url("**/next.html")
    clicked = server.wait_for_event("Widget Clicked")["properties"]
    assert (clicked["campaign"], clicked["product_id"]) == ("hero", "p1")
    assert clicked["url"].endswith("/next.html")


def test_a_closed_widget_stays_away_for_this_page(opened: Page, show: Showing, server: RecordingServer) -> None:
    bar = widget("bar", '<div part="root"><button data-notesik-action="close">x</button></div>', "bottom")
    show([bar])
    opened.locator("notesik-widget button").click()
    server.wait_for_event("Widget Closed")
    show([bar, widget()])
    opened.locator("[data-notesik-slot=hero] notesik-widget").wait_for()
    assert opened.locator("notesik-widget").count() == 1
    opened.evaluate("history.pushState({}, '', '/other')")
    opened.wait_for_selector("body > notesik-widget", state="attached")


def test_a_heart_adds_to_the_wishlist_and_removes(opened: Page, show: Showing, server: RecordingServer) -> None:
    events = 'data-true="Product Added to Wishlist" data-false="Product Removed from Wishlist"'
    deed = 'data-notesik-action="wishlist" data-notesik-product="p1"'
    heart = f'<button {deed} {events} aria-pressed="false">Heart</button>'
    show([widget(html=f'<div part="root">{heart}</div>')])
    button = opened.locator("notesik-widget button")
    button.click()
    assert server.wait_for_event("Product Added to Wishlist")["properties"] == {"product_id": "p1"}
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    server.wait_for_event("Product Removed from Wishlist")
    opened.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    assert server.messages("Widget Clicked") == []


def test_a_scroll_trigger_waits_for_its_depth(opened: Page, server: RecordingServer) -> None:
    opened.evaluate("document.querySelector('h1').style.marginBottom = '3000px'")
    server.widgets = [
        widget("deep", type="top", trigger={"type": "scroll", "percent": 50}),
        widget("now", type="bottom"),
    ]
    opened.evaluate("notesik.track('Product Clicked')")
    opened.wait_for_selector("notesik-widget[data-campaign=now]", state="attached")
    assert opened.locator("notesik-widget").count() == 1
    opened.evaluate("scrollTo(0, document.body.scrollHeight)")
    opened.wait_for_selector("notesik-widget[data-campaign=deep]", state="attached")


def leave_by_the_top(page: Page) -> None:
    page.mouse.move(300, 200)
    page.mouse.move(300, -5)


def test_a_modal_opens_on_exit_once_and_closes_by_escape(opened: Page, show: Showing, server: RecordingServer) -> None:
    modal = widget("exit", DIALOG, "modal", trigger={"type": "exit_intent"})
    show([modal, widget()])
    assert opened.locator("notesik-widget dialog").count() == 0
    opened.mouse.move(-5, 300)
    leave_by_the_top(opened)
    opened.locator("notesik-widget dialog[open]").wait_for()
    assert server.wait(
        lambda _: "exit" in [each["properties"]["campaign"] for each in server.messages("Widget Viewed")]
    )
    show([modal, widget()])
    opened.keyboard.press("Escape")
    assert server.wait_for_event("Widget Closed")["properties"]["campaign"] == "exit"
    leave_by_the_top(opened)
    show([modal, widget()])
    leave_by_the_top(opened)
    assert opened.locator("notesik-widget dialog").count() == 0


def test_an_open_modal_stays_until_it_is_closed(opened: Page, show: Showing) -> None:
    show([widget("modal", DIALOG, "modal")])
    opened.locator("dialog[open]").wait_for()
    show([widget()])
    opened.locator("[data-notesik-slot=hero] notesik-widget").wait_for()
    assert opened.locator("dialog[open]").is_visible()
    opened.locator("dialog button").click()
    opened.wait_for_function("document.querySelectorAll('notesik-widget').length === 1")


def test_one_modal_at_a_time(opened: Page, show: Showing, server: RecordingServer) -> None:
    show([widget("first", DIALOG, "modal"), widget("second", DIALOG, "modal")])
    opened.locator("[data-campaign=first] dialog[open]").wait_for()
    assert opened.locator("dialog[open]").count() == 1
    opened.keyboard.press("Escape")
    opened.locator("[data-campaign=second] dialog[open]").wait_for()


def test_a_modal_closed_in_one_tab_does_not_open_in_another(
    context: BrowserContext, opened: Page, show: Showing, shop: RecordingServer, server: RecordingServer
) -> None:
    modal = widget("exit", DIALOG, "modal", trigger={"type": "exit_intent"})
    server.widgets = [modal, widget()]
    other = context.new_page()
    other.goto(shop.url)
    other.wait_for_selector("notesik-widget", state="attached")
    show([modal, widget()])
    other.bring_to_front()
    leave_by_the_top(other)
    other.locator("notesik-widget dialog[open]").wait_for()
    other.keyboard.press("Escape")
    server.wait_for_event("Widget Closed")
    opened.bring_to_front()
    leave_by_the_top(opened)
    opened.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    assert opened.locator("dialog").count() == 0


def test_widgets_work_under_a_strict_policy_with_trusted_types(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    shop.headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src 'self' {server.url}; connect-src {server.url}; style-src 'self';"
        " require-trusted-types-for 'script'; trusted-types notesik"
    )
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    server.widgets = [widget(), widget("modal", DIALOG, "modal")]
    page.goto(shop.url)
    page.locator("dialog[open]").wait_for()
    server.wait(lambda _: len(server.messages("Widget Viewed")) == 2)
    assert page.locator("notesik-widget p").evaluate("p => getComputedStyle(p).color") == "rgb(1, 2, 3)"
    page.locator("dialog a").click()
    assert server.wait_for_event("Widget Clicked")
    assert [text for text in said if "olicy" in text] == []


def test_the_inbox_is_fetched_when_it_is_opened(opened: Page, show: Showing, server: RecordingServer) -> None:
    panel = {"html": '<p data-notesik-campaign="m" data-notesik-variant="a">A message</p>', "styles": "", "unread": 1}
    server.answer = lambda request: Answer(body=panel) if request.path == "/v1/inbox" else None
    html = """<div part="root">
      <button class="opener" data-notesik-action="open-inbox">Inbox <span class="count">1</span></button>
      <dialog>
        <div class="sheet"><button class="retry">Try again</button><div class="panel"></div></div>
      </dialog></div>"""
    show([widget("inbox", html, "corner", widget="inbox")])
    opened.locator("notesik-widget .opener").click()
    opened.locator("notesik-widget dialog[open]", has_text="A message").wait_for()
    asked = server.wait(lambda request: request.path == "/v1/inbox").body
    assert asked["writeKey"] == "wk_test"
    assert asked["anonymousId"] == server.requests[0].body["anonymousId"]
    server.wait_for_event("Inbox Opened")


def test_a_picture_that_cannot_be_had_is_marked_so_that_its_place_stays_calm(opened: Page, show: Showing) -> None:
    show([widget(html='<div part="root"><img src="/no-such-picture.png" alt=""></div>')])
    opened.wait_for_function(
        "document.querySelector('notesik-widget').shadowRoot.querySelector('img').matches('[data-notesik-absent]')"
    )


def test_widgets_with_the_same_styles_share_one_file_that_is_fetched_once(
    opened: Page, show: Showing, server: RecordingServer
) -> None:
    fetched: list[str] = []
    opened.on("request", lambda request: fetched.append(request.url) if ".css" in request.url else None)
    show([widget(), widget("bar", type="top")])
    show([widget(html="Changed"), widget("bar", type="top")])
    opened.locator("notesik-widget p", has_text="Changed").wait_for()
    assert fetched == [f"{server.url}/notesik/plain.css"]


def test_a_widget_is_shown_once_its_styles_are_there_and_never_without(
    opened: Page, show: Showing, server: RecordingServer, styles: dict[str, str]
) -> None:
    css = styles.pop("notesik/plain.css")
    show([widget(), widget("bar", type="top", styles="")])
    opened.wait_for_selector("body > notesik-widget[data-campaign=bar]", state="attached")
    assert opened.locator("#fallback").is_visible()
    assert opened.locator("notesik-widget").count() == 1
    styles["notesik/plain.css"] = css
    show([widget(), widget("bar", type="top", styles="")])
    opened.locator("[data-notesik-slot=hero] notesik-widget p").wait_for()


def test_a_theme_comes_after_a_widgets_own_styles_and_changes_with_the_answer(
    opened: Page, show: Showing, server: RecordingServer, styles: dict[str, str]
) -> None:
    styles["notesik/plain.css"] = ":host { --notesik-accent: red } p { color: var(--notesik-accent) }"
    for theme, colour in ((":host{--notesik-accent:rgb(4,5,6)}", "rgb(4, 5, 6)"), ("", "rgb(255, 0, 0)")):
        body = {"widgets": [widget()], "theme": theme}
        server.answer = lambda request, body=body: Answer(body=body) if request.path == "/v1/visit" else None
        show([widget()])
        opened.wait_for_function(
            """(colour) => {
              const text = document.querySelector("notesik-widget")?.shadowRoot.querySelector("p")
              return text && getComputedStyle(text).color === colour
            }""",
            arg=colour,
        )


HIDDEN_SLOT = """<style>
  [data-notesik-hide] { animation: notesik-hide 300ms step-end } @keyframes notesik-hide { from { visibility: hidden } }
</style><div data-notesik-slot="side" data-notesik-hide><p id="own">Our own</p></div>"""


def side(text: str) -> Widget:
    return widget("side", text, placement={"type": "slot", "slot": "side"})


def test_a_slot_that_is_kept_hidden_shows_its_widget_at_once(
    opened: Page, show: Showing, styles: dict[str, str]
) -> None:
    show([widget()])  # whatever has to be fetched is there
    opened.evaluate("(html) => document.body.insertAdjacentHTML('beforeend', html)", HIDDEN_SLOT)
    # The animation stands still, as if the answer came at once, however slow this machine is.
    opened.evaluate("document.querySelector('[data-notesik-hide]').getAnimations()[0].pause()")
    assert opened.evaluate("getComputedStyle(own).visibility") == "hidden"
    show([widget(), side("For you")])
    opened.locator("[data-notesik-slot=side] notesik-widget p", has_text="For you").wait_for(state="visible")


def test_a_slot_that_nothing_comes_for_is_shown_at_once_and_keeps_its_content(opened: Page, show: Showing) -> None:
    show([widget()])
    opened.evaluate("(html) => document.body.insertAdjacentHTML('beforeend', html)", HIDDEN_SLOT)
    opened.evaluate("document.querySelector('[data-notesik-hide]').getAnimations()[0].pause()")
    show([widget()])
    opened.wait_for_function("getComputedStyle(own).visibility === 'visible'")
    show([side("Too late"), widget(html="Changed")])
    opened.locator("notesik-widget p", has_text="Changed").wait_for()
    assert opened.locator("#own").is_visible()


def test_a_slot_that_shows_its_own_content_again_keeps_it(opened: Page, show: Showing) -> None:
    show([widget()])
    opened.evaluate("(html) => document.body.insertAdjacentHTML('beforeend', html)", HIDDEN_SLOT)
    opened.evaluate("document.querySelector('[data-notesik-hide]').getAnimations()[0]?.finish()")
    assert opened.evaluate("getComputedStyle(own).visibility") == "visible"
    show([side("Too late"), widget(html="Changed")])
    opened.locator("notesik-widget p", has_text="Changed").wait_for()
    assert opened.locator("#own").is_visible()
    assert opened.locator("[data-notesik-slot=side] notesik-widget").count() == 0


def test_what_comes_at_the_top_takes_the_room_that_the_page_has_kept_for_it(opened: Page, show: Showing) -> None:
    opened.evaluate(
        "document.body.insertAdjacentHTML('afterbegin', '<div data-notesik-slot=top><p id=own>Ours</p></div>')"
    )
    show([widget("bar", type="top")])
    opened.locator("[data-notesik-slot=top] notesik-widget p").wait_for()
    assert opened.locator("#own").is_hidden()
    show([])
    opened.locator("#own").wait_for()


def test_a_page_that_resets_everything_resets_no_widget(opened: Page, show: Showing) -> None:
    opened.add_style_tag(content="* { all: unset } *:not(script) { display: inline }")
    show([widget(html=DIALOG.replace("<dialog", '<dialog id="d"')), widget("modal", DIALOG, "modal")])
    opened.locator("[data-campaign=modal] dialog[open]").wait_for()
    link = opened.locator("[data-campaign=modal] a")
    assert link.evaluate("element => getComputedStyle(element).textDecorationLine") == "underline"


def test_all_widgets_survive_a_page_that_replaces_its_whole_body(
    opened: Page, show: Showing, server: RecordingServer
) -> None:
    show([widget(), widget("bar", type="top"), widget("corner", type="corner")])
    opened.evaluate(
        """() => {
          const body = document.createElement("body")
          body.innerHTML = "<main><div data-notesik-slot=hero></div></main>"
          document.body.replaceWith(body)
        }"""
    )
    for campaign in ("hero", "bar", "corner"):
        text = opened.locator(f"notesik-widget[data-campaign={campaign}] p")
        text.wait_for()
        assert text.evaluate("element => getComputedStyle(element).color") == "rgb(1, 2, 3)"
    opened.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    assert {each["properties"]["campaign"] for each in server.messages("Widget Viewed")} >= {"hero", "bar"}
