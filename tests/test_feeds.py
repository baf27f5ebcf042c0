from __future__ import annotations

import json

import msgspec
import pytest

from notesik.catalogue import Product
from notesik.feeds import FeedReport, read_feed
from notesik.feeds.report import EXAMPLES_KEPT, SKIPS, WARNINGS

HEAD = '<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>'
TAIL = "</channel></rss>"
DEFAULTS = {"id": "1", "title": "Tent", "link": "/p/1", "image_link": "/p/1.svg", "price": "15.00 USD"}


def item(**fields: str | None) -> str:
    """An item of the feed; the value of a field is XML, None leaves it out."""
    inner = "".join(
        f"<g:{name}>{value}</g:{name}>" for name, value in {**DEFAULTS, **fields}.items() if value is not None
    )
    return f"<item>{inner}</item>"


def feed(*items: str) -> bytes:
    return (HEAD + "".join(items) + TAIL).encode()


def read(data: bytes | str, currency: str | None = None) -> tuple[list[Product], FeedReport]:
    report = FeedReport()
    chunks = [data.encode() if isinstance(data, str) else data]
    return list(read_feed(chunks, report, default_currency=currency)), report


def only(**fields: str | None) -> Product:
    """The product of a feed with one item, which must come without any warning."""
    products, report = read(feed(item(**fields)))
    assert not report.warnings
    return products[0]


def warned(**fields: str | None) -> tuple[Product, dict[str, str]]:
    products, report = read(feed(item(**fields)))
    return products[0], {reason: finding.examples[0].value for reason, finding in report.warnings.items()}


def test_an_item_becomes_a_product_with_all_its_facts() -> None:
    product = only(
        description="For &lt;b&gt;two&lt;/b&gt;",
        brand="Leśny",
        product_type="Camping &gt; Tents",
        sale_price="12.50 USD",
        sale_price_effective_date="2026-11-20T08:00+0100/2026-12-01T00:00Z",
        availability="preorder",
        item_group_id="tent",
        color="Green",
        gender="Unisex",
        custom_label_0="autumn",
    )
    assert product == Product(
        id="1",
        title="Tent",
        url="/p/1",
        image="/p/1.svg",
        description="For two",
        brand="Leśny",
        category=("Camping", "Tents"),
        currency="USD",
        price_minor=1500,
        sale_price_minor=1250,
        sale_from_ms=1795158000000,
        sale_until_ms=1796083200000,
        availability="preorder",
        group_id="tent",
        attributes={"color": "Green", "gender": "unisex", "custom_label_0": "autumn"},
    )


def test_a_feed_without_prefixes_and_with_cdata_reads_the_same() -> None:
    plain = feed(item(title="<![CDATA[Tents & more]]>", availability="<![CDATA[ in stock ]]>", brand=""))
    unprefixed = plain.replace(b"g:", b"").replace(b'version="2.0"', b'version="3.0"')
    assert read(unprefixed)[0] == read(plain)[0]
    assert read(plain)[0][0].title == "Tents & more"


def test_an_atom_feed_gives_its_link_as_an_attribute_and_google_fields_before_its_own() -> None:
    products, report = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0" xml:lang="pl">'
        "<title>Sklep</title><entry><id>tag:shop,1</id><title>Long name</title><g:title>Tent</g:title><g:id>1</g:id>"
        '<link rel="self" href="/feed/1"/><link href="https://shop.example/1"/><summary>Warm</summary>'
        "<g:price>15 PLN</g:price></entry></feed>"
    )
    assert [(found.id, found.title, found.url, found.description) for found in products] == [
        ("1", "Tent", "https://shop.example/1", "Warm")
    ]
    assert (report.title, report.language, report.currency) == ("Sklep", "pl", "PLN")


def test_a_prefix_that_is_not_declared_is_taken_for_googles() -> None:
    broken = feed(item()).replace(b'xmlns:g="http://base.google.com/ns/1.0"', b"xmlns=\"{'g': 'x'}\"")
    assert read(broken)[0] == read(feed(item()))[0]


