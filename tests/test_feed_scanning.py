from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.catalogue import Product
from notesik.errors import BadFeed
from notesik.feeds import FeedReport, read_feed

HEAD = '<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
TAIL = "</channel></rss>"


def item(id: str = "1", title: str = "Tent", link: str = "/p/1", price: str = "15 USD", description: str = "") -> str:
    fields = {"id": id, "title": title, "link": link, "price": price, "description": description}
    return "<item>" + "".join(f"<g:{name}>{value}</g:{name}>" for name, value in fields.items()) + "</item>"


def feed(*items: str) -> bytes:
    return (HEAD + "".join(items) + TAIL).encode()


def read(data: bytes) -> tuple[list[Product], FeedReport]:
    report = FeedReport()
    return list(read_feed([data], report, default_currency=None)), report


DOCTYPES = {
    "nested entities": '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
    "a long entity": f'<!DOCTYPE rss [<!ENTITY a "{"ha" * 200}">]>',
    "a parameter entity": '<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>',
}


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
def test_entities_that_could_explode_are_refused(doctype: str) -> None:
    with pytest.raises(BadFeed, match=r"entity '[ab]'"):
        read(feed(item(title="&a;")).replace(b"<rss", doctype.encode() + b"<rss"))


def test_plain_and_outer_entities_are_never_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    doctype = (
        f'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY a "b"><!ENTITY f SYSTEM "{secret.as_uri()}">]>'
    )
    products = read(feed(item(title="&a;&f;&nbsp;x")).replace(b"<rss", doctype.encode() + b"<rss"))[0]
    assert products[0].title == "&a;&f; x"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"id\ttitle\n1\tTent", "is not XML"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "an HTML page"),
        (b"<urlset></urlset>", "<urlset>"),
        (feed(), "no usable product.* 0 of 0"),
        (feed(item(price="?")), "no usable product.*no price that can be read"),
        (feed(item())[:-6], "line 1, column .* after 1 items.*cut short"),
        (feed(item(link="/p?a=1&b=2")), "line 1, column .*&"),
        (feed(item(title="&nbsp;")), "undefined entity: line 1|undefined entity"),
        (feed("<a>" * 60), "deep"),
        (feed(item()) + feed(item()), "line 1"),
    ],
)
def test_what_is_no_complete_feed_is_refused_with_the_place_and_the_remedy(data: bytes, message: str) -> None:
    with pytest.raises(BadFeed, match=message):
        read(data)


def test_an_endless_tag_is_refused() -> None:
    chunks = [HEAD.encode(), b'<item a="', *([b"x" * 100_000] * 20)]
    with pytest.raises(BadFeed, match="tag or comment"):
        list(read_feed(chunks, FeedReport(), default_currency=None))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1250", "iso-8859-2"])
def test_other_encodings_and_leading_blank_lines_are_read(encoding: str) -> None:
    text = feed(item(title="Żółw")).decode().replace('"1.0"?', f'"1.0" encoding="{encoding.removesuffix("-sig")}"?', 1)
    assert read(text.encode(encoding))[0][0].title == "Żółw"
    assert len(read(b"\r\n\n" + feed(item()))[0]) == 1


SMALL = feed(item(title="Żółw"), item(id="2", description="<![CDATA[a < b]]>"))


@given(st.lists(st.integers(1, len(SMALL) - 1), max_size=8))
def test_it_does_not_matter_how_a_feed_is_cut_into_chunks(cuts: list[int]) -> None:
    bounds = [0, *sorted(cuts), len(SMALL)]
    chunks = [SMALL[start:end] for start, end in pairwise(bounds)]
    assert list(read_feed(chunks, FeedReport(), default_currency=None)) == read(SMALL)[0]


@given(st.integers(0, len(SMALL) - 1))
def test_a_feed_that_is_cut_short_anywhere_is_refused(length: int) -> None:
    with pytest.raises(BadFeed):
        read(SMALL[:length])


@given(st.binary(max_size=60), st.integers(0, len(SMALL)))
def test_no_bytes_break_the_reading(noise: bytes, place: int) -> None:
    try:
        products, report = read(SMALL[:place] + noise + SMALL[place:])
    except BadFeed:
        return
    assert report.kept == len(products) > 0


def test_memory_stays_flat_however_long_the_feed() -> None:
    def endless() -> Iterator[bytes]:
        yield HEAD.encode()
        for number in range(4_000):
            yield item(id=str(number), description="d" * 1_000).encode()

    products = read_feed(endless(), FeedReport(), default_currency=None)
    next(products)
    tracemalloc.start()
    try:
        assert sum(1 for _ in islice(products, 3_900)) == 3_900
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000
