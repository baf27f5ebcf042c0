"""The snippet's files: small, cached as long as is right, and usable by pages of any origin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from notesik.shipped import shipped_folder
from running_app import App, running_app

PARTS = sorted(path.name for path in (shipped_folder("snippet") / "notesik").glob("*.js"))


@pytest.fixture(scope="module")
def app(module_store_url: str) -> Iterator[App]:
    with running_app(module_store_url) as app:
        yield app


def built(name: str) -> Path:
    return shipped_folder("snippet") / name


def test_the_loader_is_fresh_within_minutes(app: App) -> None:
    response = app.http.get("/notesik.js")
    assert response.content == built("notesik.js").read_bytes()
    assert response.headers["content-type"].startswith("text/javascript")
    assert "max-age=300" in response.headers["cache-control"]
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_kept_for_ever_since_its_name_holds_its_hash(app: App, name: str) -> None:
    response = app.http.get(f"/notesik/{name}")
    assert response.content == built(f"notesik/{name}").read_bytes()
    assert "immutable" in response.headers["cache-control"]


def test_a_file_is_packed_for_who_can_unpack_it(app: App) -> None:
    plain = app.http.get("/notesik.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    packed = app.http.get("/notesik.js", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "br"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert packed.content == plain.content
    assert packed.headers["vary"] == "Accept-Encoding"


def test_a_file_that_is_still_the_same_is_not_sent_again(app: App) -> None:
    etag = app.http.get("/notesik.js").headers["etag"]
    for asked in (etag, f'"old", {etag}'):
        response = app.http.get("/notesik.js", headers={"If-None-Match": asked})
        assert response.status_code == 304
        assert response.content == b""
    assert app.http.get("/notesik.js", headers={"If-None-Match": '"old"'}).status_code == 200


@pytest.mark.parametrize("name", ["none.js", "..%2fmanifest.json", "manifest.json", "%00", "..\\notesik.js"])
def test_nothing_else_is_served(app: App, name: str) -> None:
    response = app.http.get(f"/notesik/{name}")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"
