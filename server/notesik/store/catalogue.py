"""The catalogue of a site: product id → product, in generations.

An import writes a new generation beside the one that is shown, and shows it at the end in one step. Readers see the
old products or the new ones, never a part; an import that breaks off leaves nothing but a key that expires.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from itertools import islice

from notesik.errors import NotesikError, StoreUnavailable
from notesik.store import versions
from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import (
    REPLACED_CATALOGUE_LIFETIME_MS,
    UNFINISHED_IMPORT_LIFETIME_MS,
    catalogue_key,
    generation_key,
)
from notesik.store.scripts import SCRIPTS

CHUNK = 500
"""Products in one round trip."""


async def replace(client: Client, site: str, products: Iterable[tuple[str, bytes]]) -> int:
    """Make these the products of the site, and return their number. None at all changes nothing.

    A fault on the way, in `products` or in the store, leaves the catalogue as it was.
    """
    pointer = catalogue_key(site)
    [begun] = await client.trip([("HINCRBY", pointer, "last", 1)])
    generation: int = expect(begun)
    key = generation_key(site, generation)
    try:
        count = await _write(client, key, products)
    except NotesikError:
        with suppress(StoreUnavailable):  # then it expires
            await client.trip([("UNLINK", key)])
        raise
    if count:
        await _show(client, site, generation, count)
    return count


async def load(client: Client, site: str) -> AsyncIterator[list[tuple[str, bytes]]]:
    """The products that are shown, chunk by chunk; one that a scan comes upon twice is there twice."""
    [generation] = await client.trip([("HGET", catalogue_key(site), "generation")])
    if expect(generation) is None:
        return
    key = generation_key(site, int(generation))
    cursor = 0
    while True:
        [page] = await client.trip([("HSCAN", key, cursor, "COUNT", CHUNK)])
        following, flat = expect(page)
        yield [(id.decode(), product) for id, product in zip(flat[::2], flat[1::2], strict=True)]
        cursor = int(following)
        if cursor == 0:
            return


async def count(client: Client, site: str) -> int:
    [number] = await client.trip([("HGET", catalogue_key(site), "count")])
    return int(expect(number) or 0)


async def get(client: Client, site: str, id: str) -> bytes | None:
    [generation] = await client.trip([("HGET", catalogue_key(site), "generation")])
    [product] = await client.trip([("HGET", generation_key(site, int(expect(generation) or 0)), id)])
    found: bytes | None = expect(product)
    return found


async def _write(client: Client, key: str, products: Iterable[tuple[str, bytes]]) -> int:
    rest = iter(products)
    while chunk := list(islice(rest, CHUNK)):
        flat = [part for product in chunk for part in product]
        for reply in await client.trip([("HSET", key, *flat), ("PEXPIRE", key, UNFINISHED_IMPORT_LIFETIME_MS)]):
            expect(reply)
    [number] = await client.trip([("HLEN", key)])
    found: int = expect(number)
    return found


async def _show(client: Client, site: str, generation: int, count: int) -> None:
    pointer = catalogue_key(site)
    [shown] = await client.trip([("HGET", pointer, "generation")])
    replaced = generation_key(site, int(expect(shown) or 0))
    switch = SCRIPTS["show_catalogue"].call(
        [pointer, generation_key(site, generation), replaced], [generation, count, REPLACED_CATALOGUE_LIFETIME_MS]
    )
    await versions.change(client, versions.catalogue(site), [switch])
