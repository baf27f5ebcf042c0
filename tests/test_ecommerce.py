"""What the properties of e-commerce events say of products and orders, however a shop writes them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik import ecommerce
from notesik.ecommerce import Line, currency_of, number, order_id, order_revenue, product_id, read_lines, text
from notesik.money import Money
from sample_events import NOW_MS, PRODUCTS


def lines_of(properties: dict[str, Any], currency: str = "EUR") -> tuple[Line, ...]:
    return read_lines(properties, PRODUCTS.get, currency, NOW_MS)


def test_the_catalogue_knows_a_product_better_than_the_event() -> None:
    [line] = lines_of({"product_id": "bike", "name": "bike!!", "category": "Sale", "brand": "?", "price": 850})
    assert line == Line("bike", 1, 85_000, "Gravel bike", "Bicycles", "Wiatr")


def test_an_unknown_product_is_what_the_event_says_of_it() -> None:
    [line] = lines_of({"sku": 77, "name": "Mug", "category": "Home > Kitchen", "brand": "Dom", "price": "4.50"})
    assert line == Line("77", 1, 450, "Mug", "Home", "Dom")


def test_a_price_that_is_not_told_is_the_catalogues() -> None:
    assert [line.price_minor for line in lines_of({"products": [{"product_id": "tent"}, {"product_id": "x"}]})] == [
        30_000,
        0,
    ]


def test_a_price_in_another_currency_is_not_taken_for_one_in_the_sites() -> None:
    assert lines_of({"product_id": "tent", "price": 1_300, "currency": "PLN"})[0].price_minor == 30_000
    assert lines_of({"product_id": "x", "price": 5_000, "currency": "JPY"})[0].price_minor == 0


def test_minor_units_are_the_currencys_own() -> None:
    assert lines_of({"product_id": "x", "price": 1.25}, "KWD")[0].price_minor == 1_250
    assert lines_of({"product_id": "x", "price": 500}, "JPY")[0].price_minor == 500


@pytest.mark.parametrize(
    ("stated", "quantity"), [(3, 3), ("2", 2), (0, 1), (-4, 1), (None, 1), (2.9, 2), (10**9, ecommerce.MAX_QUANTITY)]
)
def test_a_quantity_is_a_whole_number_from_one_on(stated: object, quantity: int) -> None:
    assert lines_of({"product_id": "x", "quantity": stated})[0].quantity == quantity


def test_what_is_no_product_is_passed_over() -> None:
    assert lines_of({"products": [None, 7, "bike", {}, {"product_id": ["bike"]}, {"product_id": "bike"}]}) == lines_of(
        {"product_id": "bike"}
    )
    assert lines_of({"products": "bike"}) == ()


def test_at_most_so_many_products_are_read_from_an_event() -> None:
    assert len(lines_of({"products": [{"product_id": str(n)} for n in range(500)]})) == ecommerce.MAX_PRODUCTS


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (1, 1.0),
        ("19.90", 19.9),
        (" 7 ", 7.0),
        (True, None),
        ("a lot", None),
        ("nan", None),
        ("1e999", None),
        ([], None),
    ],
)
def test_a_number_is_finite_or_none(value: object, read: float | None) -> None:
    assert number(value) == read


@pytest.mark.parametrize(
    ("value", "read"), [(" a ", "a"), (7, "7"), (True, ""), (1.5, ""), (None, ""), ({}, ""), ("x" * 999, "x" * 150)]
)
def test_a_text_is_short_and_of_text_or_a_whole_number(value: object, read: str) -> None:
    assert text(value) == read


@pytest.mark.parametrize(("stated", "currency"), [("eur", "EUR"), ("ZZZ", ""), ("EURO", ""), (None, ""), ("€", "")])
def test_a_currency_is_one_that_there_is(stated: object, currency: str) -> None:
    assert currency_of({"currency": stated}) == currency


def test_shops_without_product_ids_send_their_sku() -> None:
    assert product_id({"sku": "s", "product_id": ""}) == "s"
    assert order_id({"checkout_id": "c"}) == "c"


@pytest.mark.parametrize(
    ("properties", "revenue"),
    [
        ({"revenue": 10, "total": 20, "value": 30}, Money(1_000, "EUR")),
        ({"total": 20, "shipping": 5, "tax": "3", "value": 30}, Money(1_200, "EUR")),
        ({"value": 30}, Money(3_000, "EUR")),
        ({"value": 30, "currency": "PLN"}, Money(3_000, "PLN")),
        ({"revenue": 5_000, "currency": "JPY"}, Money(5_000, "JPY")),
        ({"revenue": -5}, Money(0, "EUR")),
        ({}, Money(2 * 30_000 + 90_000, "EUR")),
        ({"currency": "JPY"}, Money(2 * 30_000 + 90_000, "EUR")),
    ],
)
def test_what_an_order_brought(properties: dict[str, Any], revenue: Money) -> None:
    lines = lines_of({"products": [{"product_id": "tent", "quantity": 2}, {"product_id": "bike"}]})
    assert order_revenue(properties, lines, "EUR") == revenue


_values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from(["EUR", "CLF", "bike", "1e300"])
)
_names = st.sampled_from(
    ["product_id", "sku", "price", "quantity", "category", "name", "brand", "currency", "revenue", "total", "value"]
)
_properties = st.dictionaries(_names, _values)


@given(
    _properties, st.one_of(_values, st.lists(_properties, max_size=4)), st.sampled_from(["EUR", "JPY", "KWD", "CLF"])
)
def test_whatever_comes_lines_and_revenue_are_within_their_bounds(
    properties: dict[str, Any], products: object, currency: str
) -> None:
    for stated in (properties, {**properties, "products": products}):
        lines = lines_of(stated, currency)
        for line in lines:
            assert line.product_id
            assert 1 <= line.quantity <= ecommerce.MAX_QUANTITY
            assert 0 <= line.price_minor <= ecommerce.MAX_MINOR
            assert max(map(len, (line.product_id, line.name, line.category, line.brand))) <= ecommerce.MAX_TEXT
        assert 0 <= order_revenue(stated, lines, currency).minor <= ecommerce.MAX_MINOR
