"""Country and city of a request decide, and are not kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from address_file import address_file
from local_client import client_of
from notesik.app import create_app
from notesik.errors import NotesikError
from notesik.settings import Settings
from notesik.store import log
from notesik.store.client import Client
from notesik.store.connections import expect
from running_app import App, Clock, banner, page, prepare, served


def shown(store_url: str, settings: Settings, headers: dict[str, str]) -> list[str]:
    """The campaigns that a visitor with these headers sees, of one for each of two cities."""
    conditions = {"cracow": {"geo.country": "PL", "geo.city": "Kraków"}, "berlin": {"geo.city": "Berlin"}}
    asyncio.run(prepare(store_url, [banner(id, condition) for id, condition in conditions.items()], []))
    clock = Clock()
    with served(create_app(settings, store_url, clock=clock)) as url, client_of(url) as http:
        app = App(http, clock)
        answer = http.post("/v1/visit", json=app.visit_request("anna", page(), slots=["hero"]), headers=headers)
    return [widget["campaign"] for widget in answer.json()["widgets"]]


def test_a_proxys_headers_decide_where_the_settings_name_them(store_url: str) -> None:
    settings = Settings(geo_country_header="CF-IPCountry", geo_city_header="CF-IPCity")
    headers = {"CF-IPCountry": "PL", "CF-IPCity": "Kraków".encode()}
    assert shown(store_url, settings, headers) == ["cracow"]
    assert shown(store_url, Settings(), headers) == []


def test_a_file_decides_by_the_address_which_nothing_keeps(store_url: str, tmp_path: Path) -> None:
    path = tmp_path / "cities.mmdb"
    path.write_bytes(address_file({"127.0.0.0/8": {"city": {"names": {"en": "Berlin"}}}}))
    assert shown(store_url, Settings(geo_file=str(path)), {}) == ["berlin"]
    kept = asyncio.run(everything(store_url))
    assert any(b"anna" in each for each in kept)
    assert not any(b"127.0.0.1" in each or b"Berlin" in each for each in kept)


async def everything(store_url: str) -> list[bytes]:
    """All records of visitors and all events of the log."""
    async with Client(store_url) as client:
        [records] = await client.trip([("KEYS", "notesik:*:visitor:*")])
        states = [expect(state) for state in await client.trip([("HGET", each, "s") for each in records])]
        logged = [each.event for partition in range(client.partitions) for each in await log.entries(client, partition)]
    return states + logged


def test_a_file_that_is_not_there_is_told_before_anything_is_served(store_url: str) -> None:
    with pytest.raises(NotesikError, match="geo_file"):
        create_app(Settings(geo_file="missing.mmdb"), store_url)
