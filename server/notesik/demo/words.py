"""What the shop says, by language; and which language a shop of these products speaks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from babel.numbers import format_decimal

from notesik.catalogue import Product

Texts = Mapping[str, str | Mapping[str, str]]

_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def detect_language(products: Iterable[Product]) -> str:
    """``ar`` where the titles are mostly in Arabic letters, else ``en``: the two languages that the shop speaks."""
    titles = " ".join(product.title for product in products)
    return "ar" if len(_ARABIC.findall(titles)) > len(_LATIN.findall(titles)) else "en"


@cache
def read_texts(file: Path) -> Mapping[str, Texts]:
    """The texts of every language."""
    texts: Mapping[str, Texts] = tomllib.loads(file.read_text(encoding="utf-8"))
    return texts


class Words:
    """The shop's sentences in one language: ``words("count.products", n=3)``."""

    def __init__(self, texts: Mapping[str, Texts], language: str) -> None:
        self._texts = texts.get(language.split("-")[0], texts["en"])
        self._locale = Locale.parse(language, sep="-")

    def __call__(self, key: str, *, n: int | None = None, **values: str) -> str:
        """The sentence with its values put in; the plural form for ``n`` where it has forms."""
        sentence = self._texts[key]
        if not isinstance(sentence, str):
            sentence = sentence.get(self._locale.plural_form(n or 0), sentence["other"])
        number = "" if n is None else format_decimal(n, locale=self._locale)
        return sentence.format(**values, n=number) if n is not None or values else sentence

    def forms(self, key: str) -> str | Mapping[str, str]:
        """The sentence with its places left open, for the scripts in the page."""
        return self._texts[key]
