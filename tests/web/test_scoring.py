"""Scoring plans through the running application."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from notesik.scores import MAX_PLANS
from notesik.store.data_folder import wait_for
from running_app import DAY_MS, SITE, App, banner, page, product, running_app, track

HEADERS = {"Authorization": f"Bearer {SITE.secret_key}"}
INTEREST: dict[str, Any] = {
    "name": "Drawn to tents",
    "half_life": "7d",
    "points": [{"event": "Product Viewed", "where": {"category": "Tents"}, "points": 10}],
}


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    hot = banner("hot", {"visitor.scores.tents": {"$gte": 20}})
    with running_app(store_url, campaigns=[hot], products=[product("tent", "Tents")]) as app:
        yield app


def shown(app: App, *events: dict[str, Any]) -> list[str]:
    return [each["campaign"] for each in app.visit("anna", *events, slots=["hero"])["widgets"]]


def score(app: App) -> float | None:
    scores: dict[str, Any] = app.state("anna")["scores"]
    return scores["tents"]["value"] if "tents" in scores else None


def test_points_are_given_once_the_plan_is_live_and_fade(app: App) -> None:
    look = {"product_id": "tent"}
    app.visit("anna", page())
    app.owner("PUT", "scoring-plans/tents", json=INTEREST)
    assert wait_for(lambda: app.visit("anna", track("Product Viewed", look)) and score(app) == 10, timeout_s=1)
    assert shown(app, page()) == []
    assert shown(app, track("Product Viewed", look)) == ["hot"]
    app.clock.advance(DAY_MS)
    assert shown(app, page()) == []


def test_a_plan_is_put_listed_read_and_deleted(app: App) -> None:
    response = app.http.put("/api/v1/scoring-plans/tents", json=INTEREST, headers=HEADERS)
    assert (response.status_code, response.json()) == (201, {"id": "tents", **INTEREST})
    assert app.http.put("/api/v1/scoring-plans/tents", json=response.json(), headers=HEADERS).status_code == 200
    assert app.owner("GET", "scoring-plans") == {"scoring_plans": [response.json()]}
    assert app.owner("GET", "scoring-plans/tents") == response.json()
    in_use = app.http.delete("/api/v1/scoring-plans/tents", headers=HEADERS)
    assert (in_use.status_code, in_use.json()["error"]["code"]) == (409, "in_use")
    assert "the campaign 'hot'" in in_use.json()["error"]["message"]
    app.owner("DELETE", "campaigns/hot")
    app.owner("DELETE", "scoring-plans/tents")
    for method in ("GET", "DELETE"):
        assert app.http.request(method, "/api/v1/scoring-plans/tents", headers=HEADERS).status_code == 404


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({**INTEREST, "half_life": "soon"}, "half_life"),
        ({**INTEREST, "points": [{"event": "page", "points": "5"}]}, "points[0].points"),
        ({**INTEREST, "points": [{"event": "page", "where": {"a": {"$more": 1}}, "points": 5}]}, "points[0].where.a"),
        ({**INTEREST, "id": "other"}, "id"),
        ("tents", ""),
    ],
)
def test_a_faulty_plan_is_refused_with_its_path(app: App, document: Any, path: str) -> None:
    response = app.http.put("/api/v1/scoring-plans/tents", json=document, headers=HEADERS)
    assert response.status_code == 400
    assert response.json()["error"]["faults"][0]["path"].startswith(path)


def test_a_site_may_have_only_so_many_plans(app: App) -> None:
    for number in range(MAX_PLANS):
        app.owner("PUT", f"scoring-plans/p{number}", json=INTEREST)
    response = app.http.put("/api/v1/scoring-plans/more", json=INTEREST, headers=HEADERS)
    assert response.status_code == 400
    assert f"{MAX_PLANS} at most" in response.json()["error"]["message"]


def test_a_score_of_a_plan_that_there_is_not_is_refused_in_campaigns_and_segments(app: App) -> None:
    condition = {"visitor.scores.tnets": {"$gte": 5}}
    app.owner("PUT", "scoring-plans/tents", json=INTEREST)
    for path, document in (("campaigns/cold", banner("cold", condition)), ("segments/fans", fans(condition))):
        response = app.http.put(f"/api/v1/{path}", json=document, headers=HEADERS)
        assert response.status_code == 400
        error = response.json()["error"]
        assert error["path"] == "condition.visitor.scores.tnets"
        assert 'no scoring plan "tnets", did you mean "tents"?' in error["message"]
    sound = {"visitor.scores.tents": {"$gte": 5}}
    app.owner("PUT", "segments/fans", json=fans(sound))
    app.owner("DELETE", "campaigns/hot")
    in_use = app.http.delete("/api/v1/scoring-plans/tents", headers=HEADERS)
    assert "the segment 'fans'" in in_use.json()["error"]["message"]
    app.owner("DELETE", "segments/fans")
    greeting = banner("greeting", variants=[variant("Your {{ visitor.scores.tnets }} points")])
    response = app.http.put("/api/v1/campaigns/greeting", json=greeting, headers=HEADERS)
    assert response.json()["error"]["path"] == "variants[0].parameters.title"
    app.owner(
        "PUT", "campaigns/greeting", json={**greeting, "variants": [variant("{{ visitor.scores.tents }} points")]}
    )
    in_use = app.http.delete("/api/v1/scoring-plans/tents", headers=HEADERS)
    assert "the campaign 'greeting'" in in_use.json()["error"]["message"]


def variant(title: str) -> dict[str, Any]:
    return {"id": "a", "widget": "banner", "parameters": {"title": title}}


def fans(condition: dict[str, Any]) -> dict[str, Any]:
    return {"name": "Fans", "condition": condition}
