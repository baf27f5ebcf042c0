"""Languages: which one a visitor is spoken to in, and the text for it among many."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import TypeVar

from babel import Locale
from babel.core import UnknownLocaleError

LANGUAGE_CODE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


_T = TypeVar("_T")


class Spoken(str):
    """A text that knows its ``language``, in lower case; equal to any other of the same letters."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Spoken:
        spoken = super().__new__(cls, text)
        spoken.language = language
        return spoken


def foreign(text: object, language: str) -> tuple[str, str] | None:
    """The language and direction of a Spoken text that stands in for one in ``language``; None where none does.

    >>> foreign(Spoken("Dalej", "pl"), "ar-KW"), foreign(Spoken("Dalej", "pl"), "pl-PL"), foreign("Dalej", "ar-KW")
    (('pl', 'ltr'), None, None)
    """
    if not isinstance(text, Spoken) or text.language in _keys_of(language):
        return None
    return _known_language(text.language) or (text.language, "auto")


def in_language(options: Mapping[str, _T], language: str) -> _T:
    """The option of this language, of its base language, English, or else the first. Keys are in lower case."""
    return options[key_in(options, language)]


def stand_in(languages: Collection[str], language: str) -> str:
    """Which of ``languages``, in lower case, stands in for ``language``; empty where it is among them itself."""
    key = key_in(languages, language)
    return "" if key in _keys_of(language) else key


def key_in(languages: Collection[str], language: str) -> str:
    """The one of ``languages`` that ``in_language`` takes."""
    for key in _keys_of(language):
        if key in languages:
            return key
    return "en" if "en" in languages else next(iter(languages))


@lru_cache(maxsize=1_000)
def _keys_of(language: str) -> tuple[str, str]:
    wanted = language.lower().replace("_", "-")
    return wanted, wanted.partition("-")[0]


@lru_cache(maxsize=1_000)
def language_of(*candidates: str) -> tuple[str, str]:
    """The first of ``candidates`` that is a language, and its direction of writing (``ltr`` or ``rtl``)."""
    return next(filter(None, map(_known_language, candidates)), ("en", "ltr"))


@lru_cache(maxsize=1_000)
def _known_language(candidate: str) -> tuple[str, str] | None:
    try:
        locale = Locale.parse(candidate.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    return str(locale).replace("_", "-"), str(locale.text_direction)
