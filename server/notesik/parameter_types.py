"""How a parameter of a widget is declared, checked and compiled, and for whom its value is made."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from notesik.errors import Fault

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


class Moment(msgspec.Struct, frozen=True, gc=False):
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


def constant(parameter: Parameter, value: Any) -> Value:
    """The same for everybody."""
    return lambda moment: value
