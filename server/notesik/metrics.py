"""What operators see: the table of all metrics, and the recorder that one process keeps them in.

Recording is plain additions to dictionaries, since it lies on the way of every visit; only whoever reads the figures
pays for their form. Labels are bounded: route templates, reasons, steps; never an id, an address or a visitor's word.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

Labels = tuple[str, ...]


class Metric(NamedTuple):
    """One metric. ``kind`` is ``counter``, ``gauge`` or ``histogram``; ``bounds`` are the upper ones of its buckets."""

    name: str
    kind: str
    labels: Labels
    help: str
    bounds: tuple[float, ...] = ()


_SECONDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_COMMANDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000)

REQUESTS = Metric(
    "notesik_requests_total",
    "counter",
    ("route", "method", "status"),
    "Requests answered, by the template of their route.",
)
REQUEST_SECONDS = Metric("notesik_request_seconds", "histogram", ("route",), "How long requests took.", _SECONDS)
STEP_SECONDS = Metric(
    "notesik_visit_step_seconds", "histogram", ("step",), "How long each step of `POST /v1/visit` took.", _SECONDS
)
EVENTS = Metric("notesik_events_total", "counter", ("type",), "Events taken, by type.")
REJECTED = Metric("notesik_events_rejected_total", "counter", (), "Events not taken; the answer says why.")
DECISIONS = Metric(
    "notesik_decisions_total", "counter", ("reason",), "Decisions on campaigns whose condition holds, by reason."
)
WIDGETS = Metric("notesik_widgets_total", "counter", ("widget",), "Widgets in answers; those of held-out visitors too.")
TRIP_SECONDS = Metric(
    "notesik_store_trip_seconds", "histogram", (), "How long round trips to the store took.", _SECONDS
)
TRIP_COMMANDS = Metric("notesik_store_trip_commands", "histogram", (), "Commands that shared a round trip.", _COMMANDS)
TRIP_FAILURES = Metric("notesik_store_trip_failures_total", "counter", (), "Round trips that found no store.")
CONNECTIONS = Metric("notesik_store_connections", "gauge", ("state",), "Connections to the store: idle or busy.")
WAITING = Metric("notesik_store_waiting", "gauge", (), "Requests that wait for a connection to the store.")
STORE_UP = Metric("notesik_store_up", "gauge", (), "1 while the store answers, else 0.")
LOG_LAG = Metric(
    "notesik_log_lag_entries",
    "gauge",
    ("state",),
    "Log entries not yet worked through: unread, or pending with a worker.",
)
LOG_WORKERS = Metric("notesik_log_workers", "gauge", (), "Workers that read the log now, wherever they run.")
LOG_ENTRIES = Metric(
    "notesik_log_entries_total",
    "counter",
    ("outcome",),
    "Log entries that these processes worked through: counted, or set_aside as faulty.",
)
LOG_DELAY_SECONDS = Metric(
    "notesik_log_delay_seconds",
    "histogram",
    (),
    "How old log entries were when they had been worked through: the oldest of each batch.",
    (*_SECONDS[4:], 5.0, 10.0, 60.0, 600.0, 3600.0),
)
LOG_TAKEN_OVER = Metric(
    "notesik_log_taken_over_total", "counter", (), "Log entries taken over from a worker that had left them."
)
WORKERS = Metric("notesik_workers", "gauge", (), "Processes that the figures come from.")
BUILD = Metric("notesik_build_info", "gauge", ("version",), "1; the label says what runs.")
PROCESS = (
    Metric("process_resident_memory_bytes", "gauge", ("worker",), "Memory of each process."),
    Metric("process_cpu_seconds_total", "counter", ("worker",), "Processor time of each process."),
    Metric("process_start_time_seconds", "gauge", ("worker",), "When each process started, Unix time."),
    Metric("process_open_fds", "gauge", ("worker",), "Files and connections that each process has open."),
)
"""What the system knows of a process, where it tells (Linux); the names are those of all Prometheus clients."""

METRICS = (
    REQUESTS,
    REQUEST_SECONDS,
    STEP_SECONDS,
    EVENTS,
    REJECTED,
    DECISIONS,
    WIDGETS,
    TRIP_SECONDS,
    TRIP_COMMANDS,
    TRIP_FAILURES,
    CONNECTIONS,
    WAITING,
    STORE_UP,
    LOG_LAG,
    LOG_WORKERS,
    LOG_ENTRIES,
    LOG_DELAY_SECONDS,
    LOG_TAKEN_OVER,
    WORKERS,
    BUILD,
    *PROCESS,
)

STEPS = ("parse", "load", "decide", "write", "render", "answer")
"""The steps of a visit, in their order. What a conflict repeats is part of the next ``load``."""


class Spread(msgspec.Struct):
    """One series of a histogram: ``counts`` of each bucket alone (the last has no bound), and the ``sum`` of values."""

    counts: list[int]
    sum: float = 0.0


class Snapshot(msgspec.Struct):
    """One process's figures at one moment, by metric and labels. ``gauges`` and ``process`` hold while it lives."""

    pid: int
    counts: dict[str, dict[Labels, float]] = {}
    spreads: dict[str, dict[Labels, Spread]] = {}
    gauges: dict[str, dict[Labels, float]] = {}
    process: dict[str, float] = {}


