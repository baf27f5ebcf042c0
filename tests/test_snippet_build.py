"""The committed ``snippet/dist/`` is what the sources build, and small enough for a shop's visitors."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SNIPPET = Path(__file__).parents[1] / "snippet"
DIST = SNIPPET / "dist"
CORE_BYTES = 5_000
"""Brotli bytes that every page of a shop pays for."""
PART_BYTES = {"show": 5_600, "read": 2_200}


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(["node", "build.mjs", "--out", str(out)], cwd=SNIPPET, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def sizes(built: Path) -> dict[str, int]:
    """Brotli bytes of each built file."""
    return {each["file"]: each["brotli"] for each in json.loads((built / "manifest.json").read_text())}


def test_the_committed_files_are_what_the_sources_build(built: Path) -> None:
    fresh, committed = _files(built), _files(DIST)
    assert sorted(fresh) == sorted(committed), "run `npm run build` in snippet/ and commit dist/"
    stale = [name for name, content in fresh.items() if committed[name] != content]
    assert stale == [], "run `npm run build` in snippet/ and commit dist/"


def test_the_manifest_lists_every_file(built: Path, sizes: dict[str, int]) -> None:
    assert {*sizes, "manifest.json"} == set(_files(built))


def test_the_core_keeps_its_budget(sizes: dict[str, int]) -> None:
    assert sizes["notesik.js"] <= CORE_BYTES


def test_the_parts_keep_their_budgets(sizes: dict[str, int]) -> None:
    names: Callable[[str], str] = lambda file: re.sub(r"notesik/(.+)-[0-9a-f]{8}\.js", r"\1", file)  # noqa: E731
    parts = {names(file): size for file, size in sizes.items() if file != "notesik.js"}
    assert parts.keys() == PART_BYTES.keys()
    assert {name: size for name, size in parts.items() if size >= PART_BYTES[name]} == {}


def test_the_part_that_shows_widgets_has_each_script(built: Path) -> None:
    [part] = (built / "notesik").glob("show-*.js")
    for script in (SNIPPET.parent / "widgets").glob("*/script.js"):
        assert re.search(rf"\b{script.parent.name}(:|\()", part.read_text())


def test_the_lock_file_names_no_registry() -> None:
    assert "resolved" not in (SNIPPET / "package-lock.json").read_text()
    assert "http" not in re.sub(r'"url": "[^"]*"', "", (SNIPPET / "package-lock.json").read_text())
