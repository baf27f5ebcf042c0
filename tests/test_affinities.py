"""Points for categories and brands add up, fade, and are bounded in number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.affinities import (
    HALF_LIFE_MS,
    MAX_NAMES,
    Affinities,
    Affinity,
    affinities_after,
    merged_affinities,
    ranked,
    score_at,
)
from sample_events import NOW_MS, times_ms

looks = st.lists(st.tuples(st.sampled_from(["Bicycles", "Tents", "Home"]), st.sampled_from([0.5, 1.0, 3.0]), times_ms))


def affinities_of(points: list[tuple[str, float, int]]) -> Affinities:
    affinities: Affinities = {}
    for name, weight, at_ms in points:
        affinities = affinities_after(affinities, [name], weight, at_ms)
    return affinities


def scores(affinities: Affinities) -> dict[str, float]:
    return {name: score_at(affinity, NOW_MS) for name, affinity in affinities.items()}


def test_points_add_up_by_name() -> None:
    affinities = affinities_after({}, ["Bicycles", "Tents"], 1, NOW_MS)
    assert ranked(affinities_after(affinities, ["Tents"], 3, NOW_MS), NOW_MS) == [("Tents", 4.0), ("Bicycles", 1.0)]


def test_a_point_halves_in_two_weeks() -> None:
    affinities = affinities_after({}, ["Bicycles"], 4, NOW_MS)
    assert ranked(affinities, NOW_MS + 2 * HALF_LIFE_MS) == [("Bicycles", 1.0)]
    affinities = affinities_after(affinities, ["Bicycles"], 4, NOW_MS + HALF_LIFE_MS)
    assert ranked(affinities, NOW_MS + HALF_LIFE_MS) == [("Bicycles", 6.0)]


def test_a_late_event_adds_what_is_left_of_its_points() -> None:
    affinities = affinities_after({}, ["Bicycles"], 1, NOW_MS)
    assert affinities_after(affinities, ["Bicycles"], 4, NOW_MS - HALF_LIFE_MS) == {"Bicycles": Affinity(3.0, NOW_MS)}


def test_of_equal_scores_the_order_is_by_name() -> None:
    assert [name for name, _ in ranked(affinities_after({}, ["b", "a"], 1, NOW_MS), NOW_MS)] == ["a", "b"]


def test_the_weakest_are_forgotten_as_they_are_after_fading() -> None:
    strong_once = affinities_after({}, ["old"], 5, NOW_MS - 10 * HALF_LIFE_MS)
    affinities = affinities_after(strong_once, [str(number) for number in range(MAX_NAMES)], 1, NOW_MS)
    assert len(affinities) == MAX_NAMES
    assert "old" not in affinities


def test_a_late_event_does_not_push_out_what_counts_more_today() -> None:
    today = affinities_after({}, [str(number) for number in range(MAX_NAMES)], 1, NOW_MS)
    assert affinities_after(today, ["late"], 3, NOW_MS - 3 * HALF_LIFE_MS) == today


@given(looks, looks)
def test_merging_is_as_if_all_had_happened_in_one_place(one: list, other: list) -> None:
    merged = merged_affinities(affinities_of(one), affinities_of(other))
    assert scores(merged) == pytest.approx(scores(affinities_of(one + other)), abs=0.01)


@given(looks, st.randoms())
def test_the_order_in_which_events_come_makes_no_difference(points: list, random: object) -> None:
    shuffled = list(points)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert scores(affinities_of(shuffled)) == pytest.approx(scores(affinities_of(points)), abs=0.01)
