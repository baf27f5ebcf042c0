"""The parameters that are a single value: an address, a number, a choice, money, a time, a colour, a name."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from notesik.addresses import address_faults, compile_address
from notesik.colours import ink_on
from notesik.countdowns import end_ms, parse_end
from notesik.css_selectors import selector_fault, types_found
from notesik.documents import describe, join_path, suggestion
from notesik.errors import Fault
from notesik.money import to_minor
from notesik.parameter_types import Colour, Moment, Parameter, ParameterType, Value, constant


def _check_address(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(path, f"expected an address, got {describe(value)}")
        return
    if len(value) > parameter.max_length:
        yield Fault(path, f"may have {parameter.max_length} characters at most, has {len(value)}")
    yield from address_faults(value, path)


def _compile_address(parameter: Parameter, value: Any) -> Value:
    address = compile_address(value)
    return lambda moment: address(moment.tags)


def _check_range(parameter: Parameter, value: float, path: str) -> Iterator[Fault]:
    if not math.isfinite(value):
        yield Fault(path, "expected a finite number")
    elif value < parameter.minimum:
        yield Fault(path, f"must be at least {parameter.minimum:g}")
    elif value > parameter.maximum:
        yield Fault(path, f"must be at most {parameter.maximum:g}")


def _check_integer(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield Fault(path, f"expected a whole number, got {describe(value)}")
    else:
        yield from _check_range(parameter, value, path)


def _check_number(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Fault(path, f"expected a number, got {describe(value)}")
    else:
        yield from _check_range(parameter, value, path)


def _check_boolean(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield Fault(path, f"expected true or false, got {describe(value)}")


def _check_choice(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if value not in parameter.choices:
        yield Fault(path, f"expected one of {', '.join(parameter.choices)}{suggestion(str(value), parameter.choices)}")


_CURRENCY = re.compile(r"[A-Z]{3}")


def _check_money(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield from _check_number(parameter, value, path)
        return
    for currency, amount in value.items():
        where = join_path(path, str(currency))
        if not _CURRENCY.fullmatch(str(currency)):
            yield Fault(where, f'"{currency}" is no currency; write a code such as PLN')
        yield from _check_number(parameter, amount, where)


def _compile_money(parameter: Parameter, value: Any) -> Value:
    """Minor units in the moment's currency; None when the campaign names no amount in it."""

    def amount_minor(moment: Moment) -> int | None:
        amount = value.get(moment.currency) if isinstance(value, Mapping) else value
        return None if amount is None or not moment.currency else to_minor(amount, moment.currency)

    return amount_minor


def _check_time(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    try:
        parse_end(value)
    except ValueError as error:
        yield Fault(path, str(error))


def _compile_time(parameter: Parameter, value: Any) -> Value:
    """Unix milliseconds."""
    end = parse_end(value)
    return lambda moment: end_ms(end, moment.time_zone)


_COLOUR = re.compile(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")


def _check_colour(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        yield Fault(path, 'expected a colour such as "#1d5c46" (in quotes)')


def _compile_colour(parameter: Parameter, value: Any) -> Value:
    digits = value[1:].lower()
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    ink = "light" if ink_on(f"#{digits}") == "#ffffff" else "dark"
    return constant(parameter, Colour(f"#{digits}", ink))


_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")


def _check_name(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(path, f"expected text, got {describe(value)}; put it in quotes")
    elif not _NAME.fullmatch(value):
        yield Fault(path, "expected 1 to 64 letters (a to z), digits, _ and -")


_NO_CONTENT = frozenset({"script", "style", "base", "link", "meta"})
"""Elements that nobody sees, and whose change would be one of code, styles or addresses of the whole page."""


def _check_selector(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(path, f"expected a CSS selector, got {describe(value)}")
    elif not value.strip():
        yield Fault(path, "must not be empty")
    elif len(value) > parameter.max_length:
        yield Fault(path, f"may have {parameter.max_length} characters at most, has {len(value)}")
    elif message := selector_fault(value):
        yield Fault(path, message)
    elif hidden := _NO_CONTENT & types_found(value):
        yield Fault(path, f"a <{min(hidden)}> is no content of the page, and is not changed")


VALUES: dict[str, ParameterType] = {
    "name": ParameterType(_check_name, constant),
    "selector": ParameterType(_check_selector, constant),
    "url": ParameterType(_check_address, _compile_address),
    "image": ParameterType(_check_address, _compile_address),
    "integer": ParameterType(_check_integer, constant),
    "number": ParameterType(_check_number, constant),
    "boolean": ParameterType(_check_boolean, constant),
    "choice": ParameterType(_check_choice, constant),
    "money": ParameterType(_check_money, _compile_money),
    "time": ParameterType(_check_time, _compile_time),
    "colour": ParameterType(_check_colour, _compile_colour),
}
