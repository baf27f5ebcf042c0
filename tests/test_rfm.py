from __future__ import annotations

import doctest
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik import rfm
from notesik.rfm import CLASSES, DEFAULT_THRESHOLDS, RfmThresholds, class_of, fifths, score_rfm, thresholds_faults

numbers = st.floats(0, 10_000, allow_nan=False)


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(rfm).failed == 0


@pytest.mark.parametrize(
    ("days", "orders", "revenue", "expected"),
    [
        (0, 7, 400, (5, 5, 5, "champions")),
        (14, 1, 10, (5, 1, 1, "new-customers")),
        (14.1, 1, 10, (4, 1, 1, "promising")),
        (30, 2, 60, (4, 2, 2, "potential-loyalists")),
        (75, 3, 100, (3, 3, 3, "need-attention")),
        (75, 1, 99, (3, 1, 2, "about-to-sleep")),
        (60, 5, 150, (3, 4, 3, "loyal")),
        (180, 3, 200, (2, 3, 4, "at-risk")),
        (181, 8, 400, (1, 5, 5, "cannot-lose")),
        (900, 1, 0, (1, 1, 1, "hibernating")),
    ],
)
def test_a_customer_has_scores_and_the_class_that_they_make(
    days: float, orders: int, revenue: float, expected: tuple[int, int, int, str]
) -> None:
    assert score_rfm(days, orders, revenue) == expected


def test_who_has_not_bought_has_no_scores() -> None:
    assert score_rfm(0, 0, 0) is None


def test_every_class_is_met_and_has_its_words() -> None:
    assert {class_of(*scores) for scores in product(range(1, 6), repeat=3)} == CLASSES.keys()


@given(numbers, st.integers(1, 50), numbers, numbers, st.integers(0, 50), numbers)
def test_more_recent_more_often_and_for_more_never_scores_less(
    days: float, orders: int, revenue: float, sooner: float, more: int, dearer: float
) -> None:
    before = score_rfm(days, orders, revenue)
    after = score_rfm(max(days - sooner, 0), orders + more, revenue + dearer)
    assert before is not None
    assert after is not None
    assert all(1 <= one <= next <= 5 for one, next in zip(before[:3], after[:3], strict=True))


@given(st.lists(st.integers(0, 1000), min_size=20, max_size=200, unique=True))
def test_the_fifths_of_a_shop_part_its_customers_evenly(revenues: list[int]) -> None:
    own = RfmThresholds(revenue=fifths(revenues))
    scores = [score.monetary for revenue in revenues if (score := score_rfm(1, 1, revenue, own))]
    assert all(abs(scores.count(score) - len(revenues) / 5) <= 1 for score in range(1, 6))
    assert thresholds_faults(own, "rfm") == []


def test_thresholds_that_do_not_rise_are_a_fault() -> None:
    assert thresholds_faults(DEFAULT_THRESHOLDS, "rfm") == []
    faulty = RfmThresholds(days=(30, 14, 75, 180), revenue=(-1, 0, 1, 2))
    assert [fault.path for fault in thresholds_faults(faulty, "rfm")] == ["rfm.days", "rfm.revenue"]
    assert fifths([]) == (0, 0, 0, 0)
