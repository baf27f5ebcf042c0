"""The figures of one process, and of several as one."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from notesik.metrics import (
    METRICS,
    REQUESTS,
    STEP_SECONDS,
    STEPS,
    WORKERS,
    Recorder,
    Snapshot,
    Spread,
    VisitMeter,
    together,
)
from notesik.worker_metrics import publish, sums

CONNECTIONS = "notesik_store_connections"
MEMORY = "process_resident_memory_bytes"


class Seconds:
    """Seconds that go on as they are told."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def figures(pid: int, requests: int, memory: float = 1.0) -> Snapshot:
    recorder = Recorder()
    recorder.count(REQUESTS, ("/v1/visit", "POST", "200"), requests)
    recorder.measure(STEP_SECONDS, 0.002, ("load",))
    return recorder.snapshot(pid, {}, {MEMORY: memory})


def test_each_step_of_a_visit_lasts_from_the_end_of_the_one_before() -> None:
    clock = Seconds()
    recorder = Recorder(clock)
    meter = VisitMeter(recorder)
    for step, seconds in (("parse", 0.0002), ("load", 0.004), ("load", 7.0)):
        clock.now_s += seconds
        meter.end(step)
    series = recorder.snapshot(1, {}, {}).spreads[STEP_SECONDS.name]
    assert series[("parse",)].sum == pytest.approx(0.0002)
    assert series[("load",)].sum == pytest.approx(7.004)
    in_bucket = dict(zip([*STEP_SECONDS.bounds, "above"], series[("load",)].counts, strict=True))
    assert {bound for bound, count in in_bucket.items() if count} == {0.005, "above"}


def test_a_value_on_a_bound_is_not_above_it() -> None:
    recorder = Recorder()
    recorder.measure(STEP_SECONDS, STEP_SECONDS.bounds[2], ("load",))
    assert recorder.snapshot(1, {}, {}).spreads[STEP_SECONDS.name][("load",)].counts[:4] == [0, 0, 1, 0]


def test_counters_and_histograms_of_all_processes_are_added_up_gauges_only_of_those_that_live() -> None:
    alive, gone = figures(2, 3, memory=20.0), figures(1, 4, memory=10.0)
    for each in (alive, gone):
        each.gauges[CONNECTIONS] = {("idle",): 2.0}
    sum_of = together([alive, gone], [alive])
    assert sum_of.counts[REQUESTS.name] == {("/v1/visit", "POST", "200"): 7}
    assert sum(sum_of.spreads[STEP_SECONDS.name][("load",)].counts) == 2
    assert sum_of.gauges[CONNECTIONS] == {("idle",): 2.0}
    assert sum_of.gauges[WORKERS.name] == {(): 1}
    assert sum_of.gauges[MEMORY] == {("1",): 20.0}


def test_adding_up_leaves_the_processes_own_figures_as_they_are() -> None:
    one, other = figures(1, 3), figures(2, 4)
    before = msgspec.msgpack.encode(one)
    together([one, other], [one, other])
    assert msgspec.msgpack.encode(one) == before


def test_processes_find_the_figures_of_the_others_in_their_folder(tmp_path: Path) -> None:
    own, other, gone = figures(os.getpid(), 1), figures(os.getppid(), 2), figures(2**22 + 1, 4)
    for each in (own, other, gone):
        publish(tmp_path, each)
    sum_of = sums(own, tmp_path)
    assert sum_of.counts[REQUESTS.name] == {("/v1/visit", "POST", "200"): 7}
    assert sum_of.gauges[WORKERS.name] == {(): 2}
    assert len(sum_of.gauges[MEMORY]) == 2


def test_what_is_published_is_read_as_it_was(tmp_path: Path) -> None:
    own = figures(7, 3)
    publish(tmp_path, own)
    [file] = tmp_path.iterdir()
    assert msgspec.msgpack.decode(file.read_bytes(), type=Snapshot) == own
    assert own.spreads[STEP_SECONDS.name][("load",)] == Spread([0, 0, 0, 0, 1, *[0] * 10], 0.002)


def test_names_and_kinds_are_those_of_prometheus() -> None:
    for metric in METRICS:
        assert metric.name.endswith("_total") == (metric.kind == "counter"), metric.name
        assert metric.name.startswith(("notesik_", "process_"))
        assert list(metric.bounds) == sorted(set(metric.bounds))
        assert bool(metric.bounds) == (metric.kind == "histogram")
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    assert len(set(STEPS)) == len(STEPS)
