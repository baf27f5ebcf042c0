from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.opening_hours import DAYS, Day, Hours, compile_opening, opening_in_words


def ms(text: str) -> int:
    """Unix milliseconds of a time with an offset."""
    return round(datetime.datetime.fromisoformat(text).timestamp() * 1000)


def is_open(now: str, *hours: str, days: tuple[Day, ...] = (), zone: str = "Europe/Warsaw") -> bool:
    opening = compile_opening(days, [Hours.parse(each) for each in hours], zone)
    assert opening is not None
    return opening(ms(now))


def test_without_days_and_hours_there_is_nothing_to_ask() -> None:
    assert compile_opening((), (), "UTC") is None


@pytest.mark.parametrize(
    ("time", "expected"), [("07:59", False), ("08:00", True), ("17:59:59", True), ("18:00", False)]
)
def test_hours_include_their_beginning_and_not_their_end(time: str, expected: bool) -> None:
    assert is_open(f"2027-01-15T{time}+01:00", "08:00-18:00") is expected


def test_hours_are_those_of_the_time_zone() -> None:
    assert is_open("2027-01-15T07:30+00:00", "08:00-18:00")
    assert not is_open("2027-01-15T07:30+00:00", "08:00-18:00", zone="UTC")


def test_one_of_several_hours_is_enough() -> None:
    found = [is_open(f"2027-01-15T{hour:02}:30+01:00", "08:00-10:00", "20:00-24:00") for hour in range(24)]
    assert [hour for hour in range(24) if found[hour]] == [8, 9, 20, 21, 22, 23]


def test_a_day_without_hours_is_open_from_midnight_to_midnight() -> None:
    friday: tuple[Day, ...] = ("fri",)
    assert not is_open("2027-01-14T23:59+01:00", days=friday)
    assert is_open("2027-01-15T00:00+01:00", days=friday)
    assert is_open("2027-01-15T23:59+01:00", days=friday)
    assert not is_open("2027-01-16T00:00+01:00", days=friday)


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    friday: tuple[Day, ...] = ("fri",)
    assert not is_open("2027-01-15T05:00+01:00", "22:00-06:00", days=friday)
    assert is_open("2027-01-15T22:00+01:00", "22:00-06:00", days=friday)
    assert is_open("2027-01-16T05:59+01:00", "22:00-06:00", days=friday)
    assert not is_open("2027-01-16T06:00+01:00", "22:00-06:00", days=friday)


def test_sunday_night_goes_on_into_monday() -> None:
    assert is_open("2027-01-18T01:00+01:00", "22:00-06:00", days=("sun",))


def test_an_hour_that_summer_time_leaves_out_does_not_come() -> None:
    """In Warsaw, 2027-03-28 goes from 01:59 to 03:00."""
    quarters = [ms("2027-03-28T00:00+01:00") + n * 900_000 for n in range(23 * 4)]
    opening = compile_opening((), [Hours.parse("02:00-03:00")], "Europe/Warsaw")
    assert opening is not None
    assert not any(map(opening, quarters))
    assert is_open("2027-03-28T03:00+02:00", "03:00-04:00")
    assert not is_open("2027-03-28T04:00+02:00", "03:00-04:00")


def test_an_hour_that_comes_twice_counts_twice() -> None:
    """In Warsaw, 2027-10-31 goes from 02:59 back to 02:00."""
    assert is_open("2027-10-31T02:30+02:00", "02:00-03:00")
    assert is_open("2027-10-31T02:30+01:00", "02:00-03:00")
    assert not is_open("2027-10-31T03:00+01:00", "02:00-03:00")


def test_a_night_is_as_long_as_the_clock_says_when_it_changes() -> None:
    assert is_open("2027-03-28T05:59+02:00", "22:00-06:00", days=("sat",))
    assert not is_open("2027-03-28T06:00+02:00", "22:00-06:00", days=("sat",))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("8:00-18:00", "expected hours such as"),
        ("08:00–18:00", "expected hours such as"),
        ("08:00-18:60", "expected hours such as"),
        ("25:00-26:00", "expected hours such as"),
        ("08:00-18:00\n", "expected hours such as"),
        (8, "got the number 8"),
        ("24:00-06:00", "a day ends at 24:00"),
        ("08:00-24:30", "a day ends at 24:00"),
        ("08:00-08:00", "00:00-24:00 is the whole day"),
    ],
)
def test_what_are_no_hours_is_refused(wrong: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Hours.parse(wrong)


def test_opening_in_words_is_as_it_was_written() -> None:
    assert opening_in_words(("mon", "tue"), [Hours.parse("08:00-12:00"), Hours.parse("14:00-18:00")]) == (
        "mon, tue 08:00-12:00, 14:00-18:00"
    )
    assert opening_in_words((), [Hours.parse("08:00-12:00")]) == "08:00-12:00"


minutes = st.integers(0, 24 * 60 - 1)


@given(st.sets(st.sampled_from(DAYS), min_size=1), minutes, minutes, st.integers(0, 14 * 24 * 60))
def test_hours_say_the_same_as_a_walk_over_the_minutes(days: set[Day], start: int, end: int, later: int) -> None:
    """In a zone without changes: the minute is open if it is one of those that follow an opening."""
    if start == end:
        return
    text = f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    opening = compile_opening(sorted(days), [Hours.parse(text)], "UTC")
    assert opening is not None
    length = (end - start) % (24 * 60)
    now = ms("2027-01-11T00:00+00:00") // 60_000 + later  # a Monday
    begins = [now - ago for ago in range(length) if (now - ago) % (24 * 60) == start]
    weekdays = [DAYS[(begin // (24 * 60) + 3) % 7] for begin in begins]  # 1970-01-01 was a Thursday
    assert opening(now * 60_000) == any(weekday in days for weekday in weekdays)
