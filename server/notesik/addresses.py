"""Addresses that owners write, with merge tags: checked as written, and again after the tags went in.

What a visitor's data say can thus never lead anywhere but to http(s), nor change the host that the owner wrote. Only
where a merge tag is the whole address, as with a product's, may it name one, and then in full.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from notesik.errors import Fault
from notesik.known_tags import tag_faults
from notesik.merge_tags import Tag, Text, compile_text

_DROPPED_BY_BROWSERS = re.compile(r"[\t\r\n]")
_ENDS_CUT_BY_BROWSERS = "".join(map(chr, range(33)))
_ABOUT_ADDRESSES = "expected an address that starts with https:// or http://, or a relative one such as /sale"
_FIXED_HOST = re.compile(r"https?://[^/?#\\]+[/?#].*|/(?![/\\]).*|[^/\\:][^:]*", re.IGNORECASE | re.DOTALL)
_OTHER_HOST = re.compile(r"[/\\]{2}")
"""How an address begins that names a host without a scheme; browsers read a backslash as a slash."""
_WEB = frozenset({"http", "https"})


def safe_address(text: str) -> str:
    """The address as a browser reads it, or nothing if it is neither http(s) nor relative (but ``javascript:``, say).

    Browsers cut control characters off the ends and drop tabs and line ends inside (URL Standard, basic URL parser).
    """
    address = as_browsers_read(text)
    scheme, colon = _beginning(address)
    return address if not colon or scheme in _WEB else ""


def as_browsers_read(text: str) -> str:
    return _DROPPED_BY_BROWSERS.sub("", text).strip(_ENDS_CUT_BY_BROWSERS)


def scheme_of(address: str) -> str:
    """In lower case; empty for a relative address.

    >>> scheme_of("Mailto:anna@shop.example"), scheme_of("/sale?at=12:30")
    ('mailto', '')
    """
    scheme, colon = _beginning(address)
    return scheme if colon else ""


def _beginning(address: str) -> tuple[str, str]:
    """What stands before the first colon, where that may end a scheme, and that colon."""
    scheme, colon, _ = re.split(r"[/?#\\]", address, maxsplit=1)[0].partition(":")
    return scheme.lower(), colon


def address_faults(value: str, path: str) -> Iterator[Fault]:
    """What is wrong with an address, its merge tags among it; ``path`` is where it stands in its document."""
    faults = tag_faults(value, path)
    yield from faults
    if not faults and value:
        yield from _part_faults(compile_text(value.strip(), path), path)


def _part_faults(text: Text, path: str) -> Iterator[Fault]:
    first = text.parts[0] if text.parts else ""
    if isinstance(first, Tag):
        if len(text.parts) > 1:
            yield Fault(path, "an address that begins with a merge tag may hold nothing else")
    elif not safe_address(first):
        yield Fault(path, _ABOUT_ADDRESSES)
    elif len(text.parts) > 1 and not _FIXED_HOST.fullmatch(as_browsers_read(first)):
        yield Fault(path, "a merge tag may not stand in an address before the first / of its path")


def compile_address(value: str) -> Callable[[Mapping[str, Any]], str]:
    """The address with its merge tags looked up, percent-encoded; empty if it would not be safe, or if a tag that found
    nothing made another host of the path: ``/{{ page.lang }}/sale`` is not to become ``//sale``.
    """
    text = compile_text(value.strip(), "")
    is_one_tag = len(text.parts) == 1 and isinstance(text.parts[0], Tag)
    escape = str if is_one_tag else percent_encode

    def address(tags: Mapping[str, Any]) -> str:
        found = safe_address(text.render(tags, escape=escape))
        return "" if text.paths and _OTHER_HOST.match(found) else found

    return address


def percent_encode(text: str) -> str:
    return quote(text, safe="")
