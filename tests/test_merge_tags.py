from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.errors import BadDocument
from notesik.merge_tags import compile_text

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases/merge_tags.json").read_text("utf-8"))


@pytest.mark.parametrize("case", [case for case in CASES if "expected" in case], ids=lambda case: case["name"])
def test_a_text_is_merged(case: dict[str, Any]) -> None:
    assert compile_text(case["text"], "title").render(case.get("tags", {})) == case["expected"]


@pytest.mark.parametrize("case", [case for case in CASES if "fault" in case], ids=lambda case: case["name"])
def test_a_bad_tag_is_refused_with_its_path(case: dict[str, Any]) -> None:
    with pytest.raises(BadDocument) as caught:
        compile_text(case["text"], "variants[0].parameters.title")
    (fault,) = caught.value.faults
    assert fault.path == "variants[0].parameters.title"
    assert fault.message.startswith(case["fault"])


def test_all_bad_tags_of_a_text_are_named() -> None:
    with pytest.raises(BadDocument) as caught:
        compile_text("{{ 1 }} {{ a }} {{ b c }}", "title")
    assert len(caught.value.faults) == 2


def test_only_what_a_tag_inserts_is_escaped() -> None:
    text = compile_text('/search?q={{ q | default("a b") }}&x=a b', "url")
    assert text.render({"q": "ü&x=1"}, escape=quote) == "/search?q=%C3%BC%26x%3D1&x=a b"
    assert text.render({}, escape=quote) == "/search?q=a%20b&x=a b"


def test_a_text_tells_what_it_looks_up() -> None:
    assert compile_text('{{ a.b }} {{ c | default("d") }} {{ a.b }}', "title").paths == {"a.b", "c"}


@given(st.text())
def test_a_text_without_braces_stays_as_it_is(text: str) -> None:
    assert "{{" in text or compile_text(text, "title").render({}) == text


@given(st.text(min_size=1).filter(lambda value: not value.isspace()))
def test_a_value_is_inserted_as_it_is(value: str) -> None:
    assert compile_text("<{{ a.b }}>", "title").render({"a": {"b": value}}) == f"<{value}>"
