"""What came of reading a feed: how many products, what was passed over or mended, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec

EXAMPLES_KEPT = 5
"""Of each reason, so many items are named."""

_MAX_VALUE = 80

SKIPS: Mapping[str, str] = MappingProxyType(
    {
        "no_id": "has no id",
        "duplicate_id": "has the id of an earlier item; the first one stays",
        "no_title": "has no title",
        "no_link": "has no link",
        "bad_link": "has a link that is neither http(s) nor a path of the shop (/…)",
        "no_price": "has no price that can be read",
        "no_currency": "has a price without a currency; write it in the feed or give a default currency",
        "negative_price": "has a price below zero",
    }
)
"""Why an item is passed over."""

WARNINGS: Mapping[str, str] = MappingProxyType(
    {
        "cut": "has a field over its limit, which was cut",
        "zero_price": "has a price of zero",
        "sale_price_unreadable": "has a sale price that cannot be read; the product is kept without it",
        "sale_price_not_lower": "has a sale price that is not below its price; the product is kept without it",
        "sale_currency_differs": "has a sale price in another currency; the product is kept without it",
        "sale_dates_unreadable": "has sale dates that cannot be read (start/end); the product is kept without the sale",
        "unknown_availability": "has an unknown availability; it counts as out of stock",
        "no_image": "has no picture",
        "bad_image": "has a picture link that is neither http(s) nor a path of the shop; it is kept without",
        "unknown_category": "has only a category number that Notesik does not know; add g:product_type",
    }
)
"""What was mended or missed in an item that is kept."""


class Example(msgspec.Struct, frozen=True):
    """One item of a finding: its number in the feed (from 1), its id, and the value that was found."""

    item: int
    id: str
    value: str


class Finding(msgspec.Struct):
    """How often something was met, and the first few items."""

    count: int = 0
    examples: list[Example] = []

    def add(self, item: int, id: str, value: str) -> None:
        self.count += 1
        if len(self.examples) < EXAMPLES_KEPT:
            self.examples.append(Example(item, id[:_MAX_VALUE], value[:_MAX_VALUE]))


class FeedReport(msgspec.Struct):
    """Filled in while a feed is read, complete when its products are exhausted; ``msgspec`` makes JSON of it."""

    read: int = 0
    """Items met."""
    kept: int = 0
    """Products made of them."""
    skipped: dict[str, Finding] = {}
    """By the keys of ``SKIPS``."""
    warnings: dict[str, Finding] = {}
    """By the keys of ``WARNINGS``."""
    title: str = ""
    language: str = ""
    """Of the channel, where it names them."""
    currencies: dict[str, int] = {}
    """Products by currency."""

    @property
    def currency(self) -> str:
        """The currency of most products; empty before there is any."""
        return max(self.currencies, key=self.currencies.__getitem__, default="")

    def keep(self, currency: str) -> None:
        self.kept += 1
        self.currencies[currency] = self.currencies.get(currency, 0) + 1

    def skip(self, reason: str, item: int, id: str, value: str) -> None:
        self.skipped.setdefault(reason, Finding()).add(item, id, value)

    def warn(self, reason: str, item: int, id: str, value: str) -> None:
        self.warnings.setdefault(reason, Finding()).add(item, id, value)

    def sentences(self) -> Iterator[str]:
        """The report in words, the most important first."""
        yield f"{self.kept} of {self.read} items are products of the catalogue."
        for findings, meanings, verb in ((self.skipped, SKIPS, "skipped"), (self.warnings, WARNINGS, "noted")):
            for reason, finding in sorted(findings.items(), key=lambda entry: -entry[1].count):
                named = ", ".join(_name(example) for example in finding.examples)
                more = " …" if finding.count > len(finding.examples) else ""
                yield f"{finding.count} {verb}: the item {meanings[reason]} ({named}{more})."


def _name(example: Example) -> str:
    id = f" {example.id}" if example.id else ""
    value = f": {example.value!r}" if example.value else ""
    return f"item {example.item}{id}{value}"
