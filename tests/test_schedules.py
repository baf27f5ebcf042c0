from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.errors import Fault
from notesik.opening_hours import Hours
from notesik.schedules import CoolDown, Period, Schedule, Span, compile_schedule, parse_period, schedule_faults


def utc_ms(text: str) -> int:
    return round(datetime.datetime.fromisoformat(text + "+00:00").timestamp() * 1000)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("30m", 1800), ("24h", 86_400), ("7d", 604_800), ("2w", 1_209_600)]
)
def test_a_period_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert parse_period(text).ms == seconds * 1000
    assert str(parse_period(text)) == text


@pytest.mark.parametrize(
    "wrong", ["", "7", "d", "0d", "-1d", "1.5h", "1 d", "7D", "1y", "7days", 7, None, True, ["7d"]]
)
def test_anything_else_is_refused_with_examples(wrong: object) -> None:
    with pytest.raises(ValueError, match="expected a period such as 30m, 24h, 7d or 2w, got"):
        parse_period(wrong)


def test_a_period_of_more_than_ten_years_is_refused() -> None:
    with pytest.raises(ValueError, match="ten years at most"):
        parse_period("99999w")


def test_only_a_cool_down_may_be_never() -> None:
    assert CoolDown.parse("never").ms == math.inf
    assert CoolDown.parse("30d") == Period.parse("30d")
    with pytest.raises(ValueError, match='got "never"'):
        parse_period("never")


@given(st.integers(1, 500), st.sampled_from("smhdw"))
def test_a_period_reads_back_from_its_text(number: int, unit: str) -> None:
    period = parse_period(f"{number}{unit}")
    assert parse_period(str(period)) == period


def test_local_times_are_those_of_the_time_zone() -> None:
    schedule = Schedule(from_="2026-11-20T08:00", until="2026-12-01", time_zone="Europe/Warsaw")
    assert schedule_faults(schedule, "schedule") == []
    assert compile_schedule(schedule) == Span(utc_ms("2026-11-20T07:00"), utc_ms("2026-11-30T23:00"))


def test_an_open_end_has_no_limit() -> None:
    assert compile_schedule(Schedule()) == Span(None, None)
    assert compile_schedule(Schedule(from_="1970-01-01T00:00:01")) == Span(1000, None)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-03-29T02:30", "2026-03-29T01:30"),  # left out by the change to summer time
        ("2026-10-25T02:30", "2026-10-25T00:30"),  # comes twice: the first
    ],
)
def test_the_change_of_the_clock_has_one_meaning(local: str, utc: str) -> None:
    assert compile_schedule(Schedule(from_=local, time_zone="Europe/Warsaw")).from_ms == utc_ms(utc)


@pytest.mark.parametrize(
    ("schedule", "path", "message"),
    [
        (
            Schedule(time_zone="Europe/Warsav"),
            "time_zone",
            'unknown time zone "Europe/Warsav", did you mean "Europe/Warsaw"?',
        ),
        (Schedule(time_zone="../etc"), "time_zone", 'unknown time zone "../etc"'),
        (Schedule(time_zone="Europe"), "time_zone", 'unknown time zone "Europe"'),
        (Schedule(time_zone=""), "time_zone", 'unknown time zone ""'),
        (Schedule(from_="tomorrow"), "from", 'expected a time such as 2026-11-20T08:00, got "tomorrow"'),
        (
            Schedule(until="2026-11-20T08:00Z"),
            "until",
            'write the local time without an offset and name the time_zone, got "2026-11-20T08:00Z"',
        ),
        (Schedule(from_="2026-11-20", until="2026-11-20"), "until", "must be later than from"),
        (Schedule(days=("mon", "tue", "mon")), "days[2]", "mon stands there twice"),
        (Schedule(hours=(Hours.parse("08:00-09:00"),) * 2), "hours[1]", "08:00-09:00 stands there twice"),
    ],
)
def test_a_faulty_schedule_says_where_and_what(schedule: Schedule, path: str, message: str) -> None:
    (fault,) = schedule_faults(schedule, "schedule")
    assert fault.path == f"schedule.{path}"
    assert fault.message.startswith(message)


def test_all_faults_of_a_schedule_are_found() -> None:
    found = schedule_faults(Schedule(from_="x", until="y", time_zone="Moon"), "")
    assert [fault.path for fault in found] == ["time_zone", "from", "until"]
    assert isinstance(found[0], Fault)


def test_a_time_that_the_clock_skips_is_refused_with_what_it_shows_instead() -> None:
    schedule = Schedule(from_="2026-03-29T02:30", until="2026-10-25T02:30", time_zone="Europe/Warsaw")
    [fault] = schedule_faults(schedule, "schedule")
    assert str(fault) == "schedule.from: the clock skips this time on that day; say 2026-03-29T03:30"


@pytest.mark.parametrize(
    ("hours", "places"),
    [
        (("08:00-12:00", "11:00-14:00"), ["schedule.hours[1]"]),
        (("22:00-06:00", "23:00-24:00", "21:00-22:00"), ["schedule.hours[1]"]),
        (("08:00-12:00", "12:00-14:00"), []),
    ],
)
def test_hours_that_overlap_are_refused(hours: tuple[str, ...], places: list[str]) -> None:
    schedule = Schedule(hours=tuple(map(Hours.parse, hours)))
    assert [fault.path for fault in schedule_faults(schedule, "schedule")] == places
