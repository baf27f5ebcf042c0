"""How long ``notesik serve`` takes from its start until it is ready, with the embedded store.

    python loadtests/bench_start.py [--rounds 10]

Each round has a data folder of its own; ready is the first 200 of ``/readyz``.
"""

from __future__ import annotations

import argparse
import http.client
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from statistics import median

from goals import Row, at_most, told
from notesik.store.data_folder import wait_for

ROUNDS = 10
MOST_S = 1.5
PATIENCE_S = 120


@contextmanager
def serving(*options: str) -> Iterator[tuple[int, int, float]]:
    """``notesik serve``, ready: its process, its port, and the seconds that it took."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began_s = time.perf_counter()
    command = [sys.executable, "-m", "notesik.cli", "serve", "--port", str(port), *options]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            if not wait_for(lambda: _is_ready(port), timeout_s=PATIENCE_S):
                raise SystemExit("the server did not become ready")
            yield server.pid, port, time.perf_counter() - began_s
        finally:
            server.send_signal(signal.SIGTERM)


def _is_ready(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        line.request("GET", "/readyz")
        return line.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        line.close()


def start_s() -> float:
    with tempfile.TemporaryDirectory() as folder, serving("--data", str(Path(folder) / "data")) as (_, _, seconds):
        return seconds


def rows(rounds: int = ROUNDS) -> Iterator[Row]:
    yield at_most("start to ready, embedded store", median(start_s() for _ in range(rounds)), MOST_S, "s")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    for row in rows(parser.parse_args(arguments).rounds):
        print(told(row))


if __name__ == "__main__":
    main()
