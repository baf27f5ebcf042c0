from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.exposures import TIMES_KEPT, Exposure
from notesik.frequency import Frequency, Obstacle, SharedFrequency, Window, cap, dismissal
from notesik.schedules import CoolDown, Period

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
NOW_MS = 1_800_000_000_000


def seen(*ages_ms: int, closed_ms: int = 0, converted_ms: int = 0) -> Exposure:
    exposure = Exposure("a", closed_ms=closed_ms, converted_ms=converted_ms)
    for age_ms in ages_ms:
        exposure = exposure.after_impression(NOW_MS - age_ms)
    return exposure


def test_without_caps_a_campaign_may_be_shown_always() -> None:
    assert cap(Frequency(), seen(*range(100)), NOW_MS) is None


def test_a_lifetime_cap_counts_every_impression() -> None:
    frequency = Frequency(lifetime=2)
    assert cap(frequency, seen(400 * DAY_MS), NOW_MS) is None
    assert cap(frequency, seen(400 * DAY_MS, HOUR_MS), NOW_MS) == Obstacle("frequency_lifetime", "seen 2 of 2")


def test_a_window_counts_the_impressions_of_its_period() -> None:
    frequency = Frequency(windows=(Window(2, Period.parse("1d")),))
    assert cap(frequency, seen(2 * DAY_MS, HOUR_MS), NOW_MS) is None
    assert cap(frequency, seen(2 * HOUR_MS, HOUR_MS), NOW_MS) == Obstacle("frequency_window", "seen 2 of 2 in 1d")


def test_a_window_opens_again_when_its_period_is_over() -> None:
    frequency = Frequency(windows=(Window(1, Period.parse("1d")),))
    assert cap(frequency, seen(DAY_MS - 1), NOW_MS) is not None
    assert cap(frequency, seen(DAY_MS), NOW_MS) is None


def test_every_window_must_allow() -> None:
    frequency = Frequency(windows=(Window(1, Period.parse("1h")), Window(3, Period.parse("7d"))))
    assert cap(frequency, seen(3 * HOUR_MS, 2 * HOUR_MS), NOW_MS) is None
    found = cap(frequency, seen(4 * HOUR_MS, 3 * HOUR_MS, 2 * HOUR_MS), NOW_MS)
    assert found == Obstacle("frequency_window", "seen 3 of 3 in 7d")


def test_a_closed_campaign_waits() -> None:
    frequency = Frequency(after_close=CoolDown.parse("7d"))
    closed = seen(DAY_MS, closed_ms=NOW_MS - 2 * HOUR_MS)
    assert dismissal(frequency, closed, NOW_MS) == Obstacle("closed", "closed 2 h ago, waits 7d")
    assert dismissal(frequency, closed, NOW_MS + 7 * DAY_MS) is None


def test_a_closed_campaign_may_be_closed_for_ever() -> None:
    frequency = Frequency(after_close=CoolDown.parse("never"))
    closed = seen(DAY_MS, closed_ms=NOW_MS)
    assert dismissal(frequency, closed, NOW_MS + 4000 * DAY_MS) == Obstacle("closed", "closed 4000 d ago, never again")


def test_without_a_word_a_closed_campaign_stays_away_for_a_session() -> None:
    closed = seen(DAY_MS, closed_ms=NOW_MS)
    assert dismissal(Frequency(), closed, NOW_MS + 29 * 60_000) == Obstacle("closed", "closed 29 min ago, waits 30m")
    assert dismissal(Frequency(), closed, NOW_MS + 30 * 60_000) is None


def test_a_campaign_stops_after_its_conversion_only_when_it_says_so() -> None:
    converted = seen(DAY_MS, converted_ms=NOW_MS - 5_000)
    assert dismissal(Frequency(), converted, NOW_MS) is None
    stopping = Frequency(stop_after_conversion=True)
    assert dismissal(stopping, converted, NOW_MS) == Obstacle("converted", "converted 5 s ago")


@pytest.mark.parametrize("late_ms", [0, 1_000, DAY_MS])
def test_an_impression_from_a_fast_clock_counts(late_ms: int) -> None:
    frequency = Frequency(windows=(Window(1, Period.parse("1d")),))
    assert cap(frequency, seen(-late_ms), NOW_MS) is not None


@given(
    st.lists(st.integers(0, 20 * HOUR_MS), max_size=50),
    st.integers(1, TIMES_KEPT),
    st.sampled_from(["1m", "1h", "10h", "1d"]),
)
def test_a_window_forbids_exactly_when_its_cap_is_reached(ages_ms: list[int], most: int, period: str) -> None:
    window = Window(most, Period.parse(period))
    counted = sum(age_ms < window.period.ms for age_ms in ages_ms)
    assert (cap(Frequency(windows=(window,)), seen(*ages_ms), NOW_MS) is not None) == (counted >= most)


@given(st.lists(st.integers(0, 20 * HOUR_MS), max_size=10), st.integers(0, 10))
def test_reserved_impressions_count_like_new_ones(ages_ms: list[int], reserved: int) -> None:
    frequency = Frequency(lifetime=12, windows=(Window(5, Period.parse("10h")),))
    found = cap(frequency, seen(*ages_ms), NOW_MS, reserved)
    assert (found is None) == (cap(frequency, seen(*ages_ms, *[0] * reserved), NOW_MS) is None)
    if found is not None and cap(frequency, seen(*ages_ms), NOW_MS) is None:
        assert found.reason == "reserved"
        assert found.detail.endswith(f", {reserved} more may still be shown on other pages")


@pytest.mark.parametrize(("ages_ms", "words"), [([], "seen 0 of 1"), ([2 * DAY_MS], "seen 0 of 1 in 1d")])
def test_what_is_reserved_is_told_apart_from_what_was_seen(ages_ms: list[int], words: str) -> None:
    frequency = Frequency(windows=(Window(1, Period.parse("1d")),)) if ages_ms else Frequency(lifetime=1)
    found = cap(frequency, seen(*ages_ms), NOW_MS, 1)
    assert found == Obstacle("reserved", f"{words}, 1 more may still be shown on other pages")


def test_a_group_waits_after_a_close_only_when_it_says_so() -> None:
    closed = seen(DAY_MS, closed_ms=NOW_MS)
    assert dismissal(SharedFrequency(), closed, NOW_MS) is None
    waiting = SharedFrequency(after_close=CoolDown.parse("1d"))
    assert dismissal(waiting, closed, NOW_MS) == Obstacle("closed", "closed 0 s ago, waits 1d")
