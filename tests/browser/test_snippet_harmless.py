"""Whatever goes wrong, the page goes on: the ``page`` fixture fails a test whose page has seen an error."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from browser.recording_server import Answer, RecordingServer

HOSTILE_ENTRIES = "[{get event() { throw new Error('mine') }}, Object.create(null), [], 'x', 0, null]"
BLOCKED = {
    "storage": "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError') }})",
    "storage that is full": "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError') }",
    "no randomUUID": "Object.defineProperty(crypto, 'randomUUID', {value: undefined})",
    "frozen dataLayer": "window.dataLayer = Object.freeze([{event: 'search', search_term: 'x'}])",
    "dataLayer of another kind": "window.dataLayer = {push: 1}",
    "hostile entries": f"window.dataLayer = {HOSTILE_ENTRIES}",
    "frozen queue": "window.notesik = Object.freeze([['track', 'Frozen']])",
    "element of our name": "window.notesik = document.createElement('form')",
    "no IntersectionObserver": "delete window.IntersectionObserver",
    "no BroadcastChannel": "delete window.BroadcastChannel",
    "storage with garbage": "try { localStorage.notesik = '{'; localStorage['notesik.q'] = '[1, null, {}]' } catch {}",
}


@pytest.mark.parametrize("script", BLOCKED.values(), ids=BLOCKED.keys())
def test_the_visit_goes_on_in_a_hostile_page(
    page: Page, shop: RecordingServer, server: RecordingServer, script: str
) -> None:
    page.add_init_script(script)
    page.goto(shop.url)
    server.wait_for_event("page")
    page.evaluate("window.notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")


ANSWERS = {
    "no JSON": Answer(body="<html>a proxy's page</html>"),
    "null": Answer(body="null"),
    "a list": Answer(body="[]"),
    "wrong shapes": Answer(body={"anonymousId": 7, "widgets": {"a": 1}}),
    "broken widgets": Answer(
        body={
            "anonymousId": "a",
            "widgets": [
                None,
                {},
                {"campaign": "c", "placement": {"type": "selector", "selector": ":::"}, "html": "x"},
                {"campaign": "d", "placement": {"type": "nowhere"}, "trigger": {"type": "never"}},
                {"campaign": "e", "placement": {"type": "modal"}, "trigger": None, "html": "no dialog", "styles": 5},
            ],
        }
    ),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_garbage_answer_changes_nothing(
    page: Page, shop: RecordingServer, server: RecordingServer, answer: Answer
) -> None:
    server.answer = lambda request: answer
    page.goto(shop.url)
    server.wait_for_event("page")
    page.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    assert page.locator("#fallback").is_visible()


def test_a_server_that_is_down_is_not_noticed(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    server.answer = lambda request: Answer(0)
    page.goto(shop.url)
    server.wait_for_event("page")
    page.evaluate("notesik.track('Sentinel')")
    assert page.locator("h1").is_visible()


CALLS = [
    "notesik.track()",
    "notesik.track(Symbol('x'), 1)",
    "notesik.track('Circle', (() => { const a = {}; a.a = a; return a })())",
    "notesik.track('Big', {n: 1n})",
    "notesik.track('Null', null)",
    "notesik.page(null, 'x')",
    "notesik.identify(null)",
    "notesik.identify('ann', null, null)",
    "notesik.consent(null)",
    "notesik.on('no such thing', 1)",
    "notesik.push()",
    "notesik.push(null, 5, ['nothing'], [])",
]


def test_wrong_calls_do_no_harm(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.goto(shop.url)
    server.wait_for_event("page")
    for call in CALLS:
        page.evaluate(f"() => {{ {call} }}")
    page.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    names = [message.get("event") or message["type"] for message in server.messages()]
    assert names == ["page", "Null", "page", "identify", "Sentinel"]


def test_frozen_properties_may_be_told_and_changed_later(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(shop.url)
    server.wait_for_event("page")
    page.evaluate("notesik.track('Frozen', Object.freeze({a: Object.freeze([1])}))")
    page.evaluate("() => { const given = {a: 1}; notesik.track('Copied', given); given.a = 2 }")
    assert server.wait_for_event("Frozen")["properties"] == {"a": [1]}
    assert server.wait_for_event("Copied")["properties"] == {"a": 1}


def test_a_part_that_the_page_forbids_is_done_without(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    shop.headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src {server.url}/notesik.js 'unsafe-eval'; connect-src {server.url}"
    )
    server.widgets = [{"campaign": "c", "variant": "a", "widget": "bar", "placement": {"type": "top"}, "html": "x"}]
    page.goto(shop.url)
    server.wait_for_event("page")
    page.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    assert page.locator("notesik-widget").count() == 0


def test_the_console_stays_quiet(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    said: list[str] = []
    shop.pages["quiet.html"] = (
        '<link rel="icon" href="data:,"><script async src="NOTESIK/notesik.js" data-site="k"></script>'
    )
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{shop.url}/quiet.html")
    server.wait_for_event("page")
    page.evaluate("notesik.track('Sentinel'); notesik.track()")
    server.wait_for_event("Sentinel")
    page.evaluate("console.log('known')")
    assert said == ["known"]


def test_nothing_is_asked_for_before_the_page_is_interactive_but_the_script(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/slow.js", hold)
    shop.pages["slow.html"] = (
        "<script async src='NOTESIK/notesik.js' data-site='wk_test'></script>"
        "<script src='slow.js'></script><div data-notesik-slot='hero'></div>"
    )
    page.goto(f"{shop.url}/slow.html", wait_until="commit")
    page.wait_for_function("window.notesik?.isNotesik")  # the script has run, and the page is still being read
    assert page.evaluate("document.readyState") == "loading"
    held[0].fulfill(body="", content_type="text/javascript")
    server.wait_for_event("page")
    interactive_ms, started = page.evaluate(
        """() => [
          performance.getEntriesByType("navigation")[0].domInteractive,
          performance.getEntriesByType("resource").map(({ name, startTime }) => [name, startTime]),
        ]"""
    )
    early = [name for name, start_ms in started if name.startswith(server.url) and start_ms < interactive_ms]
    assert early == [f"{server.url}/notesik.js"]
    assert len([name for name, _ in started if "/notesik/rest-" in name]) == 1
