"""The committed ``snippet/dist/`` is what the sources build, and small enough for a shop's visitors."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

SNIPPET = Path(__file__).parents[1] / "snippet"
DIST = SNIPPET / "dist"
CORE_BYTES = 5_000
"""Brotli bytes that every page of a shop pays for."""
ALL_BYTES = 12_000
"""Of the core and the rest."""


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


def test_all_parts_together_keep_their_budget(sizes: dict[str, int]) -> None:
    assert len(sizes) == 2
    assert sum(sizes.values()) <= ALL_BYTES


def test_the_rest_has_each_script(built: Path) -> None:
    [part] = (built / "notesik").glob("rest-*.js")
    for script in (SNIPPET.parent / "widgets").glob("*/script.js"):
        assert re.search(rf"\b{script.parent.name}(:|\()", part.read_text())


def test_the_lock_file_names_no_registry() -> None:
    assert "resolved" not in (SNIPPET / "package-lock.json").read_text()
    assert "http" not in re.sub(r'"url": "[^"]*"', "", (SNIPPET / "package-lock.json").read_text())


OF_THE_PARTS_OWN = {
    "clear": "of a Map",
    "leave": "of a modal's turn, made and read where widgets are shown",
    "ring": "of the triggers, made and read there",
    "settle": "of a form's asking, made and read there",
    "sort": "of an edit of the page, as the wire says it",
}
"""Names that parts use too, though the core gives those of its own another name: never of an object of the core's."""


def _sources(entry: Path) -> set[Path]:
    """A source and all that it imports."""
    found: set[Path] = set()
    waiting = [entry.resolve()]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += [
                (file.parent / each).resolve() for each in re.findall(r'from "(\.[^"]+)"', file.read_text("utf-8"))
            ]
    return found


def _uses_property(code: str, name: str) -> bool:
    read = rf"\.{name}(?![\w$])|\{{\s*(?:[\w$]+\s*,\s*)*{name}\s*[,}}]"
    made = rf"[{{,]\s*{name}\s*(?::|\([^()]*\)\s*\{{)"
    return bool(re.search(f"{read}|{made}", code))


def test_no_name_that_the_core_keeps_to_itself_is_used_by_another_part() -> None:
    """The core's are renamed, the others' are not: such a name would be missing on the other side, without a word."""
    [private] = re.findall(r"const PRIVATE = \{(.*?)\n\}", (SNIPPET / "bundles.mjs").read_text("utf-8"), re.DOTALL)
    names = re.findall(r"(\w+):", private)
    entries = [SNIPPET / "src/rest.js", *(SNIPPET.parent / "widgets").glob("*/script.js")]
    files = set().union(*map(_sources, entries))
    assert len(names) > 20
    assert len(files) > 30
    comments = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
    codes = [comments.sub("", file.read_text("utf-8")) for file in files]
    used = {name for name in names if any(_uses_property(code, name) for code in codes)}
    assert used == OF_THE_PARTS_OWN.keys() & set(names)
