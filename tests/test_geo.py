"""Where a visitor is, by a proxy's headers or by a file of addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from address_file import address_file
from notesik.errors import NotesikError
from notesik.geo import Geo, GeoFinder, open_geo_file

CRACOW = {"country": {"iso_code": "PL"}, "city": {"names": {"en": "Kraków", "pl": "Kraków"}}}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("geo") / "cities.mmdb"
    file.write_bytes(address_file({"192.0.2.0/24": CRACOW, "198.51.100.0/24": {"country": {"iso_code": "DE"}}}))
    return str(file)


def test_a_header_is_trusted_only_where_it_is_named() -> None:
    headers = {"cf-ipcountry": "pl", "x-geo-city": "Krak\u00c3\u00b3w"}  # UTF-8, read as Latin-1
    assert GeoFinder("cf-ipcountry", "x-geo-city").find(headers, "192.0.2.1") == Geo("PL", "Kraków")
    assert GeoFinder("CF-IPCountry").find(headers, "192.0.2.1") == Geo("PL")
    assert GeoFinder().find(headers, "192.0.2.1") == Geo()


@pytest.mark.parametrize("country", ["XX", "T1", "Poland", "", "ĄĘ"])
def test_what_is_no_country_is_none(country: str) -> None:
    assert GeoFinder("country").find({"country": country}, "") == Geo()


def test_a_file_knows_addresses(path: str) -> None:
    finder = GeoFinder(file=open_geo_file(path))
    assert finder.find({}, "192.0.2.77") == Geo("PL", "Kraków")
    assert finder.find({}, "198.51.100.1") == Geo("DE")
    assert finder.find({}, "203.0.113.1") == Geo()
    assert finder.find({}, "2001:db8::1") == Geo()
    assert finder.find({}, "") == Geo()


def test_the_header_goes_before_the_file_which_fills_up_what_agrees_with_it(path: str) -> None:
    finder = GeoFinder("country", "city", open_geo_file(path))
    assert finder.find({"country": "PL"}, "192.0.2.1") == Geo("PL", "Kraków")
    assert finder.find({"country": "CZ"}, "192.0.2.1") == Geo("CZ")
    assert finder.find({"country": "PL", "city": "Gdynia"}, "192.0.2.1") == Geo("PL", "Gdynia")
    assert finder.find({}, "192.0.2.1") == Geo("PL", "Kraków")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mmdb"
    broken.write_bytes(b"nothing")
    for path in (broken, tmp_path / "missing.mmdb"):
        with pytest.raises(NotesikError, match="geo_file"):
            open_geo_file(str(path))
