"""From XML to the raw fields of each item, in flat memory whatever the size of the feed.

Expat without namespaces: real feeds use the prefix ``g:`` without declaring it, which a namespace-aware parser refuses
(or, told to recover, it no longer notices a download that was cut short). No entity is expanded in text, no DTD and no
file or address is ever opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from notesik.errors import BadFeed

CUSTOM_LABELS = tuple(f"custom_label_{number}" for number in range(5))
GOOGLE = "http://base.google.com/ns/1.0"

MAX_FIELD = 50_000
"""Characters of one field that are kept; ten times the longest field that counts (description), for its HTML."""

_ROOTS = frozenset({"rss", "feed", "rdf:RDF"})
_ITEMS = frozenset({"item", "entry"})
_CHANNELS = frozenset({"channel", "feed"})
_CHANNEL_FIELDS = frozenset({"title", "language"})
_FIELDS = frozenset(
    {"id", "title", "link", "description", "summary", "content", "image_link", "additional_image_link"}
    | {"availability", "price", "sale_price", "sale_price_effective_date", "item_group_id", "brand", "gtin", "mpn"}
    | {"condition", "google_product_category", "product_type", "color", "size", "gender", "age_group", "material"}
    | set(CUSTOM_LABELS)
)
_MAX_ENTITY = 200
_MAX_DEPTH = 50
_MAX_TAG = 1_000_000  # bytes of one tag or comment: expat before 2.6 takes quadratic time for a long one


class Item(NamedTuple):
    """The raw texts of one product: of each field the first that is not blank, Google's own before unprefixed ones."""

    number: int
    fields: Mapping[str, str]


def scan(chunks: Iterable[bytes], channel: dict[str, str]) -> Iterator[Item]:
    """The items of the feed in order; ``title`` and ``language`` of the whole feed, where given, go into ``channel``.

    BadFeed, at the latest after the last item, when it is no complete, well-formed feed.
    """
    scanner = _Scanner(channel)
    is_empty = True
    for chunk in chunks:
        # Blank lines before the XML declaration are a common fault that harms nobody.
        text = chunk.lstrip(b"\xef\xbb\xbf \t\r\n") if is_empty else chunk
        if is_empty and text and not text.startswith((b"<", b"\xff\xfe", b"\xfe\xff", b"\0<")):
            raise BadFeed("the feed is not XML: give the address of a Google Merchant feed in RSS or Atom")
        is_empty = is_empty and not text
        if not is_empty:
            scanner.parse(text)
            yield from scanner.taken()
    if is_empty:
        raise BadFeed("the feed is empty (0 bytes): check its address, or export it again")
    scanner.parse(b"", is_last=True)
    yield from scanner.taken()


class _Scanner:
    """Expat's events, gathered into items."""

    def __init__(self, channel: dict[str, str]) -> None:
        self._channel = channel
        self._ready: list[Item] = []
        self._count = 0
        self._path: list[str] = []
        self._google = {"g"}
        self._own: dict[str, str] | None = None  # fields with Google's prefix; None outside of an item
        self._plain: dict[str, str] = {}  # the same fields without any prefix
        self._item_depth = 0
        self._text: list[str] | None = None
        self._size = 0
        self._fed = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._collect
        # A default handler keeps expat from expanding entities: it gets &name; as it stands.
        self._parser.DefaultHandler = self._collect_reference
        self._parser.EntityDeclHandler = _refuse_nested_entity

    def parse(self, chunk: bytes, *, is_last: bool = False) -> None:
        self._fed += len(chunk)
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            raise BadFeed(
                f"the feed is not well-formed XML at line {error.lineno}, column {error.offset + 1} "
                f"({expat.ErrorString(error.code)}), after {self._count} items: the download may have been cut short, "
                "or a sign such as & is not escaped; mend the export and import it again. Nothing was changed."
            ) from error
        if self._fed - self._parser.CurrentByteIndex > _MAX_TAG:
            raise BadFeed(f"the feed has a tag or comment of more than {_MAX_TAG:,} bytes; export it again")

    def taken(self) -> list[Item]:
        """The items that are complete since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path and name not in _ROOTS:
            kind = "an HTML page" if name.lower() == "html" else f"<{name}>"
            raise BadFeed(f"this is {kind} and not a product feed: its first element must be <rss> or <feed>")
        self._google.update(key[6:] for key, value in attributes.items() if key[:6] == "xmlns:" and value == GOOGLE)
        self._path.append(name)
        depth = len(self._path)
        if depth > _MAX_DEPTH:
            raise BadFeed(f"the feed nests its elements more than {_MAX_DEPTH} deep; export it again")
        if self._own is None:
            if name in _ITEMS:
                self._own, self._plain, self._item_depth = {}, {}, depth
                self._count += 1
            elif name in _CHANNEL_FIELDS and depth > 1 and self._path[-2] in _CHANNELS:
                self._text, self._size = [], 0
            if name in _CHANNELS and "xml:lang" in attributes:
                self._channel.setdefault("language", attributes["xml:lang"])
        elif depth == self._item_depth + 1:
            self._text, self._size = [], 0
            if name == "link" and attributes.get("rel", "alternate") == "alternate" and "href" in attributes:
                self._plain.setdefault("link", attributes["href"])
        elif self._text is not None:
            self._collect(" ")  # unescaped HTML within a field: its words must not run together

    def _end(self, name: str) -> None:
        depth = len(self._path)
        self._path.pop()
        if self._own is None:
            if self._text is not None and name in _CHANNEL_FIELDS:
                self._store(self._channel, name)
        elif depth == self._item_depth:
            self._ready.append(Item(self._count, {**self._plain, **self._own}))
            self._own = None
        elif depth == self._item_depth + 1:
            prefix, _, field = name.rpartition(":")
            if field in _FIELDS and (not prefix or prefix in self._google):
                self._store(self._own if prefix else self._plain, field)
            self._text = None

    def _store(self, fields: dict[str, str], field: str) -> None:
        text = "".join(self._text or ()).strip()
        if text:
            fields.setdefault(field, text)
        self._text = None

    def _collect(self, text: str) -> None:
        if self._text is not None and self._size < MAX_FIELD:
            self._text.append(text[: MAX_FIELD - self._size])
            self._size += len(text)

    def _collect_reference(self, text: str) -> None:
        if text.startswith("&"):
            self._collect(text)


def _refuse_nested_entity(
    name: str, is_parameter: int, value: str | None, base: str | None, system: str | None, *_: str | None
) -> None:
    """Plain entities do no harm, as none is expanded in text; in attributes expat expands them, so they stay small."""
    if is_parameter or (value is not None and ("&" in value or "%" in value or len(value) > _MAX_ENTITY)):
        raise BadFeed(f"the feed declares the entity {name[:50]!r} in a way that could explode; remove its DOCTYPE")
