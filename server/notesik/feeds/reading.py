"""The story of a feed: scanned, each item parsed, the doubtful ones reported, the good ones handed on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from notesik.catalogue import Product
from notesik.errors import BadFeed
from notesik.feeds.items import parse_item
from notesik.feeds.report import FeedReport
from notesik.feeds.scanning import scan
from notesik.feeds.texts import cut, plain_line

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_MAX_TITLE = 150


def read_feed(chunks: Iterable[bytes], report: FeedReport, *, default_currency: str | None = None) -> Iterator[Product]:
    """The products of a Google Merchant feed (RSS 2.0 or Atom), as they arrive; of one id, the first.

    ``default_currency`` holds for prices that name none. BadFeed is raised when the feed is broken, cut short or
    without any usable product, which may be known only after the last one: replace a catalogue only when this is
    exhausted, so that a bad download never empties it. ``report`` is complete then, too.
    """
    channel: dict[str, str] = {}
    seen: set[str] = set()
    for item in scan(chunks, channel):
        report.read += 1
        id, product, skip, warnings = parse_item(item.fields, default_currency=default_currency)
        if skip:
            report.skip(skip.reason, item.number, id, skip.value)
        if product is None:
            continue
        if id in seen:
            report.skip("duplicate_id", item.number, id, product.title)
            continue
        seen.add(id)
        for warning in warnings:
            report.warn(warning.reason, item.number, id, warning.value)
        report.keep(product.currency)
        yield product
    report.title = cut(plain_line(channel.get("title", "")), _MAX_TITLE)
    report.language = language if _LANGUAGE.fullmatch(language := channel.get("language", "")) else ""
    if not report.kept:
        raise BadFeed("the feed has no usable product, so nothing was changed. " + " ".join(report.sentences()))
