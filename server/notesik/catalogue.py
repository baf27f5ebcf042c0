"""The shop's products, held in memory and arranged for quick look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote, urlsplit

import msgspec

ORDERABLE = frozenset({"in_stock", "preorder", "backorder"})
"""The availabilities with which a shopper can buy (Google Merchant's words); the one other is ``out_of_stock``."""

_MAX_LINK = 2_000  # Google Merchant's limit for link and image_link


class Product(msgspec.Struct, frozen=True, omit_defaults=True):
    """One article as the shop describes it. Money is in minor units of ``currency``; times are Unix milliseconds."""

    id: str
    title: str
    url: str
    image: str = ""
    description: str = ""
    brand: str = ""
    category: tuple[str, ...] = ()
    """The path of categories, outermost first: ``("Bicycles", "Gravel")``."""
    currency: str = ""
    price_minor: int = 0
    sale_price_minor: int | None = None
    """None when there is no sale; else lower than ``price_minor``, from ``sale_from_ms`` until ``sale_until_ms``."""
    sale_from_ms: int | None = None
    sale_until_ms: int | None = None
    availability: str = "in_stock"
    group_id: str = ""
    """The same for all variants (colours, sizes) of one article."""
    attributes: dict[str, str] = {}
    """color, size, gender, age_group, material, custom_label_0 to 4, gtin, mpn, condition."""

    @property
    def is_available(self) -> bool:
        return self.availability in ORDERABLE

    def is_on_sale(self, now_ms: int) -> bool:
        """Whether the sale price holds at ``now_ms``: from its start, and until just before its end."""
        if self.sale_price_minor is None:
            return False
        has_begun = self.sale_from_ms is None or self.sale_from_ms <= now_ms
        return has_begun and (self.sale_until_ms is None or now_ms < self.sale_until_ms)

    def current_price_minor(self, now_ms: int) -> int:
        """What a shopper pays at ``now_ms``."""
        if self.sale_price_minor is not None and self.is_on_sale(now_ms):
            return self.sale_price_minor
        return self.price_minor


class Catalogue:
    """All products of a site, unchangeable. Of several products with one id the first stays.

    The order of the products is the shop's own; as feeds grow at their end, the last is taken for the newest.
    """

    def __init__(self, products: Iterable[Product]) -> None:
        self._products: dict[str, Product] = {}
        for product in products:
            self._products.setdefault(product.id, product)
        self._places = {id: place for place, id in enumerate(self._products)}
        self._by_category: dict[str, list[Product]] = {}
        self._names: dict[str, tuple[str, int]] = {}
        for product in self._products.values():
            self._file(product)
        self._slugs = {"-".join(name.split()): name for name in self._by_category}
        self._available = [product for product in reversed(self._products.values()) if product.is_available]
        self._heads = _one_of_each_group(self._available)
        self._heads_by_category = {
            name: _one_of_each_group(product for product in products if product.is_available)
            for name, products in self._by_category.items()
        }

    def _file(self, product: Product) -> None:
        for name in {name.casefold() for name in product.category}:
            self._by_category.setdefault(name, []).append(product)
        if product.category:
            top = product.category[0]
            shown, count = self._names.get(top.casefold(), (top, 0))
            self._names[top.casefold()] = (shown, count + 1)

    def get(self, id: str) -> Product | None:
        return self._products.get(id)

    def __len__(self) -> int:
        return len(self._products)

    def __iter__(self) -> Iterator[Product]:
        return iter(self._products.values())

    def ids(self) -> Iterable[str]:
        return self._products.keys()

    def place(self, product: Product) -> int:
        """Where ``product`` stands in the shop's order, from 0; -1 for a product of another catalogue."""
        return self._places.get(product.id, -1)

    def in_category(self, name: str) -> Sequence[Product]:
        """The products filed under ``name`` on any level of their path, in the shop's order; case does not matter."""
        return self._by_category.get(name.casefold(), ())

    def category_at(self, path: str) -> str:
        """The category whose name, with hyphens for blanks, ``path`` ends with: in ``/shop/rain-jackets`` the rain
        jackets. Empty where there is none."""
        return self._slugs.get(unquote(path.rstrip("/").rpartition("/")[2]).casefold(), "")

    def categories(self) -> Sequence[str]:
        """The top-level categories, the one with most products first."""
        return [shown for shown, count in sorted(self._names.values(), key=lambda entry: (-entry[1], entry[0]))]

    def available(self) -> Sequence[Product]:
        """What can be bought, the newest first."""
        return self._available

    def offers(self) -> Sequence[Product]:
        """What can be bought, the newest first, one of each group."""
        return self._heads

    def offers_in(self, name: str) -> Sequence[Product]:
        """What can be bought of the category ``name``, in the shop's order, one of each group."""
        return self._heads_by_category.get(name.casefold(), ())


def parse_link(text: str) -> str | None:
    """``text`` as a link that is safe to follow: http(s), or a path within the shop (``/p/1``); else None.

    Blanks inside are percent-encoded; a link without a scheme (``//host/…``) becomes https. Everything that a browser
    might read in another way than we do (backslashes, control characters, ``javascript:``) is refused.
    """
    link = text.strip().replace(" ", "%20")
    if link.startswith("//"):
        link = "https:" + link
    if not link or len(link) > _MAX_LINK or "\\" in link or not link.isprintable():
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    is_absolute = parts.scheme in ("http", "https") and bool(parts.hostname)
    return link if is_absolute or link.startswith("/") else None


def _one_of_each_group(products: Iterable[Product]) -> list[Product]:
    seen: set[str] = set()
    heads = []
    for product in products:
        if not product.group_id or product.group_id not in seen:
            heads.append(product)
            seen.add(product.group_id)
    return heads
