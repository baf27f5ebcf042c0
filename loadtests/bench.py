"""All that is measured against a goal, as one table: ``make bench``.

    python loadtests/bench.py [--only visits,memory] [--seconds 6] [--write]

Needs ``wrk``, two cores, four gigabytes of memory and some twenty minutes, in which nothing else should run. Each line
comes as soon as it is measured; ``--write`` puts the table into ``README.md``, with the date and the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import bench_batch
import bench_crowd
import bench_files
import bench_memory
import bench_start
import bench_visits
from goals import Row, at_least, at_most, between_marks, markdown, told
from served import needs_wrk, stay_beside

README = Path(__file__).with_name("README.md")
SECONDS = 6.0
NAIVE_RATIO = 1.0
MOST_P99_MS = 5.0
EVENTS_A_SECOND = 25_000


def _visits(seconds: float) -> Iterator[Row]:
    stay_beside()
    rates: dict[str, float] = {}
    for each in bench_visits.rows(seconds):
        line, rate = each.line, each.found.rate
        rates[line.name] = rate
        figures = f"{rate:,.0f}/s, p99 {each.found.p99_ms:.1f} ms"
        if line.goal:
            beside = "bare" if line.beside == "bare" else f"the {line.beside}"
            yield at_least(line.what, each.ratio, line.goal, beside, figures)
        else:
            yield Row(line.what, f"{each.to_bare:.2f} × bare ({figures})")
        if line.name == "100":
            yield at_least(line.what, rate / rates["naive"], NAIVE_RATIO, "naive", figures)
            p99_ms = bench_visits.p99_at_half(rate, seconds)
            yield at_most("at half of that rate, the slowest of a hundred", p99_ms, MOST_P99_MS, "ms")


def _batches(seconds: float) -> Iterator[Row]:
    stay_beside()
    with tempfile.TemporaryDirectory() as folder:
        for line in bench_batch.LINES[1:]:
            events = bench_batch.measured(line, Path(folder), seconds).rate * bench_batch.EVENTS
            reached = events >= EVENTS_A_SECOND
            yield Row(f"events in {line.what}", f"{events:,.0f}/s", f"≥ {EVENTS_A_SECOND:,}/s", reached)


BENCHES: dict[str, Callable[[float], Iterator[Row]]] = {
    "start": lambda seconds: bench_start.rows(),
    "memory": lambda seconds: bench_memory.rows(),
    "files": bench_files.rows,
    "visits": _visits,
    "batches": _batches,
    "crowd": lambda seconds: bench_crowd.rows(seconds=seconds),
}
"""Each takes the seconds of load for a line."""


def measured(names: Sequence[str], seconds: float) -> Iterator[Row]:
    cores = os.sched_getaffinity(0)
    for name in names:
        yield from BENCHES[name](seconds)
        os.sched_setaffinity(0, cores)


def machine() -> str:
    """When, on what, and what else was going on."""
    found = [line.partition(":")[2] for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line]
    load, _, _ = os.getloadavg()
    return (
        f"Measured on {time.strftime('%Y-%m-%d')}, {len(os.sched_getaffinity(0))} cores of"
        f" {found[0].strip() if found else platform.processor()}, Python {platform.python_version()}; load average when"
        f" it began: {load:.1f}."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(BENCHES), help=f"some of {', '.join(BENCHES)}")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of load for each line")
    parser.add_argument("--write", action="store_true", help=f"put the table into {README.name}")
    options = parser.parse_args(arguments)
    names = options.only.split(",")
    if unknown := set(names) - BENCHES.keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    needs_wrk()
    where, rows = machine(), []
    print(where)
    for row in measured(names, options.seconds):
        rows.append(row)
        print(told(row), flush=True)
    missed = [row.what for row in rows if row.reached is False]
    print(f"{sum(row.reached is True for row in rows)} goals reached, {len(missed)} not" + ": " * bool(missed), end="")
    print(", ".join(missed))
    if options.write:
        README.write_text(between_marks(README.read_text("utf-8"), f"{where}\n\n{markdown(rows)}"), "utf-8")


if __name__ == "__main__":
    main()
