"""What of a shop's products a visitor is drawn to, by their categories and brands (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import islice
from typing import NamedTuple

from notesik.catalogue import Catalogue, Product

MOST_ORDERED = 200
"""Products whose order is told to a page; what it shows beside them stays behind them, in its own order."""
MOST_LOOKED_AT = 2_000
"""Products of a list that are looked at, the first in the shop's order: more than a page shows, and done at once."""
LISTS_HELD = 16
"""Lists of a shop whose products are kept as they are looked at, those that were asked for last: to unpack 2,000 takes
milliseconds, and while the products are the same, all visitors share it."""


class Taste(NamedTuple):
    """What products have in common for who may be drawn to them; empty where they have none."""

    category: str
    """The outermost."""
    brand: str


Places = Sequence[tuple[int, str]]
"""Products as their places in a list and their ids."""


def by_taste(products: Iterable[Product]) -> Mapping[Taste, Places]:
    """The first of ``products``, by what they have in common."""
    found: dict[Taste, list[tuple[int, str]]] = {}
    for place, product in enumerate(islice(products, MOST_LOOKED_AT)):
        taste = Taste(product.category[0] if product.category else "", product.brand)
        found.setdefault(taste, []).append((place, product.id))
    return found


def drawn_to(
    products: Mapping[Taste, Places], categories: Mapping[str, float], brands: Mapping[str, float]
) -> Sequence[str]:
    """The ids of ``products`` by how much the visitor is drawn to their category and brand; those of no points are left
    out.

    ``categories`` (outermost) and ``brands`` are points by name. Products with the same points stay in their order;
    where all have the same, nothing is to be sorted.

    >>> shelf = [Product(id=brand, title=brand, url="/", brand=brand) for brand in ("Fala", "Wiatr", "Jar")]
    >>> drawn_to(by_taste(shelf), {}, {"Jar": 1.0, "Wiatr": 3.0})
    ['Wiatr', 'Jar']
    """
    points = {
        taste: (categories.get(taste.category, 0.0) if taste.category else 0.0) + brands.get(taste.brand, 0.0)
        for taste in products
    }
    if len(set(points.values())) < 2:
        return []
    liked = [(-points[taste], place, id) for taste in products if points[taste] > 0 for place, id in products[taste]]
    return [id for _, _, id in sorted(liked)[:MOST_ORDERED]]


class Tastes:
    """Orders the products of one catalogue for its visitors."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._of_list = lru_cache(LISTS_HELD)(partial(_of_list, catalogue))

    def drawn_to(
        self, category: str, path: str, categories: Mapping[str, float], brands: Mapping[str, float]
    ) -> Sequence[str]:
        """Of ``category``, else of that which the page at ``path`` is for, else of all the shop: see ``drawn_to``."""
        if not categories and not brands:
            return []
        return drawn_to(self._of_list(category or self.catalogue.category_at(path)), categories, brands)


def _of_list(catalogue: Catalogue, category: str) -> Mapping[Taste, Places]:
    return by_taste(catalogue.in_category(category) if category else catalogue)
