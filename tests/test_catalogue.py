from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.catalogue import Catalogue, Product, parse_link


def product(id: str, **fields: object) -> Product:
    return msgspec.convert({"id": id, "title": id.title(), "url": f"/p/{id}", **fields}, Product)


BICYCLES = ("Bicycles", "Gravel")


def test_a_sale_price_holds_from_its_start_until_just_before_its_end() -> None:
    bike = product("bike", price_minor=100, sale_price_minor=80, sale_from_ms=1_000, sale_until_ms=2_000)
    assert [bike.current_price_minor(now_ms) for now_ms in (999, 1_000, 1_999, 2_000)] == [100, 80, 80, 100]
    assert [bike.is_on_sale(now_ms) for now_ms in (999, 1_000, 1_999, 2_000)] == [False, True, True, False]


def test_a_sale_without_dates_always_holds_and_a_free_product_can_be_on_sale() -> None:
    assert product("bike", price_minor=100, sale_price_minor=0).current_price_minor(5) == 0
    assert product("bike", price_minor=100).current_price_minor(5) == 100


@pytest.mark.parametrize(
    ("availability", "expected"),
    [("in_stock", True), ("preorder", True), ("backorder", True), ("out_of_stock", False)],
)
def test_what_can_be_ordered_is_available(availability: str, *, expected: bool) -> None:
    assert product("bike", availability=availability).is_available is expected


def test_a_product_is_stored_without_its_defaults_and_comes_back_the_same() -> None:
    bike = product("bike", category=BICYCLES, attributes={"color": "red"})
    packed = msgspec.msgpack.encode(bike)
    assert msgspec.msgpack.decode(packed, type=Product) == bike
    assert b"availability" not in packed


def test_a_catalogue_finds_its_products_by_id() -> None:
    catalogue = Catalogue([product("a"), product("b")])
    assert len(catalogue) == 2
    assert list(catalogue.ids()) == ["a", "b"]
    assert [found.id for found in catalogue] == ["a", "b"]
    assert catalogue.get("b") == product("b")
    assert catalogue.get("c") is None
    assert catalogue.place_of("b") == 1
    assert catalogue.at(1) == product("b")
    assert catalogue.place_of("c") is None


def test_of_two_products_with_one_id_the_first_stays() -> None:
    assert Catalogue([product("a", brand="first"), product("a", brand="second")]).get("a") == product(
        "a", brand="first"
    )


def test_a_category_is_found_on_any_level_and_in_any_case() -> None:
    catalogue = Catalogue([product("a", category=BICYCLES), product("b", category=("Bicycles",)), product("c")])
    assert [found.id for found in catalogue.in_category("BICYCLES")] == ["a", "b"]
    assert [found.id for found in catalogue.in_category("gravel")] == ["a"]
    assert list(catalogue.in_category("tents")) == []


def test_a_category_within_one_of_the_same_name_lists_its_products_once() -> None:
    catalogue = Catalogue([product("a", category=("Bags", "bags"))])
    assert len(catalogue.in_category("bags")) == 1


def test_categories_come_with_the_largest_first() -> None:
    paths = [("Tents",), BICYCLES, ("bicycles",), ("Bags",), ()]
    catalogue = Catalogue(product(str(number), category=path) for number, path in enumerate(paths))
    assert catalogue.categories() == ["Bicycles", "Bags", "Tents"]


def test_offers_are_available_newest_first_and_one_of_each_group() -> None:
    catalogue = Catalogue(
        [
            product("old"),
            product("red", group_id="shirt", category=("Shirts",)),
            product("blue", group_id="shirt", category=("Shirts",)),
            product("gone", availability="out_of_stock", category=("Shirts",)),
        ]
    )
    assert [found.id for found in catalogue.available()] == ["blue", "red", "old"]
    assert [found.id for found in catalogue.offers()] == ["blue", "old"]
    assert [found.id for found in catalogue.offers_in("SHIRTS")] == ["red"]
    assert list(catalogue.offers_in("tents")) == []


LINKS = {
    "https://shop.example/p/1?a=b&c=d": "https://shop.example/p/1?a=b&c=d",
    " http://shop.example ": "http://shop.example",
    "https://sklep.example/żółw": "https://sklep.example/żółw",
    "/p/1": "/p/1",
    "//cdn.example/a b.jpg": "https://cdn.example/a%20b.jpg",
    "HTTPS://SHOP.EXAMPLE/": "HTTPS://SHOP.EXAMPLE/",
}


@pytest.mark.parametrize(("text", "expected"), LINKS.items())
def test_http_links_and_paths_of_the_shop_are_links(text: str, expected: str) -> None:
    assert parse_link(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        " \tjavascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "ftp://shop.example/a",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "///evil.example",
        "https:evil.example",
        "https://",
        "http://[::1",
        "p/1",
        "www.shop.example",
        "https://shop.example/" + "a" * 2_000,
    ],
)
def test_everything_else_is_no_link(text: str) -> None:
    assert parse_link(text) is None


@given(st.text(max_size=40))
def test_a_link_is_never_more_than_http_or_a_path(text: str) -> None:
    link = parse_link(text)
    assert link is None or link.lower().startswith(("http://", "https://")) or (link[0] == "/" and link[1:2] != "/")
