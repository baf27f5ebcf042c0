"""Consent as the shop's banner tells Google or the TCF, or the shop tells us: nothing is sent or stored against it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.recording_server import Answer, Recorded, RecordingServer
from browser.test_snippet_widgets import widget

HEAD = """<!doctype html><html lang="en"><title>Shop</title>
<script>window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments) }</script>"""
TAG = '<script async src="NOTESIK/notesik.js" data-site="wk_test"></script>'
DENIED_FIRST = """<script>
  gtag("consent", "default", {analytics_storage: "denied", personalization_storage: "denied", wait_for_update: 500})
</script>"""
PAGE = HEAD + DENIED_FIRST + TAG
GRANT = "gtag('consent', 'update', {analytics_storage: 'granted', personalization_storage: 'granted'})"
DENY = "gtag('consent', 'update', {analytics_storage: 'denied', personalization_storage: 'denied'})"
NOTHING = {"analytics": False, "personalization": False}
TCF = """<script>
  const listeners = []
  window.__tcfapi = (command, version, callback) => {
    listeners.push(callback)
    callback({eventStatus: "cmpuishown", gdprApplies: true, purpose: {consents: {}}}, true)
  }
  window.choose = (...purposes) => {
    const consents = Object.fromEntries(purposes.map((id) => [id, true]))
    listeners.forEach((each) => each({eventStatus: "useractioncomplete", gdprApplies: true, purpose: {consents}}, true))
  }
</script>"""


def opened_with(page: Page, shop: RecordingServer, content: str) -> Page:
    shop.pages["shop.html"] = content
    page.goto(f"{shop.url}/shop.html")
    page.wait_for_function("window.notesik && notesik.track")
    return page


@pytest.fixture
def opened(page: Page, shop: RecordingServer) -> Page:
    return opened_with(page, shop, PAGE)


def kept(page: Page) -> list[str]:
    """What is in the browser's storages and cookies."""
    names: list[str] = page.evaluate(
        "[...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(document.cookie ? [document.cookie] : [])]"
    )
    return names


def test_before_consent_nothing_is_told_or_stored(opened: Page, server: RecordingServer) -> None:
    opened.evaluate("notesik.track('Early')")  # until its promise is kept: a second
    opened.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert opened.evaluate("notesik.recommend('best_sellers')") == []
    assert opened.evaluate("notesik.show('welcome')") == {"shown": False, "reason": "consent"}
    assert kept(opened) == []
    assert server.requests == []


def test_events_before_consent_are_sent_on_grant_with_their_own_times(opened: Page, server: RecordingServer) -> None:
    opened.evaluate("gtag('event', 'add_to_cart', {items: [{item_id: 'early'}]}); notesik.track('Early')")
    held_ms = opened.evaluate("Date.now()")
    opened.wait_for_function("held => Date.now() > held + 50", arg=held_ms)
    assert server.messages() == []
    opened.evaluate(GRANT)
    visit = server.wait(lambda request: "Product Added" in request.events)
    assert sorted(visit.events) == ["Early", "Product Added", "page"]
    assert visit.body["consent"] == {"analytics": True, "personalization": True}
    assert visit.body["fresh"] is True
    [early] = [each for each in visit.body["batch"] if each.get("event") == "Early"]
    assert opened.evaluate("text => Date.parse(text)", early["timestamp"]) <= held_ms
    assert opened.evaluate("JSON.parse(localStorage.notesik).a") == visit.body["anonymousId"]


def test_events_before_consent_are_dropped_on_denial(opened: Page, server: RecordingServer) -> None:
    opened.evaluate("() => { notesik.track('Held') }")
    opened.evaluate(DENY)
    assert opened.evaluate("notesik.track('Against It')") is False
    assert server.requests == []
    opened.evaluate(GRANT)
    opened.evaluate("notesik.track('Agreed')")
    server.wait_for_event("Agreed")
    assert [message.get("event", "page") for message in server.messages()] == ["page", "Agreed"]


