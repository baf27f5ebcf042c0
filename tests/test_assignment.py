from __future__ import annotations

from bisect import bisect
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.assignment import (
    bucket_ranges,
    choose_variant,
    equal_weights,
    hash_fraction,
    heaviest,
    in_namespace,
    within_share,
)

weights = st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(any)
fractions = st.integers(0, 9_999).map(lambda n: n / 10_000)


def shares(raw: list[int]) -> list[float]:
    return [weight / sum(raw) for weight in raw]


def test_the_same_visitor_always_gets_the_same_fraction() -> None:
    assert hash_fraction("welcome", "visitor-1", 2) == hash_fraction("welcome", "visitor-1", 2)
    assert hash_fraction("welcome", "visitor-1", 2) != hash_fraction("farewell", "visitor-1", 2)


def test_an_unknown_version_has_no_fraction() -> None:
    assert hash_fraction("welcome", "visitor-1", 3) is None


def test_ranges_cover_the_beginning_of_each_share() -> None:
    (first, second) = bucket_ranges(2, 0.5, [0.4, 0.6])
    assert first == pytest.approx((0, 0.2))
    assert second == pytest.approx((0.4, 0.7))


@pytest.mark.parametrize("wrong", [None, [1], [0.5, 0.6], [0.1, 0.2]])
def test_weights_that_cannot_be_used_become_equal(wrong: list[float] | None) -> None:
    assert bucket_ranges(2, 1, wrong) == [(0, 0.5), (0.5, 1)]


def test_no_variants_have_no_weights_and_no_ranges() -> None:
    assert equal_weights(0) == []
    assert bucket_ranges(0) == []


def test_the_parts_of_a_namespace_exclude_each_other_and_leave_nobody_out() -> None:
    parts = [("checkout", 0, 0.3), ("checkout", 0.3, 1)]
    assert all(sum(in_namespace(f"visitor-{n}", part) for part in parts) == 1 for n in range(1000))


@given(weights, fractions)
def test_with_full_coverage_everyone_gets_a_variant_that_has_weight(raw: list[int], fraction: float) -> None:
    assert raw[choose_variant(fraction, bucket_ranges(len(raw), 1, shares(raw)))] > 0


def test_ranges_come_out_within_a_percent_over_a_hundred_thousand_visitors() -> None:
    raw = [0.5, 0.3, 0.15, 0.05]
    ends = [end for _, end in bucket_ranges(4, 1, raw)]
    counts = [0, 0, 0, 0]
    for n in range(100_000):
        counts[bisect(ends, hash_fraction("spring-sale", f"visitor-{n}", 2) or 0.0)] += 1
    assert [count / 100_000 for count in counts] == pytest.approx(raw, abs=0.01)


@given(weights, st.integers(0, 5), st.integers(1, 100), fractions)
def test_raising_a_range_moves_visitors_only_towards_it(raw: list[int], which: int, more: int, fraction: float) -> None:
    """What ranges in a fixed order guarantee: nobody moves away from the raised variant, nor past it."""
    raised = which % len(raw)
    after_raw = [weight + more * (index == raised) for index, weight in enumerate(raw)]
    before = choose_variant(fraction, bucket_ranges(len(raw), 1, shares(raw)))
    after = choose_variant(fraction, bucket_ranges(len(raw), 1, shares(after_raw)))
    assert min(before, raised) <= after <= max(before, raised)


@given(st.integers(0, 100), st.integers(1, 100), st.integers(1, 100), fractions)
def test_of_two_ranges_visitors_move_only_into_the_raised_one(
    first: int, second: int, more: int, fraction: float
) -> None:
    before = choose_variant(fraction, bucket_ranges(2, 1, shares([first, second])))
    after = choose_variant(fraction, bucket_ranges(2, 1, shares([first, second + more])))
    assert after in (before, 1)


def weights_of(raw: list[int]) -> dict[str, float]:
    return {"abcdef"[index]: weight for index, weight in enumerate(raw)}


@pytest.mark.parametrize("raw", [[50, 30, 15, 5], [1, 1], [1, 99], [3, 3, 3]])
def test_weights_come_out_within_a_percent_over_a_hundred_thousand_visitors(raw: list[int]) -> None:
    counts = Counter(heaviest(weights_of(raw), "spring-sale", f"visitor-{n}") for n in range(100_000))
    assert [counts["abcdef"[index]] / 100_000 for index in range(len(raw))] == pytest.approx(shares(raw), abs=0.01)


@given(weights, st.integers(0, 5), st.integers(1, 1000), st.text(max_size=8))
def test_raising_a_weight_moves_visitors_only_into_that_variant(
    raw: list[int], which: int, more: int, visitor: str
) -> None:
    before = weights_of(raw)
    raised = "abcdef"[which % len(raw)]
    after = {**before, raised: before[raised] + more}
    assert heaviest(after, "spring-sale", visitor) in (heaviest(before, "spring-sale", visitor), raised)


@given(weights, st.integers(1, 1000), st.text(max_size=8))
def test_only_the_proportion_of_weights_counts(raw: list[int], times: int, visitor: str) -> None:
    whole = {name: weight * times for name, weight in weights_of(raw).items()}
    assert heaviest(whole, "spring-sale", visitor) == heaviest(weights_of(raw), "spring-sale", visitor)


@given(weights, st.text(max_size=8))
def test_a_variant_that_goes_moves_only_its_own_visitors(raw: list[int], visitor: str) -> None:
    before = weights_of(raw)
    found = heaviest(before, "spring-sale", visitor)
    assert found is not None
    assert before[found] > 0
    for gone in before.keys() - {found}:
        left = {name: weight for name, weight in before.items() if name != gone}
        assert heaviest(left, "spring-sale", visitor) == found


def test_without_weight_there_is_no_variant() -> None:
    assert heaviest({}, "spring-sale", "visitor-1") is None
    assert heaviest({"a": 0}, "spring-sale", "visitor-1") is None


def test_campaigns_with_the_same_variants_choose_independently() -> None:
    halves = {"a": 1.0, "b": 1.0}
    pairs = Counter(
        (heaviest(halves, "campaign-1", f"visitor-{n}"), heaviest(halves, "campaign-2", f"visitor-{n}"))
        for n in range(10_000)
    )
    assert all(2_300 < count < 2_700 for count in pairs.values())
    assert len(pairs) == 4


@given(st.floats(0, 1), st.floats(0, 1), st.text(max_size=8))
def test_a_greater_share_holds_all_of_a_lesser(one: float, other: float, visitor: str) -> None:
    assert within_share(min(one, other), "a", visitor) <= within_share(max(one, other), "a", visitor)
    assert within_share(1, "a", visitor)
    assert not within_share(0, "a", visitor)
