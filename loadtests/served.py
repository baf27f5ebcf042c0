"""A server of one process on a core of its own, and wrk's load on it from the other core, where the store is, too."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from notesik.store.data_folder import wait_for
from notesik.worker_metrics import FOLDER_VARIABLE

HERE = Path(__file__).parent
SERVER_CORE, OTHER_CORE = 0, 1
CONNECTIONS = 16
VISITORS = 1_000
APP = "notesik.app:create_app_from_environment"
LOG_WORKER = "notesik.work_app:create_work_app_from_environment"


class Served(NamedTuple):
    """One server's figures: requests a second, and milliseconds in the median and at the 99th percentile."""

    rate: float
    p50_ms: float
    p99_ms: float
    refused: int


def needs_wrk() -> None:
    """Say so where it is missing."""
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: it is a package of most systems, such as `apt install wrk`")


def stay_beside() -> None:
    """Leave the server's core to the server; what this process starts does so, too."""
    os.sched_setaffinity(0, {OTHER_CORE})


@contextmanager
def served(factory: str, store_url: str, *, log_workers: str = "apart") -> Iterator[int]:
    """A server of one process on its own core; gives its port. It does not read the log unless ``log_workers`` are
    ``inside``."""
    with _running(factory, store_url, {"NOTESIK_LOG_WORKERS": log_workers}, SERVER_CORE) as port:
        yield port


@contextmanager
def log_worker(store_url: str) -> Iterator[None]:
    """A process that works through the log, on the other core."""
    with _running(LOG_WORKER, store_url, {}, OTHER_CORE):
        yield


@contextmanager
def _running(factory: str, store_url: str, more: Mapping[str, str], core: int) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", factory, "--factory", "--port", str(port), "--no-access-log"]
    command += ["--loop", "uvloop", "--http", "httptools", "--log-level", "warning", "--app-dir", str(HERE)]
    with tempfile.TemporaryDirectory() as metrics:
        environment = {
            **os.environ,
            "NOTESIK_REDIS_URL": store_url,
            "NOTESIK_LOG_LEVEL": "warning",
            FOLDER_VARIABLE: metrics,
            **more,
        }
        with subprocess.Popen(command, env=environment, preexec_fn=lambda: os.sched_setaffinity(0, {core})) as process:
            try:
                if not wait_for(lambda: _answers(port), timeout_s=60):
                    raise SystemExit("the server did not start")
                yield port
            finally:
                process.send_signal(signal.SIGTERM)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def loaded(port: int, body: Path, seconds: float, visitors: int = VISITORS, path: str = "/v1/visit") -> Served:
    """The server under wrk's load: ``body`` is a template, whose ``@visitor@`` is one of ``visitors`` in turn."""
    return wrk([f"http://127.0.0.1:{port}", "--", str(body), str(visitors), path], seconds, "-s", "visits.lua")


def wrk(target: Sequence[str], seconds: float, *options: str) -> Served:
    """What wrk tells of ``target``, an address and what its script is given. It knows whole seconds only."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--latency", *options, *target]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return Served(rate, _ms(told, "50%"), _ms(told, "99%"), int(refused[1]) if refused else 0)


def _ms(told: str, which: str) -> float:
    number, unit = re.search(rf"{which}\s+([\d.]+)(us|ms|s)", told).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