def test_a_default_that_grants_waits_for_the_update_that_is_announced(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    granted = DENIED_FIRST.replace("denied", "granted").replace("500", "60000")
    opened_with(page, shop, HEAD + granted + TAG)
    assert page.evaluate("notesik.track('Waits')") is False
    assert server.requests == []
    page.evaluate(GRANT)
    server.wait_for_event("Waits")


def test_a_default_that_grants_waits_no_longer_than_it_says(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    opened_with(page, shop, HEAD + DENIED_FIRST.replace("denied", "granted").replace("500", "50") + TAG)
    server.wait_for_event("page")


def test_of_several_regions_a_denial_counts(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    regions = """<script>
      gtag("consent", "default", {analytics_storage: "denied", region: ["PL"]})
      gtag("consent", "default", {analytics_storage: "granted"})
    </script>"""
    opened_with(page, shop, HEAD + regions + TAG)
    assert page.evaluate("notesik.track('Waits')") is False
    assert server.requests == []


def test_the_tcf_says_when_and_how_far(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    opened_with(page, shop, HEAD + TCF + TAG)
    assert page.evaluate("notesik.track('Waits')") is False
    assert (server.requests, kept(page)) == ([], [])
    page.evaluate("choose(1, 2, 5)")
    server.wait_for_event("Waits")
    assert server.requests[0].body["consent"] == {"analytics": True, "personalization": False}


def test_the_tcf_can_refuse(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    opened_with(page, shop, HEAD + TCF + TAG)
    page.wait_for_function("listeners.length > 0")
    page.evaluate("choose(5, 6)")
    assert page.evaluate("notesik.track('Against It')") is False
    assert (server.requests, kept(page)) == ([], [])


def test_a_tag_that_requires_consent_waits_for_the_shops_own_banner(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    opened_with(page, shop, HEAD + TAG.replace("async", 'async data-consent="required"'))
    assert page.evaluate("notesik.track('Waits')") is False
    assert (server.requests, kept(page)) == ([], [])
    page.evaluate("notesik.consent({analytics: true, personalization: true})")
    server.wait_for_event("Waits")
    page.reload()
    server.wait_for_event("page", 2)  # the choice is remembered


def cookieless(page: Page, shop: RecordingServer) -> Page:
    return opened_with(page, shop, HEAD + TAG.replace("async", 'async data-consent="cookieless"'))


def test_without_cookies_the_page_alone_is_told(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    cookieless(page, shop)
    visit = server.wait(lambda request: request.path == "/v1/visit")
    told: dict[str, Any] = visit.body
    assert sorted(told) == sorted(
        ["writeKey", "sentAt", "page", "consent", "cookieless", "page_id", "viewed", "slots", "on_screen", "batch"]
    )
    assert (told["batch"], told["consent"]) == ([], NOTHING)
    assert "Cookie" not in visit.headers
    assert kept(page) == []


def test_without_cookies_the_next_page_knows_nothing_of_the_last(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    cookieless(page, shop)
    first = server.wait(lambda request: request.path == "/v1/visit").body
    page.reload()
    server.wait(lambda request: request.body["page_id"] != first["page_id"])
    assert "left_page_id" not in server.requests[-1].body
    assert server.messages() == []


def test_a_grant_ends_the_mode_without_cookies(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    cookieless(page, shop)
    server.wait(lambda request: request.path == "/v1/visit")
    page.evaluate("notesik.consent({analytics: true})")
    told = server.wait(lambda request: bool(request.events)).body
    assert told["anonymousId"]
    assert "cookieless" not in told


def test_a_returning_visitor_is_not_recognised_before_consent(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(f"{shop.url}/index.html")
    known = server.wait(lambda request: bool(request.events)).body["anonymousId"]
    opened_with(page, shop, PAGE)
    seen = len([request for request in server.requests if request.path == "/v1/visit"])
    page.evaluate(GRANT)
    after = server.wait(lambda request: request.body.get("consent", {}).get("analytics") is True)
    assert after.body["anonymousId"] == known
    assert seen == 1


def keeps(page: Page, *names: str) -> None:
    """Waits until that is all that is kept: that a cookie is to be taken back stays until the server has answered."""
    page.wait_for_function(
        "names => `${Object.keys({...localStorage, ...sessionStorage})}` === names", arg=",".join(names)
    )


def test_withdrawing_forgets_the_visitor(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.goto(shop.url)
    server.wait_for_event("page")
    page.evaluate("notesik.consent({analytics: false, personalization: false})")
    keeps(page, "notesik.c")
    page.goto(f"{shop.url}/next.html")
    page.wait_for_function("window.notesik && notesik.track")
    assert page.evaluate("notesik.track('Against It')") is False
    assert kept(page) == ["notesik.c"]
    assert {message.get("event") for message in server.messages()} <= {None, "Page Left"}
    assert len(server.messages("page")) == 1


def test_a_default_does_not_overrule_a_choice(opened: Page, server: RecordingServer) -> None:
    opened.evaluate(GRANT)
    opened.evaluate("gtag('consent', 'default', {analytics_storage: 'denied'}); notesik.track('Still Agreed')")
    server.wait_for_event("Still Agreed")


def forgotten(server: RecordingServer) -> list[dict[str, Any]]:
    """What the browser has said when it asked for its cookie to be taken back."""
    return [request.body for request in server.requests if request.path == "/v1/forget"]


@pytest.mark.parametrize("refusal", ["notesik.consent({analytics: false, personalization: false})", DENY])
def test_a_no_takes_back_the_cookie_once_and_says_nothing_else(
    page: Page, shop: RecordingServer, server: RecordingServer, refusal: str
) -> None:
    opened_with(page, shop, HEAD + TAG)
    assert page.evaluate("notesik.track('Answered')") is True
    page.evaluate(f"() => {{ {refusal} }}")
    server.wait(lambda request: request.path == "/v1/forget")
    page.evaluate(f"() => {{ {refusal} }}")
    assert page.evaluate("notesik.track('Against It')") is False
    assert [sorted(each) for each in forgotten(server)] == [["sentAt", "writeKey"]]


def test_a_no_that_is_there_before_the_tag_takes_back_what_an_earlier_page_has_left(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    opened_with(page, shop, HEAD + TAG)
    server.wait_for_event("page")
    opened_with(page, shop, HEAD + f"<script>{DENY}</script>" + TAG)
    server.wait(lambda request: request.path == "/v1/forget")
    keeps(page)
    page.reload()
    page.wait_for_function("window.notesik && notesik.track")
    assert page.evaluate("notesik.track('Against It')") is False
    assert len(forgotten(server)) == 1


def test_a_cookie_that_could_not_be_taken_back_is_with_the_next_page(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    opened_with(page, shop, HEAD + TAG)
    assert page.evaluate("notesik.track('Answered')") is True
    server.answer = lambda request: Answer(503) if request.path == "/v1/forget" else None
    page.evaluate("notesik.consent({analytics: false, personalization: false})")
    server.wait(lambda _: len(forgotten(server)) == 1)
    page.reload()
    server.wait(lambda _: len(forgotten(server)) == 2)
    server.answer = lambda request: None
    page.reload()
    server.wait(lambda _: len(forgotten(server)) == 3)
    keeps(page, "notesik.c")
    page.reload()
    page.wait_for_function("window.notesik && notesik.track")
    assert page.evaluate("notesik.track('Against It')") is False
    assert len(forgotten(server)) == 3


def test_a_cookie_that_is_to_be_taken_back_is_when_the_connection_is_and_not_from_who_has_agreed_since(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    opened_with(page, shop, HEAD + TAG)
    assert page.evaluate("notesik.track('Answered')") is True
    server.answer = lambda request: Answer(503) if request.path == "/v1/forget" else None
    page.evaluate("notesik.consent({analytics: false, personalization: false})")
    server.wait(lambda _: len(forgotten(server)) == 1)
    page.evaluate("dispatchEvent(new Event('online'))")
    server.wait(lambda _: len(forgotten(server)) == 2)
    page.evaluate("notesik.consent({analytics: true, personalization: true})")
    page.evaluate("dispatchEvent(new Event('online')); notesik.track('Agreed')")
    server.wait_for_event("Agreed")
    assert len(forgotten(server)) == 2
    assert "notesik.f" not in kept(page)


def test_a_cookie_that_comes_after_the_no_is_taken_back_too(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    is_refused = threading.Event()

    def late(request: Recorded) -> Answer | None:
        if request.path == "/v1/visit":
            assert is_refused.wait(10)
        return None

    server.pages["notesik/plain.css"] = ""
    server.answer = late
    server.widgets = [widget("sale", "A sale", type="top")]
    opened_with(page, shop, HEAD + TAG)
    server.wait_for_event("page")
    page.evaluate("notesik.consent({analytics: false, personalization: false})")
    server.wait(lambda request: request.path == "/v1/forget")
    is_refused.set()
    server.wait(lambda _: len(forgotten(server)) == 2)
    expect(page.locator("notesik-widget")).to_have_count(0)


@pytest.mark.parametrize("mode", ["", 'data-consent="cookieless"'])
def test_a_no_takes_off_what_is_shown_an_open_dialog_too(
    page: Page, shop: RecordingServer, server: RecordingServer, mode: str
) -> None:
    server.pages["notesik/plain.css"] = ""
    dialog = '<div part="root"><dialog><h2>For you</h2></dialog></div>'
    personal = [widget("sale", "<p>For you</p>", type="top"), widget("gift", dialog, type="modal")]
    plain = [widget("all", "<p>For all</p>", type="bottom")]

    def answer(request: Recorded) -> Answer:
        server.widgets = personal if request.body.get("anonymousId") else plain
        return server.taken(request)

    server.answer = answer
    opened_with(page, shop, HEAD + TAG.replace("async", f"async {mode}"))
    page.evaluate("notesik.consent({analytics: true, personalization: true})")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("notesik-widget[data-campaign=sale]")).to_have_count(1)
    page.evaluate("notesik.consent({analytics: false, personalization: false})")
    expect(page.locator("notesik-widget:is([data-campaign=sale], [data-campaign=gift])")).to_have_count(0)
    expect(page.locator("notesik-widget[data-campaign=all]")).to_have_count(1 if mode else 0)


def test_what_the_browsers_privacy_signal_ends_is_a_no_for_this_page_and_no_choice(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    ended = {"consent": {"analytics": False}}
    server.answer = lambda request: (
        Answer(body={**server.taken(request).body, **ended}) if request.path == "/v1/visit" else None
    )
    opened_with(page, shop, HEAD + TAG)
    server.wait(lambda request: request.path == "/v1/forget")
    assert page.evaluate("notesik.track('Against It')") is False
    keeps(page)
    server.answer = lambda request: None
    page.reload()
    server.wait_for_event("page", 2)


@pytest.fixture
def two_tabs(page: Page, shop: RecordingServer, server: RecordingServer) -> tuple[Page, Page]:
    """The same shop in two tabs of a visitor who is known; each shows something that is theirs alone."""
    server.pages["notesik/plain.css"] = ""
    server.widgets = [widget("sale", "<p>For you</p>", type="top")]
    other = page.context.new_page()
    for count, tab in enumerate((page, other), 1):
        opened_with(tab, shop, HEAD + TAG)
        server.wait_for_event("page", count)
        expect(tab.locator("notesik-widget")).to_have_count(1)
        server.wait_for_event("Widget Viewed", count)  # or it would come when nothing may
    return page, other


def test_a_no_in_one_tab_is_a_no_in_all(two_tabs: tuple[Page, Page], server: RecordingServer) -> None:
    page, other = two_tabs
    page.evaluate("notesik.consent({analytics: false, personalization: false})")
    expect(other.locator("notesik-widget")).to_have_count(0)
    told = len(server.messages())
    assert other.evaluate("notesik.track('Against It')") is False
    other.evaluate("notesik.identify('anna', {tier: 'gold'})")
    other.evaluate("notesik.reset()")
    assert other.evaluate("notesik.recommend('best_sellers')") == []
    other.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert kept(other) == ["notesik.c"]
    assert len(server.messages()) == told


@pytest.mark.parametrize(
    "deed",
    [
        "notesik.track('Against It')",
        "notesik.identify('anna', {tier: 'gold'})",
        "notesik.reset()",
        "notesik.recommend('best_sellers')",
        "dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))",
    ],
)
def test_a_no_in_another_tab_is_heard_before_the_browser_tells_of_it(
    page: Page, shop: RecordingServer, server: RecordingServer, deed: str
) -> None:
    opened_with(page, shop, HEAD + TAG)
    server.wait_for_event("page")
    told = len([request for request in server.requests if request.path != "/v1/forget"])
    page.evaluate(f"""() => {{
        localStorage["notesik.c"] = JSON.stringify({{ analytics: false, personalization: false }})
        {deed}
    }}""")
    server.wait(lambda request: request.path == "/v1/forget")
    keeps(page, "notesik.c")
    page.evaluate("notesik.consent({analytics: true})")
    server.wait(lambda request: request.events == ["page"] and request != server.requests[0])
    later = [request for request in server.requests if request.path != "/v1/forget"][told:]
    assert [request.events for request in later] == [["page"]]


def test_a_yes_in_one_tab_is_a_yes_in_all(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        opened_with(tab, shop, HEAD + TAG.replace("async", 'async data-consent="required"'))
    page.evaluate("notesik.consent({analytics: true, personalization: true})")
    server.wait_for_event("page", 2)


def test_a_choice_of_long_ago_does_not_overrule_what_the_page_has_said_since(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    opened_with(page, shop, HEAD + TAG)
    page.evaluate("notesik.consent({analytics: true, personalization: true})")
    server.wait_for_event("page")
    page.evaluate(f"() => {{ {DENY} }}")
    assert page.evaluate("notesik.track('Against It')") is False
    other = page.context.new_page()
    opened_with(other, shop, HEAD + TAG)
    other.evaluate("notesik.consent({personalization: false})")
    assert page.evaluate("notesik.track('Still Against It')") is False
    assert not server.messages("Against It") + server.messages("Still Against It")


@pytest.mark.parametrize(("signal", "told"), [("true", True), ("false", None), ("'1'", None)])
def test_the_browsers_privacy_signal_is_told_where_it_is_on(
    page: Page, shop: RecordingServer, server: RecordingServer, signal: str, told: bool | None
) -> None:
    page.add_init_script(f"Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {{value: {signal}}})")
    opened_with(page, shop, HEAD + TAG)
    assert server.wait(lambda request: request.path == "/v1/visit").body["consent"].get("gpc") is told
