"""The shop's products arranged for browsing: categories with addresses, groups of variants, what is new or reduced."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote

from notesik.catalogue import Catalogue, Product

ALL = "all"
ROW = 8
"""How many products a row of the home page shows."""

_TINTS = 6
_LABEL = "custom_label_0"
_UNFOLDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss"})


@dataclass(frozen=True)
class Shelf:
    """A top-level category; ``name`` is empty for the shelf that holds everything."""

    slug: str
    name: str
    count: int


class Option(NamedTuple):
    """One value of a variant's choice (a colour, a size) and the product that choosing it leads to."""

    value: str
    product: Product
    is_current: bool


def product_address(product: Product) -> str:
    return f"/product/{quote(product.id, safe='')}"


def category_address(slug: str) -> str:
    return f"/category/{quote(slug, safe='')}"


def tint(product: Product) -> int:
    """Which of the stand-in pictures a product gets when its own cannot be had; always the same one."""
    return zlib.crc32(product.id.encode()) % _TINTS


def slug(name: str) -> str:
    return "-".join(name.lower().split())


def fold(text: str) -> str:
    """Text as it is searched: without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_UNFOLDED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


class Shelves:
    """All that pages ask of the products; built once."""

    def __init__(self, products: Iterable[Product]) -> None:
        self.catalogue = Catalogue(products)
        self._groups: dict[str, list[Product]] = {}
        for product in self.catalogue:
            if product.group_id:
                self._groups.setdefault(product.group_id, []).append(product)
        self._folded = {
            product.id: fold(" ".join([product.title, product.brand, *product.category, *product.attributes.values()]))
            for product in self.catalogue
        }

    @cached_property
    def shelves(self) -> Sequence[Shelf]:
        """The categories in the shop's own order; a shop with just one has none to choose from."""
        names = dict.fromkeys(product.category[0] for product in self.catalogue if product.category)
        found = [Shelf(slug(name), name, len(self.heads(self.catalogue.in_category(name)))) for name in names]
        return found if len(found) > 1 else []

    def products_of(self, wanted: str) -> Sequence[Product] | None:
        """The products of a category by its slug; None when there is no such category."""
        if wanted == ALL:
            return list(self.catalogue)
        names = {slug(product.category[0]): product.category[0] for product in self.catalogue if product.category}
        name = names.get(wanted)
        return self.catalogue.in_category(name) if name else None

    def group(self, product: Product) -> Sequence[Product]:
        """A product and its variants."""
        return self._groups.get(product.group_id, [product])

    def heads(self, products: Iterable[Product]) -> list[Product]:
        """One of each group: the first that can be bought, else the first."""
        chosen: dict[str, Product] = {}
        for product in products:
            key = product.group_id or f"id {product.id}"
            if key not in chosen or (product.is_available and not chosen[key].is_available):
                chosen[key] = product
        return list(chosen.values())

    def options(self, product: Product, attribute: str) -> Sequence[Option]:
        """The values of ``color`` or ``size`` in a product's group, each leading to the variant nearest to it."""
        other = "size" if attribute == "color" else "color"
        found: dict[str, Product] = {}
        for variant in self.group(product):
            value = variant.attributes.get(attribute, "")
            is_near = variant.attributes.get(other) == product.attributes.get(other)
            if value and (value not in found or is_near):
                found[value] = variant
        current = product.attributes.get(attribute)
        return [Option(value, variant, value == current) for value, variant in found.items()] if len(found) > 1 else []

    def labelled(self, label: str) -> Sequence[Product]:
        """The shop's own pick: the products that the feed labels so."""
        return self.heads(p for p in self.catalogue if p.attributes.get(_LABEL) == label and p.is_available)[:ROW]

    def newest(self) -> Sequence[Product]:
        """What the feed labels as new; where it labels nothing, its end."""
        return self.labelled("new") or self.catalogue.offers()[:ROW]

    def reduced(self, now_ms: int) -> Sequence[Product]:
        """The largest reductions, one of each group."""
        offers = [product for product in self.catalogue.offers() if product.is_on_sale(now_ms)]
        return sorted(offers, key=lambda product: -reduction(product, now_ms))[:ROW]

    def search(self, query: str) -> Sequence[Product]:
        """Products that have every word of the query, those with it in the title first."""
        words = fold(query).split()
        if not words:
            return []
        found = [p for p in self.catalogue if all(word in self._folded[p.id] for word in words)]
        return sorted(found, key=lambda p: not all(word in fold(p.title) for word in words))


def reduction(product: Product, now_ms: int) -> int:
    """By how many per cent the price is reduced; 0 for no sale."""
    if not product.price_minor:
        return 0
    return round(100 * (product.price_minor - product.current_price_minor(now_ms)) / product.price_minor)
