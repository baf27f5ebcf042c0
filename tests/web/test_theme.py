"""The theme of a site over HTTP and the command line: read, put, and in the answers within a second."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from notesik.errors import BadDocument
from notesik.store.data_folder import wait_for
from notesik.theme_work import read_theme_file
from running_app import OTHER_SITE, SITE, App, banner, page, running_app
from running_command import run, write_yaml

THEME = {"accent": {"light": "#1d5c46", "dark": "#86cfae"}, "font": "Work Sans, sans-serif", "radius": 4}


@pytest.fixture(scope="module")
def app(module_store_url: str) -> Iterator[App]:
    with running_app(module_store_url, campaigns=[banner("hero")]) as app:
        yield app


@pytest.fixture(autouse=True)
def plain(app: App) -> None:
    assert put(app, {}).status_code == 200
    assert wait_for(lambda: "theme" not in visit(app), timeout_s=1)


def put(app: App, document: Any, key: str = SITE.secret_key) -> httpx.Response:
    return app.http.put("/api/v1/theme", json=document, headers={"Authorization": f"Bearer {key}"})


def visit(app: App) -> dict[str, Any]:
    return app.visit("anna", page(), slots=["hero"])


def test_a_theme_is_put_and_read(app: App) -> None:
    assert app.owner("GET", "theme") == {}
    assert put(app, THEME).json() == THEME
    assert app.owner("GET", "theme") == THEME


def test_a_theme_is_in_the_answers_within_a_second(app: App) -> None:
    put(app, THEME)
    assert wait_for(lambda: visit(app).get("theme", "").startswith(":host{--notesik-accent:#1d5c46;"), timeout_s=1)
    panel = app.http.post("/v1/inbox", json=app.visit_request("anna")).json()
    assert panel["theme"] == visit(app)["theme"]


def test_each_site_has_its_own(app: App) -> None:
    assert put(app, THEME, OTHER_SITE.secret_key).status_code == 200
    assert app.owner("GET", "theme") == {}
    assert put(app, {}, "nobody").status_code == 401


def test_a_theme_on_which_text_could_not_be_read_is_refused(app: App) -> None:
    response = put(app, {"accent": "#2fa36b", "accent_ink": "#ffffff", "scheme": "light", "radius": 400})
    assert response.status_code == 400
    assert [fault["path"] for fault in response.json()["error"]["faults"]] == ["theme.radius"]
    response = put(app, {"accent": "#2fa36b", "accent_ink": "#ffffff", "scheme": "light"})
    assert response.json()["error"]["faults"] == [
        {"path": "theme.accent", "message": "contrast 3.1 of white on it, needs 4.5; try #268557"}
    ]
    assert app.owner("GET", "theme") == {}


def test_a_theme_is_applied_from_a_file(app: App, module_store_url: str, tmp_path: Path) -> None:
    file = write_yaml(tmp_path / "theme.yaml", THEME)
    ended = run("theme", "apply", file, "--site", "shop", "--redis", module_store_url)
    assert ended.stdout == "The theme of shop: applied\n", ended.stderr
    assert app.owner("GET", "theme") == THEME
    assert '"radius": 4' in run("theme", "show", "--site", "shop", "--redis", module_store_url).stdout


def test_a_faulty_file_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    bad = write_yaml(tmp_path / "bad.yaml", {"ink": "#999999", "scheme": "light"})
    with pytest.raises(BadDocument, match=re.escape(f"{bad}: theme.ink: contrast 2.6 of it on #f7f7f5, needs 4.5")):
        read_theme_file(bad)
    two = write_yaml(tmp_path / "two.yaml", {}, {})
    with pytest.raises(BadDocument, match="holds 2 themes, and a site has one"):
        read_theme_file(two)
