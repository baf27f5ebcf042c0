"""The tracking API against whatever else is sent to it: each refusal says why, and spoils nothing else."""

from __future__ import annotations

import base64
import gzip
import json
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notesik.envelopes import MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from notesik.events import MAX_EVENT_BYTES
from notesik.store.data_folder import wait_for
from notesik.store.embedded import EmbeddedStore
from running_app import SITE, App, running_app, track
from tracking_requests import BASIC, batch, count_of, error_of, post


@pytest.fixture(scope="module")
def app(module_store_url: str) -> Iterator[App]:
    with running_app(module_store_url) as app:
        yield app


@pytest.fixture
def who() -> str:
    """The id of a visitor of this test's own."""
    return f"visitor-{uuid.uuid4()}"


def test_a_gzip_bomb_is_refused_before_it_unfolds(app: App) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    assert len(bomb) < MAX_BATCH_BYTES
    assert "unpacked" in error_of(post(app, "/v1/batch", bomb), 413, "too_large")["message"]


@pytest.mark.parametrize("damage", [lambda packed: packed[:-9], lambda packed: packed[:20] + b"\0" * 9 + packed[29:]])
def test_damaged_gzip_is_refused(app: App, damage: Any) -> None:
    packed = gzip.compress(json.dumps(batch(track("A", anonymousId="a"))).encode())
    assert "gzip" in error_of(post(app, "/v1/batch", damage(packed)), 400, "bad_request")["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"batch": 5}',
        b'{"batch": [}',
        b"\xff\xfe",
        b"batch=1",
        b'{"batch": [], "writeKey": 5}',
        b"[" * 100_000,
        b'{"batch":' + b"[" * 100_000,
        b'{"a":' * 50_000,
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
@pytest.mark.parametrize("path", ["/v1/batch", "/v1/track"])
def test_a_body_that_cannot_be_read_is_refused(app: App, path: str, body: bytes) -> None:
    error_of(post(app, path, body, authorization=BASIC), 400, "bad_request")


def test_a_body_over_the_limit_is_refused(app: App) -> None:
    body = b'{"batch": [], "pad": "' + b"x" * MAX_BATCH_BYTES + b'"}'
    assert str(MAX_BATCH_BYTES) in error_of(post(app, "/v1/batch", body), 413, "too_large")["message"]


def test_a_batch_of_too_many_events_is_refused(app: App) -> None:
    body = {"batch": [{}] * (MAX_BATCH_EVENTS + 1)}
    assert error_of(post(app, "/v1/batch", body, authorization=BASIC), 413, "too_large")["path"] == "batch"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"batch": []}, {}),
        ({"batch": [], "writeKey": "wrong"}, {}),
        ({"batch": []}, {"authorization": "Basic " + base64.b64encode(b"wrong:").decode()}),
        ({"batch": []}, {"authorization": "Basic !!!"}),
        ({"batch": []}, {"authorization": "Basic " + base64.b64encode(b"\xff:").decode()}),
        ({"batch": []}, {"authorization": b"Basic \xc5\xbc"}),
        ({"batch": []}, {"authorization": "Basic"}),
        ({"batch": []}, {"authorization": f"Bearer {SITE.secret_key}"}),
    ],
    ids=str,
)
def test_without_a_sites_write_key_nothing_is_taken(app: App, body: dict[str, Any], headers: dict[str, Any]) -> None:
    error_of(post(app, "/v1/batch", body, **headers), 401, "unauthorized")


def test_a_page_of_another_origin_is_turned_away(app: App, who: str) -> None:
    response = post(app, "/v1/batch", batch(track("A", anonymousId=who)), origin="https://evil.example")
    assert error_of(response, 403, "forbidden")["path"] == "origin"
    assert "access-control-allow-origin" not in response.headers


def test_another_method_or_address_is_answered_with_an_error_too(app: App) -> None:
    assert app.http.get("/v1/batch").headers["allow"] == "POST"
    error_of(app.http.get("/v1/batch"), 405, "method_not_allowed")
    error_of(post(app, "/v1/dance", {}), 404, "not_found")


BAD_EVENTS: list[tuple[Any, str]] = [
    ({"type": "track", "anonymousId": "a"}, "event"),
    ({"type": "track", "anonymousId": "a", "event": " "}, "event"),
    ({"type": "track", "event": "A"}, "anonymousId"),
    ({"type": "dance", "anonymousId": "a"}, "type"),
    ({"anonymousId": "a", "event": "A"}, "type"),
    ({"type": "group", "anonymousId": "a"}, "groupId"),
    ({"type": "alias", "userId": "u"}, "previousId"),
    ({"type": "alias", "previousId": "a"}, "userId"),
    ({"type": "track", "event": "A", "anonymousId": "x" * 201}, "anonymousId"),
    ({"type": "track", "event": "A", "anonymousId": "a\nb"}, "anonymousId"),
    ({"type": "track", "event": "A", "anonymousId": "a", "messageId": "m" * 101}, "messageId"),
    ({"type": "track", "event": "A", "anonymousId": "a", "timestamp": "yesterday"}, "timestamp"),
    ({"type": "track", "event": "A", "anonymousId": "a", "properties": []}, "properties"),
    ({"type": "track", "event": "A", "anonymousId": "a", "properties": {"n": 10**30}}, "64 bits"),
    ({"type": "track", "event": "A", "anonymousId": "a", "properties": {"t": "x" * MAX_EVENT_BYTES}}, "bytes"),
    ({"type": "identify", "userId": "u", "traits": {str(n): n for n in range(65)}}, "traits"),
    ("text", "object"),
    (None, "object"),
]


