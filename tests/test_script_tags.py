"""The tag that a shop pastes into its pages."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.script_tags import Build, import_map, integrity_of, pinned_path, pinned_tag, read_build, script_tag
from notesik.settings import Settings
from notesik.shipped import shipped_folder

ADDRESS = "https://notes.example"
CHOSEN = Settings(
    script_path="/assets/helper.js", parts_path="/assets/v/", calls_path="/assets/c/", cookie="sid", storage_keys="hp"
)
BUILD = Build(b"the script", {"show-0a.js": b"one part"})


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.attributes: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append(dict(attrs))


def attributes_of(html: str) -> dict[str, str | None]:
    parser = _Tags()
    parser.feed(html)
    (attributes,) = parser.attributes
    return attributes


def test_under_the_usual_names_the_tag_says_only_where_the_script_is_and_whose_the_page_is() -> None:
    tag = script_tag(Settings(), ADDRESS, "key")
    assert tag == '<script async src="https://notes.example/notesik.js" data-site="key"></script>'


def test_names_of_the_shops_choice_stand_on_the_tag() -> None:
    assert attributes_of(script_tag(CHOSEN, ADDRESS, "key")) == {
        "async": None,
        "src": "https://notes.example/assets/helper.js",
        "data-site": "key",
        "data-parts": "/assets/v/",
        "data-calls": "/assets/c/",
        "data-keys": "hp",
    }


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_no_write_key_ends_its_attribute(key: str) -> None:
    assert attributes_of(script_tag(Settings(), ADDRESS, key))["data-site"] == key


def test_a_pinned_tag_names_the_file_by_its_hash_and_says_its_integrity() -> None:
    attributes = attributes_of(pinned_tag(CHOSEN, ADDRESS, "key", BUILD))
    digest = hashlib.sha256(BUILD.script).hexdigest()[:8]
    assert attributes["src"] == f"https://notes.example/assets/helper-{digest}.js"
    assert attributes["integrity"] == "sha384-" + base64.b64encode(hashlib.sha384(BUILD.script).digest()).decode()
    assert attributes["crossorigin"] == "anonymous"
    assert attributes["data-parts"] == "/assets/v/"


def test_an_import_map_says_the_integrity_of_each_part() -> None:
    said = re.fullmatch(r'<script type="importmap">(.*)</script>', import_map(CHOSEN, ADDRESS, BUILD))
    assert said
    assert json.loads(said[1]) == {
        "integrity": {"https://notes.example/assets/v/show-0a.js": integrity_of(b"one part")}
    }


@pytest.mark.parametrize("path", ["/notesik.js", "/a/b.c.js"])
def test_the_pinned_path_changes_with_the_content(path: str) -> None:
    assert pinned_path(path, b"1") != pinned_path(path, b"2")
    assert re.fullmatch(re.escape(path[:-3]) + r"-[0-9a-f]{8}\.js", pinned_path(path, b"1"))


def test_the_builds_own_list_says_the_same_integrity() -> None:
    folder = shipped_folder("snippet")
    build = read_build(folder)
    listed = {each["file"]: each["integrity"] for each in json.loads((folder / "manifest.json").read_text())}
    parts = {f"notesik/{name}": integrity_of(part) for name, part in build.parts.items()}
    assert listed == {"notesik.js": integrity_of(build.script), **parts}
