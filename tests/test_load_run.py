"""The load itself, for a few seconds: in processes of its own, since Locust changes the process that it runs in."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from running_command import ENVIRONMENT

LOADTESTS = Path(__file__).parents[1] / "loadtests"
WIDE = """
[answers]
wrong = 0
least_checked = {least_checked}
[failures]
share = 0
[latency_ms."visit: page"]
p99 = {most_ms}
"""


def run_load(tmp_path: Path, *, seconds: int, least_checked: int, most_ms: int) -> subprocess.CompletedProcess[str]:
    limits = tmp_path / "limits.toml"
    limits.write_text(WIDE.format(least_checked=least_checked, most_ms=most_ms))
    options = {"--seconds": seconds, "--shoppers": 6, "--shape": "soak", "--pace": 0.02, "--limits": limits}
    flags = [str(part) for option in options.items() for part in option]
    command = [sys.executable, str(LOADTESTS / "run_load.py"), "--results", str(tmp_path / "results"), *flags]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=90)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as opened:
        return list(csv.DictReader(opened))


def test_shoppers_are_answered_rightly_and_results_are_written(tmp_path: Path) -> None:
    ended = run_load(tmp_path, seconds=5, least_checked=20, most_ms=60_000)
    assert ended.returncode == 0, ended.stderr
    results = tmp_path / "results"
    requests = {row["Name"]: row for row in rows(results / "load_stats.csv")}
    assert int(requests["visit: page"]["Request Count"]) > 5
    assert int(requests["Aggregated"]["Failure Count"]) == 0
    checked = {row["claim"]: int(row["checked"]) for row in rows(results / "checks.csv")}
    assert {"accepted", "visitor", "top", "cap", "greeting", "live"} <= checked.keys()
    assert all(int(row["wrong"]) == 0 for row in rows(results / "checks.csv"))
    assert "<html" in (results / "load.html").read_text()


def test_a_run_beyond_a_limit_ends_with_an_error(tmp_path: Path) -> None:
    ended = run_load(tmp_path, seconds=2, least_checked=0, most_ms=0)
    assert ended.returncode == 1, ended.stderr
    assert "BEYOND" in ended.stderr


def test_a_host_elsewhere_is_refused_before_any_request() -> None:
    command = [sys.executable, "-m", "locust", "--locustfile", str(LOADTESTS / "locustfile.py"), "--headless"]
    ended = subprocess.run(
        [*command, "--host", "http://192.0.2.1"], env=ENVIRONMENT, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1
    assert "not on this machine" in ended.stderr
