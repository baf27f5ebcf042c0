"""Many short rows of bytes in little memory: neighbours are compressed together, and expanded together when one of them
is read."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

import msgspec

ROWS = 16
"""In a block. With more of them they take less, and one takes longer to read: with 16, about 15 microseconds."""
EXPANDED_HELD = 4
"""Blocks: who goes through neighbours expands each once."""

_decode = msgspec.msgpack.Decoder(list[bytes]).decode


class CompressedRows:
    """Rows by their number. They cannot be changed."""

    def __init__(self, rows: Iterable[bytes]) -> None:
        packed, ends = bytearray(), array("Q", [0])
        for block in _blocks(rows):
            packed += zlib.compress(msgspec.msgpack.encode(block))
            ends.append(len(packed))

        @lru_cache(EXPANDED_HELD)
        def expanded(block: int) -> list[bytes]:
            return _decode(zlib.decompress(packed[ends[block] : ends[block + 1]]))

        self._expanded = expanded

    def __getitem__(self, number: int) -> bytes:
        return self._expanded(number // ROWS)[number % ROWS]


def _blocks(rows: Iterable[bytes]) -> Iterator[list[bytes]]:
    rest = iter(rows)
    while block := list(islice(rest, ROWS)):
        yield block
