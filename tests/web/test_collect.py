"""The tracking API as SDKs, servers and beacons use it."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from notesik.envelopes import MAX_BATCH_EVENTS
from running_app import MINUTE_MS, ORIGIN, SITE, START_MS, App, identify, running_app, track
from tracking_requests import BASIC, batch, count_of, post


@pytest.fixture(scope="module")
def app(module_store_url: str) -> Iterator[App]:
    with running_app(module_store_url) as app:
        yield app


@pytest.fixture
def who() -> str:
    """The id of a visitor of this test's own."""
    return f"visitor-{uuid.uuid4()}"


@pytest.mark.parametrize(
    ("word", "event", "counted"),
    [
        ("identify", {"traits": {"email": "anna@example.com"}}, "identify"),
        ("track", {"event": "Product Viewed", "properties": {"product_id": "1"}}, "Product Viewed"),
        ("page", {"name": "Home", "properties": {"url": f"{ORIGIN}/"}}, "page"),
        ("screen", {"name": "Home"}, "screen"),
        ("group", {"groupId": "g1", "traits": {"name": "Acme"}}, "group"),
        ("i", {"traits": {"email": "anna@example.com"}}, "identify"),
        ("t", {"event": "Product Viewed"}, "Product Viewed"),
        ("p", {"name": "Home"}, "page"),
        ("s", {"name": "Home"}, "screen"),
        ("g", {"groupId": "g1"}, "group"),
    ],
)
def test_each_address_takes_events_of_its_type(
    app: App, who: str, word: str, event: dict[str, Any], counted: str
) -> None:
    response = post(app, f"/v1/{word}", {"writeKey": SITE.write_key, "anonymousId": who, **event})
    assert response.json() == {"success": True, "accepted": 1}
    assert count_of(app, who, counted) == 1


@pytest.mark.parametrize("word", ["alias", "a"])
def test_an_alias_gives_a_device_to_a_user(app: App, who: str, word: str) -> None:
    post(app, "/v1/track", {"writeKey": SITE.write_key, "anonymousId": who, "event": "Before"})
    response = post(app, f"/v1/{word}", {"writeKey": SITE.write_key, "previousId": who, "userId": f"u-{who}"})
    assert response.status_code == 200
    assert count_of(app, f"u-{who}", "Before", "user") == 1


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/import", "/beacon/v1/batch", "/beacon/v1/import"])
def test_a_batch_takes_events_of_several_types_and_visitors(app: App, who: str, path: str) -> None:
    events = [track("A", anonymousId=who), track("B", anonymousId=f"{who}-2"), identify(f"u-{who}")]
    response = post(app, path, batch(*events))
    assert response.json() == {"success": True, "accepted": 3, "rejected": []}
    assert count_of(app, who, "A") == 1
    assert count_of(app, f"{who}-2", "B") == 1
    assert count_of(app, f"u-{who}", "identify") == 1


def test_the_batchs_context_and_ids_hold_for_each_event(app: App, who: str) -> None:
    events = [track("A"), track("B", context={"locale": "fr-FR"})]
    post(app, "/v1/batch", batch(*events, anonymousId=who, context={"locale": "pl-PL", "traits": {"plan": "x"}}))
    assert count_of(app, who, "A") == count_of(app, who, "B") == 1
    assert app.state(who)["language"] == "fr-FR"


def test_a_beacon_names_its_write_key_in_the_address_and_sends_plain_text(app: App, who: str) -> None:
    body = json.dumps({"batch": [track("Left", anonymousId=who)]}).encode()
    path = f"/beacon/v1/batch?writeKey={SITE.write_key}"
    assert post(app, path, body, content_type="text/plain;charset=UTF-8", origin=ORIGIN).json()["accepted"] == 1
    assert count_of(app, who, "Left") == 1


