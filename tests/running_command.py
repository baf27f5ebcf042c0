"""The real command as other people run it: in a process of its own, or here where that adds nothing."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import yaml
from typer.testing import CliRunner

from local_client import client_of
from notesik.cli import app
from notesik.store.data_folder import wait_for

COMMAND = [sys.executable, "-m", "notesik.cli"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("NOTESIK_")} | {
    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    "COLUMNS": "80",
}


class Ended(NamedTuple):
    """A command that has ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def run_apart(*arguments: str | Path, **variables: str) -> Ended:
    """The command in a process of its own; ``variables`` join its environment."""
    ended = subprocess.run(
        [*COMMAND, *map(str, arguments)], env=ENVIRONMENT | variables, capture_output=True, text=True, timeout=60
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def run(*arguments: str | Path, **variables: str) -> Ended:
    """The same in this process, which has loaded everything already. What it does not foresee is raised here."""
    unset = dict.fromkeys(name for name in os.environ if name.startswith("NOTESIK_"))
    with _as_it_was():
        ended = CliRunner().invoke(
            app, [*map(str, arguments)], prog_name="notesik", env={**unset, "COLUMNS": "80", **variables}
        )
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return Ended(ended.exit_code, ended.stdout, ended.stderr)


@contextmanager
def _as_it_was() -> Iterator[None]:
    """Take back what a command changes of the process that it believes to be its own."""
    log = logging.getLogger()
    level, handlers, on_termination = log.level, log.handlers[:], signal.getsignal(signal.SIGTERM)
    for handler in handlers:  # else the command would close them
        log.removeHandler(handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, on_termination)
        log.handlers[:] = handlers
        log.setLevel(level)


def run_json(*arguments: str | Path) -> Any:
    """What a command that went well printed with ``--json``."""
    ended = run(*arguments, "--json")
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


class Serving(NamedTuple):
    """A running ``notesik serve`` or ``notesik work``."""

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
        with client_of(self.url) as http:
            return http.get(path)


@contextmanager
def serving(*arguments: str | Path, log: Path, **variables: str) -> Iterator[Serving]:
    """``notesik serve`` on a free port, ready; what it says goes to ``log``. It is ended at last, if it still runs."""
    port = () if "--port" in arguments else ("--port", "0")
    with _running("serve", *port, *arguments, log=log, **variables) as server:
        yield server


@contextmanager
def working(*arguments: str | Path, log: Path, **variables: str) -> Iterator[Serving]:
    """The same of ``notesik work``."""
    with _running("work", *arguments, log=log, **variables) as workers:
        yield workers


@contextmanager
def _running(*arguments: str | Path, log: Path, **variables: str) -> Iterator[Serving]:
    with log.open("w") as out:
        process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
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
            process.send_signal(signal.SIGCONT)  # one that a test has stopped ends only when it goes on
        process.wait(20)


def _address(log: Path) -> str | None:
    told = re.search(r"^Notesik (?:serves at|works through the log;) (http://[^/\s]+)", log.read_text(), re.MULTILINE)
    return told[1] if told else None


def children(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    listed = _processes()
    found = [child for child, process in listed.items() if process.parent == pid]
    for child in found:  # grows while it is walked
        found += [other for other, process in listed.items() if process.parent == child]
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not collected by its parent does not."""
    process = _processes().get(pid)
    return process is not None and not process.state.startswith("Z")


class _Process(NamedTuple):
    parent: int
    state: str


def _processes() -> dict[int, _Process]:
    """All that run, from Linux's own files (not every machine has ``ps``) or else from ``ps``."""
    if sys.platform.startswith("linux"):
        return dict(_listed_by_linux())
    rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    return {int(pid): _Process(int(parent), state) for pid, parent, state in map(str.split, rows.splitlines())}


def _listed_by_linux() -> Iterator[tuple[int, _Process]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            yield int(folder.name), _Process(int(parent), state)


def told(*arguments: str | Path, **variables: str) -> str:
    """The words of a command that went wrong: on standard error, with exit code 1 and no traceback."""
    return _words(run(*arguments, **variables))


def told_apart(*arguments: str | Path, **variables: str) -> str:
    """The same of one that, if it went well, would not end; in a process of its own."""
    return _words(run_apart(*arguments, **variables))


def _words(ended: Ended) -> str:
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert ended.stdout == ""
    assert ended.stderr.startswith("Error: ")
    assert "Traceback" not in ended.stderr
    return ended.stderr


def visit(url: str, write_key: str, who: str = "anna") -> httpx.Response:
    page = {"url": "https://shop.example/"}
    request = {"writeKey": write_key, "anonymousId": who, "page": page, "slots": ["hero"], "batch": []}
    with client_of(url) as http:  # of its own, so that any of the processes behind an address may take it
        return http.post("/v1/visit", json=request)


def campaigns_shown(url: str, write_key: str) -> list[str]:
    answer = visit(url, write_key)
    return [each["campaign"] for each in answer.json()["widgets"]] if answer.status_code == 200 else []


def write_yaml(path: Path, *documents: Any) -> Path:
    path.write_text(yaml.safe_dump_all(documents))
    return path
