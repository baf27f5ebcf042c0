"""Filtering, sorting and paging a list of products, all in the address, so that it works without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from notesik.catalogue import Product
from notesik.demo.shelves import reduction

PER_PAGE = 24
_MOST_BRANDS = 12
_BAND_SHARES = (0.25, 0.5, 0.75)

Sort = Callable[[Product, int], Any]

SORTS: dict[str, Sort | None] = {
    "recommended": None,
    "price": lambda product, now_ms: product.current_price_minor(now_ms),
    "price-down": lambda product, now_ms: -product.current_price_minor(now_ms),
    "discount": lambda product, now_ms: -reduction(product, now_ms),
    "name": lambda product, now_ms: product.title.casefold(),
}


class Band(NamedTuple):
    """A range of prices in minor units, its upper end not included; None is open."""

    low: int | None
    high: int | None

    def __str__(self) -> str:
        return f"{'' if self.low is None else self.low}-{'' if self.high is None else self.high}"

    def holds(self, minor: int) -> bool:
        return (self.low is None or minor >= self.low) and (self.high is None or minor < self.high)


@dataclass(frozen=True)
class Choice:
    """What a visitor has chosen; ``query`` is the word searched for, where the list is a search."""

    query: str = ""
    kind: str = ""
    brands: tuple[str, ...] = ()
    band: Band | None = None
    in_stock: bool = False
    sort: str = "recommended"
    page: int = 1

    def query_string(self) -> str:
        """The choice as it stands in an address, with what is usual left out."""
        parts: list[tuple[str, str]] = [("q", self.query)] if self.query else []
        parts += [("kind", self.kind)] if self.kind else []
        parts += [("brand", brand) for brand in self.brands]
        parts += [("price", str(self.band))] if self.band else []
        parts += [("stock", "1")] if self.in_stock else []
        parts += [("sort", self.sort)] if self.sort != "recommended" else []
        parts += [("page", str(self.page))] if self.page > 1 else []
        return f"?{urlencode(parts)}" if parts else ""

    def with_brand_toggled(self, brand: str) -> Choice:
        kept = tuple(b for b in self.brands if b != brand)
        return replace(self, brands=kept if brand in self.brands else (*kept, brand), page=1)


def parse_choice(query: Mapping[str, str], brands: Sequence[str]) -> Choice:
    """The choice in an address; whatever is not understood is as if it were not there."""
    page = query.get("page", "1")
    sort = query.get("sort", "recommended")
    return Choice(
        query=query.get("q", "").strip()[:120],
        kind=query.get("kind", "")[:120],
        brands=tuple(dict.fromkeys(brand[:120] for brand in brands))[:_MOST_BRANDS],
        band=_parse_band(query.get("price", "")),
        in_stock=query.get("stock") == "1",
        sort=sort if sort in SORTS else "recommended",
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def _parse_band(text: str) -> Band | None:
    low, dash, high = text.partition("-")
    if not dash or not all(end == "" or (end.isascii() and end.isdigit() and len(end) < 16) for end in (low, high)):
        return None
    return Band(int(low) if low else None, int(high) if high else None) if low or high else None


def kind_of(product: Product) -> str:
    """The second level of a product's path, which a category page can be narrowed to."""
    return product.category[1] if len(product.category) > 1 else ""


def matching(products: Sequence[Product], choice: Choice, now_ms: int) -> list[Product]:
    """The products that pass every filter, in the chosen order."""
    kept = [
        product
        for product in products
        if (not choice.kind or kind_of(product) == choice.kind)
        and (not choice.brands or product.brand in choice.brands)
        and (choice.band is None or choice.band.holds(product.current_price_minor(now_ms)))
        and (product.is_available or not choice.in_stock)
    ]
    key = SORTS[choice.sort]
    return sorted(kept, key=lambda product: key(product, now_ms)) if key else kept


def bands(products: Sequence[Product], now_ms: int) -> list[Band]:
    """Four ranges with about as many products each, at round prices; none where prices hardly differ."""
    prices = sorted(product.current_price_minor(now_ms) for product in products)
    if len(prices) < 2 * len(_BAND_SHARES):
        return []
    ends = sorted({_round(prices[int(len(prices) * share)]) for share in _BAND_SHARES} - {0})
    ends = [end for end in ends if prices[0] < end <= prices[-1]]
    if not ends:
        return []
    return [Band(low, high) for low, high in zip([None, *ends], [*ends, None], strict=True)]


def _round(minor: int) -> int:
    """The nearest of 1, 1.5, 2, 3, 5, 8 and 10 times a power of ten."""
    if minor <= 0:
        return 0
    power: int = 10 ** (len(str(minor)) - 1)
    steps = (10, 15, 20, 30, 50, 80, 100)
    return min((step * power // 10 for step in steps), key=lambda step: abs(step - minor))


class PageLink(NamedTuple):
    """A link to a page of the list; number 0 stands for pages left out."""

    number: int
    choice: Choice


@dataclass(frozen=True)
class Listing:
    """One page of a list."""

    products: Sequence[Product]
    total: int
    choice: Choice
    pages: int

    @property
    def previous(self) -> Choice | None:
        return replace(self.choice, page=self.choice.page - 1) if self.choice.page > 1 else None

    @property
    def next(self) -> Choice | None:
        return replace(self.choice, page=self.choice.page + 1) if self.choice.page < self.pages else None

    def links(self) -> Iterator[PageLink]:
        """The first page, the last, this one and its neighbours."""
        shown = sorted(
            {1, self.pages, *range(self.choice.page - 1, self.choice.page + 2)} & set(range(1, self.pages + 1))
        )
        before = 0
        for number in shown:
            if number - before > 1:
                yield PageLink(0, self.choice)
            yield PageLink(number, replace(self.choice, page=number))
            before = number


def listing(products: Sequence[Product], choice: Choice) -> Listing:
    """The chosen page; a page beyond the last is the last."""
    pages = max(1, -(-len(products) // PER_PAGE))
    page = min(choice.page, pages)
    start = (page - 1) * PER_PAGE
    return Listing(products[start : start + PER_PAGE], len(products), replace(choice, page=page), pages)
