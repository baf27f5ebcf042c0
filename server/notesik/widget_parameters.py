"""The parameters a widget declares: what a campaign may write for each, and the value its template gets.

A campaign is checked and compiled once, when it is read. Rendering only calls the compiled values, each
with the ``Moment`` it is rendered for. Addresses are checked twice: as written, and again after merge tags went in.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypeVar
from urllib.parse import quote

import msgspec

from notesik.colours import ink_on
from notesik.context_fields import FIELDS, WIDGET_TAGS, is_known_field
from notesik.documents import describe, join_path, suggestion
from notesik.errors import BadDocument, Fault
from notesik.merge_tags import Tag, Text, compile_text
from notesik.money import to_minor

TypeName = Literal["text", "name", "url", "image", "integer", "number", "boolean", "choice", "money", "colour", "list"]


class Parameter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One parameter as ``widget.toml`` declares it; ``maximum`` and ``minimum`` are inclusive.

    A ``list`` has at most ``max_items`` items, each a mapping of its ``fields``.
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


class Moment(NamedTuple):
    """For whom a value is made."""

    language: str
    currency: str
    tags: Mapping[str, Any]


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

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_T = TypeVar("_T")


def in_language(options: Mapping[str, _T], language: str) -> _T:
    """The option of this language, of its base language, English, or else the first. Keys are in lower case."""
    wanted = language.lower().replace("_", "-")
    for key in (wanted, wanted.partition("-")[0], "en"):
        if key in options:
            return options[key]
    return next(iter(options.values()))


def _check_text(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str | Mapping):
        yield Fault(path, f"expected text, or a mapping of languages to text, got {describe(value)}")
        return
    for language, text in value.items() if isinstance(value, Mapping) else [(None, value)]:
        where = path if language is None else join_path(path, str(language))
        if language is not None and not _LANGUAGE.fullmatch(str(language)):
            yield Fault(where, f'"{language}" is no language; write a code such as en or ar-KW')
        if not isinstance(text, str):
            yield Fault(where, f"expected text, got {describe(text)}")
            continue
        if len(text) > parameter.max_length:
            yield Fault(where, f"may have {parameter.max_length} characters at most, has {len(text)}")
        yield from _tag_faults(text, where)


def _tag_faults(text: str, path: str) -> Iterable[Fault]:
    try:
        tags = compile_text(text, path).paths
    except BadDocument as error:
        return error.faults
    unknown = sorted(tag for tag in tags if tag not in WIDGET_TAGS and not is_known_field(tag))
    known = (*FIELDS, *WIDGET_TAGS)
    return [Fault(path, f"there is no such field: {{{{ {tag} }}}}{suggestion(tag, known)}") for tag in unknown]


def _compile_text(parameter: Parameter, value: Any) -> Value:
    if isinstance(value, str):
        text = compile_text(value, "")
        return lambda moment: text.render(moment.tags)
    texts = {language.lower(): compile_text(text, "") for language, text in value.items()}
    return lambda moment: in_language(texts, moment.language).render(moment.tags)


# -- addresses --------------------------------------------------------------------------------------------------------

_DROPPED_BY_BROWSERS = re.compile(r"[\t\r\n]")
_ENDS_CUT_BY_BROWSERS = "".join(map(chr, range(33)))
_ABOUT_ADDRESSES = "expected an address that starts with https:// or http://, or a relative one such as /sale"
_FIXED_HOST = re.compile(r"https?://[^/?#\\]+[/?#].*|/(?![/\\]).*|[^/\\:][^:]*", re.IGNORECASE | re.DOTALL)


def safe_address(text: str) -> str:
    """The address as a browser reads it, or nothing if it is neither http(s) nor relative (but ``javascript:``, say).

    Browsers cut control characters off the ends and drop tabs and line ends inside (URL Standard, basic URL parser).
    """
    address = _DROPPED_BY_BROWSERS.sub("", text).strip(_ENDS_CUT_BY_BROWSERS)
    scheme, colon, _ = re.split(r"[/?#\\]", address, maxsplit=1)[0].partition(":")
    return address if not colon or scheme.lower() in {"http", "https"} else ""


def _percent_encode(text: str) -> str:
    return quote(text, safe="")


def _check_address(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(path, f"expected an address, got {describe(value)}")
        return
    faults = list(_tag_faults(value, path))
    yield from faults
    if len(value) > parameter.max_length:
        yield Fault(path, f"may have {parameter.max_length} characters at most, has {len(value)}")
    if not faults and value:
        yield from _check_address_parts(compile_text(value.strip(), path), path)


def _check_address_parts(text: Text, path: str) -> Iterator[Fault]:
    first = text.parts[0] if text.parts else ""
    if isinstance(first, Tag):
        if len(text.parts) > 1:
            yield Fault(path, "an address that begins with a merge tag may hold nothing else")
    elif not safe_address(first):
        yield Fault(path, _ABOUT_ADDRESSES)
    elif len(text.parts) > 1 and not _FIXED_HOST.fullmatch(first):
        yield Fault(path, "a merge tag may not stand in an address before the first / of its path")


def _compile_address(parameter: Parameter, value: Any) -> Value:
    text = compile_text(value.strip(), "")
    is_one_tag = len(text.parts) == 1 and isinstance(text.parts[0], Tag)
    escape = str if is_one_tag else _percent_encode
    return lambda moment: safe_address(text.render(moment.tags, escape=escape))


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


def _check_items(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, list | tuple):
        yield Fault(path, f"expected a list, got {describe(value)}")
        return
    if len(value) > parameter.max_items:
        yield Fault(path, f"may have {parameter.max_items} items at most, has {len(value)}")
    for index, item in enumerate(value):
        yield from parameter_faults(parameter.fields, item, f"{path}[{index}]")


def _compile_items(parameter: Parameter, value: Any) -> Value:
    """A list of mappings, each with all of the declared fields."""
    items = [compile_parameters(parameter.fields, item) for item in value]
    return lambda moment: [{name: field(moment) for name, field in item.items()} for item in items]


TYPES: dict[str, ParameterType] = {
    "text": ParameterType(_check_text, _compile_text),
    "name": ParameterType(_check_name, _constant),
    "url": ParameterType(_check_address, _compile_address),
    "image": ParameterType(_check_address, _compile_address),
    "integer": ParameterType(_check_integer, _constant),
    "number": ParameterType(_check_number, _constant),
    "boolean": ParameterType(_check_boolean, _constant),
    "choice": ParameterType(_check_choice, _constant),
    "money": ParameterType(_check_money, _compile_money),
    "colour": ParameterType(_check_colour, _compile_colour),
    "list": ParameterType(_check_items, _compile_items),
}
