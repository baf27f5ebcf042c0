"""The products of a catalogue as the store keeps them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from notesik.catalogue import Catalogue, Product


class StoredProduct(msgspec.Struct, frozen=True, array_like=True):
    """A product with its place in the shop's order, which the store does not keep."""

    place: int
    product: Product


_decoder = msgspec.msgpack.Decoder(StoredProduct)


def encode_product(place: int, product: Product) -> bytes:
    """The stored form of the ``place``-th product of a catalogue."""
    return msgspec.msgpack.encode(StoredProduct(place, product))


def read_catalogue(stored: Iterable[bytes]) -> Catalogue:
    """The catalogue of stored products, in the shop's order."""
    return Catalogue(each.product for each in sorted(map(_decoder.decode, stored), key=lambda each: each.place))
