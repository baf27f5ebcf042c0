"""Texts that go by a number: ``{one: "{{ count }} person", other: "{{ count }} people"}``.

Each language has rules of its own, which Babel knows (CLDR): English tells one from other, Polish one, few and many,
Arabic six forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from babel import Locale, UnknownLocaleError

from notesik.errors import Fault
from notesik.merge_tags import Text, compile_text

T = TypeVar("T")

FORMS = ("zero", "one", "two", "few", "many", "other")


def form_faults(language: str, forms: Mapping[Any, object], path: str) -> Iterator[Fault]:
    """What is wrong with the names of ``forms``, whose texts are checked as any text is."""
    try:
        known = {*_locale(language).plural_form.tags, "other"}
    except (UnknownLocaleError, ValueError):
        yield Fault(path, f'no plural forms are known of the language "{language}"; write one text for all numbers')
        return
    for form in forms:
        if form not in known:
            expected = ", ".join(each for each in FORMS if each in known)
            yield Fault(f"{path}.{form}", f'"{form}" is no plural form of "{language}"; it has {expected}')
    if "other" not in forms:
        yield Fault(f"{path}.other", "is missing; it stands in for the forms that are left out")


def compile_forms(language: str, value: str | Mapping[str, str]) -> Callable[[float], Text]:
    """The text for a number. ``value`` is one text for all numbers, or texts by form with ``other``.

    >>> people = compile_forms("pl", {"one": "osoba", "few": "osoby", "other": "osób"})
    >>> [people(number).render({}) for number in (1, 3, 5, 22)]
    ['osoba', 'osoby', 'osób', 'osoby']
    """
    if isinstance(value, str):
        text = compile_text(value, "")
        return lambda number: text
    texts = {form: compile_text(written, "") for form, written in value.items()}
    return lambda number: form_of(language, number, texts)


def form_of(language: str, number: float, forms: Mapping[str, T]) -> T:
    """That of ``forms`` which goes with ``number``, else the other.

    >>> form_of("en", 1, {"one": "hour", "other": "hours"})
    'hour'
    """
    return forms.get(str(_locale(language).plural_form(number)), forms["other"])


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale:
    return Locale.parse(language.replace("_", "-"), sep="-")
