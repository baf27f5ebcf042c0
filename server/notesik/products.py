"""A product of a shop, as it describes it."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

ORDERABLE = frozenset({"in_stock", "preorder", "backorder"})
"""The availabilities with which a shopper can buy (Google Merchant's words); the one other is ``out_of_stock``."""

_MAX_LINK = 2_000  # Google Merchant's limit for link and image_link


class Product(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
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
