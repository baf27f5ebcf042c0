"""The Lua scripts of the store: each changes several things at once or none.

A script lives in `scripts/<name>.lua`, with its keys and arguments in its first lines. It is called by its hash
(`EVALSHA`); the client loads all scripts into each server it connects to.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from pathlib import Path
from typing import NamedTuple

Argument = str | bytes | int | float
Command = tuple[Argument, ...]
"""One Redis command: its name and arguments."""


class Script(NamedTuple):
    name: str
    source: str
    sha: str

    def call(self, keys: Sequence[str], arguments: Sequence[Argument]) -> Command:
        return ("EVALSHA", self.sha, len(keys), *keys, *arguments)


def _read_scripts(folder: Path) -> dict[str, Script]:
    sources = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.lua"))}
    return {name: Script(name, text, sha1(text.encode()).hexdigest()) for name, text in sources.items()}  # noqa: S324 - Redis names scripts so


SCRIPTS = _read_scripts(Path(__file__).with_name("scripts"))
SOURCES = {script.sha: script.source for script in SCRIPTS.values()}
