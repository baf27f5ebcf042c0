"""The shop's products, held in memory and arranged for quick look-ups."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import unquote

from notesik.packed_products import NO_GROUP, PackedProducts, Packing, Shelf
from notesik.products import Product, parse_link

__all__ = ["Catalogue", "Product", "parse_link"]

IDS_HELD = 2_000
"""How many ids are kept with their place, those that were asked for last."""


class Catalogue:
    """All products of a site, unchangeable. Of several products with one id the first stays.

    The order of the products is the shop's own; as feeds grow at their end, the last is taken for the newest. A
    product's *place* is its number in it, from 0: who goes through many of them goes by places, since a product is
    unpacked only when it is looked at.
    """

    def __init__(self, products: Iterable[Product]) -> None:
        packing = Packing()
        for place, product in enumerate(_first_of_each_id(products)):
            packing.add(place, product)
        self._arrange(packing.packed())

    @classmethod
    def of(cls, packed: PackedProducts) -> Catalogue:
        """That of products which are packed already."""
        catalogue = cls.__new__(cls)
        catalogue._arrange(packed)
        return catalogue

    def _arrange(self, packed: PackedProducts) -> None:
        self._packed = packed
        self.place_of = lru_cache(IDS_HELD)(packed.place)
        """Takes an id; where its product stands, None where there is none."""
        self.at = packed.product
        """Takes a place; the product there."""
        self._levels = tuple(frozenset(map(str.casefold, path)) for path in packed.paths)
        self._by_category: dict[str, array[int]] = {}
        for place, path in enumerate(packed.path_of):
            for name in self._levels[path]:
                self._by_category.setdefault(name, array("I")).append(place)
        self._slugs = {"-".join(name.split()): name for name in self._by_category}
        self._available = array("I", filter(packed.is_available.__getitem__, range(len(packed) - 1, -1, -1)))
        groups = packed.take_groups()
        self._offers = _one_of_each_group(self._available, groups)
        self._offers_by_category = {
            name: _one_of_each_group(filter(packed.is_available.__getitem__, places), groups)
            for name, places in self._by_category.items()
        }

    def get(self, id: str) -> Product | None:
        place = self.place_of(id)
        return None if place is None else self.at(place)

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Product]:
        return map(self._packed.unpack, range(len(self)))

    def ids(self) -> Iterator[str]:
        return (product.id for product in self)

    def is_available(self, place: int) -> bool:
        return bool(self._packed.is_available[place])

    def is_in(self, name: str, place: int) -> bool:
        """Whether the product there is filed under ``name``, on any level of its path; case does not matter."""
        return name.casefold() in self._levels[self._packed.path_of[place]]

    def in_category(self, name: str) -> Shelf:
        """The products filed under ``name`` on any level of their path, in the shop's order; case does not matter."""
        return self._shelf(self._by_category.get(name.casefold(), ()))

    def category_at(self, path: str) -> str:
        """The category whose name, with hyphens for blanks, ``path`` ends with: in ``/shop/rain-jackets`` the rain
        jackets. Empty where there is none."""
        return self._slugs.get(unquote(path.rstrip("/").rpartition("/")[2]).casefold(), "")

    def categories(self) -> Sequence[str]:
        """The top-level categories, the one with most products first."""
        shown: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for path, count in Counter(self._packed.path_of).items():
            for top in self._packed.paths[path][:1]:
                shown.setdefault(top.casefold(), top)
                counts[top.casefold()] += count
        return sorted(shown.values(), key=lambda top: (-counts[top.casefold()], top))

    def available(self) -> Shelf:
        """What can be bought, the newest first."""
        return self._shelf(self._available)

    def offers(self) -> Shelf:
        """What can be bought, the newest first, one of each group."""
        return self._shelf(self._offers)

    def offers_in(self, name: str) -> Shelf:
        """What can be bought of the category ``name``, in the shop's order, one of each group."""
        return self._shelf(self._offers_by_category.get(name.casefold(), ()))

    def _shelf(self, places: Sequence[int]) -> Shelf:
        return Shelf(self._packed.unpack, places)


def _first_of_each_id(products: Iterable[Product]) -> Iterator[Product]:
    seen: set[str] = set()
    for product in products:
        if product.id not in seen:
            seen.add(product.id)
            yield product


def _one_of_each_group(places: Iterable[int], groups: Sequence[int]) -> array[int]:
    """The first of each; of ``places`` those that have no group stay all."""
    seen: set[int] = set()
    heads = array("I")
    for place in places:
        group = groups[place]
        if group == NO_GROUP or group not in seen:
            heads.append(place)
            seen.add(group)
    return heads
