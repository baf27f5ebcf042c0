"""Sites and campaigns are kept by id, and who polls the versions learns of each change."""

from __future__ import annotations

import pytest

from notesik.store import versions
from notesik.store.campaigns import campaigns
from notesik.store.client import Client
from notesik.store.scoring_plans import scoring_plans
from notesik.store.segments import segments
from notesik.store.sites import sites

pytestmark = pytest.mark.anyio


async def test_a_document_is_put_found_listed_and_deleted(client: Client):
    shelf = campaigns(client, "shop")
    await shelf.put("hero", b"\x00one")
    await shelf.put("bar", b"two")
    await shelf.put("hero", b"\x00three")
    assert await shelf.get("hero") == b"\x00three"
    assert list((await shelf.list()).items()) == [("bar", b"two"), ("hero", b"\x00three")]
    assert await shelf.delete("hero")
    assert not await shelf.delete("hero")
    assert await shelf.get("hero") is None


async def test_adding_does_not_replace(client: Client):
    assert await sites(client).add("shop", b"first")
    assert not await sites(client).add("shop", b"second")
    assert await sites(client).list() == {"shop": b"first"}


async def test_many_are_put_as_one_change(client: Client):
    shelf = segments(client, "shop")
    await shelf.put_all({"vip": b"one", "lost": b"two"})
    await shelf.put_all({})
    assert await shelf.list() == {"lost": b"two", "vip": b"one"}
    assert await versions.load(client) == {versions.segments("shop"): 1}


async def test_each_site_has_its_own_campaigns(client: Client):
    await campaigns(client, "shop").put("hero", b"one")
    assert await campaigns(client, "other").list() == {}


async def test_each_change_raises_the_version_of_what_changed(client: Client):
    assert await versions.load(client) == {}
    await sites(client).put("shop", b"one")
    await campaigns(client, "shop").put("hero", b"one")
    await campaigns(client, "shop").put("hero", b"two")
    await segments(client, "shop").put("vip", b"one")
    await scoring_plans(client, "shop").put("interest", b"one")
    assert await versions.load(client) == {
        versions.SITES: 1,
        versions.campaigns("shop"): 2,
        versions.segments("shop"): 1,
        versions.scoring_plans("shop"): 1,
    }
