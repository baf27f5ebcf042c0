"""Texts with merge tags: ``Hello {{ visitor.first_name | default("there") }}``.

A tag is a dotted look-up with an optional fallback, and nothing else: no code, no filters, no nesting. What it finds is
only ever inserted as text. Missing, empty and compound values (lists, mappings) give the fallback, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from notesik.errors import BadDocument, Fault

_BRACES = re.compile(r"\{\{(.*?)(\}\}|\Z)", re.DOTALL)
_PATH = r"[^\W\d][\w-]*(?:\.[\w-]+)*"
_TAG = re.compile(rf"""\s*({_PATH})\s*(?:\|\s*default\(\s*(?:"([^"]*)"|'([^']*)')\s*\)\s*)?""")
_EXPECTED = 'expected {{ a.path }} or {{ a.path | default("text") }}'


class Tag(NamedTuple):
    """One look-up: the keys of its path, outermost first, and the text that stands in for a missing value."""

    keys: tuple[str, ...]
    fallback: str

    @property
    def path(self) -> str:
        return ".".join(self.keys)


class Text:
    """A compiled text: literal parts and tags in turn."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[str | Tag, ...]) -> None:
        self.parts = parts

    @property
    def paths(self) -> frozenset[str]:
        """The look-ups it makes, for checks of known fields and of consent."""
        return frozenset(part.path for part in self.parts if isinstance(part, Tag))

    def render(self, tags: Mapping[str, Any], *, escape: Callable[[str], str] = str) -> str:
        """The text with its tags looked up in ``tags``; ``escape`` is applied to what each tag inserts."""
        return "".join(part if isinstance(part, str) else escape(_look_up(tags, part)) for part in self.parts)


def compile_text(text: str, path: str) -> Text:
    """Raises BadDocument that lists every bad tag; ``path`` is where the text stands in its document."""
    parts = list(_parse(text, path))
    faults = [part for part in parts if isinstance(part, Fault)]
    if faults:
        raise BadDocument("the text", faults)
    return Text(tuple(part for part in parts if not isinstance(part, Fault)))


def _parse(text: str, path: str) -> Iterator[str | Tag | Fault]:
    position = 0
    for braces in _BRACES.finditer(text):
        if braces.start() > position:
            yield text[position : braces.start()]
        position = braces.end()
        inside, closing = braces.groups()
        tag = _TAG.fullmatch(inside)
        if not closing:
            yield Fault(path, "a merge tag is not closed with }}: {{" + _excerpt(inside))
        elif tag is None:
            yield Fault(path, "not a merge tag: {{" + _excerpt(inside) + "}}; " + _EXPECTED)
        else:
            keys, double_quoted, single_quoted = tag.groups()
            yield Tag(tuple(keys.split(".")), double_quoted or single_quoted or "")
    if position < len(text):
        yield text[position:]


def _excerpt(inside: str) -> str:
    return inside if len(inside) <= 40 else inside[:40] + "…"


def _look_up(tags: Mapping[str, Any], tag: Tag) -> str:
    value: Any = tags
    for key in tag.keys:
        if not isinstance(value, Mapping):
            return tag.fallback
        value = value.get(key)
    return _as_text(value) or tag.fallback


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value if not value.isspace() else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value) if isinstance(value, int) else ""
