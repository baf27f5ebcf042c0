"""One bounded load on a server of its own: ``make load ARGS="--shape spike --seconds 60"``.

The server is ``notesik demo`` with an embedded store, on a free port of the loopback and a data folder that is gone
afterwards. The options are those of ``locustfile.py``; ``--results FOLDER`` is where CSV and HTML go. The exit code is
1 when the run was beyond a limit.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
from rich.console import Console

from claims import CAMPAIGNS
from loopback import only_loopback

HERE = Path(__file__).parent
END_S = 20
console = Console(stderr=True)


class Server(NamedTuple):
    """A running demo, and the keys of its site."""

    url: str
    write_key: str
    secret_key: str

    def apply(self, campaigns: Sequence[dict[str, object]]) -> None:
        """Publish what the run judges beside the demo's own campaigns."""
        headers = {"Authorization": f"Bearer {self.secret_key}"}
        with httpx.Client(base_url=self.url, headers=headers, timeout=10) as http:
            for each in campaigns:
                http.put(f"/api/v1/campaigns/{each['id']}", json=each).raise_for_status()


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """The demo on a free port, with its store and its log in ``folder``; it is ended at last."""
    command = [sys.executable, "-m", "notesik.cli", "demo", "--json", "--host", "127.0.0.1", "--port", "0"]
    log = folder / "server.log"
    with (
        log.open("w") as out,
        subprocess.Popen(
            [*command, "--data", str(folder)], stdout=subprocess.PIPE, stderr=out, text=True, process_group=0
        ) as process,
    ):
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise SystemExit(f"Error: the server did not start.\n{log.read_text()}")
            server = Server(**json.loads(line))
            only_loopback(server.url)
            yield server
        finally:
            process.terminate()
            process.wait(END_S)


def locust_command(server: Server, results: Path, more: Sequence[str]) -> list[str]:
    """Locust without its web pages, with results as CSV and HTML."""
    return [
        *(sys.executable, "-m", "locust", "--locustfile", str(HERE / "locustfile.py")),
        *("--headless", "--host", server.url, "--loglevel", "WARNING"),
        *(
            "--csv",
            str(results / "load"),
            "--html",
            str(results / "load.html"),
            "--checks",
            str(results / "checks.csv"),
        ),
        *more,
    ]


def run(results: Path, more: Sequence[str]) -> int:
    """The exit code of the load."""
    results.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="notesik-load-") as folder, running_server(Path(folder)) as server:
        console.print(f"Load on {server.url}, whose store is gone afterwards.", highlight=False)
        server.apply(CAMPAIGNS)
        keys = {"NOTESIK_LOAD_WRITE_KEY": server.write_key, "NOTESIK_LOAD_SECRET_KEY": server.secret_key}
        with subprocess.Popen(locust_command(server, results, more), env=os.environ | keys, process_group=0) as locust:
            try:
                code = locust.wait()
            except KeyboardInterrupt:
                locust.send_signal(signal.SIGINT)
                code = locust.wait(END_S)
    console.print(f"Results: {results}/load.html, load_stats.csv, load_failures.csv, checks.csv", highlight=False)
    return code


if __name__ == "__main__":
    # Both are groups of their own: an interruption comes here alone, and is passed on once, Locust before the server.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--results", type=Path, default=HERE / "results")
    own, others = parser.parse_known_args()
    sys.exit(run(own.results, others))
