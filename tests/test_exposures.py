"""What a visitor has seen of a campaign adds up and merges without loss."""

from __future__ import annotations

from hypothesis import given

from notesik.exposures import TIMES_KEPT, Exposure, last_page_of
from sample_events import NOW_MS, exposures


def test_impressions_are_counted_and_the_last_keep_their_time() -> None:
    exposure = Exposure("a")
    for number in range(100):
        exposure = exposure.after_impression(NOW_MS + number)
    assert exposure.count == 100
    assert exposure.times_ms == tuple(range(NOW_MS + 100 - TIMES_KEPT, NOW_MS + 100))


def test_impressions_that_come_late_stand_where_they_belong() -> None:
    assert Exposure("a").after_impression(NOW_MS).after_impression(NOW_MS - 5).times_ms == (NOW_MS - 5, NOW_MS)


def test_a_late_click_close_or_conversion_does_not_undo_a_later_one() -> None:
    exposure = Exposure("a").after_click(9).after_close(9).after_conversion(9)
    assert exposure.after_click(5).after_close(5).after_conversion(5) == exposure


def test_any_dealing_with_a_campaign_is_a_meeting() -> None:
    assert Exposure("a").last_met_ms == 0
    assert Exposure("a").after_impression(5).after_close(7).last_met_ms == 7
    assert Exposure("a").after_close(5).after_impression(7).last_met_ms == 7


def test_the_variant_that_was_met_first_stays() -> None:
    first, second = Exposure("a").after_impression(NOW_MS - 1), Exposure("b").after_impression(NOW_MS)
    assert first.merged(second).variant == second.merged(first).variant == "a"
    assert Exposure("b").merged(first).variant == "a"


def test_the_last_page_is_the_one_that_an_impression_was_reserved_for_last() -> None:
    first = Exposure("a").after_reservation("one", 5).after_reservation("two", 7).after_reservation("two", 8)
    assert last_page_of([first, Exposure("a").after_reservation("three", 6)]) == "two"
    assert last_page_of([first, Exposure("a").after_reservation("", 9)]) == "", "it has no id"
    assert last_page_of([Exposure("a")]) == last_page_of([]) == ""


@given(exposures, exposures)
def test_merging_adds_up_and_loses_no_click_or_close(one: Exposure, other: Exposure) -> None:
    merged = one.merged(other)
    assert merged.count == one.count + other.count
    assert merged.times_ms == tuple(sorted(one.times_ms + other.times_ms))[-TIMES_KEPT:]
    assert merged.clicked_ms == max(one.clicked_ms, other.clicked_ms)
    assert merged.last_met_ms == max(one.last_met_ms, other.last_met_ms)


@given(exposures, exposures)
def test_an_impression_before_or_after_merging_is_the_same(one: Exposure, other: Exposure) -> None:
    before = one.after_impression(NOW_MS + 1).merged(other)
    after = one.merged(other).after_impression(NOW_MS + 1)
    assert (before.count, before.times_ms) == (after.count, after.times_ms)
