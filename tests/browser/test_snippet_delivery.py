"""How events come to the server whatever happens on the way: batches, leaving, faults, retries, full storage."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from browser.recording_server import Answer, Recorded, RecordingServer

Asked = Callable[[Recorded], Answer | None]


@pytest.fixture
def opened(page: Page, shop: RecordingServer, server: RecordingServer) -> Page:
    page.goto(shop.url)
    server.wait_for_event("page")
    page.wait_for_function("!localStorage['notesik.q'] || localStorage['notesik.q'] === '[]'")
    return page


def failing(answers: Iterator[Answer]) -> Asked:
    """The given answers, then the usual ones."""
    return lambda request: next(answers, None)


def queued(page: Page) -> list[str]:
    return [message["event"] for message in json.loads(page.evaluate("localStorage['notesik.q'] ?? '[]'"))]


def test_calm_events_travel_together_and_commerce_at_once(opened: Page, server: RecordingServer) -> None:
    opened.evaluate("notesik.track('One'); notesik.track('Two'); notesik.track('Product Added', {product_id: 'a'})")
    server.wait_for_event("Product Added")
    assert server.requests[-1].events == ["One", "Two", "Product Added"]
    opened.wait_for_function("localStorage['notesik.q'] === '[]'")


def test_an_event_sent_right_before_leaving_arrives(opened: Page, server: RecordingServer) -> None:
    opened.evaluate("notesik.track('Last Word'); location.href = '/next.html'")
    server.wait_for_event("Last Word")
    left = server.wait(lambda request: "Last Word" in request.events)
    assert left.path == "/v1/batch"
    assert left.query == ""
    assert left.headers["Content-Type"].startswith("text/plain")
    assert left.body["writeKey"] == "wk_test"


def test_leaving_asks_for_keepalive(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.add_init_script(
        "window.kept = []; const original = fetch;"
        "window.fetch = (url, options) => {"
        " kept.push([options.keepalive, options.credentials]); return original(url, options) }"
    )
    page.goto(shop.url)
    server.wait_for_event("page")
    assert page.evaluate("kept") == [[True, "include"]]


@pytest.mark.parametrize("status", [0, 408, 429, 500, 503])
def test_a_fault_that_may_pass_is_tried_again(opened: Page, server: RecordingServer, status: int) -> None:
    server.answer = failing(iter([Answer(status)]))
    opened.evaluate("notesik.track('Product Added', {product_id: 'a'})")
    server.wait(lambda _: len(server.messages("Product Added")) == 2)
    first, second = server.messages("Product Added")
    assert first["messageId"] == second["messageId"]
    assert first["timestamp"] == second["timestamp"]


def test_the_server_says_when_to_come_back(opened: Page, server: RecordingServer) -> None:
    server.answer = failing(iter([Answer(503, headers={"Retry-After": "2"})]))
    started_ms = opened.evaluate("Date.now()")
    opened.evaluate("notesik.track('Product Added', {product_id: 'a'})")
    server.wait_for_event("Product Added")
    opened.evaluate("notesik.track('Product Removed', {product_id: 'a'})")
    server.wait(lambda _: len(server.messages("Product Added")) == 2)
    assert server.requests[-1].events == ["Product Added", "Product Removed"]
    assert opened.evaluate("Date.now()") - started_ms >= 2000


@pytest.mark.parametrize("status", [400, 401, 403])
def test_what_the_server_refuses_for_good_is_dropped(opened: Page, server: RecordingServer, status: int) -> None:
    server.answer = failing(iter([Answer(status)]))
    opened.evaluate("notesik.track('Product Added', {product_id: 'refused'})")
    server.wait_for_event("Product Added")
    opened.wait_for_function("localStorage['notesik.q'] === '[]'")
    opened.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    assert len(server.messages("Product Added")) == 1


def test_a_batch_that_is_too_large_is_halved(opened: Page, server: RecordingServer) -> None:
    server.answer = lambda request: Answer(413) if len(json.dumps(request.body)) > 12_000 else None
    opened.evaluate(
        "for (let i = 0; i < 8; i++) notesik.track('Product Added', {product_id: 'p' + i, name: 'x'.repeat(3000)})"
    )
    server.wait(lambda _: len({each["properties"]["product_id"] for each in accepted(server)}) == 8)
    opened.wait_for_function("localStorage['notesik.q'] === '[]'")


def accepted(server: RecordingServer) -> list[dict[str, dict[str, str]]]:
    small = [request for request in server.requests if len(json.dumps(request.body)) <= 12_000]
    return [each for request in small for each in request.body["batch"] if each["type"] == "track"]


def test_what_could_not_be_sent_goes_with_the_next_page(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    server.answer = lambda request: Answer(0)
    page.goto(shop.url)
    server.wait_for_event("page")
    page.evaluate("notesik.track('Unlucky')")
    assert "Unlucky" in json.dumps(queued_all(page))
    server.answer = lambda request: None
    page.goto(f"{shop.url}/next.html")
    visit = server.wait(lambda request: request.body.get("page", {}).get("title") == "The next page")
    assert visit.events[-1] == "page"
    assert "Unlucky" in visit.events


def queued_all(page: Page) -> list[dict[str, str]]:
    queue: list[dict[str, str]] = json.loads(page.evaluate("localStorage['notesik.q']"))
    return queue


def test_the_queue_in_storage_is_capped(opened: Page, server: RecordingServer) -> None:
    server.answer = lambda request: Answer(503, headers={"Retry-After": "60"})
    opened.evaluate("for (let i = 0; i < 130; i++) notesik.track('Event ' + i)")
    assert len(opened.evaluate("localStorage['notesik.q']")) <= 41_000
    names = queued(opened)
    assert len(names) <= 100
    assert names[-1] == "Event 129"


def test_a_huge_order_is_shortened_not_lost(opened: Page, server: RecordingServer) -> None:
    opened.evaluate(
        """notesik.track('Order Completed', {order_id: 'big',
          products: Array.from({length: 200}, (_, i) => ({product_id: 'p' + i, name: 'ż'.repeat(200)}))})"""
    )
    order = server.wait_for_event("Order Completed")
    assert order["properties"]["order_id"] == "big"
    assert 10 < len(order["properties"]["products"]) < 200
    assert len(json.dumps(order, ensure_ascii=False).encode()) < 32 * 1024


def test_two_tabs_lose_nothing(
    context: BrowserContext, opened: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    other = context.new_page()
    other.goto(f"{shop.url}/next.html")
    server.wait_for_event("page", 2)
    for number in range(3):
        opened.evaluate("number => notesik.track('First ' + number)", number)
        other.evaluate("number => notesik.track('Second ' + number)", number)
    for number in range(3):
        server.wait_for_event(f"First {number}")
        server.wait_for_event(f"Second {number}")
    # Tabs write their common storage at the same time: what was sent may stand there again, until the next page.
    opened.reload()
    opened.wait_for_function("localStorage['notesik.q'] === '[]'")


def test_what_happens_offline_is_sent_once_when_the_network_is_back(
    context: BrowserContext, opened: Page, server: RecordingServer
) -> None:
    context.set_offline(True)
    assert opened.evaluate("notesik.track('Offline')") is False
    happened = json.loads(opened.evaluate("localStorage['notesik.q']"))[0]
    context.set_offline(False)
    assert server.wait_for_event("Offline")["timestamp"] == happened["timestamp"]
    opened.wait_for_function("localStorage['notesik.q'] === '[]'")
    assert len(server.messages("Offline")) == 1


def test_requests_that_are_blocked_are_tried_a_few_times_only(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    asked: list[str] = []
    page.route("**/v1/*", lambda route: (asked.append(route.request.url), route.abort())[1])
    page.add_init_script("const real = setTimeout; window.setTimeout = (run, ms) => real(run, Math.min(ms, 20))")
    page.goto(shop.url)
    page.wait_for_function(
        "performance.getEntriesByType('resource').filter((each) => /visit/.test(each.name)).length > 5"
    )
    count = len(asked)
    page.evaluate("new Promise((done) => requestIdleCallback(() => setTimeout(done, 20)))")
    assert (count, len(asked)) == (6, 6)


def test_a_clock_that_is_wrong_is_wrong_for_both_times(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.clock.install(time="2001-01-01T00:00:00")
    page.goto(shop.url)
    page.clock.run_for(1_000)
    visit = server.wait(lambda request: bool(request.events))
    assert visit.body["sentAt"].startswith("2000-12-31") or visit.body["sentAt"].startswith("2001-01-01")
    assert visit.body["batch"][0]["timestamp"][:10] == visit.body["sentAt"][:10]


def test_a_page_that_is_prerendered_waits_until_it_is_seen(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.add_init_script("Object.defineProperty(document, 'prerendering', {value: true, configurable: true})")
    page.goto(shop.url)
    page.wait_for_load_state("networkidle")
    assert server.requests == []
    page.evaluate(
        "Object.defineProperty(document, 'prerendering', {value: false});"
        "document.dispatchEvent(new Event('prerenderingchange'))"
    )
    server.wait_for_event("page")


def test_a_page_tells_how_long_it_was_in_sight_when_it_is_left(
    opened: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    # What measures comes later than the core, and is there once it has read something.
    opened.evaluate("(window.dataLayer ??= []).push({event: 'view_item', ecommerce: {items: [{item_id: 'a'}]}})")
    server.wait_for_event("Product Viewed")
    opened.wait_for_function("from => performance.now() > from + 1000", arg=opened.evaluate("performance.now()"))
    opened.goto(f"{shop.url}/next.html")
    left = server.wait_for_event("Page Left")
    assert 1 <= left["properties"]["visible_seconds"] <= 60
    assert left["context"]["page"]["title"] == "A shop"
