from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.money import Money, format_money, minor_digits, parse_money, to_major, to_minor

NOTATIONS = {
    "15.00 USD": (1500, "USD"),
    "19,99 PLN": (1999, "PLN"),
    "1 299,00 zł": (129900, "PLN"),
    "1\u00a0299,00\u00a0zł": (129900, "PLN"),
    "1\u202f299,00 €": (129900, "EUR"),
    "PLN 1,234.50": (123450, "PLN"),
    "1.234,50 EUR": (123450, "EUR"),
    "1'234.50 CHF": (123450, "CHF"),
    "1.234.567 EUR": (123456700, "EUR"),
    "1,00,000.50 INR": (10000050, "INR"),
    "$635": (63500, "USD"),
    "$15 CAD": (1500, "CAD"),
    "US$ 9.5": (950, "USD"),
    "23.00 KWD": (23000, "KWD"),
    "1.250 KWD": (1250, "KWD"),
    "1,250 KWD": (1250000, "KWD"),
    "19.989999999999998 KWD": (19990, "KWD"),
    "16.000\u00a0د.ك.\u200f": (16000, "KWD"),
    "١٬٢٣٤٫٥ د.ك": (1234500, "KWD"),
    "1.299 zł": (129900, "PLN"),
    "0.500 EUR": (50, "EUR"),
    "0,5 EUR": (50, "EUR"),
    "1299 JPY": (1299, "JPY"),
    "1,299 JPY": (1299, "JPY"),
    "15,- €": (1500, "EUR"),
    "CHF 15.–": (1500, "CHF"),
    "usd 7": (700, "USD"),
    "-5.00 USD": (-500, "USD"),
    "$-5": (-500, "USD"),
    "$0": (0, "USD"),
    "540": (54000, "EUR"),
    "1 299,00": (129900, "EUR"),
    "  12.5\n": (1250, "EUR"),
}


@pytest.mark.parametrize(("text", "expected"), NOTATIONS.items(), ids=NOTATIONS)
def test_money_is_read_in_the_notations_of_real_shops(text: str, expected: tuple[int, str]) -> None:
    assert parse_money(text, default_currency="EUR") == Money(*expected)


@pytest.mark.parametrize(
    "text",
    ["", " ", " USD", "free", "from 15 USD", "10-20 USD", "15 EUR USD", "12 34 EUR", "1,2,3 EUR", "9" * 30, "1" * 65],
)
def test_what_is_not_one_clear_amount_is_not_money(text: str) -> None:
    assert parse_money(text, default_currency="EUR") is None


def test_an_amount_without_any_currency_is_not_money() -> None:
    assert parse_money("540", default_currency=None) is None
    assert parse_money("540 kr", default_currency=None) is None


def test_a_shared_sign_means_the_default_currency_where_it_can() -> None:
    assert parse_money("$5", default_currency="CAD") == Money(500, "CAD")
    assert parse_money("$5", default_currency="KWD") == Money(500, "USD")
    assert parse_money("5 kr", default_currency="NOK") == Money(500, "NOK")


def test_each_currency_has_its_own_number_of_digits() -> None:
    assert [minor_digits(code) for code in ("USD", "KWD", "JPY", "???")] == [2, 3, 0, 2]
    assert [to_minor("1.5", code) for code in ("USD", "KWD", "JPY")] == [150, 1500, 2]


def test_a_float_becomes_the_minor_units_that_a_person_means() -> None:
    assert to_minor(19.99, "USD") == 1999
    assert to_minor(1.005, "USD") == 101
    assert to_minor(Decimal("-3.335"), "EUR") == -334
    assert to_major(1999, "USD") == 19.99


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), "", "ten", "1e400", 10**40])
def test_what_is_no_finite_amount_is_refused(amount: float | str) -> None:
    with pytest.raises(ValueError, match="amount of money"):
        to_minor(amount, "USD")


def test_money_is_written_as_the_reader_writes_it() -> None:
    assert format_money(123450, "PLN", "pl") == "1\u00a0234,50\u00a0zł"
    assert format_money(123450, "EUR", "de-AT") == "€\u00a01.234,50"
    assert format_money(16000, "KWD", "en") == "KWD\u00a016.000"
    assert "16.000" in format_money(16000, "KWD", "ar")
    assert format_money(1299, "JPY", "en-US") == "¥1,299"


@pytest.mark.parametrize("language", ["", "xx", "en-XX", "../etc", "q" * 300])
def test_an_unknown_language_is_written_as_english(language: str) -> None:
    assert format_money(1999, "USD", language) == "$19.99"


def test_an_amount_without_a_currency_is_written_as_a_number() -> None:
    assert format_money(199900, "", "en") == "1,999.00"


@given(st.integers(0, 10**12), st.sampled_from(["USD", "KWD", "JPY", "PLN"]), st.sampled_from(["en", "pl", "de", "fr"]))
def test_what_is_written_reads_back_the_same(minor: int, currency: str, language: str) -> None:
    written = format_money(minor, currency, language)
    if currency != "KWD" or language == "en":  # elsewhere a comma before three digits groups
        assert parse_money(written, default_currency=currency) == Money(minor, currency)


@given(st.text(max_size=80), st.sampled_from([None, "USD", "KWD", "JPY"]))
def test_no_text_breaks_the_reading(text: str, currency: str | None) -> None:
    money = parse_money(text, default_currency=currency)
    assert money is None or isinstance(money.minor, int)
