"""The script tag that a shop pastes into its pages: the plain one, and one whose file is pinned to its content."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from html import escape
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from notesik.settings import Settings

SCRIPT = "notesik.js"
"""The file that the tag names; the parts that it loads stand in the folder ``notesik`` beside it."""


class Build(NamedTuple):
    """The snippet as it is shipped."""

    script: bytes
    parts: Mapping[str, bytes]
    """By name; each name holds a hash of the content."""


def read_build(folder: Path) -> Build:
    """The files that the snippet's build has left in ``folder``."""
    parts = {file.name: file.read_bytes() for file in sorted((folder / "notesik").glob("*.js"))}
    return Build((folder / SCRIPT).read_bytes(), parts)


def integrity_of(content: bytes) -> str:
    """What an ``integrity`` attribute says of ``content`` (W3C Subresource Integrity)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def pinned_path(script_path: str, content: bytes) -> str:
    """The path of the script as it is now, which holds its hash: ``/notesik.js`` → ``/notesik-0a1b2c3d.js``."""
    path = PurePosixPath(script_path)
    return str(path.with_stem(f"{path.stem}-{hashlib.sha256(content).hexdigest()[:8]}"))


def tag_data(settings: Settings) -> dict[str, str]:
    """The tag's attributes that say which names the settings have chosen; none where they are the usual ones."""
    usual = Settings()
    said = {"parts": "parts_path", "calls": "calls_path", "keys": "storage_keys"}
    return {
        f"data-{word}": getattr(settings, name)
        for word, name in said.items()
        if getattr(settings, name) != getattr(usual, name)
    }


def script_tag(settings: Settings, address: str, write_key: str) -> str:
    """The tag of a site whose browsers reach the server at ``address``; the script is looked at anew each five
    minutes."""
    return _tag({"src": address + settings.script_path, "data-site": write_key, **tag_data(settings)})


def pinned_tag(settings: Settings, address: str, write_key: str, build: Build) -> str:
    """The tag of the script as it is in ``build``: browsers run it only if it has not been changed on its way."""
    return _tag(
        {
            "src": address + pinned_path(settings.script_path, build.script),
            "integrity": integrity_of(build.script),
            "crossorigin": "anonymous",
            "data-site": write_key,
            **tag_data(settings),
        }
    )


def import_map(settings: Settings, address: str, build: Build) -> str:
    """An import map by which browsers check the parts, too; those that do not know its ``integrity`` do not."""
    integrity = {address + settings.parts_path + name: integrity_of(part) for name, part in build.parts.items()}
    return f'<script type="importmap">{json.dumps({"integrity": integrity})}</script>'


def _tag(attributes: Mapping[str, str]) -> str:
    said = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<script async {said}></script>"