def test_http_basic_names_the_write_key(app: App, who: str) -> None:
    response = post(app, "/v1/batch", {"batch": [track("A", anonymousId=who)]}, authorization=BASIC)
    assert response.json()["accepted"] == 1
    assert count_of(app, who, "A") == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"content_encoding": "gzip"},
        {},
        {"content_type": "text/plain"},
        {"content_type": "application/gzip", "content_encoding": "identity"},
    ],
    ids=str,
)
def test_gzip_is_unpacked_whatever_its_label_says(app: App, who: str, headers: dict[str, str]) -> None:
    packed = gzip.compress(json.dumps(batch(track("A", anonymousId=who))).encode())
    assert post(app, "/v1/batch", packed, **headers).json()["accepted"] == 1
    assert count_of(app, who, "A") == 1


def test_json_that_is_labelled_gzip_is_read_all_the_same(app: App, who: str) -> None:
    assert post(app, "/v1/batch", batch(track("A", anonymousId=who)), content_encoding="gzip").status_code == 200


def test_the_largest_batch_is_taken(app: App, who: str) -> None:
    events = [{"type": "track", "event": "A", "anonymousId": who, "messageId": str(n)} for n in range(MAX_BATCH_EVENTS)]
    assert post(app, "/v1/batch", batch(*events)).json()["accepted"] == MAX_BATCH_EVENTS
    assert count_of(app, who, "A") == MAX_BATCH_EVENTS


def test_the_sites_own_pages_may_read_answers_and_errors(app: App) -> None:
    for body, status in ((batch(), 200), ({"batch": 5}, 400), ({"batch": []}, 401)):
        response = post(app, "/v1/batch", body, origin=ORIGIN)
        assert response.status_code == status
        assert response.headers["access-control-allow-origin"] == ORIGIN
        assert response.headers["access-control-allow-credentials"] == "true"
        assert "Origin" in response.headers["vary"]


def test_a_preflight_from_a_sites_page_is_answered(app: App) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type, authorization"}
    response = app.http.options("/v1/batch", headers={"Origin": ORIGIN, **asked})
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == ORIGIN
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "authorization" in response.headers["access-control-allow-headers"].lower()
    response = app.http.options("/v1/batch", headers={"Origin": "https://evil.example", **asked})
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


def test_the_same_message_counts_once_in_one_batch_and_in_two(app: App, who: str) -> None:
    event = track("A", anonymousId=who)
    assert post(app, "/v1/batch", batch(event, event)).json()["accepted"] == 2
    assert post(app, "/v1/batch", batch(event)).json()["accepted"] == 1
    assert count_of(app, who, "A") == 1


def test_an_event_is_dated_by_the_servers_clock_however_wrong_the_senders_is(app: App, who: str) -> None:
    event = track("A", anonymousId=who, originalTimestamp="2031-01-01T12:00:00Z")
    post(app, "/v1/batch", batch(event, sentAt="2031-01-01T12:05:00Z"))
    assert app.state(who)["last_seen_ms"] == START_MS - 5 * MINUTE_MS


def test_history_keeps_its_own_time(app: App, who: str) -> None:
    post(app, "/v1/import", batch(track("A", anonymousId=who, timestamp="2020-02-03T04:05:06Z")))
    assert app.state(who)["first_seen_ms"] == 1_580_702_706_000


def test_an_event_from_the_future_happened_now(app: App, who: str) -> None:
    post(app, "/v1/batch", batch(track("A", anonymousId=who, timestamp="2099-01-01T00:00:00Z")))
    assert app.state(who)["last_seen_ms"] == START_MS


def test_an_event_whose_visitor_has_refused_analytics_is_not_taken(app: App, who: str) -> None:
    def stated(**preferences: bool) -> dict[str, Any]:
        return {"consent": {"categoryPreferences": preferences}}

    granted = track("A", anonymousId=who, context=stated(Advertising=False, Analytics=True))
    refused = track("B", anonymousId=who, context=stated(Advertising=True, Analytics=False))
    answer = post(app, "/v1/batch", batch(granted, refused)).json()
    assert answer["accepted"] == 1
    assert answer["rejected"][0]["reason"].startswith("consent")
    assert count_of(app, who, "B") == 0


def test_half_an_emoji_spoils_nothing(app: App, who: str) -> None:
    body = json.dumps(batch(track("A", {"title": "cut \ud83d"}, anonymousId=who))).encode()
    assert rb"\ud83d" in body
    assert post(app, "/v1/batch", body).json()["accepted"] == 1
    assert count_of(app, who, "A") == 1
