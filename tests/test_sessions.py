"""Sessions end after half an hour of silence, and know where they came from."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.events import Event
from notesik.sessions import (
    MAX_URL,
    MAX_VISIBLE_S,
    PAGE_LEFT,
    SESSION_GAP_MS,
    Session,
    arrival,
    merged_sessions,
    session_after,
    session_after_leaving,
)
from sample_events import DAY_MS, MINUTE_MS, NOW_MS, events, page, times_ms, track


def session_of(*happened: Event) -> Session:
    session: Session | None = None
    for event in happened:
        session = session_after(session, event)
    assert session is not None
    return session


def origin(url: str = "https://shop.example/", referrer: str = "") -> tuple[object, object]:
    found = arrival({"url": url, "referrer": referrer})
    return found["source"], found["medium"]


def test_a_session_goes_on_through_half_an_hour_of_silence() -> None:
    assert session_of(page(at_ms=NOW_MS), page(at_ms=NOW_MS + SESSION_GAP_MS)).number == 1
    later = session_of(page(at_ms=NOW_MS), page(at_ms=NOW_MS + SESSION_GAP_MS + 1))
    assert (later.number, later.pages, later.started_ms) == (2, 1, NOW_MS + SESSION_GAP_MS + 1)


def test_pages_are_counted_and_the_first_is_where_it_landed() -> None:
    session = session_of(
        track("Before Any Page"),
        page({"url": "https://shop.example/?utm_source=news", "referrer": "https://blog.example/"}),
        page({"url": "https://shop.example/tents"}),
    )
    assert (session.pages, session.landing_page) == (2, "https://shop.example/?utm_source=news")
    assert (session.source, session.medium, session.utm) == ("news", "referral", {"source": "news"})


def test_an_event_that_comes_a_little_late_belongs_to_the_session() -> None:
    session = session_of(track("A", at_ms=NOW_MS), track("B", at_ms=NOW_MS - MINUTE_MS))
    assert (session.number, session.started_ms, session.last_ms) == (1, NOW_MS - MINUTE_MS, NOW_MS)


def test_an_event_from_long_before_leaves_the_session() -> None:
    session = session_of(page(at_ms=NOW_MS))
    assert session_after(session, page(at_ms=NOW_MS - 300 * DAY_MS)) is session


def test_a_pages_facts_may_stand_in_its_context() -> None:
    facts = {"url": "https://shop.example/x", "referrer": "https://t.co/1"}
    session = session_of(page(context={"page": facts, "campaign": {"source": "tw", "medium": 7}}))
    assert (session.landing_page, session.source, session.medium) == ("https://shop.example/x", "tw", "7")
    assert session_of(page(context={"page": "no", "campaign": []})).landing_page == ""


@pytest.mark.parametrize(
    ("referrer", "found"),
    [
        ("", ("direct", "none")),
        ("https://shop.example/tents", ("direct", "none")),
        ("https://www.shop.example/", ("direct", "none")),
        ("https://pay.shop.example/done", ("direct", "none")),
        ("https://www.google.co.uk/", ("google", "organic")),
        ("android-app://com.google.android.googlequicksearchbox/", ("google", "organic")),
        ("https://l.facebook.com/l.php", ("facebook", "social")),
        ("https://t.co/abc", ("t.co", "social")),
        ("https://not-t.co/", ("not-t.co", "referral")),
        ("https://www.blog.example/post", ("blog.example", "referral")),
        ("https://[broken", ("direct", "none")),
    ],
)
def test_a_referrer_says_where_a_session_came_from(referrer: str, found: tuple[str, str]) -> None:
    assert origin(referrer=referrer) == found


def test_a_paid_click_goes_before_the_referrer_and_the_shops_own_campaign_before_both() -> None:
    google = "https://www.google.com/"
    assert origin("https://shop.example/?gclid=Cj0", google) == ("google", "cpc")
    assert origin("https://shop.example/?gclid=Cj0&utm_source=ads&utm_medium=paid", google) == ("ads", "paid")


def test_a_campaign_at_the_end_of_a_long_address_is_read() -> None:
    found = arrival({"url": f"https://shop.example/?filter={'x' * 2_000}&utm_campaign=autumn"})
    assert found["utm"] == {"campaign": "autumn"}
    assert len(str(found["landing_page"])) == MAX_URL


@given(st.text(), st.text())
def test_whatever_the_addresses_are_a_session_has_a_source(url: str, referrer: str) -> None:
    for address in (url, f"https://{url}", f"https://shop.example/?{url}"):
        found = arrival({"url": address, "referrer": f"https://{referrer}"})
        assert found["source"]
        assert len(str(found["source"])) <= 150


@given(st.lists(events, min_size=1, max_size=12))
def test_a_session_begins_before_it_ends(happened: list[Event]) -> None:
    session = session_of(*happened)
    assert session.started_ms <= session.last_ms
    assert 1 <= session.number <= len(happened)


sessions = st.one_of(
    st.none(),
    st.builds(
        lambda number, start_ms, length_ms, pages: Session(
            number=number,
            started_ms=start_ms,
            last_ms=start_ms + length_ms,
            pages=pages,
            landing_page=f"https://shop.example/{start_ms}" if pages else "",
        ),
        st.integers(1, 9),
        times_ms,
        st.integers(0, 90 * MINUTE_MS),
        st.integers(0, 9),
    ),
)


@given(sessions)
def test_merging_with_nothing_changes_nothing(session: Session | None) -> None:
    assert merged_sessions(session, None) == merged_sessions(None, session) == session


@given(sessions, sessions)
def test_merging_does_not_ask_which_history_is_whose(one: Session | None, other: Session | None) -> None:
    if one is None or other is None or (one.started_ms, one.last_ms) != (other.started_ms, other.last_ms):
        assert merged_sessions(one, other) == merged_sessions(other, one)


def test_sessions_apart_add_up_and_the_later_one_goes_on() -> None:
    yesterday = Session(number=3, started_ms=NOW_MS - DAY_MS, last_ms=NOW_MS - DAY_MS, pages=5)
    today = Session(number=2, started_ms=NOW_MS, last_ms=NOW_MS, pages=1, source="google")
    merged = merged_sessions(yesterday, today)
    assert merged is not None
    assert (merged.number, merged.pages, merged.source) == (5, 1, "google")


def test_sessions_that_overlap_are_one_visit() -> None:
    device = Session(2, NOW_MS - MINUTE_MS, NOW_MS, pages=3, landing_page="/", source="google", viewed=("bike",))
    person = Session(4, NOW_MS - 5 * MINUTE_MS, NOW_MS + 1, pages=0, viewed=("tent", "bike"))
    merged = merged_sessions(person, device)
    assert merged == Session(
        number=5,
        started_ms=NOW_MS - 5 * MINUTE_MS,
        last_ms=NOW_MS + 1,
        pages=3,
        landing_page="/",
        source="google",
        viewed=("tent", "bike"),
    )


def left(seconds: object, at_ms: int = NOW_MS) -> Event:
    return track(PAGE_LEFT, {"visible_seconds": seconds}, at_ms=at_ms)


def test_the_time_in_sight_adds_up_over_the_pages_of_a_session() -> None:
    session = session_of(page(at_ms=NOW_MS))
    for seconds in (20, 30.6):
        after_leaving = session_after_leaving(session, left(seconds))
        assert after_leaving is not None
        session = after_leaving
    assert session.visible_s == 50


def test_to_leave_begins_no_session_and_lasts_no_longer() -> None:
    assert session_after_leaving(None, left(5)) is None
    session = session_of(page(at_ms=NOW_MS))
    after_leaving = session_after_leaving(session, left(5, at_ms=NOW_MS + 2 * SESSION_GAP_MS))
    assert after_leaving == msgspec.structs.replace(session, visible_s=5)


@given(st.one_of(st.floats(), st.integers(), st.text(), st.none()))
def test_whatever_is_told_of_the_time_in_sight_it_stays_within_a_day(seconds: object) -> None:
    session = session_after_leaving(session_of(page(at_ms=NOW_MS)), left(seconds))
    assert session is not None
    assert 0 <= session.visible_s <= MAX_VISIBLE_S
