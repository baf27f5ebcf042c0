"""The rules of a site over HTTP and the command line: read, put, and in force within a second."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from notesik.store.data_folder import wait_for
from running_app import OTHER_SITE, SITE, App, banner, page, running_app
from running_command import run, told, write_yaml

RULES = {
    "frequency": {"windows": [{"cap": 3, "period": "1d"}]},
    "groups": {"newsletter": {"lifetime": 2, "after_close": "7d"}},
    "winner": {"probability": 0.9},
}


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    with running_app(store_url, campaigns=[banner("hero")]) as app:
        yield app


def put(app: App, document: Any, key: str = SITE.secret_key) -> httpx.Response:
    return app.http.put("/api/v1/rules", json=document, headers={"Authorization": f"Bearer {key}"})


def sees_the_banner(app: App, who: str) -> bool:
    return any(each["variant"] != "holdout" for each in app.visit(who, page(), slots=["hero"])["widgets"])


def test_rules_are_put_and_read(app: App) -> None:
    assert app.owner("GET", "rules") == {}
    assert put(app, RULES).json() == RULES
    assert app.owner("GET", "rules") == RULES
    assert put(app, {}).json() == {}
    assert app.owner("GET", "rules") == {}


def test_each_site_has_its_own(app: App) -> None:
    assert put(app, {"holdout": 1}, OTHER_SITE.secret_key).status_code == 200
    assert app.owner("GET", "rules") == {}
    assert put(app, {}, "nobody").status_code == 401


def test_faulty_rules_are_refused_with_all_their_faults(app: App) -> None:
    response = put(app, {"holdout": 2, "groups": {"a": {"life_time": 1}}})
    assert response.status_code == 400
    assert {fault["path"] for fault in response.json()["error"]["faults"]} == {"holdout", "groups.a.life_time"}
    assert app.owner("GET", "rules") == {}


def test_rules_are_in_force_within_a_second(app: App) -> None:
    assert sees_the_banner(app, "anna")
    put(app, {"holdout": 1})
    assert wait_for(lambda: not sees_the_banner(app, "anna"), timeout_s=1)
    put(app, {})
    assert wait_for(lambda: sees_the_banner(app, "anna"), timeout_s=1)


def test_who_is_held_out_from_the_site_waits_for_what_the_others_see(app: App) -> None:
    app.owner("PUT", "campaigns/low", json=banner("low", priority=-1))
    put(app, {"holdout": 0.5})
    assert wait_for(lambda: not all(sees_the_banner(app, f"early-{n}") for n in range(20)), timeout_s=1)
    met = [app.visit(f"visitor-{n}", page(), slots=["hero"])["widgets"] for n in range(40)]
    assert {(each["campaign"], each["variant"]) for widgets in met for each in widgets} == {
        ("hero", "a"),
        ("hero", "holdout"),
    }
    assert {len(widgets) for widgets in met} == {1}


def test_rules_are_applied_from_a_file(app: App, store_url: str, tmp_path: Path) -> None:
    file = write_yaml(tmp_path / "rules.yaml", RULES)
    ended = run("rules", "apply", file, "--site", "shop", "--redis", store_url)
    assert ended.stdout == "The rules of shop: applied\n", ended.stderr
    assert app.owner("GET", "rules") == RULES
    assert '"probability": 0.9' in run("rules", "show", "--site", "shop", "--redis", store_url).stdout


def test_a_faulty_file_of_rules_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    bad = write_yaml(tmp_path / "bad.yaml", {"holdout": 2, "winer": {}})
    words = told("rules", "apply", bad, "--site", "shop", "--data", tmp_path / "data")
    assert f"{bad}: holdout: must be at most 1" in words
    assert f"{bad}: winer: unknown key" in words
    two = write_yaml(tmp_path / "two.yaml", {}, {})
    assert "holds 2 sets of rules" in told("rules", "apply", two, "--site", "shop", "--data", tmp_path / "data")
    assert "cannot be read" in told("rules", "apply", tmp_path / "no", "--site", "shop", "--data", tmp_path / "data")


def test_a_campaigns_group_must_be_in_the_rules_and_stays_there(app: App) -> None:
    headers = {"Authorization": f"Bearer {SITE.secret_key}"}
    document = banner("letter", group="newsletter")
    refused = app.http.put("/api/v1/campaigns/letter", json=document, headers=headers)
    assert (refused.status_code, refused.json()["error"]["path"]) == (400, "group")
    put(app, RULES)
    assert app.http.put("/api/v1/campaigns/letter", json=document, headers=headers).status_code == 201
    in_use = put(app, {"holdout": 0.1})
    assert (in_use.status_code, in_use.json()["error"]["path"]) == (409, "groups")
    assert "'letter' of group 'newsletter'" in in_use.json()["error"]["message"]
    assert app.owner("GET", "rules") == RULES