@pytest.mark.parametrize(("event", "named"), BAD_EVENTS, ids=lambda value: json.dumps(value)[:60])
def test_one_bad_event_is_rejected_alone_and_says_why(app: App, who: str, event: Any, named: str) -> None:
    response = post(app, "/v1/batch", batch(track("A", anonymousId=who), event, track("A", anonymousId=who)))
    answer = response.json()
    assert answer["accepted"] == 2
    [rejected] = answer["rejected"]
    assert rejected["index"] == 1
    assert named in rejected["reason"]
    assert count_of(app, who, "A") == 2


def test_a_rejected_event_is_named_by_its_message_id(app: App) -> None:
    answer = post(app, "/v1/batch", batch({"type": "track", "messageId": "m1"})).json()
    assert answer["rejected"][0]["messageId"] == "m1"


def test_a_single_bad_event_is_a_bad_request(app: App, who: str) -> None:
    response = post(app, "/v1/track", {"writeKey": SITE.write_key, "anonymousId": who})
    assert "event" in error_of(response, 400, "bad_request")["message"]


ODD: list[Any] = [
    "",
    "undefined",
    "\u200d\u202e\ufeff",
    "\x00\x1f\x7f",
    "👩‍👩‍👧‍👦 Ω≈ç√ 田中さん",
    "'; DROP TABLE visitors; --",
    "<script>alert(1)</script>",
    "{{ visitor.first_name }}",
    "${jndi:ldap://x}",
    "../../etc/passwd",
    "x" * 2_000,
    -1,
    1e308,
    -1e308,
    2**53 + 1,
    9_223_372_036_854_775_807,
    18_446_744_073_709_551_615,
    True,
    None,
    [],
    {},
    [[[[[[]]]]]],
    {"": {"": {"": None}}},
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:30])
def test_odd_values_neither_break_the_server_nor_the_visitors_record(app: App, who: str, odd: Any) -> None:
    shopping = {"product_id": odd, "price": odd, "quantity": odd, "category": odd, "currency": odd, "products": odd}
    context = {"locale": odd, "page": odd, "campaign": odd, "traits": odd, "consent": odd, "userAgent": odd}
    events = [
        track(name, {**shopping, "url": odd, "order_id": odd, "total": odd, "campaign": odd}, context=context)
        for name in ("Product Viewed", "Product Added", "Order Completed", "Widget Viewed", "Message Read")
    ]
    products = track("Cart Viewed", {"products": [odd, shopping, {"product_id": "1", "price": odd}]})
    page = {"type": "page", "properties": {"url": odd, "referrer": odd, "title": odd, "search": odd}}
    traits = {"type": "identify", "traits": {"a": odd, "first_name": odd, "": odd}, "context": {"traits": odd}}
    body = batch(*events, products, page, traits, anonymousId=who)
    assert post(app, "/v1/batch", body).json()["accepted"] == len(body["batch"])
    visit = app.http.post("/v1/visit", json=app.visit_request(who, page={"title": odd, "product_id": odd}))
    assert visit.status_code == 200
    assert count_of(app, who, "Cart Viewed") == 1


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:30])
def test_odd_values_in_place_of_fields_are_answered_in_words(app: App, who: str, odd: Any) -> None:
    fields = ("type", "event", "messageId", "userId", "properties", "traits", "context", "timestamp", "anonymousId")
    events = [{**track("A", anonymousId=who), field: odd} for field in fields]
    answer = post(app, "/v1/batch", batch(*events)).json()
    assert answer["accepted"] + len(answer["rejected"]) == len(events)
    for field in ("sentAt", "context", "anonymousId", "batch", "writeKey"):
        response = post(app, "/v1/batch", {**batch(), field: odd}, authorization=BASIC)
        assert response.status_code in (200, 400, 401), response.text


def test_while_the_store_is_down_nothing_is_acknowledged_and_afterwards_all_goes_on(tmp_path: Path) -> None:
    event = track("A", anonymousId="anna")
    with EmbeddedStore(tmp_path) as store, running_app(store.url) as app:
        store.stop()
        for path, body in (("/v1/batch", batch(event)), ("/v1/visit", app.visit_request("anna", event))):
            response = post(app, path, body)
            error_of(response, 503, "store_unavailable")
            assert int(response.headers["retry-after"]) >= 1
        with EmbeddedStore(tmp_path):
            assert wait_for(lambda: post(app, "/v1/batch", batch(event)).status_code == 200, timeout_s=5)
            assert count_of(app, "anna", "A") == 1
