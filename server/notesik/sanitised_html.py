"""HTML that owners write themselves: what is allowed in it, and how it is made safe.

``nh3`` reads it as a browser would and leaves only what ``TAGS`` allows. From the tree that is left it is written anew
here, with the merge tags' places known, so that what a visitor's data say is only ever text, or part of an address that
``addresses`` has checked. Elements, attributes and addresses that are not allowed are refused when the campaign is
saved. Without a word vanishes only what a browser would not show either: comments, what it takes for one (CDATA with
its text, ``<?…>``), a doctype, and tags where HTML has no place for them (a ``<td>`` outside a table; its text stays).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import nh3
from markupsafe import Markup, escape

from notesik.addresses import address_faults, as_browsers_read, compile_address, scheme_of
from notesik.errors import Fault
from notesik.known_tags import tag_faults
from notesik.merge_tags import compile_text

TAGS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("h2", "h3", "h4", "p", "div", "blockquote", "figure", "figcaption", "hr", "br"), ()),
    **dict.fromkeys(("ul", "li", "dl", "dt", "dd", "details", "summary"), ()),
    **dict.fromkeys(
        ("strong", "em", "b", "i", "u", "s", "small", "sub", "sup", "mark", "q", "cite", "code", "span"), ()
    ),
    **dict.fromkeys(("table", "caption", "thead", "tbody", "tfoot", "tr"), ()),
    "ol": ("start",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan", "scope"),
    "a": ("href", "target"),
    "img": ("src", "alt", "width", "height"),
    "abbr": ("title",),
    "time": ("datetime",),
}
"""The elements that are allowed, each with its own attributes."""

EVERYWHERE = ("class", "lang", "dir")
"""Attributes that every element may have."""

CLASSES = ("button", "quiet", "lead", "note", "columns")
"""Those that the widget's styles know."""

SCHEMES = {"href": ("http", "https", "mailto", "tel"), "src": ("http", "https")}
"""Of the attributes that hold addresses, how these may begin, if not as relative ones."""

_VALUES = {"target": ("_blank",), "dir": ("ltr", "rtl", "auto"), "scope": ("row", "col", "rowgroup", "colgroup")}
_ADDED = {
    "a": ' rel="noopener" data-notesik-action="click"',
    "img": ' loading="lazy" decoding="async"',
}
_VOID = frozenset({"br", "hr", "img"})

Attributes = list[tuple[str, str | None]]
Part = Callable[[Mapping[str, Any]], str]


def html_faults(html: str, path: str) -> Iterator[Fault]:
    """What is not allowed in ``html``, which stands at ``path`` in its document; each thing once."""
    reading = _Reading()
    reading.read(html)
    faults = (fault for piece in reading.pieces for fault in _piece_faults(piece, path))
    yield from dict.fromkeys(faults)


def compile_html(html: str) -> Callable[[Mapping[str, Any]], Markup]:
    """``html``, sanitised; then for each visitor with its merge tags looked up and escaped."""
    reading = _Reading()
    reading.read(_cleaned(html))
    parts = [part for piece in reading.pieces for part in _parts(piece)]

    def render(tags: Mapping[str, Any]) -> Markup:
        return Markup("".join(part if isinstance(part, str) else part(tags) for part in parts))  # noqa: S704 - see _parts

    return render


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags={"script", "style"},
        attributes={tag: {*own, *EVERYWHERE} for tag, own in TAGS.items()},
        url_schemes={scheme for schemes in SCHEMES.values() for scheme in schemes},
        link_rel=None,
    )


class _Reading(HTMLParser):
    """Reads HTML into pieces: texts, ``(tag, attributes)`` and, where a tag ends, its name after a slash."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str | tuple[str, Attributes]] = []
        self._text = ""

    def read(self, html: str) -> None:
        self.feed(html)
        self.close()
        self._end_text()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._end_text()
        self.pieces.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self._end_text()
        self.pieces.append((f"/{tag}", []))

    def handle_data(self, data: str) -> None:
        self._text += data

    def _end_text(self) -> None:
        if self._text:
            self.pieces.append(self._text)
        self._text = ""


def _piece_faults(piece: str | tuple[str, Attributes], path: str) -> Iterator[Fault]:
    if isinstance(piece, str):
        yield from tag_faults(piece, path)
        return
    tag, attributes = piece
    if tag.removeprefix("/") not in TAGS:
        if not tag.startswith("/"):
            yield Fault(path, f"<{tag}> is not allowed")
        return
    for name, value in attributes:
        yield from _attribute_faults(tag, name, value or "", path)


def _attribute_faults(tag: str, name: str, value: str, path: str) -> Iterator[Fault]:
    allowed = (*TAGS[tag], *EVERYWHERE)
    if name not in allowed:
        yield Fault(path, f"<{tag} {name}> is not allowed; it may have {', '.join(allowed)}")
    elif name in SCHEMES:
        yield from _link_faults(tag, name, value, path)
    elif name in _VALUES and value not in _VALUES[name]:
        yield Fault(path, f'<{tag} {name}="{value}"> is not allowed; only {", ".join(_VALUES[name])}')
    elif name == "class" and (unknown := [each for each in value.split() if each not in CLASSES]):
        yield Fault(path, f'there is no class "{unknown[0]}"; there are {", ".join(CLASSES)}')
    else:
        yield from tag_faults(value, path)


def _link_faults(tag: str, name: str, value: str, path: str) -> Iterator[Fault]:
    scheme = scheme_of(as_browsers_read(value))
    if not _is_direct(name, scheme):
        for fault in address_faults(value, path):
            yield Fault(path, f'<{tag} {name}="{value}">: {fault.message}')
    elif "{{" in value:
        yield Fault(path, f'<{tag} {name}="{value}">: a merge tag may not stand in a {scheme}: address')


def _is_direct(name: str, scheme: str) -> bool:
    """An address that leads to no page, but to somebody: ``mailto:`` and ``tel:``."""
    return scheme in SCHEMES[name] and scheme not in SCHEMES["src"]


def _parts(piece: str | tuple[str, Attributes]) -> Iterator[str | Part]:
    """What is always the same as text, the rest as functions of the tags; all of it escaped."""
    if isinstance(piece, str):
        yield from _text_parts(piece)
        return
    tag, attributes = piece
    if tag.startswith("/"):
        if tag[1:] not in _VOID:
            yield f"<{tag}>"
        return
    yield f"<{tag}"
    for name, value in attributes:
        yield from _attribute_parts(name, value or "")
    yield f"{_ADDED.get(tag, '')}>"


def _attribute_parts(name: str, value: str) -> Iterator[str | Part]:
    if name in SCHEMES:
        direct = _is_direct(name, scheme_of(as_browsers_read(value)))
        yield f' {name}="{escape(value)}"' if direct else _address(name, value)
    else:
        yield f' {name}="'
        yield from _text_parts(value)
        yield '"'


def _address(name: str, value: str) -> Part:
    address = compile_address(value)
    return lambda tags: f' {name}="{escape(found)}"' if (found := address(tags)) else ""


def _text_parts(text: str) -> Iterator[str | Part]:
    compiled = compile_text(text, "")
    if not compiled.paths:
        yield str(escape(compiled.render({})))
        return
    literal = [escape(part) if isinstance(part, str) else part for part in compiled.parts]
    safe = type(compiled)(tuple(str(part) if isinstance(part, Markup) else part for part in literal))
    yield lambda tags: safe.render(tags, escape=lambda found: str(escape(found)))
