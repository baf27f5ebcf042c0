"""A counter says what a plain one says, whatever came when; only that it keeps its days in few bytes."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from notesik.counters import MAX_COUNTER_DAYS, MAX_COUNTERS, Counter, counter_of, last_counters
from sample_events import DAY_MS, NOW_MS

moments = st.one_of(st.integers(0, 60), st.integers(0, 3_000)).map(lambda day: day * DAY_MS + 5)
histories = st.lists(st.tuples(moments, st.sampled_from([1, 1, 1, 200])), max_size=70)
"""When it happened, and how often then."""


class Plain(NamedTuple):
    """A counter as one would write it down without a thought for its size."""

    count: int = 0
    last_ms: int = 0
    days: tuple[tuple[int, int], ...] = ()
    """The last ones, the oldest first, each with how often."""

    def plus(self, count: int, last_ms: int, more: dict[int, int]) -> Plain:
        days = dict(self.days)
        for day, times in more.items():
            days[day] = days.get(day, 0) + times
        return Plain(self.count + count, max(self.last_ms, last_ms), tuple(sorted(days.items())[-MAX_COUNTER_DAYS:]))

    def since(self, first_day: int) -> int:
        return sum(times for day, times in self.days if day >= first_day)

    def without(self, times_ms: list[int]) -> Plain:
        less = self.plus(0, 0, {})
        for at_ms in times_ms:
            days = dict(less.days)
            days[at_ms // DAY_MS] = days.get(at_ms // DAY_MS, 0) - 1
            less = less._replace(days=tuple(days.items()))
        left = tuple(sorted((day, times) for day, times in less.days if times > 0))
        return Plain(max(self.count - len(times_ms), 0), self.last_ms, left)


def both(history: list[tuple[int, int]]) -> tuple[Counter, Plain]:
    counter, plain = Counter(), Plain()
    for at_ms, times in history:
        for _ in range(times):
            counter, plain = counter.after(at_ms), plain.plus(1, at_ms, {at_ms // DAY_MS: 1})
    return counter, plain


def told(counter: Counter) -> Plain:
    return Plain(counter.count, counter.last_ms, tuple(counter.days.items()))


@given(histories, st.integers(0, 3_001))
def test_it_counts_as_a_plain_one_does_in_whatever_order_events_come(
    history: list[tuple[int, int]], first_day: int
) -> None:
    counter, plain = both(history)
    assert told(counter) == plain
    assert counter.since(first_day) == plain.since(first_day)
    assert counter_of(counter.count, counter.last_ms, counter.days) == counter, "the same is written in one way"


@given(histories, histories)
def test_two_are_added_as_plain_ones_are(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    (first, plain_first), (second, plain_second) = both(one), both(other)
    expected = plain_first.plus(plain_second.count, plain_second.last_ms, dict(plain_second.days))
    assert told(first.merged(second)) == told(second.merged(first)) == expected


@given(histories, st.lists(moments, max_size=5))
def test_what_was_counted_twice_is_taken_off_as_from_a_plain_one(
    history: list[tuple[int, int]], twice: list[int]
) -> None:
    counter, plain = both(history)
    assert told(counter.without(twice, len(twice))) == plain.without(twice)


def test_it_keeps_its_last_days_and_its_whole_sum() -> None:
    counter = Counter()
    for day in range(40):
        counter = counter.after(NOW_MS + day * DAY_MS)
    assert (counter.count, len(counter.days), counter.last_ms) == (40, MAX_COUNTER_DAYS, NOW_MS + 39 * DAY_MS)
    assert counter.after(NOW_MS).days == counter.days, "a day long past is only in the sum"


def test_a_month_of_days_takes_two_bytes_a_day() -> None:
    counter = Counter()
    for day in range(MAX_COUNTER_DAYS):
        counter = counter.after(NOW_MS + day * DAY_MS)
    assert len(counter.packed_days) < 2 * MAX_COUNTER_DAYS + 8


def test_of_too_many_counters_those_that_counted_last_stay() -> None:
    counters = {f"E{number}": Counter().after(NOW_MS - number) for number in range(MAX_COUNTERS + 3)}
    assert set(last_counters(counters)) == {f"E{number}" for number in range(MAX_COUNTERS)}
