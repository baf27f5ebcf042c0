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
    assert left.path == "/beacon/v1/batch"
    assert left.query == "writeKey=wk_test"
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
    assert first["originalTimestamp"] == second["originalTimestamp"]


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
    opened.evaluate("for (let i = 0; i < 300; i++) notesik.track('Event ' + i)")
    assert len(opened.evaluate("localStorage['notesik.q']")) <= 41_000
    names = queued(opened)
    assert len(names) <= 100
    assert names[-1] == "Event 299"


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
