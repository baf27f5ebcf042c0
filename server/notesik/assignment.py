"""Which visitor gets which variant: the hash and the buckets of the GrowthBook SDK specification (0.7.1).

The same seed and value give the same fraction everywhere, so nothing needs to be stored to keep an assignment.

Campaigns choose by ``heaviest``, not by ``bucket_ranges`` and ``choose_variant``: where ranges stand side by side, a
raised weight moves visitors between the other variants too. The ranges are for comparing with other SDKs.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
"""A share of all visitors."""

Range = tuple[float, float]
"""A half-open part of [0, 1): from, until."""


def hash_fraction(seed: str, value: str, version: int) -> float | None:
    """A fraction in [0, 1) for the value: version 1 in steps of 0.001, version 2 of 0.0001; None for other versions."""
    if version == 2:
        return _fnv1a_32(str(_fnv1a_32(seed + value))) % 10_000 / 10_000
    if version == 1:  # biased where seed and value share endings; kept for namespaces and old experiments
        return _fnv1a_32(value + seed) % 1_000 / 1_000
    return None


def _fnv1a_32(text: str) -> int:
    hashed = 0x811C9DC5
    for code in text.encode() if text.isascii() else map(ord, text):
        hashed = ((hashed ^ code) * 0x01000193) & 0xFFFFFFFF
    return hashed


def within_share(share: float, seed: str, value: str) -> bool:
    """Whether the value falls into a share (0 to 1) of all; a greater share holds all of a lesser one."""
    return share > 0 and (hash_fraction(seed, value, 2) or 0.0) < share


def heaviest(weights: Mapping[str, float], seed: str, value: str) -> str | None:
    """The name that the value falls to, by its weight's share of all; None when none has weight.

    A name whose weight is raised takes values from the others, and nothing else moves: weighted rendezvous hashing
    with logarithmic scores (Schindelhauer and Schomaker, "Weighted Distributed Hash Tables", SPAA 2005).
    """
    point = _mixed_32((_hash_of_name(seed) + _hash_of_visitor(value)) & 0xFFFFFFFF)
    found, least = None, math.inf
    for name, weight in weights.items():
        if weight > 0:
            # In (0, 1): half a step above 0 keeps the logarithm finite.
            fraction = (_mixed_32(point ^ _hash_of_name(name)) + 0.5) / 0x1_0000_0000
            score = -math.log(fraction) / weight
            if score < least:
                found, least = name, score
    return found


_hash_of_name = functools.lru_cache(maxsize=20_000)(_fnv1a_32)
_hash_of_visitor = functools.lru_cache(maxsize=64)(_fnv1a_32)
"""One decision asks several times for the same visitor."""


def _mixed_32(number: int) -> int:
    """Any bit of ``number`` changes about half of the result's: the finaliser of MurmurHash3 (Appleby)."""
    number = ((number ^ number >> 16) * 0x85EBCA6B) & 0xFFFFFFFF
    number = ((number ^ number >> 13) * 0xC2B2AE35) & 0xFFFFFFFF
    return number ^ number >> 16


def equal_weights(count: int) -> list[float]:
    return [1 / count] * count if count > 0 else []


def bucket_ranges(count: int, coverage: float = 1, weights: Sequence[float] | None = None) -> list[Range]:
    """One range a variant, each the covered beginning of its share.

    Weights that are missing, of another number, or that do not sum to about 1 are replaced by equal ones.
    """
    covered = min(max(coverage, 0), 1)
    if weights is None or len(weights) != count or not 0.99 <= sum(weights) <= 1.01:
        weights = equal_weights(count)
    ranges = []
    start = 0.0
    for weight in weights:
        ranges.append((start, start + covered * weight))
        start += weight
    return ranges


def choose_variant(fraction: float, ranges: Sequence[Sequence[float]]) -> int:
    """The index of the range that holds the fraction, or -1."""
    for index, (start, end) in enumerate(ranges):
        if start <= fraction < end:
            return index
    return -1


def in_namespace(value: str, namespace: tuple[str, float, float]) -> bool:
    """Whether the value falls into a namespace's part (name, from, until): parts of one name exclude each other."""
    name, start, end = namespace
    fraction = hash_fraction(f"__{name}", value, 1)
    return fraction is not None and start <= fraction < end
