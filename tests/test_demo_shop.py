"""The demo shop: its pages, its safety, its words, its lists."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.campaign_files import parse_yaml_campaigns
from notesik.campaigns import compile_campaign, read_campaign
from notesik.catalogue import Product
from notesik.demo.browsing import PER_PAGE, Choice, bands, listing, matching, parse_choice
from notesik.demo.shelves import Shelves, product_address
from notesik.demo.shop import detect_language, own_links
from notesik.demo.words import read_texts
from notesik.widget_loading import load_widgets
from running_shop import ARABIC, ENGLISH, own_products, running_shop

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "demo"
PAGES = ("/", "/category/bicycles", "/category/all", "/product/olszyna-rust-m", "/search?q=tent", "/cart", "/checkout")
QUIET_PAGES = ("/thank-you", "/nowhere", "/search?q=", "/search?q=zzzz", "/category/bicycles?price=-1")
DATA_TYPES = {"application/ld+json", "application/json"}
NASTY = Product(
    id='a/b c?&"<é',
    title="</script><script>alert(1)</script><b>",
    url="https://elsewhere.example/a",
    image="https://elsewhere.example/a.jpg",
    description="<img src=x onerror=alert(1)>\n\nSecond line",
    brand="A & B",
    category=("Odds & <ends>", "Kind"),
    currency="EUR",
    price_minor=1234,
)


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and self.scripts:
            attributes, text = self.scripts[-1]
            self.scripts[-1] = (attributes, text + data)


@pytest.fixture(scope="module")
def products() -> list[Product]:
    return own_products()


@pytest.fixture(scope="module")
def shop(products: list[Product]) -> Iterator[httpx.Client]:
    with running_shop(products, replace(ENGLISH, feed_file=DEMO / "feed.xml")) as client:
        yield client


def graph(html: str) -> list[dict[str, object]]:
    """The nodes of a page's JSON-LD."""
    texts = [text for attributes, text in Elements(html).scripts if attributes.get("type") == "application/ld+json"]
    nodes: list[dict[str, object]] = json.loads(texts[0])["@graph"]
    return nodes


@pytest.mark.parametrize("address", [*PAGES, *QUIET_PAGES])
def test_no_page_has_anything_inline(shop: httpx.Client, address: str) -> None:
    answer = shop.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    elements = Elements(answer.text)
    for tag, attributes in elements.found:
        assert tag != "style"
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
    for attributes, text in elements.scripts:
        assert attributes.get("type") in DATA_TYPES or (attributes.get("src") and not text.strip())


@pytest.mark.parametrize("address", PAGES)
def test_every_page_carries_the_tag_and_room_at_its_top_and_nothing_else_of_ours(
    shop: httpx.Client, address: str
) -> None:
    html = shop.get(address).text
    assert '<script async src="/notesik.js" data-site="key-1"></script>' in html
    assert 'data-notesik-slot="top"' in html
    assert html.lower().count("notesik") == 2


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_its_landmarks_and_one_headline(shop: httpx.Client, address: str) -> None:
    elements = Elements(shop.get(address).text)
    tags = [tag for tag, _ in elements.found]
    assert tags.count("main") == tags.count("header") == tags.count("footer") == 1
    assert all("alt" in attributes for tag, attributes in elements.found if tag == "img")
    assert all({"width", "height"} <= set(attributes) for tag, attributes in elements.found if tag == "img")


def test_a_tag_from_another_origin_is_let_in(products: list[Product]) -> None:
    elsewhere = replace(ENGLISH, tag_src="https://notes.example/notesik.js", notesik_origin="https://notes.example")
    with running_shop(products, elsewhere) as client:
        policy = client.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self' https://notes.example;" in policy
    assert "connect-src 'self' https://notes.example;" in policy


@pytest.mark.parametrize(
    ("address", "selector"),
    [
        ("/", "hero"),
        ("/product/olszyna-rust-m", "product-details"),
        ("/cart", "cart"),
        ("/cart", "cart-lines"),
        ("/nowhere", "content"),
    ],
)
def test_places_for_campaigns_stay(shop: httpx.Client, address: str, selector: str) -> None:
    assert [1 for _, attributes in Elements(shop.get(address).text).found if attributes.get("id") == selector] == [1]


def test_what_does_not_exist_has_a_page_that_says_so(shop: httpx.Client) -> None:
    for address in ("/nowhere", "/product/none", "/category/none"):
        answer = shop.get(address)
        assert answer.status_code == 404
        assert "This path ends here" in answer.text


def test_the_feed_is_served_where_it_is_the_shops_own(shop: httpx.Client, products: list[Product]) -> None:
    assert shop.get("/feed.xml").content == (DEMO / "feed.xml").read_bytes()
    with running_shop(products) as client:
        assert client.get("/feed.xml").status_code == 404


def test_a_product_tells_machines_what_it_tells_people(shop: httpx.Client) -> None:
    product, way = graph(shop.get("/product/olszyna-rust-m").text)
    assert product["sku"] == "olszyna-rust-m"
    assert product["category"] == "Bicycles > Gravel"
    assert product["brand"] == {"@type": "Brand", "name": "Wiatrołom"}
    assert product["image"] == f"{shop.base_url}/static/pictures/olszyna-rust-m.svg"
    offer = product["offers"]
    assert isinstance(offer, Mapping)
    assert (offer["price"], offer["priceCurrency"]) == ("1690.00", "EUR")
    assert offer["availability"] == "https://schema.org/InStock"
    assert [step["name"] for step in way["itemListElement"]] == [  # type: ignore[attr-defined]
        "Home",
        "Bicycles",
        "Gravel",
        "Olszyna 2 gravel bike",
    ]


