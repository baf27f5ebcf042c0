"""The language-neutral cases of the GrowthBook SDKs, which show that conditions and assignment mean the same here."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from notesik.assignment import bucket_ranges, choose_variant, equal_weights, hash_fraction, in_namespace
from notesik.conditions import compile_condition
from notesik.errors import BadCondition

CASES: dict[str, Any] = json.loads(
    (Path(os.environ["NOTESIK_EXTERNAL"]) / "peers/growthbook-cases.json").read_text("utf-8")
)


def verdict(condition: object, context: dict[str, Any], *groups: dict[str, list[Any]]) -> bool | str:
    try:
        return compile_condition(condition, *groups)(context)
    except BadCondition as refusal:
        return refusal.message


@pytest.mark.parametrize("case", CASES["evalCondition"], ids=lambda case: case[0])
def test_a_condition_means_what_the_specification_says(case: list[Any]) -> None:
    _, condition, context, expected, *groups = case
    found = verdict(condition, context, *groups)
    # A pattern that does not compile is refused, where others silently answer false.
    assert found is expected or (expected is False and str(found).startswith("not a regular expression"))


@pytest.mark.parametrize(("seed", "value", "version", "expected"), CASES["hash"])
def test_a_value_has_the_fraction_of_the_specification(seed: str, value: str, version: int, expected: float) -> None:
    assert hash_fraction(seed, value, version) == expected


@pytest.mark.parametrize(("name", "arguments", "expected"), CASES["getBucketRange"])
def test_buckets_have_the_ranges_of_the_specification(
    name: str, arguments: list[Any], expected: list[list[float]]
) -> None:
    ranges = bucket_ranges(*arguments)
    assert len(ranges) == len(expected)
    for found, wanted in zip(ranges, expected, strict=True):
        assert found == pytest.approx(tuple(wanted))


@pytest.mark.parametrize(("name", "fraction", "ranges", "expected"), CASES["chooseVariation"])
def test_a_fraction_chooses_the_variant_of_the_specification(
    name: str, fraction: float, ranges: list[list[float]], expected: int
) -> None:
    assert choose_variant(fraction, ranges) == expected


@pytest.mark.parametrize(("name", "value", "namespace", "expected"), CASES["inNamespace"])
def test_a_visitor_is_in_the_namespace_of_the_specification(
    name: str, value: str, namespace: list[Any], expected: bool
) -> None:
    assert in_namespace(value, (namespace[0], namespace[1], namespace[2])) is expected


@pytest.mark.parametrize(("count", "expected"), CASES["getEqualWeights"])
def test_equal_weights_are_those_of_the_specification(count: int, expected: list[float]) -> None:
    assert equal_weights(count) == pytest.approx(expected)
