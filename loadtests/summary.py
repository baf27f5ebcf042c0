"""A run as it goes on, and its end beside the limits, for people who watch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from locust.stats import RequestStats, StatsEntry
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from limits import Measured, Verdict
from verdict_book import VerdictBook

PERCENTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


def measured(stats: RequestStats) -> dict[str, Measured]:
    """What each kind of request took so far."""
    return {entry.name: _measured(entry) for entry in stats.entries.values() if entry.num_requests}


def _measured(entry: StatsEntry) -> Measured:
    latency_ms = {name: float(entry.get_response_time_percentile(share)) for name, share in PERCENTILES.items()}
    return Measured(entry.num_requests, entry.num_failures, latency_ms)


def progress(stats: RequestStats, book: VerdictBook, *, users: int, run_s: float, seconds: int) -> Table:
    """A bar, and a line: users, rate, latency, what went wrong, time left."""
    total = stats.total
    figures = {
        "users": f"{users}",
        "req/s": f"{total.current_rps:.0f}",
        "p95": f"{total.get_current_response_time_percentile(0.95) or 0:.0f} ms",
        "failed": f"{total.num_failures}",
        "checked": f"{book.checked.total():,}",
        "wrong": f"{book.wrong.total()}",
        "left": f"{max(seconds - run_s, 0):.0f} s",
    }
    line = Text("  ").join(Text.assemble((value, "bold"), f" {name}") for name, value in figures.items())
    shown = Table.grid()
    shown.add_row(ProgressBar(total=seconds, completed=min(run_s, seconds), width=72))
    shown.add_row(line)
    return shown


def request_table(run: Mapping[str, Measured]) -> Table:
    """What each kind of request took."""
    table = Table("request", *(f"{name}, ms" for name in PERCENTILES), title="Requests")
    table.add_column("number", justify="right")
    table.add_column("failed", justify="right")
    for name, each in sorted(run.items()):
        latencies = (f"{each.latency_ms[percentile]:.0f}" for percentile in PERCENTILES)
        table.add_row(name, *latencies, f"{each.requests:,}", f"{each.failures:,}")
    return table


def verdict_table(found: Sequence[Verdict]) -> Table:
    """Every limit, and whether it was kept."""
    table = Table("limit", "run", "most", "", title="Limits")
    for each in found:
        mark = Text("kept", "green") if each.is_kept else Text("BEYOND", "bold red")
        table.add_row(each.what, f"{each.figure:g}", f"{each.limit:g}", mark)
    return table
