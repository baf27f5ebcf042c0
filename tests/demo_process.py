"""The main command as a user starts it: ``notesik demo --json`` in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from local_client import client_of


class Demo(NamedTuple):
    """A running demo shop, and its owner's view of it."""

    url: str
    secret_key: str

    def owner(self, path: str) -> dict[str, Any]:
        """The answer of the owner's API."""
        with client_of(self.url, Authorization=f"Bearer {self.secret_key}") as owners:
            answer = owners.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@contextmanager
def running_demo(folder: Path, *options: str) -> Iterator[Demo]:
    """The demo on a free port, with its store in ``folder``."""
    command = [sys.executable, "-m", "notesik.cli", "demo", "--json", "--port", "0", "--data", str(folder), *options]
    with (folder / "stderr").open("w") as log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, (folder / "stderr").read_text()
            ready = json.loads(line)
            assert set(ready) == {"url", "write_key", "secret_key"}
            yield Demo(ready["url"], ready["secret_key"])
        finally:
            process.terminate()
            process.wait(20)
