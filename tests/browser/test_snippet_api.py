"""The page shows and hides a campaign itself, if the last decision has it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.recording_server import RecordingServer
from browser.test_snippet_widgets import widget

NEVER = {"type": "event", "name": "Never"}


@pytest.fixture
def opened(page: Page, shop: RecordingServer, server: RecordingServer) -> Page:
    server.pages["notesik/plain.css"] = ""
    held_out = {**widget("held", "", type="top", trigger=NEVER), "variant": "holdout"}
    server.widgets = [widget("sale", "A sale", type="top", trigger=NEVER), held_out]
    page.goto(shop.url)
    server.wait_for_event("page")
    return page


def test_a_campaign_is_shown_before_its_trigger_and_hidden_again(opened: Page, server: RecordingServer) -> None:
    bar = opened.locator("notesik-widget[data-campaign=sale]")
    assert opened.evaluate("notesik.show('sale')") == {"shown": True, "reason": "shown"}
    expect(bar).to_contain_text("A sale")
    server.wait_for_event("Widget Viewed")
    assert opened.evaluate("notesik.show('sale')") == {"shown": True, "reason": "shown"}
    assert opened.evaluate("notesik.hide('sale')") is True
    expect(bar).to_have_count(0)
    server.wait_for_event("Widget Closed")
    assert opened.evaluate("notesik.hide('sale')") is False
    assert opened.evaluate("notesik.show('sale')") == {"shown": False, "reason": "closed"}


def test_what_the_decision_does_not_have_is_not_shown(opened: Page) -> None:
    assert opened.evaluate("notesik.show('other')") == {"shown": False, "reason": "not_chosen"}
    assert opened.evaluate("notesik.show('held')") == {"shown": False, "reason": "holdout"}


def test_a_callback_hears_what_a_promise_would(opened: Page) -> None:
    told = opened.evaluate("new Promise((done) => notesik.push(['show', 'sale', done]))")
    assert told == {"shown": True, "reason": "shown"}


def who(page: Page) -> dict[str, str]:
    """The user and the proof that the browser keeps."""
    kept: dict[str, str] = page.evaluate("JSON.parse(localStorage.notesik)")
    return {name: kept[name] for name in ("u", "t") if name in kept}


@pytest.mark.parametrize("call", ["identify({tier: 'gold'})", "identify(undefined, {tier: 'gold'})"])
def test_traits_need_no_user_id(opened: Page, server: RecordingServer, call: str) -> None:
    assert opened.evaluate(f"notesik.{call}") is True
    told = server.wait_for_event("identify")
    assert (told["traits"], told.get("userId")) == ({"tier": "gold"}, None)
    assert who(opened) == {}


@pytest.mark.parametrize(
    "given",
    [
        "",
        "'[object Object]', {}",
        "'Undefined'",
        "'  '",
        "NaN",
        "true",
        "'x'.repeat(201)",
        "'a\\u0001b'",
        "'anna', {}, {token: 5}",
    ],
)
def test_what_the_server_would_take_for_no_id_is_not_kept(opened: Page, server: RecordingServer, given: str) -> None:
    assert opened.evaluate(f"notesik.identify({given})") is False
    assert who(opened) == {}
    assert server.messages("identify") == []


@pytest.mark.parametrize(("given", "user_id"), [("17", "17"), ("' anna '", "anna"), ("'x'.repeat(200)", "x" * 200)])
def test_what_the_server_would_take_for_an_id_is_one(
    opened: Page, server: RecordingServer, given: str, user_id: str
) -> None:
    assert opened.evaluate(f"notesik.identify({given}, {{}}, {{token: 'JWT'}})") is True
    assert server.wait_for_event("identify")["userId"] == user_id
    assert who(opened) == {"u": user_id, "t": "JWT"}


def test_an_id_that_an_older_snippet_has_kept_and_is_none_goes(opened: Page, server: RecordingServer) -> None:
    opened.evaluate("localStorage.notesik = JSON.stringify({a: 'device', u: '[object Object]', t: 5})")
    opened.reload()
    visit = server.wait(lambda request: request.body.get("anonymousId") == "device")
    assert {"userId", "token"} & visit.body.keys() == set()
    opened.evaluate("notesik.track('Taken')")
    assert server.wait_for_event("Taken").get("userId") is None
    opened.wait_for_function("localStorage.notesik === JSON.stringify({a: 'device'})")


@pytest.mark.parametrize(
    "call",
    [
        "track('Huge', {text: 'x'.repeat(40000)})",
        "track('Ring', ((ring) => (ring.ring = ring))({}))",
        "track('Big', {number: 10n})",
        "track('Throws', {get text() { throw new Error('the shop\\'s own') }})",
        "track('Window', {window})",
        "page('Throws', {get text() { throw new Error('the shop\\'s own') }})",
        "identify('anna', {number: 10n})",
        "hide()",
    ],
)
def test_what_cannot_be_told_is_not_taken(opened: Page, call: str) -> None:
    assert opened.evaluate(f"notesik.{call}") is False
