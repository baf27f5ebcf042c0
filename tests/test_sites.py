"""A site's document is sound or refused with all its faults; only its own origins may send for it."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.errors import BadDocument
from notesik.sites import allows_origin, new_site, normal_origin, read_site

DOCUMENT: dict[str, Any] = {
    "id": "shop",
    "name": "Shop",
    "origins": ["https://shop.example"],
    "write_key": "w",
    "secret_key": "s",
}


def faults_of(**changes: object) -> list[str]:
    with pytest.raises(BadDocument) as caught:
        read_site(DOCUMENT | changes)
    return [fault.path for fault in caught.value.faults]


def test_a_new_site_has_an_id_from_its_name_and_keys_of_its_own() -> None:
    one, other = new_site("Leśny Rower!", ["https://shop.example"]), new_site("Leśny Rower!", [])
    assert one.id == "lesny-rower"
    assert len({one.write_key, one.secret_key, other.write_key, other.secret_key}) == 4
    assert len(one.secret_key.encode()) >= 32, "what HS256 needs"


def test_a_name_without_latin_letters_gets_an_id_all_the_same() -> None:
    assert re.fullmatch("site-[0-9a-f]{8}", new_site("متجر", []).id)


def test_a_new_site_takes_what_else_is_said_of_it() -> None:
    site = new_site("Shop", [" HTTPS://Shop.example:443/ "], currency="PLN", time_zone="Europe/Warsaw")
    assert (site.origins, site.currency, site.time_zone) == (("https://shop.example",), "PLN", "Europe/Warsaw")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"id": "Shop"}, "id"),
        ({"id": "a:b"}, "id"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"currency": "euro"}, "currency"),
        ({"language": "klingon"}, "language"),
        ({"language": ""}, "language"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"gpc": "maybe"}, "gpc"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_fault_is_named_by_its_path(change: dict[str, str], path: str) -> None:
    assert faults_of(**change) == [path]


@pytest.mark.parametrize(
    "origin",
    [
        "shop.example",
        "ftp://shop.example",
        "https://",
        "https://shop.example/path",
        "https://shop.example?x",
        "https://shop.example#x",
        "https://me@shop.example",
        "https://shop.example:port",
        "https://shop.example:99999",
        "https://[broken",
        "null",
        "",
    ],
)
def test_what_is_no_origin_is_refused(origin: str) -> None:
    assert faults_of(origins=["https://shop.example", origin]) == ["origins[1]"]


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://[::1]:8000", "http://localhost"])
def test_local_origins_may_be_tried_out(origin: str) -> None:
    assert read_site(DOCUMENT | {"origins": [origin]}).origins == (origin,)


def test_all_faults_are_told_at_once() -> None:
    assert faults_of(name="", currency="x", time_zone="x") == ["name", "currency", "time_zone"]


@pytest.mark.parametrize(
    ("origin", "is_allowed"),
    [
        (None, True),
        ("https://shop.example", True),
        ("https://SHOP.example:443", True),
        ("http://shop.example", False),
        ("https://shop.example:8443", False),
        ("https://shop.example.evil.example", False),
        ("null", False),
    ],
)
def test_only_pages_of_the_sites_origins_may_send(origin: str | None, is_allowed: bool) -> None:
    assert allows_origin(read_site(DOCUMENT), origin) is is_allowed


@given(st.text())
def test_whatever_is_said_an_origin_is_one_or_refused(text: str) -> None:
    assert normal_origin(normal_origin(text)) == normal_origin(text)
    with suppress(BadDocument):
        assert allows_origin(read_site(DOCUMENT | {"origins": [normal_origin(text)]}), text)


@given(st.text(min_size=1, max_size=60).filter(lambda name: name.strip()))
def test_any_name_makes_a_site(name: str) -> None:
    assert new_site(name, []).name == name.strip()


def test_rfm_thresholds_of_a_shop_rise() -> None:
    document = {"id": "s", "name": "S", "origins": [], "write_key": "w", "secret_key": "s"}
    assert read_site({**document, "rfm": {"days": [7, 14, 30, 60]}}).rfm.days == (7, 14, 30, 60)
    with pytest.raises(BadDocument) as caught:
        read_site({**document, "rfm": {"days": [7, 14, 14, 60], "orders": [1, 2, 3]}})
    assert [fault.path for fault in caught.value.faults] == ["rfm.orders"]
    with pytest.raises(BadDocument) as caught:
        read_site({**document, "rfm": {"days": [7, 14, 14, 60]}})
    assert [fault.path for fault in caught.value.faults] == ["rfm.days"]
