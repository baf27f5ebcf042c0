"""Money as whole minor units (``19.99 USD`` is 1999) and the many ways that shops write it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal, get_currency_precision, list_currencies

MAX_MINOR = 10**15
"""The largest amount, either way, that is taken for one: exact as a JSON number in every language."""

_MAX_TEXT = 64


class Money(NamedTuple):
    """An amount in the currency's smallest unit, e.g. fils for ``KWD``."""

    minor: int
    currency: str


class _Sign(NamedTuple):
    """What a currency sign may mean; ``alone`` is what it means when nothing else is known."""

    may_be: tuple[str, ...]
    alone: str | None


def _only(currency: str) -> _Sign:
    return _Sign((currency,), currency)


_SIGNS: Mapping[str, _Sign] = MappingProxyType(
    {
        "$": _Sign(("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"), "USD"),
        "¥": _Sign(("JPY", "CNY"), "JPY"),
        "£": _Sign(("GBP", "EGP", "LBP", "GIP", "FKP"), "GBP"),
        "kr": _Sign(("SEK", "NOK", "DKK", "ISK"), None),
        "lei": _Sign(("RON", "MDL"), "RON"),
        "rs": _Sign(("INR", "PKR", "LKR", "NPR", "MUR"), None),
        "€": _only("EUR"),
        "zł": _only("PLN"),
        "zl": _only("PLN"),
        "kč": _only("CZK"),
        "ft": _only("HUF"),
        "лв": _only("BGN"),
        "₴": _only("UAH"),
        "грн": _only("UAH"),
        "₽": _only("RUB"),
        "руб": _only("RUB"),
        "₺": _only("TRY"),
        "tl": _only("TRY"),
        "₹": _only("INR"),
        "₪": _only("ILS"),
        "₩": _only("KRW"),
        "₫": _only("VND"),
        "₱": _only("PHP"),
        "฿": _only("THB"),
        "₦": _only("NGN"),
        "fr": _only("CHF"),
        "r$": _only("BRL"),
        "us$": _only("USD"),
        "$us": _only("USD"),
        "c$": _only("CAD"),
        "ca$": _only("CAD"),
        "a$": _only("AUD"),
        "au$": _only("AUD"),
        "nz$": _only("NZD"),
        "s$": _only("SGD"),
        "hk$": _only("HKD"),
        "rm": _only("MYR"),
        "rp": _only("IDR"),
        "kd": _only("KWD"),
        "د.ك": _only("KWD"),
        "د.إ": _only("AED"),
        "ر.س": _only("SAR"),
        "ر.ق": _only("QAR"),
        "د.ب": _only("BHD"),
        "ر.ع": _only("OMR"),
        "ج.م": _only("EGP"),
        "د.م": _only("MAD"),
    }
)

_CODES = frozenset(list_currencies())
_AMOUNT = re.compile(r"(?P<before>\D*?)(?P<number>\d(?:[\d\s.,'’٫٬]*\d)?)(?P<after>\D*)")
# What may stand around an amount or its currency without meaning anything; the marks steer the direction of text.
_AROUND = " \t\r\n\u00a0\u202f\u200e\u200f\u061c.,:-–—−+"
# CLDR's currencySpacing, which Babel leaves out: KWD 16.000 and not KWD16.000.
_BETWEEN_CODE_AND_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_MINUS = ("-", "−")
_GROUP_MARKS = re.compile(r"[\s'’٬]")
# In India groups of two stand before the last three: 1,00,000.
_WHOLE = re.compile(r"\d+|\d{1,3}(?P<mark>[ .,])(?:\d{2,3}(?P=mark))*\d{3}")


@lru_cache(maxsize=512)
def minor_digits(currency: str) -> int:
    """How many decimal digits ``currency`` has (Unicode CLDR): KWD 3, USD 2, JPY 0; 2 for an unknown one."""
    return int(get_currency_precision(currency))


