"""One item of a feed: from raw fields to a Product, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from notesik.catalogue import Product, parse_link
from notesik.feeds.scanning import CUSTOM_LABELS
from notesik.feeds.taxonomy import TOP_CATEGORIES
from notesik.feeds.texts import cut, plain_line, plain_text
from notesik.money import Money, parse_money

LIMITS: Mapping[str, int] = MappingProxyType(
    {"id": 50, "item_group_id": 50, "title": 150, "description": 5_000, "brand": 70, "material": 200}
)
"""The most characters of a field (Google Merchant's product data specification)."""

_LIMIT = 100  # of any other field

_ATTRIBUTES = ("color", "size", "gender", "age_group", "material", "gtin", "mpn", "condition", *CUSTOM_LABELS)
_LOWERED = frozenset({"gender", "age_group", "condition"})  # Google's own words, which shops capitalise as they like

_AVAILABILITIES: Mapping[str, str] = MappingProxyType(
    {
        "": "in_stock",
        "instock": "in_stock",
        "available": "in_stock",
        "availablefororder": "in_stock",
        "limitedavailability": "in_stock",
        "instoreonly": "in_stock",
        "onlineonly": "in_stock",
        "outofstock": "out_of_stock",
        "soldout": "out_of_stock",
        "discontinued": "out_of_stock",
        "preorder": "preorder",
        "presale": "preorder",
        "backorder": "backorder",
    }
)
_NOT_LETTERS = re.compile(r"^https?://schema\.org/|[^a-z]")
_BETWEEN_IMAGES = re.compile(r"\s*,\s*(?=https?://|/)")
_CATEGORY_NUMBER = re.compile(r"^\d+\s+-\s+")
_MAX_LEVELS = 8


class Remark(NamedTuple):
    """A key of ``report.SKIPS`` or ``report.WARNINGS``, and the value that it is about."""

    reason: str
    value: str


class ParsedItem(NamedTuple):
    """What an item came to: a product, or why it is passed over; and what was mended in it."""

    id: str
    product: Product | None
    skip: Remark | None
    warnings: list[Remark]


def parse_item(fields: Mapping[str, str], *, default_currency: str | None) -> ParsedItem:
    """The product that ``fields`` (Google Merchant's names, raw texts) describe."""
    reading = _Reading(fields)
    id, title, link = reading.key("id"), reading.line("title"), fields.get("link", "")
    url = parse_link(link.replace("&amp;", "&"))  # some shops escape twice
    price = parse_money(fields.get("price", ""), default_currency=default_currency)
    skip = _reason_to_skip(id, title, link, url, fields.get("price", ""), price)
    if skip or url is None or price is None:
        return ParsedItem(id, None, skip, reading.warnings)
    if price.minor == 0:
        reading.warn("zero_price", fields["price"])
    sale = reading.sale(price) or _Sale(None, None, None)
    product = Product(
        id=id,
        title=title,
        url=url,
        image=reading.image(),
        description=reading.description(),
        brand=reading.line("brand"),
        category=reading.category(),
        currency=price.currency,
        price_minor=price.minor,
        sale_price_minor=sale.price_minor,
        sale_from_ms=sale.from_ms,
        sale_until_ms=sale.until_ms,
        availability=reading.availability(),
        group_id=reading.key("item_group_id"),
        attributes=reading.attributes(),
    )
    return ParsedItem(id, product, None, reading.warnings)


class _Sale(NamedTuple):
    price_minor: int | None
    from_ms: int | None
    until_ms: int | None


class _Reading:
    """The fields of one item, and what had to be mended while they were read."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self.warnings: list[Remark] = []

    def warn(self, reason: str, value: str) -> None:
        self.warnings.append(Remark(reason, value))

    def key(self, name: str) -> str:
        """The field as it stands, but for blanks: keys are compared, so nothing is stripped or added."""
        text = " ".join(self._fields.get(name, "").split())
        self._measure(name, text)
        return text[: LIMITS[name]]

    def line(self, name: str) -> str:
        """The field as one line of plain text within its limit."""
        text = plain_line(self._fields.get(name, ""))
        return cut(text, self._measure(name, text))

    def description(self) -> str:
        """The description; in Atom, the summary or the content."""
        raw = next(filter(None, map(self._fields.get, ("description", "summary", "content"))), "")
        text = plain_text(raw)
        return cut(text, self._measure("description", text))

    def _measure(self, name: str, text: str) -> int:
        """The field's limit, with a warning where ``text`` is over it."""
        limit = LIMITS.get(name, _LIMIT)
        if len(text) > limit:
            self.warn("cut", f"{name}: {len(text)} characters")
        return limit

    def attributes(self) -> dict[str, str]:
        """The facts that conditions may ask for; a bare category number stays here, as its name may be unknown."""
        found = {name: line for name in _ATTRIBUTES if name in self._fields and (line := self.line(name))}
        found.update({name: found[name].lower() for name in _LOWERED & found.keys()})
        number = self._fields.get("google_product_category", "")
        return found | {"google_product_category": number[:_LIMIT]} if number.isdecimal() else found

    def image(self) -> str:
        """The first picture; feeds exist that join several with commas."""
        raw = self._fields.get("image_link") or self._fields.get("additional_image_link", "")
        links = map(parse_link, _BETWEEN_IMAGES.split(raw.replace("&amp;", "&")))
        image = next(filter(None, links), "")
        if not image:
            self.warn("bad_image" if raw else "no_image", raw)
        return image

    def availability(self) -> str:
        raw = self._fields.get("availability", "")
        known = _AVAILABILITIES.get(_NOT_LETTERS.sub("", raw.lower()))
        if known is None:
            self.warn("unknown_availability", raw)
        return known or "out_of_stock"

    def category(self) -> tuple[str, ...]:
        """The shop's own path of categories, else Google's; empty for a number of a deeper level.

        A shopper must never read "Category 328", so a number that has no name here gives no category.
        """
        raw = self._fields.get("product_type") or self._fields.get("google_product_category", "")
        if raw.isdecimal():
            name = TOP_CATEGORIES.get(int(raw[:10]), "")
            if not name:
                self.warn("unknown_category", raw)
            return (name,) if name else ()
        path = _CATEGORY_NUMBER.sub("", plain_line(raw))  # "166 - Apparel & Accessories"
        levels = (cut(level.strip(), _LIMIT) for level in path.split(">"))
        return tuple(filter(None, levels))[:_MAX_LEVELS]

    def sale(self, price: Money) -> _Sale | None:
        """The sale with its dates; None when there is none, or none that can be believed."""
        text, dates = self._fields.get("sale_price", ""), self._fields.get("sale_price_effective_date", "")
        if not text:
            return None
        sale = parse_money(text, default_currency=price.currency)
        if sale is None or sale.minor < 0:
            self.warn("sale_price_unreadable", text)
        elif sale.currency != price.currency:
            self.warn("sale_currency_differs", text)
        elif sale.minor >= price.minor:
            self.warn("sale_price_not_lower", text)
        elif not dates:
            return _Sale(sale.minor, None, None)
        elif period := _parse_period(dates):
            return _Sale(sale.minor, *period)
        else:
            self.warn("sale_dates_unreadable", dates)
        return None


def _reason_to_skip(
    id: str, title: str, link: str, url: str | None, price_text: str, price: Money | None
) -> Remark | None:
    """The first thing without which there is no product; None when all is there."""
    needs_currency = price is None and parse_money(price_text, default_currency="XXX") is not None
    lacks = (
        (not id, "no_id", title),
        (not title, "no_title", ""),
        (not link, "no_link", ""),
        (url is None, "bad_link", link),
        (needs_currency, "no_currency", price_text),
        (price is None, "no_price", price_text),
        (price is not None and price.minor < 0, "negative_price", price_text),
    )
    return next((Remark(reason, value) for is_lacking, reason, value in lacks if is_lacking), None)


def _parse_period(text: str) -> tuple[int, int] | None:
    """``2026-11-20T08:00+0100/2026-12-01`` in Unix milliseconds; UTC where no zone is given, a last day to its end."""
    start_text, _, end_text = (part.strip() for part in text.partition("/"))
    try:
        start, end = datetime.fromisoformat(start_text), datetime.fromisoformat(end_text)
        if len(end_text) == len("2026-12-01"):
            end += timedelta(days=1)
        from_ms, until_ms = (
            int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000) for moment in (start, end)
        )
    except (ValueError, OverflowError):
        return None
    return (from_ms, until_ms) if from_ms < until_ms else None
