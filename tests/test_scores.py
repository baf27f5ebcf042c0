from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.errors import BadDocument
from notesik.scores import (
    MAX_PLANS,
    Score,
    compile_plan,
    compile_plans,
    merged_scores,
    score_after,
    score_at,
    scores_after,
    scores_at,
)

DAY_MS = 86_400_000

INTEREST: dict[str, Any] = {
    "id": "interest",
    "name": "Interest in bicycles",
    "half_life": "7d",
    "maximum": 100,
    "points": [
        {"event": "Product Viewed", "where": {"category": "Bicycles"}, "points": 2},
        {"event": ["Product Added", "Product Added to Wishlist"], "points": 10},
        {"event": "Product Added", "where": {"price": {"$gte": 1000}}, "points": 20},
        {"event": "Product Removed", "points": -5},
    ],
}
PLAN = compile_plan(INTEREST)
PLANS = compile_plans([INTEREST, {**INTEREST, "id": "second", "points": [{"event": "page", "points": 1}]}])


def test_events_give_points_that_halve_with_time() -> None:
    score = score_after(None, PLAN, "Product Viewed", {"category": "Bicycles"}, 0)
    assert score == Score(2, 0)
    score = score_after(score, PLAN, "Product Added", {"price": 1500}, 7 * DAY_MS)
    assert score == Score(31, 7 * DAY_MS)
    assert score_at(score, PLAN, 14 * DAY_MS) == 15.5
    assert score_at(score, PLAN, 0) == 31


def test_an_event_that_the_plan_does_not_know_changes_nothing() -> None:
    score = Score(2, 0)
    assert score_after(score, PLAN, "Product Viewed", {"category": "Bells"}, DAY_MS) is score
    assert score_after(None, PLAN, "page", {}, DAY_MS) is None
    scores = {"interest": score}
    assert scores_after(scores, PLANS, "Product Shared", {}, DAY_MS) is scores


def test_a_score_stays_between_nothing_and_the_maximum() -> None:
    assert score_after(Score(95, 0), PLAN, "Product Added", {}, 0) == Score(100, 0)
    assert score_after(Score(2, 0), PLAN, "Product Removed", {}, 0) == Score(0, 0)


def test_a_late_event_adds_what_is_left_of_its_points() -> None:
    assert score_after(Score(8, 7 * DAY_MS), PLAN, "Product Added", {}, 0) == Score(13, 7 * DAY_MS)


def test_all_plans_of_a_site_are_scored_at_once() -> None:
    scores = scores_after({}, PLANS, "Product Added", {}, 0)
    scores = scores_after(scores, PLANS, "page", {}, 0)
    assert scores == {"interest": Score(10, 0), "second": Score(1, 0)}
    assert scores_at(scores, PLANS, 7 * DAY_MS) == {"interest": 5.0, "second": 0.5}
    assert scores_at({}, PLANS, 0) == {"interest": 0.0, "second": 0.0}


def test_two_histories_merge_and_forget_plans_that_are_gone() -> None:
    device = {"interest": Score(8, 0), "second": Score(1, 0), "gone": Score(1, 0)}
    assert merged_scores({"interest": Score(10, 7 * DAY_MS)}, device, PLANS) == {
        "interest": Score(14, 7 * DAY_MS),
        "second": Score(1, 0),
    }


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"half_life": "soon"}, ["half_life"]),
        ({"id": "No", "maximum": 0}, ["id", "maximum"]),
        ({"points": []}, ["points"]),
        ({"points": [{"event": "", "points": 1}]}, ["points[0].event"]),
        ({"points": [{"event": "a", "points": 1, "where": {"p": {"$gt": []}}}]}, ["points[0].where.p.$gt"]),
        ({"points": [{"event": "a", "point": 1}]}, ["points[0].point", "points[0].points"]),
    ],
)
def test_a_faulty_plan_is_refused_with_the_paths(changes: dict[str, Any], paths: list[str]) -> None:
    with pytest.raises(BadDocument) as caught:
        compile_plan({**INTEREST, **changes})
    assert [fault.path for fault in caught.value.faults] == paths


def test_a_site_has_so_many_plans_and_each_name_once() -> None:
    with pytest.raises(BadDocument, match="also called"):
        compile_plans([INTEREST, INTEREST])
    with pytest.raises(BadDocument, match="at most"):
        compile_plans({**INTEREST, "id": f"plan-{i}"} for i in range(MAX_PLANS + 1))


unbounded = compile_plan({**INTEREST, "maximum": None})
moments = st.lists(
    st.tuples(st.sampled_from(["Product Added", "Product Added to Wishlist"]), st.integers(0, 60 * DAY_MS)),
    min_size=1,
    max_size=12,
)


@given(moments, st.randoms())
def test_points_are_the_same_in_whatever_order_events_come(events: list[tuple[str, int]], random: Any) -> None:
    now_ms = 60 * DAY_MS
    expected = sum(10 * 0.5 ** ((now_ms - at_ms) / (7 * DAY_MS)) for _, at_ms in events)
    random.shuffle(events)
    score: Score | None = None
    for name, at_ms in events:
        score = score_after(score, unbounded, name, {}, at_ms)
    assert score is not None
    assert score_at(score, unbounded, now_ms) == pytest.approx(expected, abs=0.01)
