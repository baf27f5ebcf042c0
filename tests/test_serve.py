"""``notesik serve``: how it starts, shares the work among processes, and ends."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from metric_figures import figures_of
from notesik.store.data_folder import wait_for
from notesik.store.embedded import running_url
from running_app import banner
from running_command import (
    Serving,
    campaigns_shown,
    children,
    is_alive,
    run,
    run_json,
    serving,
    told,
    told_apart,
    visit,
    write_yaml,
)


def test_a_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port}" in told_apart("serve", "--port", port, "--data", tmp_path)
    assert running_url(tmp_path, timeout_s=0) is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_ends_well_with_its_store(tmp_path: Path, number: signal.Signals) -> None:
    with serving("--data", tmp_path / "data", log=tmp_path / "log") as server:
        started = children(server.process.pid)
        assert started
        server.process.send_signal(number)
        assert server.process.wait(10) == 0
        assert not any(map(is_alive, started))
        assert "Traceback" not in server.log.read_text()
    [log] = (tmp_path / "data").glob("valkey.log")
    assert "ready to exit" in log.read_text()


def test_an_external_store_is_used_instead_of_the_embedded_one(store_url: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving("--redis", store_url, "--data", data, log=tmp_path / "log", NOTESIK_LOG_FORMAT="json") as server:
        added = run_json("site", "add", "Shop", "--origin", "https://shop.example", "--redis", store_url)
        assert wait_for(lambda: visit(server.url, added["write_key"]).status_code == 200, timeout_s=1)
        listed = json.loads(run("site", "list", "--json", NOTESIK_REDIS_URL=store_url).stdout)
        assert [each["id"] for each in listed] == ["shop"]
    _, *lines = sorted(server.log.read_text().splitlines(), key=lambda line: line.startswith("{"))
    assert {"time", "level", "logger", "message"} == set.intersection(*(set(json.loads(line)) for line in lines))
    assert not data.exists()


def test_an_external_store_that_is_away_or_set_up_otherwise_is_told_of_in_words(store_url: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert "cannot be reached" in told_apart("serve", "--port", "0", "--redis", f"redis://127.0.0.1:{port}")
    assert "cannot be reached" in told("site", "list", "--redis", f"redis://127.0.0.1:{port}")
    assert run("site", "list", "--redis", store_url).returncode == 0
    words = told_apart("serve", "--port", "0", "--redis", store_url, NOTESIK_PARTITIONS="8")
    assert "64 partitions" in words


@pytest.fixture
def two_workers(tmp_path: Path) -> Iterator[Serving]:
    with serving("--workers", "2", "--data", tmp_path / "data", log=tmp_path / "log") as server:
        yield server


def workers_of(server: Serving) -> set[int]:
    """The processes that serve, by the consumers that they are."""
    return {int(pid) for pid in _consumers(server.log.read_text())}


def _consumers(log: str) -> Iterator[str]:
    for line in log.splitlines():
        if "reads the log" in line:
            yield line.partition("The worker ")[2].partition("-")[0]


def test_several_workers_serve_one_store_and_all_see_a_change(two_workers: Serving, tmp_path: Path) -> None:
    data = tmp_path / "data"
    added = run_json("site", "add", "Shop", "--origin", "https://shop.example", "--data", data)
    file = write_yaml(tmp_path / "campaign.yaml", banner("both"))
    assert run("campaign", "apply", file, "--site", "shop", "--data", data).returncode == 0

    visits: list[list[str]] = []

    def shown_everywhere() -> bool:
        # Each call has a connection of its own, so that sooner or later every worker takes some.
        visits.extend(campaigns_shown(two_workers.url, added["write_key"]) for _ in range(20))
        return visits[-20:] == [["both"]] * 20

    def all_are_counted() -> bool:
        figures = figures_of(two_workers.get("/metrics").text)
        # Also those that came before the site was known in the process that took them.
        counted = sum(number for labels, number in figures["notesik_requests_total"].items() if "/v1/visit" in labels)
        return (counted, figures["notesik_workers"]) == (len(visits), {(): 2})

    assert wait_for(shown_everywhere, timeout_s=2)
    assert wait_for(all_are_counted, timeout_s=5)
    assert wait_for(lambda: len(workers_of(two_workers)) == 2, timeout_s=5)
    assert two_workers.terminate() == 0
    assert not any(map(is_alive, workers_of(two_workers)))
    assert running_url(data, timeout_s=0) is None
    assert "Traceback" not in two_workers.log.read_text()


def test_a_worker_that_dies_is_replaced(two_workers: Serving) -> None:
    assert wait_for(lambda: len(workers_of(two_workers)) == 2, timeout_s=5)
    os.kill(min(workers_of(two_workers)), signal.SIGKILL)
    assert wait_for(lambda: len(workers_of(two_workers)) == 3, timeout_s=10)
    assert two_workers.get("/readyz").status_code == 200


def test_workers_end_with_their_parent_and_a_new_start_works(two_workers: Serving, tmp_path: Path) -> None:
    data = tmp_path / "data"
    added = run_json("site", "add", "Shop", "--origin", "https://shop.example", "--data", data)
    started = children(two_workers.process.pid)
    two_workers.kill()
    assert wait_for(lambda: not any(map(is_alive, started)), timeout_s=10)
    port = two_workers.url.rpartition(":")[2]
    with serving("--workers", "2", "--port", port, "--data", data, log=tmp_path / "again.log") as server:
        assert visit(server.url, added["write_key"]).status_code == 200
