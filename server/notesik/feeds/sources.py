"""Where feeds come from: a file or an address, plain or gzipped. All network traffic of feeds happens here."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from notesik.errors import BadFeed

MAX_BYTES = 200_000_000
"""The largest feed, unpacked, that is read unless a setting says otherwise."""

TIMEOUT_S = 30.0
"""The longest silence of a server that is borne."""

DEADLINE_S = 900.0
"""The longest that a whole download may take."""

_CHUNK = 65_536
_GZIP = b"\x1f\x8b"
_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


def open_feed(source: str, *, max_bytes: int = MAX_BYTES, timeout_s: float = TIMEOUT_S) -> Iterator[bytes]:
    """The bytes of the feed at ``source`` (a path, or an http(s) address), unpacked where they are gzipped.

    BadFeed, while iterating, when it cannot be had, is cut short or is larger than ``max_bytes``.
    """
    scheme, mark, _ = source.partition("://")
    if not mark:
        raw = _from_file(Path(source))
    elif scheme.lower() in ("http", "https"):
        raw = _from_address(source, timeout_s)
    else:
        raise BadFeed(f"{scheme}:// is not supported: give a path or an http(s) address")
    size = 0
    for chunk in _unpacked(raw):
        size += len(chunk)
        if size > max_bytes:
            raise BadFeed(f"the feed is larger than {max_bytes:,} bytes; raise the limit or split the feed")
        yield chunk


def _from_file(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise BadFeed(f"the file {path} cannot be read: {error.strerror or error}") from error


def _from_address(url: str, timeout_s: float) -> Iterator[bytes]:
    import httpx  # here and not above: a server, which never downloads a feed, has no need of it

    deadline_s = time.monotonic() + DEADLINE_S
    try:
        with httpx.stream(
            "GET", url, follow_redirects=True, timeout=timeout_s, headers={"accept": _ACCEPT, "user-agent": "Notesik"}
        ) as response:
            if response.status_code != httpx.codes.OK:
                raise BadFeed(f"{url} answered {response.status_code} {response.reason_phrase}".rstrip())
            for chunk in response.iter_bytes(_CHUNK):
                yield chunk
                if time.monotonic() > deadline_s:
                    raise BadFeed(f"{url} sends too slowly: not done after {DEADLINE_S:.0f} seconds")
    except httpx.TimeoutException as error:
        raise BadFeed(f"{url} did not answer within {timeout_s:g} seconds") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:  # UnicodeError: a host name that is none
        raise BadFeed(f"{url} cannot be downloaded: {error or type(error).__name__}") from error


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """``chunks`` as they are, or unpacked when they begin as gzip does: the bytes are to be trusted, not the label."""
    unpacker, head = None, b""
    is_known = False
    for chunk in chunks:
        if not is_known:
            head += chunk
            if len(head) < len(_GZIP):
                continue
            is_known, chunk = True, head
            unpacker = _Unpacker() if head.startswith(_GZIP) else None
        if unpacker:
            yield from unpacker.unpack(chunk)
        else:
            yield chunk
    if not is_known and head:
        yield head
    if unpacker and not unpacker.is_complete:
        raise BadFeed("the gzipped feed is cut short: download or export it again")


class _Unpacker:
    """Gzip, also of several members, in pieces of a bounded size: a small chunk may hold a thousand times its size."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def is_complete(self) -> bool:
        return self._member.eof

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        try:
            while packed:
                if self._member.eof:
                    self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                if piece := self._member.decompress(packed, _CHUNK):
                    yield piece
                packed = self._member.unconsumed_tail or self._member.unused_data
        except zlib.error as error:
            raise BadFeed("the gzipped feed is damaged: download or export it again") from error
