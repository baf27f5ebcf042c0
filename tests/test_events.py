"""Untrusted messages become events, each bad one rejected alone, with its reason and in the limits of the protocol."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.envelopes import MAX_DEPTH, read_envelope
from notesik.errors import NotesikError
from notesik.events import MAX_EVENT_BYTES, Event, Rejected, parse_events, parse_time
from sample_events import DAY_MS, HOUR_MS, NOW_MS, nested

NOW = "2026-11-21T19:40:00Z"
HOUR_BEFORE = "2026-11-21T18:40:00Z"


def parsed(*messages: Any, **envelope: Any) -> tuple[list[Event], list[Rejected]]:
    body = json.dumps({"batch": messages, **envelope}).encode()
    return parse_events(read_envelope(body, single=False), NOW_MS)


def event_of(message: dict[str, Any], **envelope: Any) -> Event:
    [event], rejected = parsed({"type": "track", "event": "A", "anonymousId": "anna", **message}, **envelope)
    assert rejected == []
    return event


def reason_of(message: dict[str, Any], **envelope: Any) -> str:
    events, [rejected] = parsed({"type": "track", "event": "A", "anonymousId": "anna", **message}, **envelope)
    assert events == []
    return rejected.reason


def test_the_times_of_these_tests_are_those_they_seem_to_be() -> None:
    assert parse_time(NOW) == NOW_MS
    assert parse_time(HOUR_BEFORE) == NOW_MS - HOUR_MS


def test_a_message_becomes_an_event() -> None:
    message = {"messageId": "m1", "userId": 17, "properties": {"a": 1}, "context": {"locale": "pl"}, "timestamp": NOW}
    assert event_of(message) == Event(
        "track", "m1", NOW_MS, "anna", "17", "A", properties={"a": 1}, context={"locale": "pl"}
    )


def test_what_the_batch_says_holds_for_messages_that_do_not_say_it() -> None:
    envelope = {"anonymousId": "all", "userId": "u", "context": {"locale": "pl", "app": 1}}
    one, other = parsed(
        {"type": "page"}, {"type": "page", "anonymousId": "own", "context": {"locale": "en"}}, **envelope
    )[0]
    assert (one.anonymous_id, one.user_id, one.context) == ("all", "u", {"locale": "pl", "app": 1})
    assert (other.anonymous_id, other.user_id, other.context) == ("own", "u", {"locale": "en", "app": 1})


def test_a_single_message_is_its_own_envelope() -> None:
    body = json.dumps({"event": "A", "anonymousId": "anna", "context": {"note": "x" * 20_000}}).encode()
    [event], rejected = parse_events(read_envelope(body, single=True), NOW_MS, type_of_all="track")
    assert (event.type, event.name, rejected) == ("track", "A", [])


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"type": "dance"}, "type: expected one of alias, group, identify, page, screen, track, not 'dance'"),
        ({"event": ""}, "event: a track event needs a name"),
        ({"event": 7}, "Expected `str | null`, got `int` - at `$.event`"),
        ({"event": "x" * 201}, "event: at most 200 characters"),
        ({"anonymousId": ""}, "anonymousId: an event needs an anonymousId or a userId"),
        ({"anonymousId": "x" * 201}, "anonymousId: at most 200 characters"),
        ({"userId": "a\nb"}, "userId: control characters are not allowed"),
        ({"userId": "undefined"}, "userId: 'undefined' names nobody"),
        ({"anonymousId": "Null"}, "anonymousId: 'Null' names nobody"),
        ({"messageId": "x" * 101}, "messageId: at most 100 characters"),
        ({"timestamp": "soon"}, "timestamp: expected an ISO 8601 time, not 'soon'"),
        ({"type": "alias", "userId": "u"}, "previousId: this type of event needs it"),
        ({"type": "alias", "previousId": "p"}, "userId: this type of event needs it"),
        ({"type": "group"}, "groupId: this type of event needs it"),
        ({"type": "identify", "traits": {str(n): n for n in range(65)}}, "traits: at most 64, this event has 65"),
        ({"properties": {"n": 10**20}}, "a whole number beyond 64 bits"),
        ({"context": {"n": -(10**20)}}, "a whole number beyond 64 bits"),
        ({"properties": {"n": nested(MAX_DEPTH)}}, "more than 32 lists and objects within each other"),
        ({"properties": []}, "Expected `object | null`, got `array` - at `$.properties`"),
    ],
)
def test_a_bad_message_is_rejected_with_its_reason(message: dict[str, Any], reason: str) -> None:
    assert reason_of(message) == reason


def test_a_bad_message_is_rejected_alone_and_named() -> None:
    good = {"type": "page", "anonymousId": "anna"}
    events, rejected = parsed(good, {"type": "dance", "messageId": "m1"}, 7, good)
    assert len(events) == 2
    assert [(each.index, each.message_id) for each in rejected] == [(1, "m1"), (2, "")]


def test_an_event_holds_at_most_32_kilobytes() -> None:
    message = {"type": "track", "event": "A", "anonymousId": "anna", "properties": {"text": ""}}
    message["properties"] = {"text": "x" * (MAX_EVENT_BYTES - len(json.dumps(message)))}
    assert parsed(message)[1] == []
    message["properties"]["text"] += "x"  # type: ignore[index]
    assert parsed(message)[1][0].reason == "an event holds at most 32768 bytes, this one has 32769"


def test_half_an_emoji_is_mended_and_not_refused() -> None:
    body = rb'{"batch": [{"type": "track", "event": "A \ud83d", "anonymousId": "anna"}]}'
    [event], rejected = parse_events(read_envelope(body, single=False), NOW_MS)
    assert (event.name, rejected) == ("A ?", [])


def test_an_alias_says_that_the_previous_id_was_this_user_all_along() -> None:
    event = event_of({"type": "alias", "previousId": "old", "userId": "u"})
    assert (event.anonymous_id, event.user_id) == ("old", "u")


def test_ids_are_without_the_blanks_around_them() -> None:
    event = event_of({"anonymousId": " anna ", "userId": "\tu "})
    assert (event.anonymous_id, event.user_id) == ("anna", "u")


def test_a_page_has_what_its_context_says_of_it_unless_it_says_so_itself() -> None:
    page = {"type": "page", "properties": {"title": "Ours"}, "context": {"page": {"path": "/a", "title": "Theirs"}}}
    assert event_of(page).properties == {"path": "/a", "title": "Ours"}
    assert event_of({**page, "context": {"page": "/a"}}).properties == {"title": "Ours"}
    assert event_of({**page, "type": "track"}).properties == {"title": "Ours"}


def test_an_event_that_is_refused_says_why() -> None:
    envelope = read_envelope(b'{"batch": [{"type": "page", "anonymousId": "anna"}]}', single=False)
    assert parse_events(envelope, NOW_MS, refuse=lambda event: "not today") == ([], [Rejected(0, "", "not today")])


def test_a_senders_clock_that_is_wrong_is_corrected_by_its_own_sending_time() -> None:
    message = {"timestamp": "2019-01-01T00:00:00Z"}
    assert event_of(message, sentAt="2019-01-01T00:01:00Z").at_ms == NOW_MS - 60_000


def test_the_original_timestamp_goes_before_the_one_that_a_proxy_has_corrected() -> None:
    message = {"timestamp": "2001-01-01T00:00:00Z", "originalTimestamp": HOUR_BEFORE}
    assert event_of(message, sentAt=NOW).at_ms == NOW_MS - HOUR_MS


def test_history_is_taken_at_its_own_time_when_no_sending_time_is_said() -> None:
    assert event_of({"timestamp": HOUR_BEFORE}).at_ms == NOW_MS - HOUR_MS


@pytest.mark.parametrize("sent_at", [None, NOW, HOUR_BEFORE, "2001-01-01T00:00:00Z"])
def test_nothing_happens_in_the_future(sent_at: str | None) -> None:
    assert event_of({"timestamp": "2031-01-01T00:00:00Z"}, sentAt=sent_at).at_ms == NOW_MS


def test_a_sending_time_beyond_all_reason_does_not_lead_before_1970() -> None:
    assert event_of({"timestamp": NOW}, sentAt="9999-12-31T00:00:00Z").at_ms == 1


def test_the_same_content_at_the_same_time_is_the_same_message() -> None:
    one, again = event_of({"timestamp": NOW}), event_of({"timestamp": NOW})
    assert one.message_id == again.message_id
    assert event_of({"timestamp": HOUR_BEFORE}).message_id != one.message_id


def test_without_a_time_the_same_content_can_happen_twice() -> None:
    assert event_of({}).message_id != event_of({}).message_id


@pytest.mark.parametrize(
    ("stated", "unix_ms"),
    [
        ("2026-11-21T20:40:00+01:00", NOW_MS),
        ("2026-11-21T19:40:00", NOW_MS),
        ("2026-11-21T19:40:00.123Z", NOW_MS + 123),
        (NOW_MS, NOW_MS),
        (float(NOW_MS), NOW_MS),
        ("1969-12-31", None),
        ("", None),
        (None, None),
        (0.5, None),
        (1e15, None),
    ],
)
def test_times_are_read_in_every_usual_form(stated: str | float | None, unix_ms: int | None) -> None:
    assert parse_time(stated) == unix_ms


_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=8,
)
_FIELDS = ["type", "event", "name", "messageId", "anonymousId", "userId", "previousId", "groupId", "timestamp"]
_messages = st.dictionaries(
    st.sampled_from([*_FIELDS, "originalTimestamp", "properties", "traits", "context"]),
    st.one_of(_json, st.sampled_from(["track", "page", "identify", "alias", "anna", NOW])),
)


@given(
    st.lists(st.one_of(_messages, _json), max_size=5), st.dictionaries(st.sampled_from(["sentAt", "context"]), _json)
)
def test_whatever_comes_each_message_is_taken_or_rejected_and_what_is_taken_can_be_stored(
    messages: list[Any], envelope: dict[str, Any]
) -> None:
    try:
        events, rejected = parsed(*messages, **envelope)
    except NotesikError:
        return
    assert len(events) + len(rejected) == len(messages)
    for event in events:
        assert event.anonymous_id or event.user_id
        assert 1 <= event.at_ms <= NOW_MS
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(event), type=Event) == event


@given(st.integers(-30 * DAY_MS, 30 * DAY_MS), st.integers(0, 30 * DAY_MS))
def test_the_time_of_an_event_is_how_long_before_sending_it_happened(skew_ms: int, ago_ms: int) -> None:
    sent_ms = NOW_MS + skew_ms
    assert event_of({"timestamp": sent_ms - ago_ms}, sentAt=sent_ms).at_ms == NOW_MS - ago_ms
