"""Which visitor gets which variant: the hash and the buckets of the GrowthBook SDK specification (0.7.1).

The same seed and value give the same fraction everywhere, so nothing needs to be stored to keep an assignment.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    for character in text:
        hashed = ((hashed ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return hashed


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
