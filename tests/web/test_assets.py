"""The snippet's files: small, cached as long as is right, usable by pages of any origin, named as the shop likes."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from local_client import client_of
from notesik.app import create_app
from notesik.script_tags import pinned_path, read_build
from notesik.settings import Settings
from notesik.shipped import shipped_folder
from running_app import ORIGIN, SITE, WIDGETS, App, running_app, served

BUILD = read_build(shipped_folder("snippet"))
STYLES = {widget.style_file: widget.css.encode() for widget in WIDGETS.values() if widget.style_file}
CHOSEN = Settings(
    script_path="/assets/helper.js", parts_path="/assets/v/", calls_path="/assets/c/", cookie="sid", storage_keys="hp"
)


@pytest.fixture(scope="module")
def app(module_store_url: str) -> Iterator[App]:
    with running_app(module_store_url) as app:
        yield app


@pytest.fixture(scope="module")
def renamed(app: App, module_store_url: str) -> Iterator[httpx.Client]:
    """Another process on the same store, under names of the shop's choice."""
    with served(create_app(CHOSEN, module_store_url)) as url, client_of(url) as http:
        yield http


def test_the_loader_is_fresh_within_minutes(app: App) -> None:
    response = app.http.get("/notesik.js")
    assert response.content == BUILD.script
    assert response.headers["content-type"].startswith("text/javascript")
    assert "max-age=300" in response.headers["cache-control"]
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_the_script_is_there_for_ever_under_a_name_that_holds_its_hash(app: App) -> None:
    response = app.http.get(pinned_path("/notesik.js", BUILD.script))
    assert response.content == BUILD.script
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["access-control-allow-origin"] == "*"  # else no integrity could be checked
    assert app.http.get(pinned_path("/notesik.js", b"another")).status_code == 404


@pytest.mark.parametrize("name", BUILD.parts)
def test_a_part_is_kept_for_ever_since_its_name_holds_its_hash(app: App, name: str) -> None:
    response = app.http.get(f"/notesik/{name}")
    assert response.content == BUILD.parts[name]
    assert "immutable" in response.headers["cache-control"]


@pytest.mark.parametrize("name", STYLES)
def test_a_widgets_styles_are_a_file_that_is_kept_for_ever(app: App, name: str) -> None:
    response = app.http.get(f"/notesik/{name}", headers={"Accept-Encoding": "br"})
    assert response.content == STYLES[name]
    assert response.headers["content-type"].startswith("text/css")
    assert response.headers["content-encoding"] == "br"
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["access-control-allow-origin"] == "*"


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


@pytest.mark.parametrize(
    "name", ["none.js", "..%2fmanifest.json", "manifest.json", "%00", "..\\notesik.js", "../assets/v/none.js"]
)
def test_nothing_else_is_served(app: App, name: str) -> None:
    response = app.http.get(f"/notesik/{name}")
    assert response.status_code == 404


def test_names_of_the_shops_choice_stand_beside_the_usual_ones(renamed: httpx.Client) -> None:
    for path in ("/assets/helper.js", "/notesik.js", pinned_path("/assets/helper.js", BUILD.script)):
        assert renamed.get(path).content == BUILD.script
    for name in (*BUILD.parts, *STYLES):
        assert renamed.get(f"/assets/v/{name}").content == renamed.get(f"/notesik/{name}").content


def test_a_call_under_a_chosen_path_gets_the_chosen_cookie_and_is_open_to_the_shops_pages(
    renamed: httpx.Client, app: App
) -> None:
    call = app.visit_request("renamed")
    for path in ("/assets/c/visit", "/v1/visit"):
        response = renamed.post(path, json=call, headers={"Origin": ORIGIN})
        assert response.status_code == 200
        assert response.headers["set-cookie"].startswith("sid=renamed;")
        assert response.headers["access-control-allow-origin"] == ORIGIN
    again = {**call, "anonymousId": "made-up-anew-by-the-page", "fresh": True}
    known = renamed.post("/assets/c/visit", json=again, headers={"Cookie": "sid=renamed; notesik_id=other"})
    assert known.json()["anonymousId"] == "renamed"
    forgotten = renamed.post("/assets/c/forget", json={"writeKey": SITE.write_key}, headers={"Origin": ORIGIN})
    assert forgotten.headers["set-cookie"].startswith('sid="";')


@pytest.mark.parametrize("path", ["/assets/c/batch", "/assets/c/t"])
def test_events_are_taken_under_a_chosen_path_too(renamed: httpx.Client, path: str) -> None:
    event = {"type": "track", "event": "Size Chosen", "anonymousId": "renamed"}
    body = {"writeKey": SITE.write_key, "batch": [event]} if path.endswith("batch") else event
    assert renamed.post(f"{path}?writeKey={SITE.write_key}", json=body).status_code == 200


def test_a_file_is_only_read(app: App) -> None:
    head = app.http.head("/notesik.js", headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(BUILD.script))
    assert app.http.post("/notesik.js").status_code == 405


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("br;q=0, gzip", "gzip"), ("GZIP", "gzip"), ("gzip;q=0.5, br;q=0.1", "br"), ("zstd", None), ("br;q=0.0", None)],
)
def test_a_coding_is_taken_as_the_browser_says(app: App, accepted: str, coding: str | None) -> None:
    response = app.http.get("/notesik.js", headers={"Accept-Encoding": accepted})
    assert response.headers.get("content-encoding") == coding
    assert response.content == BUILD.script