class Recorder:
    """Counts and measures in one process; belongs to one event loop. ``clock_s`` gives seconds that only go on."""

    def __init__(self, clock_s: Callable[[], float] = time.perf_counter) -> None:
        self.clock_s = clock_s
        self._counts: dict[str, dict[Labels, float]] = {each.name: {} for each in METRICS if each.kind == "counter"}
        self._spreads: dict[str, dict[Labels, Spread]] = {each.name: {} for each in METRICS if each.kind == "histogram"}

    def count(self, metric: Metric, labels: Labels = (), amount: float = 1) -> None:
        """Add ``amount`` to a counter."""
        series = self._counts[metric.name]
        series[labels] = series.get(labels, 0) + amount

    def measure(self, metric: Metric, value: float, labels: Labels = ()) -> None:
        """Add ``value`` to a histogram."""
        series = self._spreads[metric.name]
        spread = series.get(labels)
        if spread is None:
            spread = series[labels] = Spread([0] * (len(metric.bounds) + 1))
        spread.counts[bisect_left(metric.bounds, value)] += 1
        spread.sum += value

    def flight(self, commands: int, seconds: float, *, has_failed: bool) -> None:
        """A round trip to the store."""
        self.measure(TRIP_SECONDS, seconds)
        self.measure(TRIP_COMMANDS, commands)
        if has_failed:
            self.count(TRIP_FAILURES)

    def events(self, types: Iterable[str], rejected: int) -> None:
        """Events that came in: the types of those that were taken, and how many were not."""
        for each in types:
            self.count(EVENTS, (each,))
        if rejected:
            self.count(REJECTED, (), rejected)

    def snapshot(
        self, pid: int, gauges: Mapping[Metric, Mapping[Labels, float]], process: dict[str, float]
    ) -> Snapshot:
        """The figures as they are now; they go on changing, so encode or use it at once."""
        now = {metric.name: dict(series) for metric, series in gauges.items()}
        return Snapshot(pid, self._counts, self._spreads, now, process)


class VisitMeter:
    """Measures one visit: each step lasts from the end of the one before it."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._last_s = recorder.clock_s()

    def end(self, step: str) -> None:
        """``step``, one of ``STEPS``, is done."""
        now_s = self._recorder.clock_s()
        self._recorder.measure(STEP_SECONDS, now_s - self._last_s, (step,))
        self._last_s = now_s

    def tell(self, types: Iterable[str], rejected: int, reasons: Iterable[str], widgets: Iterable[str]) -> None:
        """What the visit brought: events, the reasons of decisions, the names of widgets."""
        self._recorder.events(types, rejected)
        for reason in reasons:
            self._recorder.count(DECISIONS, (reason,))
        for widget in widgets:
            self._recorder.count(WIDGETS, (widget,))


def together(snapshots: Sequence[Snapshot], living: Sequence[Snapshot]) -> Snapshot:
    """The sums of ``snapshots``; of gauges, those of the ``living`` alone. What the system knows of each process is
    counted and shown by worker, numbered in the order of the processes' ids."""
    counts: dict[str, dict[Labels, float]] = {}
    spreads: dict[str, dict[Labels, Spread]] = {}
    gauges: dict[str, dict[Labels, float]] = {WORKERS.name: {(): len(living)}}
    for each in snapshots:
        _add(counts, each.counts)
        for name, series in each.spreads.items():
            sums = spreads.setdefault(name, {})
            for labels, spread in series.items():
                before = sums.get(labels, Spread([0] * len(spread.counts)))
                both = [a + b for a, b in zip(before.counts, spread.counts, strict=True)]
                sums[labels] = Spread(both, before.sum + spread.sum)
    for number, each in enumerate(sorted(living, key=lambda one: one.pid), start=1):
        _add(gauges, each.gauges)
        _add(gauges, {name: {(str(number),): value} for name, value in each.process.items()})
    return Snapshot(0, counts, spreads, gauges)


def _add(sums: dict[str, dict[Labels, float]], more: Mapping[str, Mapping[Labels, float]]) -> None:
    for name, series in more.items():
        known = sums.setdefault(name, {})
        for labels, value in series.items():
            known[labels] = known.get(labels, 0) + value
