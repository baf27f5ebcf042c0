"""The automatic winner of an experiment: the variant that is best with enough probability gets most of the visitors.

A variant's rate of conversion is not known, only believed: after S conversions of N impressions it is distributed as
Beta(1 + S, 1 + N - S), from a uniform prior. The probability to be the best is the integral over all rates of being
there while all others are below; for two variants it is the closed form of Evan Miller, "Formulas for Bayesian A/B
Testing" (2015), which the tests hold it to. Such a probability may be looked at any time, not only at a planned end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Annotated, NamedTuple

import msgspec

from notesik.assignment import Share

_STEPS = 1_000
"""Steps of the integral over each rate's own range: the probability is right to about 0.0001."""
_WIDTHS = 12
"""Standard deviations on each side of the mean within which a rate is looked for: what is left out is below 0.00001."""


class Winner(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """When a variant has won, and what the others keep."""

    probability: Annotated[float, msgspec.Meta(gt=0.5, lt=1)] = 0.95
    """With what probability it must be the best."""
    losers_keep: Share = 0.1
    """The share of visitors that the others keep together, so that a change is noticed."""
    least_impressions: Annotated[int, msgspec.Meta(ge=1)] = 100
    """How many impressions each variant must have before anything is decided."""


class Result(NamedTuple):
    """What one variant achieved. Conversions beyond the impressions are taken as one for each."""

    impressions: int
    conversions: int


class Verdict(NamedTuple):
    """The probability of each variant to be the best, the winner if there is one, and the weights from now on."""

    probabilities: dict[str, float]
    winner: str | None
    weights: dict[str, float]


def verdict(results: Mapping[str, Result], weights: Mapping[str, float], rules: Winner) -> Verdict:
    """Judge the variants of ``results``; ``weights`` are those in force, and stay as long as nobody has won.

    A variant without weight takes no part. The losers share what they keep in the proportion that they had.
    """
    running = {name: results.get(name, Result(0, 0)) for name, weight in weights.items() if weight > 0}
    probabilities = dict(zip(running, probabilities_of_best(list(running.values())), strict=True))
    enough = len(running) > 1 and all(each.impressions >= rules.least_impressions for each in running.values())
    winner = next((name for name, chance in probabilities.items() if enough and chance >= rules.probability), None)
    if winner is None:
        return Verdict(probabilities, None, dict(weights))
    of_losers = sum(weight for name, weight in weights.items() if name != winner)
    lowered = {name: weight / of_losers * rules.losers_keep for name, weight in weights.items()}
    return Verdict(probabilities, winner, {**lowered, winner: 1 - rules.losers_keep})


def probabilities_of_best(results: Sequence[Result]) -> list[float]:
    """For each of ``results``, the probability that its rate is the highest; they sum to 1."""
    if len(results) < 2:
        return [1.0] * len(results)
    beliefs = [_belief(each) for each in results]
    grid = _grid(beliefs)
    densities = [[_density(rate, *belief) for rate in grid] for belief in beliefs]
    below = [_cumulated(grid, density) for density in densities]
    chances = []
    for index, density in enumerate(densities):
        others = [column for other, column in enumerate(below) if other != index]
        is_best = [here * math.prod(column[step] for column in others) for step, here in enumerate(density)]
        chances.append(_cumulated(grid, is_best)[-1])
    total = sum(chances)
    return [chance / total for chance in chances]


def _belief(result: Result) -> tuple[int, int]:
    """Both parameters of the beta distribution."""
    conversions = min(result.conversions, result.impressions)
    return 1 + conversions, 1 + result.impressions - conversions


def _grid(beliefs: Sequence[tuple[int, int]]) -> list[float]:
    """Rates over the range of each belief, each in its own steps: one may be a thousand times as sharp as another."""
    points: set[float] = set()
    for successes, failures in beliefs:
        count = successes + failures
        mean, deviation = successes / count, math.sqrt(successes * failures / (count + 1)) / count
        start, end = max(0.0, mean - _WIDTHS * deviation), min(1.0, mean + _WIDTHS * deviation)
        points.update(start + (end - start) * step / _STEPS for step in range(_STEPS + 1))
    return sorted(points)


def _density(rate: float, successes: int, failures: int) -> float:
    """Of the beta distribution."""
    if not 0 < rate < 1:
        return _density_at_an_end(rate, successes, failures)
    scale = math.lgamma(successes + failures) - math.lgamma(successes) - math.lgamma(failures)
    return math.exp(scale + (successes - 1) * math.log(rate) + (failures - 1) * math.log1p(-rate))


def _density_at_an_end(rate: float, successes: int, failures: int) -> float:
    parameter, other = (successes, failures) if rate <= 0 else (failures, successes)
    return float(other) if parameter == 1 else 0.0


def _cumulated(grid: Sequence[float], density: Sequence[float]) -> list[float]:
    """The integral up to each point of the grid, by the trapezoidal rule."""
    steps = zip(pairwise(grid), pairwise(density), strict=True)
    return list(accumulate(((end - start) * (left + right) / 2 for (start, end), (left, right) in steps), initial=0.0))
