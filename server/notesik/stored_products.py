"""The products of a catalogue as the store keeps them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from notesik.catalogue import Catalogue, Product
from notesik.packed_products import Packing


class StoredProduct(msgspec.Struct, frozen=True, array_like=True):
    """A product with its place in the shop's order, which the store does not keep."""

    place: int
    product: Product


_decoder = msgspec.msgpack.Decoder(StoredProduct)


def encode_product(place: int, product: Product) -> bytes:
    """The stored form of the ``place``-th product of a catalogue."""
    return msgspec.msgpack.encode(StoredProduct(place, product))


class CatalogueReader:
    """Reads stored products as they come, in any order; ``catalogue`` then has them in the shop's.

    What is told of a product to nobody (the description, attributes) is left out: it would be most of the memory.
    """

    def __init__(self) -> None:
        self._packing = Packing()

    def read(self, stored: Iterable[bytes]) -> None:
        for each in map(_decoder.decode, stored):
            self._packing.add(each.place, replace(each.product, description="", attributes={}))

    def catalogue(self) -> Catalogue:
        """For once, after all was read. 100,000 products take half a second, so it is for a thread of its own."""
        return Catalogue.of(self._packing.packed())
