"""The parameters a widget declares: what a campaign may write for each, and the value its template gets.

A campaign is checked and compiled once, when it is read. Rendering only calls the compiled values, each
with the ``Moment`` it is rendered for. Addresses are checked twice: as written, and again after merge tags went in.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from notesik.addresses import address_faults, compile_address
from notesik.colours import ink_on
from notesik.countdowns import end_ms, parse_end
from notesik.documents import describe, join_path, suggestion
from notesik.errors import Fault
from notesik.known_tags import tag_faults
from notesik.languages import LANGUAGE_CODE, in_language
from notesik.merge_tags import compile_text
from notesik.money import to_minor
from notesik.plural_texts import FORMS, compile_forms, form_faults
from notesik.sanitised_html import compile_html, html_faults

TypeName = Literal[
    "text",
    "plural",
    "name",
    "selector",
    "url",
    "image",
    "html",
    "integer",
    "number",
    "boolean",
    "choice",
    "money",
    "time",
    "colour",
    "list",
    "mapping",
]


class Parameter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One parameter as ``widget.toml`` declares it; ``maximum`` and ``minimum`` are inclusive.

    A ``list`` has at most ``max_items`` items, each a mapping of its ``fields``, as a ``mapping`` is one; of the fields
    that ``needs_one_of`` names, each has one at least.
    """

    type: TypeName
    description: str
    required: bool = False
    default: Any = None
    max_length: int = 500
    minimum: float = -math.inf
    maximum: float = math.inf
    choices: tuple[str, ...] = ()
    max_items: int = 20
    fields: dict[str, Parameter] = {}
    needs_one_of: tuple[str, ...] = ()


class Moment(NamedTuple):
    """For whom a value is made."""

    language: str
    currency: str
    tags: Mapping[str, Any]
    time_zone: str = "UTC"
    number: float = 0
    """What plural texts go by."""


class Colour(NamedTuple):
    """``value`` is ``#rrggbb``; ``ink`` says whether ``light`` or ``dark`` text is read best on it."""

    value: str
    ink: str


Value = Callable[[Moment], Any]
"""Gives what the template sees; None for a parameter that was left out and has no default."""


class ParameterType(NamedTuple):
    """How one type of parameter is checked, and compiled once it has passed."""

    check: Callable[[Parameter, Any, str], Iterator[Fault]]
    compile: Callable[[Parameter, Any], Value]


def parameter_faults(declared: Mapping[str, Parameter], given: object, path: str = "") -> list[Fault]:
    """Every fault of ``given``, a campaign's mapping of parameters that stands at ``path``."""
    if not isinstance(given, Mapping):
        return [Fault(path, f"expected a mapping of parameters, got {describe(given)}")]
    faults = [
        Fault(join_path(path, str(name)), f"unknown parameter{suggestion(str(name), declared)}")
        for name in given
        if name not in declared
    ]
    for name, parameter in declared.items():
        value = given.get(name)
        if value is not None:
            faults += TYPES[parameter.type].check(parameter, value, join_path(path, name))
        if parameter.required and value in (None, "", {}, []):
            faults.append(Fault(join_path(path, name), "is missing"))
    return faults


def compile_parameters(declared: Mapping[str, Parameter], given: Mapping[str, Any]) -> dict[str, Value]:
    """A value for every declared parameter; ``given`` has passed ``parameter_faults``."""
    values: dict[str, Value] = {}
    for name, parameter in declared.items():
        value = given.get(name)
        value = parameter.default if value is None else value
        values[name] = TYPES[parameter.type].compile(parameter, value) if value is not None else _nothing
    return values


def _nothing(moment: Moment) -> None:
    return None


# -- text, in one language or many ------------------------------------------------------------------------------------


def _check_text(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str | Mapping):
        yield Fault(path, f"expected text, or a mapping of languages to text, got {describe(value)}")
        return
    for language, text in value.items() if isinstance(value, Mapping) else [(None, value)]:
        where = path if language is None else join_path(path, str(language))
        if language is not None and not LANGUAGE_CODE.fullmatch(str(language)):
            yield Fault(where, f'"{language}" is no language; write a code such as en or ar-KW')
        yield from _check_one_text(parameter, text, where)


def _check_one_text(parameter: Parameter, text: object, path: str) -> Iterator[Fault]:
    if not isinstance(text, str):
        yield Fault(path, f"expected text, got {describe(text)}")
        return
    if len(text) > parameter.max_length:
        yield Fault(path, f"may have {parameter.max_length} characters at most, has {len(text)}")
    yield from tag_faults(text, path)


def _compile_text(parameter: Parameter, value: Any) -> Value:
    if isinstance(value, str):
        text = compile_text(value, "")
        return lambda moment: text.render(moment.tags)
    texts = {language.lower(): compile_text(text, "") for language, text in value.items()}
    return lambda moment: in_language(texts, moment.language).render(moment.tags)