def to_minor(amount: float | int | str | Decimal, currency: str) -> int:
    """``amount`` in major units as minor units, halves rounded up; ValueError when it is no finite number."""
    try:
        exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
        minor = int(exact.scaleb(minor_digits(currency)).quantize(Decimal(1), ROUND_HALF_UP))
    except (InvalidOperation, OverflowError, ValueError) as error:
        raise ValueError(f"not an amount of money: {str(amount)[:_MAX_TEXT]!r}") from error
    if abs(minor) > MAX_MINOR:
        raise ValueError(f"too large for an amount of money: {str(amount)[:_MAX_TEXT]!r}")
    return minor


def to_major(minor: int, currency: str) -> float:
    """``minor`` units as a number in major units, as conditions and merge tags see it: 1999 USD is 19.99."""
    return float(minor / 10 ** minor_digits(currency))


def parse_money(text: str, *, default_currency: str | None) -> Money | None:
    """The one amount in ``text``, in the currency that it names, else in ``default_currency``.

    Reads ``15.00 USD``, ``$635``, ``1 299,00 zł``, ``PLN 1,234.50``, ``1.234,50 EUR``, ``1'234.50 CHF``, ``15,-`` and
    Arabic digits. None when there is no amount, more than one, words beside it, or no currency to be had.
    """
    found = _AMOUNT.fullmatch(text.strip()) if len(text) <= _MAX_TEXT else None
    if found is None:
        return None
    before, after = found["before"], found["after"]
    currency = _currency(before.strip(_AROUND), after.strip(_AROUND), default_currency)
    number = _number(found["number"], minor_digits(currency)) if currency else None
    if currency is None or number is None:
        return None
    try:
        minor = to_minor(number, currency)
    except ValueError:
        return None
    return Money(-minor if before.rstrip().endswith(_MINUS) else minor, currency)


@lru_cache(maxsize=8192)
def format_money(minor: int, currency: str, language: str) -> str:
    """``minor`` as people who read ``language`` (``pl``, ``en-GB``) write it; as in English where CLDR lacks it."""
    amount = Decimal(minor).scaleb(-minor_digits(currency))
    locale = _locale(language)
    if not currency:
        return str(format_decimal(amount, format="#,##0.00", locale=locale))
    return _BETWEEN_CODE_AND_DIGIT.sub("\u00a0", format_currency(amount, currency, locale=locale))


def format_number(number: int, language: str) -> str:
    """``number`` as people who read ``language`` write it."""
    return str(format_decimal(number, locale=_locale(language)))


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale:
    for tag in (language, re.split("[-_]", language)[0]):
        try:
            return Locale.parse(tag, sep="_" if "_" in tag else "-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def _currency(before: str, after: str, default: str | None) -> str | None:
    """The currency named around an amount; a code beside a sign (``$15 CAD``) says what the sign means."""
    words = [word for word in (before, after) if word]
    codes = {word.upper() for word in words if word.upper() in _CODES}
    if len(codes) > 1:
        return None
    meant = codes.pop() if codes else default
    for word in words:
        if word.upper() in _CODES:
            continue
        sign = _SIGNS.get(word.casefold())
        if sign is None:
            return None
        if meant not in sign.may_be:
            meant = sign.alone
    return meant


def _number(written: str, digits: int) -> Decimal | None:
    """The number that is meant, for a currency with ``digits`` decimals; None when its grouping makes no sense."""
    plain = _GROUP_MARKS.sub(" ", written).replace("٫", ".")
    mark = _decimal_mark(plain, digits)
    whole, _, fraction = plain.partition(mark) if mark else (plain, "", "")
    if not _WHOLE.fullmatch(whole) or (mark and not fraction.isdecimal()):
        return None
    return Decimal(re.sub(r"\D", "", whole) + "." + (fraction or "0"))


def _decimal_mark(plain: str, digits: int) -> str | None:
    """Which of ``.`` and ``,`` stands before the decimals, or None when neither does.

    One mark before exactly three digits is read as grouping (``1.299 zł``), unless a zero leads or the currency has
    three decimals and the mark is a point, as Google's specification has it (``1.250 KWD``).
    """
    points, commas = plain.count("."), plain.count(",")
    if points and commas:
        last = max(".", ",", key=plain.rfind)
        return last if plain.count(last) == 1 else None
    if points + commas != 1:
        return None
    mark = "." if points else ","
    whole, _, rest = plain.partition(mark)
    is_group = len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0")
    return None if is_group and not (digits == 3 and mark == ".") else mark
