"""In which language a visitor is spoken to, and which of many texts they read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.languages import in_language, language_of, stand_in


@pytest.mark.parametrize(
    ("candidates", "language"),
    [
        (("ar-KW", "en"), ("ar-KW", "rtl")),
        (("", "pl_PL", "en"), ("pl-PL", "ltr")),
        (("klingon", "he"), ("he", "rtl")),
        (("xx", "", "?"), ("en", "ltr")),
    ],
)
def test_the_first_known_language_is_spoken(candidates: tuple[str, ...], language: tuple[str, str]) -> None:
    assert language_of(*candidates) == language


@given(st.text())
def test_whatever_a_browser_says_some_language_is_spoken(stated: str) -> None:
    assert language_of(stated)[1] in ("ltr", "rtl")


def test_without_english_the_first_language_stands_in() -> None:
    assert in_language({"pl": 1, "de": 2}, "fr") == 1


@pytest.mark.parametrize(
    ("languages", "language", "other"),
    [(("ar",), "ar-KW", ""), (("ar-kw", "en"), "ar_KW", ""), (("de", "en"), "ar", "en"), (("de", "pl"), "ar", "de")],
)
def test_another_language_stands_in_where_neither_the_wanted_nor_its_base_is_written(
    languages: tuple[str, ...], language: str, other: str
) -> None:
    assert stand_in(languages, language) == other