def _check_plural(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, Mapping) and value and set(value) <= set(FORMS):
        yield Fault(path, "plural forms belong to a language, such as {en: {one: …, other: …}}")
        return
    if not isinstance(value, Mapping):
        yield from _check_text(parameter, value, path)
        return
    for language, forms in value.items():
        where = join_path(path, str(language))
        if isinstance(forms, Mapping) and LANGUAGE_CODE.fullmatch(str(language)):
            yield from form_faults(str(language), forms, where)
            for form, text in forms.items():
                yield from _check_one_text(parameter, text, join_path(where, str(form)))
        else:
            yield from _check_text(parameter, {language: forms}, path)


def _compile_plural(parameter: Parameter, value: Any) -> Value:
    by_language = value if isinstance(value, Mapping) else {"en": value}
    texts = {language.lower(): compile_forms(language, forms) for language, forms in by_language.items()}
    return lambda moment: in_language(texts, moment.language)(moment.number).render(moment.tags)


def _check_html(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str | Mapping):
        yield Fault(path, f"expected HTML, or a mapping of languages to HTML, got {describe(value)}")
        return
    for language, html in value.items() if isinstance(value, Mapping) else [(None, value)]:
        where = path if language is None else join_path(path, str(language))
        if language is not None and not LANGUAGE_CODE.fullmatch(str(language)):
            yield Fault(where, f'"{language}" is no language; write a code such as en or ar-KW')
        elif not isinstance(html, str):
            yield Fault(where, f"expected HTML, got {describe(html)}")
        elif len(html) > parameter.max_length:
            yield Fault(where, f"may have {parameter.max_length} characters at most, has {len(html)}")
        else:
            yield from html_faults(html, where)


def _compile_html(parameter: Parameter, value: Any) -> Value:
    by_language = value if isinstance(value, Mapping) else {"en": value}
    compiled = {language.lower(): compile_html(html) for language, html in by_language.items()}
    return lambda moment: in_language(compiled, moment.language)(moment.tags)


# -- addresses --------------------------------------------------------------------------------------------------------


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


# -- numbers, choices, colours ----------------------------------------------------------------------------------------


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
    return _constant(parameter, Colour(f"#{digits}", ink))


def _constant(parameter: Parameter, value: Any) -> Value:
    return lambda moment: value


# -- names and lists --------------------------------------------------------------------------------------------------

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")


def _check_name(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(path, f"expected text, got {describe(value)}; put it in quotes")
    elif not _NAME.fullmatch(value):
        yield Fault(path, "expected 1 to 64 letters (a to z), digits, _ and -")


def _check_selector(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(path, f"expected a CSS selector, got {describe(value)}")
    elif not value.strip():
        yield Fault(path, "must not be empty")
    elif len(value) > parameter.max_length:
        yield Fault(path, f"may have {parameter.max_length} characters at most, has {len(value)}")


def _check_fields(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    yield from parameter_faults(parameter.fields, value, path)
    needed = parameter.needs_one_of
    if needed and isinstance(value, Mapping) and all(value.get(name) in (None, "", {}, False) for name in needed):
        yield Fault(path, f"says nothing to do; needs one of {', '.join(needed)}")


def _compile_fields(parameter: Parameter, value: Any) -> Value:
    fields = compile_parameters(parameter.fields, value)
    return lambda moment: {name: field(moment) for name, field in fields.items()}


def _check_items(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, list | tuple):
        yield Fault(path, f"expected a list, got {describe(value)}")
        return
    if len(value) > parameter.max_items:
        yield Fault(path, f"may have {parameter.max_items} items at most, has {len(value)}")
    for index, item in enumerate(value):
        yield from _check_fields(parameter, item, f"{path}[{index}]")


def _compile_items(parameter: Parameter, value: Any) -> Value:
    """A list of mappings, each with all of the declared fields."""
    items = [_compile_fields(parameter, item) for item in value]
    return lambda moment: [item(moment) for item in items]


TYPES: dict[str, ParameterType] = {
    "text": ParameterType(_check_text, _compile_text),
    "plural": ParameterType(_check_plural, _compile_plural),
    "name": ParameterType(_check_name, _constant),
    "selector": ParameterType(_check_selector, _constant),
    "url": ParameterType(_check_address, _compile_address),
    "image": ParameterType(_check_address, _compile_address),
    "html": ParameterType(_check_html, _compile_html),
    "integer": ParameterType(_check_integer, _constant),
    "number": ParameterType(_check_number, _constant),
    "boolean": ParameterType(_check_boolean, _constant),
    "choice": ParameterType(_check_choice, _constant),
    "money": ParameterType(_check_money, _compile_money),
    "time": ParameterType(_check_time, _compile_time),
    "colour": ParameterType(_check_colour, _compile_colour),
    "list": ParameterType(_check_items, _compile_items),
    "mapping": ParameterType(_check_fields, _compile_fields),
}