def test_what_a_feed_says_is_only_ever_text() -> None:
    with running_shop([NASTY]) as client:
        for address in ("/", "/category/all", product_address(NASTY), "/search?q=%3C/script%3E"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert "<script>alert" not in answer.text
            assert "<img src=x" not in answer.text
        product, _ = graph(client.get(product_address(NASTY)).text)
    assert (product["name"], product["sku"]) == (NASTY.title, NASTY.id)


def test_links_of_an_outside_feed_lead_into_this_shop(products: list[Product]) -> None:
    assert own_links([NASTY])[0].url == product_address(NASTY)
    assert own_links(products) == products


def test_variants_lead_to_each_other(products: list[Product]) -> None:
    shelves = Shelves(products)
    product = shelves.catalogue.get("olszyna-rust-m")
    assert product is not None
    colours = shelves.options(product, "color")
    assert [(option.value, option.product.id, option.is_current) for option in colours] == [
        ("Rust", "olszyna-rust-m", True),
        ("Forest green", "olszyna-forest-m", False),
    ]
    assert [option.product.id[-1] for option in shelves.options(product, "size")] == ["s", "m", "l"]


def test_filters_narrow_a_list_and_can_be_taken_back(shop: httpx.Client) -> None:
    html = shop.get("/category/bicycles?kind=Gravel&brand=Wiatro%C5%82om&sort=price").text
    assert "2 products" in html
    assert html.index("Olszyna 2 gravel bike") < html.index("Zmierzch carbon gravel bike")
    assert "Polana gravel bike" not in html
    assert 'href="/category/bicycles?kind=Gravel&amp;sort=price"' in html


def test_search_knows_no_accents(products: list[Product]) -> None:
    found = [product.title for product in Shelves(products).search("zolna KIDS")]
    assert found == ["Żołna kids' bike 20″"] * 2
    assert Shelves(products).search("  ") == []


def test_a_long_list_comes_in_pages(shop: httpx.Client) -> None:
    first, second = (shop.get(f"/category/all?page={page}").text for page in (1, 2))
    assert first.count('class="card"') == second.count('class="card"') == PER_PAGE
    assert 'rel="next" href="/category/all?page=2"' in first


@given(st.dictionaries(st.sampled_from(["q", "kind", "price", "stock", "sort", "page"]), st.text(max_size=20)))
def test_whatever_stands_in_an_address_is_a_choice(query: dict[str, str]) -> None:
    choice = parse_choice(query, [query.get("q", "")])
    assert choice.page >= 1
    assert parse_choice({}, []) == Choice()


@given(st.lists(st.integers(1, 10**7), max_size=80), st.integers(1, 9))
def test_pages_and_price_ranges_lose_no_product(prices: list[int], page: int) -> None:
    some = [Product(id=str(i), title="", url="/", currency="EUR", price_minor=p) for i, p in enumerate(prices)]
    pages = listing(some, Choice(page=page)).pages
    shown = [product for number in range(1, pages + 1) for product in listing(some, Choice(page=number)).products]
    assert shown == some
    ranges = bands(some, 0)
    if ranges:
        found = [product for band in ranges for product in matching(some, Choice(band=band), 0)]
        assert sorted(product.id for product in found) == sorted(product.id for product in some)


def test_the_shop_speaks_the_language_of_its_products(products: list[Product]) -> None:
    arabic = [Product(id="1", title="مصباح يدوي LED", url="/1", currency="KWD", price_minor=5000)]
    assert (detect_language(products), detect_language(arabic)) == ("en", "ar")
    with running_shop(arabic, ARABIC) as client:
        html = client.get("/product/1").text
    assert '<html lang="ar" dir="rtl">' in html
    assert "أضف إلى السلة" in html
    assert "5.000" in html


def test_every_sentence_is_there_in_every_language() -> None:
    texts = read_texts(DEMO / "texts.toml")
    assert texts["en"].keys() == texts["ar"].keys()
    plurals = [{key for key, text in each.items() if not isinstance(text, str)} for each in texts.values()]
    assert plurals[0] == plurals[1]


def test_the_campaigns_fit_their_widgets() -> None:
    widgets = load_widgets(ROOT / "widgets")
    found = {}
    for file in sorted((DEMO / "campaigns").glob("*.yaml")):
        for document in parse_yaml_campaigns(file.read_text(encoding="utf-8"), file.name):
            campaign = read_campaign(document, widgets)
            compile_campaign(campaign)
            found[campaign.id] = campaign
    assert {variant.widget for campaign in found.values() for variant in campaign.variants} == set(widgets)
    assert {campaign.status for campaign in found.values()} == {"live"}


def test_the_bar_promises_what_the_shop_does() -> None:
    terms = tomllib.loads((DEMO / "shipping.toml").read_text(encoding="utf-8"))["by_currency"]
    [document] = parse_yaml_campaigns((DEMO / "campaigns" / "free-shipping.yaml").read_text(encoding="utf-8"), "bar")
    goals = document["variants"][0]["parameters"]["goal"]
    assert goals == {currency: each["free_from"] for currency, each in terms.items()}
