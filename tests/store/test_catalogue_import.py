"""A catalogue is replaced in one step, as seen by its readers, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from notesik.errors import BadFeed
from notesik.store import catalogue, versions
from notesik.store.catalogue import CHUNK
from notesik.store.client import Client
from notesik.store.keys import catalogue_key

pytestmark = pytest.mark.anyio


def products(count: int, generation: str = "") -> Iterator[tuple[str, bytes]]:
    return ((f"product-{number}", f"{generation}{number}".encode()) for number in range(count))


async def load(client: Client) -> dict[str, bytes]:
    return {id: product async for chunk in catalogue.load(client, "shop") for id, product in chunk}


async def test_a_site_without_an_import_has_no_products(client: Client):
    assert await load(client) == {}
    assert await catalogue.count(client, "shop") == 0
    assert await catalogue.get(client, "shop", "product-1") is None


async def test_an_import_of_many_chunks_is_read_back_whole(client: Client):
    count = 3 * CHUNK + 7
    assert await catalogue.replace(client, "shop", products(count)) == count
    assert await load(client) == dict(products(count))
    assert await catalogue.count(client, "shop") == count
    assert await catalogue.get(client, "shop", "product-7") == b"7"


async def test_an_import_replaces_all_products_and_raises_the_version(client: Client):
    await catalogue.replace(client, "shop", products(20, "old "))
    await catalogue.replace(client, "shop", products(5, "new "))
    assert await load(client) == dict(products(5, "new "))
    assert (await versions.load(client))[versions.catalogue("shop")] == 2


async def test_readers_see_the_old_products_until_the_import_is_complete(client: Client):
    await catalogue.replace(client, "shop", products(20, "old "))
    reader = catalogue.load(client, "shop")
    first = await anext(reader)
    await catalogue.replace(client, "shop", products(5, "new "))
    rest = [product async for chunk in reader for product in chunk]
    assert dict(first + rest) == dict(products(20, "old "))
    assert await load(client) == dict(products(5, "new "))


async def test_a_broken_import_leaves_the_catalogue_and_no_rubbish(client: Client):
    def broken() -> Iterator[tuple[str, bytes]]:
        yield from products(CHUNK + 1, "new ")
        raise BadFeed("the feed ends in the middle")

    await catalogue.replace(client, "shop", products(20, "old "))
    [before] = await client.trip([("DBSIZE",)])
    with pytest.raises(BadFeed):
        await catalogue.replace(client, "shop", broken())
    assert await load(client) == dict(products(20, "old "))
    assert await client.trip([("DBSIZE",)]) == [before]
    assert (await versions.load(client))[versions.catalogue("shop")] == 1


async def test_an_empty_import_leaves_the_catalogue(client: Client):
    await catalogue.replace(client, "shop", products(20, "old "))
    assert await catalogue.replace(client, "shop", []) == 0
    assert await load(client) == dict(products(20, "old "))


async def test_only_the_shown_generation_lives_for_ever(client: Client):
    for generation in ("one ", "two ", "three "):
        await catalogue.replace(client, "shop", products(3, generation))
    [_, keys] = await client.trip([("HLEN", catalogue_key("shop")), ("KEYS", "notesik:{site:shop}:catalogue:*")])
    lifetimes_ms = await client.trip([("PTTL", key) for key in keys])
    assert sorted(lifetime_ms < 0 for lifetime_ms in lifetimes_ms) == [False, False, True]


async def test_a_product_that_comes_twice_counts_once(client: Client):
    assert await catalogue.replace(client, "shop", [("a", b"one"), ("a", b"two")]) == 1
    assert await load(client) == {"a": b"two"}