def test_another_prefix_for_googles_namespace_counts_and_one_for_another_namespace_does_not() -> None:
    data = feed(item(title=None, image_link=None)).replace(b"xmlns:g", b'xmlns:m="http://media" xmlns:gm')
    data = data.replace(b"<g:id>1</g:id>", b"<gm:title>Tent</gm:title><m:title>Still</m:title><g:id>1</g:id>")
    assert read(data)[0][0].title == "Tent"


def test_nested_prices_and_unescaped_html_belong_to_their_field() -> None:
    product = only(shipping="<g:price>4 USD</g:price>", description="<p>Warm</p><p>and <b>dry</b></p>")
    assert product.price_minor == 1500
    assert product.description.split() == ["Warm", "and", "dry"]


def test_html_in_texts_becomes_plain_text() -> None:
    product = only(
        title="&lt;b&gt;Tents &amp;amp; more&lt;/b&gt;",
        description="<![CDATA[<p>Size &lt; 2&nbsp;m</p><script>alert(1)</script><ul><li>light</li><li>dry</li></ul>]]>",
    )
    assert product.title == "Tents & more"
    assert product.description == "Size < 2 m\nlight\ndry"


@pytest.mark.parametrize(
    ("raw", "image"),
    [
        ("https://cdn.example/1.jpg, https://cdn.example/2.jpg", "https://cdn.example/1.jpg"),
        ("https://cdn.example/w_300,h_300/1.jpg", "https://cdn.example/w_300,h_300/1.jpg"),
        (" /p/1.svg,/p/2.svg ", "/p/1.svg"),
        ("//cdn.example/my tent.jpg", "https://cdn.example/my%20tent.jpg"),
        ("https://cdn.example/1.jpg?a=1&amp;amp;b=2", "https://cdn.example/1.jpg?a=1&b=2"),
    ],
)
def test_the_first_picture_is_taken(raw: str, image: str) -> None:
    assert only(image_link=raw).image == image


def test_an_additional_picture_stands_in_for_a_missing_one() -> None:
    assert only(image_link="", additional_image_link="/p/2.svg").image == "/p/2.svg"


@pytest.mark.parametrize(
    ("raw", "availability"),
    [
        ("in_stock", "in_stock"),
        ("In Stock", "in_stock"),
        ("https://schema.org/InStock", "in_stock"),
        ("out of stock", "out_of_stock"),
        ("sold-out", "out_of_stock"),
        ("pre-order", "preorder"),
        ("backorder", "backorder"),
        (None, "in_stock"),
    ],
)
def test_availability_is_read_in_all_its_spellings(raw: str | None, availability: str) -> None:
    assert only(availability=raw).availability == availability


@pytest.mark.parametrize(
    ("fields", "category"),
    [
        ({"product_type": "A &gt; B &amp;gt; C"}, ("A", "B", "C")),
        ({"product_type": "A", "google_product_category": "166"}, ("A",)),
        ({"google_product_category": "166"}, ("Apparel & Accessories",)),
        ({"google_product_category": "166 - Apparel &amp; Accessories &gt; Shoes"}, ("Apparel & Accessories", "Shoes")),
        ({"google_product_category": "Software"}, ("Software",)),
        ({"product_type": "2024 &gt; Bikes"}, ("2024", "Bikes")),
        ({}, ()),
    ],
)
def test_the_category_is_the_shops_own_path_or_googles(fields: dict[str, str], category: tuple[str, ...]) -> None:
    assert only(**fields).category == category


def test_a_category_number_without_a_name_is_kept_out_of_the_shoppers_sight() -> None:
    product, warnings = warned(google_product_category="328")
    assert product.category == ()
    assert product.attributes == {"google_product_category": "328"}
    assert warnings == {"unknown_category": "328"}


@pytest.mark.parametrize(
    ("sale_price", "dates", "reason", "value"),
    [
        ("15.00 USD", None, "sale_price_not_lower", "15.00 USD"),
        ("9 EUR", None, "sale_currency_differs", "9 EUR"),
        (" USD", None, "sale_price_unreadable", "USD"),
        ("9", "soon", "sale_dates_unreadable", "soon"),
        ("9", "2026-12-01/2026-11-01", "sale_dates_unreadable", "2026-12-01/2026-11-01"),
        ("9", "9999-12-31/9999-12-31", "sale_dates_unreadable", "9999-12-31/9999-12-31"),
    ],
)
def test_a_sale_that_cannot_be_believed_is_left_out(
    sale_price: str, dates: str | None, reason: str, value: str
) -> None:
    product, warnings = warned(sale_price=sale_price, sale_price_effective_date=dates)
    assert product.sale_price_minor is None
    assert warnings == {reason: value}


