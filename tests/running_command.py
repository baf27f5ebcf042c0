"""The real command as other people run it: a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from notesik.store.data_folder import wait_for

COMMAND = [sys.executable, "-m", "notesik.cli"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("NOTESIK_")} | {
    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    "COLUMNS": "80",
}


def run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The ended command; ``variables`` join its environment."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], env=ENVIRONMENT | variables, capture_output=True, text=True, timeout=60
    )


def run_json(*arguments: str | Path) -> Any:
    """What a command that went well printed with ``--json``."""
    ended = run(*arguments, "--json")
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


class Serving(NamedTuple):
    """A running ``notesik serve``."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    def terminate(self) -> int:
        """End it in the orderly way; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, timeout=10)


@contextmanager
def serving(*arguments: str | Path, log: Path, **variables: str) -> Iterator[Serving]:
    """``notesik serve`` on a free port, ready; what it says goes to ``log``. It is ended at last, if it still runs."""
    port = () if "--port" in arguments else ("--port", "0")
    with log.open("w") as out:
        process = subprocess.Popen(
            [*COMMAND, "serve", *port, *map(str, arguments)],
            env=ENVIRONMENT | variables,
            stdout=out,
            stderr=out,
            text=True,
        )
    try:
        found = wait_for(lambda: process.poll() is not None or _address(log) is not None, timeout_s=30)
        url = _address(log)
        assert found, "it neither served nor ended"
        assert url is not None, log.read_text()
        yield Serving(process, url, log)
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(20)


def _address(log: Path) -> str | None:
    told = re.search(r"^Notesik serves at (http://\S+) ", log.read_text(), re.MULTILINE)
    return told[1] if told else None


def children(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parent_of = {int(line.split()[0]): int(line.split()[1]) for line in listed.splitlines()}
    found: list[int] = []
    for child in (child for child, parent in parent_of.items() if parent == pid):
        found += [child, *children(child)]
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not collected by its parent does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")
