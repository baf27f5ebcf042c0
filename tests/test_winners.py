from __future__ import annotations

from math import exp, lgamma, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notesik.winners import Result, Winner, probabilities_of_best, verdict


def result(impressions: int, conversions: int) -> Result:
    return Result(impressions, conversions)


def closed_form(a: Result, b: Result) -> float:
    """Pr(b beats a), as Evan Miller's "Formulas for Bayesian A/B Testing" has it."""
    alpha_a, beta_a = 1 + a.conversions, 1 + a.impressions - a.conversions
    alpha_b, beta_b = 1 + b.conversions, 1 + b.impressions - b.conversions
    return sum(
        exp(
            log_beta(alpha_a + i, beta_a + beta_b)
            - log(beta_b + i)
            - log_beta(1 + i, beta_b)
            - log_beta(alpha_a, beta_a)
        )
        for i in range(alpha_b)
    )


def log_beta(a: int, b: int) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


results = st.integers(0, 300).flatmap(lambda count: st.builds(result, st.just(count), st.integers(0, count)))


@settings(max_examples=40, deadline=None)
@given(results, results)
def test_of_two_variants_the_probability_is_the_closed_form(a: Result, b: Result) -> None:
    assert probabilities_of_best([a, b])[1] == pytest.approx(closed_form(a, b), abs=1e-4)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (result(1_000_000, 50_000), result(1_000_000, 50_700)),
        (result(10, 1), result(1_000_000, 120_000)),
        (result(100_000, 0), result(100_000, 2)),
    ],
)
def test_many_visitors_make_it_no_less_exact(a: Result, b: Result) -> None:
    assert probabilities_of_best([a, b])[1] == pytest.approx(closed_form(a, b), abs=1e-4)


@settings(max_examples=20, deadline=None)
@given(st.lists(results, min_size=1, max_size=5))
def test_the_probabilities_of_all_variants_sum_to_one(found: list[Result]) -> None:
    probabilities = probabilities_of_best(found)
    assert sum(probabilities) == pytest.approx(1)
    assert all(0 <= probability <= 1 for probability in probabilities)


def test_equal_variants_are_equally_likely_to_be_best() -> None:
    assert probabilities_of_best([result(500, 20)] * 4) == pytest.approx([0.25] * 4)
    assert probabilities_of_best([]) == []


def test_the_winner_gets_what_the_losers_do_not_keep() -> None:
    found = {"a": result(1000, 30), "b": result(1000, 80), "c": result(1000, 40)}
    weights = {"a": 1.0, "b": 1.0, "c": 3.0}
    judged = verdict(found, weights, Winner(losers_keep=0.2))
    assert judged.winner == "b"
    assert judged.weights == pytest.approx({"a": 0.05, "b": 0.8, "c": 0.15})
    assert judged.probabilities["b"] > 0.99


def test_nobody_has_won_before_the_probability_is_reached() -> None:
    found = {"a": result(1000, 50), "b": result(1000, 65)}
    weights = {"a": 1.0, "b": 2.0}
    assert 0.9 < verdict(found, weights, Winner()).probabilities["b"] < 0.95
    assert verdict(found, weights, Winner()).winner is None
    assert verdict(found, weights, Winner()).weights == weights
    assert verdict(found, weights, Winner(probability=0.9)).winner == "b"


def test_nobody_has_won_before_every_variant_was_seen_enough() -> None:
    found = {"a": result(99, 0), "b": result(1000, 500)}
    assert verdict(found, {"a": 1, "b": 1}, Winner()).winner is None
    assert verdict(found, {"a": 1, "b": 1}, Winner(least_impressions=99)).winner == "b"
    assert verdict({"b": result(1000, 500)}, {"a": 1, "b": 1}, Winner()).winner is None


def test_a_variant_without_weight_takes_no_part() -> None:
    found = {"a": result(1000, 10), "b": result(1000, 50), "c": result(1000, 400)}
    judged = verdict(found, {"a": 1, "b": 1, "c": 0}, Winner(losers_keep=0))
    assert judged.winner == "b"
    assert judged.weights == {"a": 0, "b": 1, "c": 0}
    assert judged.probabilities.keys() == {"a", "b"}


def test_a_single_variant_has_nobody_to_beat() -> None:
    assert verdict({"a": result(1000, 10)}, {"a": 1}, Winner()) == ({"a": 1.0}, None, {"a": 1})


def test_a_visitor_who_converts_twice_counts_once() -> None:
    assert probabilities_of_best([result(10, 15), result(10, 10)]) == pytest.approx([0.5, 0.5])