def test_a_sale_price_has_the_currency_of_the_price_and_may_have_no_dates() -> None:
    product = only(sale_price="9.50", sale_price_effective_date="")
    assert (product.sale_price_minor, product.sale_from_ms, product.sale_until_ms) == (950, None, None)


def test_sale_dates_without_a_time_reach_to_the_end_of_the_last_day() -> None:
    product = only(sale_price="9", sale_price_effective_date="2026-11-20 / 2026-11-20")
    assert product.sale_from_ms == 1795132800000
    assert product.sale_until_ms == 1795132800000 + 86_400_000


def test_fields_over_their_limit_are_cut_with_a_warning() -> None:
    product, warnings = warned(id="i" * 60, title="t" * 200)
    assert product.id == "i" * 50
    assert product.title == "t" * 149 + "…"
    assert warnings == {"cut": "id: 60 characters"}
    product, warnings = warned(description="d" * 70_000)
    assert len(product.description) == 5_000


def test_pictures_and_availabilities_that_make_no_sense_are_noted() -> None:
    product, warnings = warned(image_link="javascript:alert(1)", availability="maybe", price="0 USD")
    assert (product.image, product.is_available, product.price_minor) == ("", False, 0)
    assert warnings == {"bad_image": "javascript:alert(1)", "unknown_availability": "maybe", "zero_price": "0 USD"}
    assert warned(image_link=None)[1] == {"no_image": ""}


@pytest.mark.parametrize(
    ("fields", "reason", "value"),
    [
        ({"id": None}, "no_id", "Tent"),
        ({"id": " "}, "no_id", "Tent"),
        ({"title": "&lt;b&gt;"}, "no_title", ""),
        ({"link": None}, "no_link", ""),
        ({"link": "javascript:alert(1)"}, "bad_link", "javascript:alert(1)"),
        ({"price": None}, "no_price", ""),
        ({"price": "ask us"}, "no_price", "ask us"),
        ({"price": "15.00"}, "no_currency", "15.00"),
        ({"price": "-1 USD"}, "negative_price", "-1 USD"),
        ({"id": "0"}, "duplicate_id", "Tent"),
    ],
)
def test_an_item_that_is_no_product_is_skipped_with_its_reason(
    fields: dict[str, str | None], reason: str, value: str
) -> None:
    products, report = read(feed(item(id="0", brand="first"), item(**fields)))
    assert [product.brand for product in products] == ["first"]
    assert (report.read, report.kept) == (2, 1)
    example = report.skipped[reason].examples[0]
    assert (report.skipped[reason].count, example.item, example.value) == (1, 2, value)


def test_a_default_currency_holds_for_prices_without_one() -> None:
    products, report = read(feed(item(price="1 299,00")), currency="PLN")
    assert (products[0].price_minor, report.currency) == (129900, "PLN")


def test_a_report_counts_all_names_a_few_and_speaks_in_sentences() -> None:
    broken = [item(id=str(number), price="?") for number in range(9)]
    report = read(feed(item(id="ok", availability="maybe"), *broken))[1]
    assert report.skipped["no_price"].count == 9
    assert len(report.skipped["no_price"].examples) == EXAMPLES_KEPT
    assert json.loads(msgspec.json.encode(report))["warnings"]["unknown_availability"]["count"] == 1
    first, second, third = report.sentences()
    assert first == "1 of 10 items are products of the catalogue."
    assert second.startswith("9 skipped: the item has no price that can be read (item 2 0: '?', item 3 1: '?', ")
    assert third == "1 noted: the item has an unknown availability; it counts as out of stock (item 1 ok: 'maybe')."


def test_every_reason_is_explained() -> None:
    assert all(sentence.startswith("has ") for sentence in (*SKIPS.values(), *WARNINGS.values()))
