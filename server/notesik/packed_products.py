"""Products in little memory: each packed into some bytes, and unpacked when somebody looks at it.

A hundred thousand products as objects take hundreds of megabytes. Packed, with what many of them share (brands, paths
of categories, hosts) written once, and neighbours compressed together, they take a dozen.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, Literal, TypeVar, overload

import msgspec

from notesik.compressed_rows import CompressedRows
from notesik.products import Product

UNPACKED_HELD = 1_000
"""How many products are kept unpacked, those that were looked at last."""

Unpack = Callable[[int], Product]
"""Takes a product's place."""

Shared = TypeVar("Shared")

NOBODY = 0xFFFF_FFFF
"""In arrays of places: none."""
NO_GROUP = 0


class _Row(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A product with numbers for what it shares with others: addresses as their host's number and the rest."""

    id: str
    title: str
    url: tuple[int, str]
    image: tuple[int, str]
    brand: int
    category: int
    currency: int
    price_minor: int
    group_id: str
    availability: int
    sale: tuple[int, int | None, int | None] | Literal[0]
    description: str
    attributes: dict[str, str] | Literal[0]


class Numbered(Generic[Shared]):
    """Values that many share, by the number that each gets when it first comes."""

    def __init__(self) -> None:
        self._numbers: dict[Shared, int] = {}

    def number(self, value: Shared) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    def values(self) -> tuple[Shared, ...]:
        return tuple(self._numbers)


class Packing:
    """Products are added in any order, each with its place in the shop's; of two with one place the last stays."""

    def __init__(self) -> None:
        self._texts: Numbered[str] = Numbered()
        self._paths: Numbered[tuple[str, ...]] = Numbered()
        self._packed = bytearray()
        self._encode = msgspec.msgpack.Encoder().encode
        self._ends = array("Q")
        self._places = array("I")
        self._path_of = array("I")
        self._hashes = array("q")
        self._groups = array("q")
        self._available = bytearray()

    def add(self, place: int, product: Product) -> None:
        path = self._paths.number(product.category)
        self._packed += self._encode(self._row(product, path))
        self._ends.append(len(self._packed))
        self._places.append(place)
        self._path_of.append(path)
        self._hashes.append(hash(product.id))
        self._groups.append(hash(product.group_id) if product.group_id else NO_GROUP)
        self._available.append(product.is_available)

    def _row_of(self, arrival: int) -> bytes:
        return bytes(self._packed[self._ends[arrival - 1] if arrival else 0 : self._ends[arrival]])

    def packed(self) -> PackedProducts:
        """All of them; nothing may be added after this. For 100,000 it takes a good while, in small steps, so it is
        for a thread of its own."""
        return PackedProducts(self)

    def _row(self, product: Product, path: int) -> _Row:
        text = self._texts.number
        reduced_minor = product.sale_price_minor
        return _Row(
            product.id,
            product.title,
            self._address(product.url),
            self._address(product.image),
            text(product.brand),
            path,
            text(product.currency),
            product.price_minor,
            product.group_id,
            text(product.availability),
            0 if reduced_minor is None else (reduced_minor, product.sale_from_ms, product.sale_until_ms),
            product.description,
            product.attributes or 0,
        )

    def _address(self, url: str) -> tuple[int, str]:
        """The number of the host's part, and the rest."""
        end = url.find("/", url.find("//") + 2) if "//" in url else 0
        end = max(end, 0)
        return self._texts.number(url[:end]), url[end:]


class PackedProducts:
    """All products of a shop by their place in its order, from 0, without gaps."""

    def __init__(self, packing: Packing) -> None:
        arrivals = _in_order(packing._places)
        self.paths = packing._paths.values()
        """The paths of categories that there are."""
        self.path_of = array("I", map(packing._path_of.__getitem__, arrivals))
        """The number of each product's path."""
        self.is_available = bytes(map(packing._available.__getitem__, arrivals))
        self._groups = array("q", map(packing._groups.__getitem__, arrivals))
        self._slots = _slots(array("q", map(packing._hashes.__getitem__, arrivals)))
        rows = CompressedRows(map(packing._row_of, arrivals))
        self.unpack = _unpacker(rows, packing._texts.values(), self.paths)
        """Takes a place; its product, unpacked anew: for who goes through many."""
        self.product = lru_cache(UNPACKED_HELD)(self.unpack)
        """The same, of which the last are kept."""

    def __len__(self) -> int:
        return len(self.path_of)

    def take_groups(self) -> array[int]:
        """What tells each product's group from others, by place; NO_GROUP where it has none. Told once, and then
        forgotten."""
        groups, self._groups = self._groups, array("q")
        return groups

    def place(self, id: str) -> int | None:
        """Where the product called ``id`` stands."""
        slots = self._slots
        slot = hash(id) & (len(slots) - 1)
        while (place := slots[slot]) != NOBODY:
            if self.product(place).id == id:
                return place
            slot = (slot + 1) & (len(slots) - 1)
        return None


class Shelf(Sequence[Product]):
    """Some of the products, by their ``places``; they are unpacked one after another."""

    __slots__ = ("_unpack", "places")

    def __init__(self, unpack: Unpack, places: Sequence[int]) -> None:
        self._unpack, self.places = unpack, places

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> Product: ...
    @overload
    def __getitem__(self, at: slice) -> Shelf: ...
    def __getitem__(self, at: int | slice) -> Product | Shelf:
        return Shelf(self._unpack, self.places[at]) if isinstance(at, slice) else self._unpack(self.places[at])

    def __iter__(self) -> Iterator[Product]:
        return map(self._unpack, self.places)

    def __reversed__(self) -> Iterator[Product]:
        return map(self._unpack, reversed(self.places))


def _in_order(places: array[int]) -> array[int]:
    """The numbers of the arrivals by their place. (A sort of all of them at once would hold everybody up.)"""
    arrivals = array("I", [NOBODY]) * (max(places, default=-1) + 1)
    for arrival, place in enumerate(places):
        arrivals[place] = arrival
    return array("I", (arrival for arrival in arrivals if arrival != NOBODY))


def _slots(hashes: array[int]) -> array[int]:
    """An open hash table of places, at most half full, in which who looks goes on from slot to slot. It holds no ids:
    the product says whether it is the one."""
    size = 1 << (2 * len(hashes)).bit_length()
    slots = array("I", [NOBODY]) * size
    for place, hashed in enumerate(hashes):
        slot = hashed & (size - 1)
        while slots[slot] != NOBODY:
            slot = (slot + 1) & (size - 1)
        slots[slot] = place
    return slots


def _unpacker(rows: CompressedRows, texts: Sequence[str], paths: Sequence[tuple[str, ...]]) -> Unpack:
    decode = msgspec.msgpack.Decoder(_Row).decode

    def unpack(place: int) -> Product:
        row = decode(rows[place])
        sale_price_minor, sale_from_ms, sale_until_ms = row.sale or (None, None, None)
        return Product(
            row.id,
            row.title,
            texts[row.url[0]] + row.url[1],
            texts[row.image[0]] + row.image[1],
            row.description,
            texts[row.brand],
            paths[row.category],
            texts[row.currency],
            row.price_minor,
            sale_price_minor,
            sale_from_ms,
            sale_until_ms,
            texts[row.availability],
            row.group_id,
            row.attributes or {},
        )

    return unpack
