"""Limits of a run, read from ``limits.toml``, and what of a run is beyond them (pure)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("limits.toml")


@dataclass(frozen=True)
class Limits:
    """``latency_ms`` has, by name of the request, its most at percentiles (``p95``)."""

    wrong: int
    least_checked: int
    failure_share: float
    latency_ms: Mapping[str, Mapping[str, float]]


class Measured(NamedTuple):
    """What one kind of request took in a run; ``latency_ms`` is by percentile."""

    requests: int
    failures: int
    latency_ms: Mapping[str, float]


class Verdict(NamedTuple):
    """One figure of the run beside its limit."""

    what: str
    figure: float
    limit: float
    is_kept: bool


def read_limits(file: Path = FILE) -> Limits:
    """The limits in ``file``; KeyError names what is missing."""
    document = tomllib.loads(file.read_text("utf-8"))
    answers = document["answers"]
    return Limits(answers["wrong"], answers["least_checked"], document["failures"]["share"], document["latency_ms"])


def verdicts(limits: Limits, run: Mapping[str, Measured], *, checked: int, wrong: int) -> Iterator[Verdict]:
    """Every limit with what the run came to. A kind of request that the run did not have keeps its limits."""
    requests = sum(each.requests for each in run.values())
    failures = sum(each.failures for each in run.values())
    share = failures / requests if requests else 1.0
    yield Verdict("wrong answers", wrong, limits.wrong, wrong <= limits.wrong)
    yield Verdict("claims checked, at least", checked, limits.least_checked, checked >= limits.least_checked)
    yield Verdict("share of failures", share, limits.failure_share, share <= limits.failure_share)
    for name, most in limits.latency_ms.items():
        if name in run:
            for percentile, limit_ms in most.items():
                figure_ms = run[name].latency_ms[percentile]
                yield Verdict(f"{name}, {percentile}, ms", figure_ms, limit_ms, figure_ms <= limit_ms)
