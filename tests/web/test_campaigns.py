"""Campaigns and their results over HTTP, for the bearer of the site's secret key."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest

from local_client import client_of
from notesik.app import create_app
from notesik.settings import Settings
from notesik.store.data_folder import wait_for
from running_app import DAY_MS, OTHER_SITE, SITE, App, banner, identify, page, product, running_app, served, track

TWO_VARIANTS = banner(
    "hero",
    variants=[
        {"id": "a", "widget": "banner", "parameters": {"title": "Hello"}},
        {"id": "b", "weight": 0, "widget": "banner", "parameters": {"title": "Good day"}},
    ],
)


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    with running_app(store_url, campaigns=[TWO_VARIANTS], products=[product("bike-1")]) as app:
        yield app


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def refused(app: App, document: Any, id: str = "hero") -> dict[str, Any]:
    """The error that answers an attempt to put ``document``."""
    response = app.http.put(f"/api/v1/campaigns/{id}", content=json.dumps(document), headers=bearer(SITE.secret_key))
    assert response.status_code == 400, response.text
    error: dict[str, Any] = response.json()["error"]
    return error


def shown_to(app: App, who: str) -> list[str]:
    return [widget["campaign"] for widget in app.visit(who, page(), slots=["hero"])["widgets"]]


def test_a_campaign_is_put_read_listed_and_deleted(app: App) -> None:
    document = {
        "name": "New",
        "placement": {"type": "top"},
        "variants": [{"id": "a", "widget": "bar", "parameters": {}}],
    }
    document["variants"][0]["parameters"] = {"text": "Hello"}  # type: ignore[index]
    headers = bearer(SITE.secret_key)
    response = app.http.put("/api/v1/campaigns/new", json=document, headers=headers)
    assert response.status_code == 201
    assert response.json()["id"] == "new"
    assert app.http.put("/api/v1/campaigns/new", json=response.json(), headers=headers).status_code == 200
    assert app.owner("GET", "campaigns/new") == response.json()
    assert [each["id"] for each in app.owner("GET", "campaigns")["campaigns"]] == ["hero", "new"]
    assert app.http.delete("/api/v1/campaigns/new", headers=headers).status_code == 204
    assert app.http.delete("/api/v1/campaigns/new", headers=headers).status_code == 404
    assert app.http.get("/api/v1/campaigns/new", headers=headers).json()["error"]["code"] == "not_found"
    assert [each["id"] for each in app.owner("GET", "campaigns")["campaigns"]] == ["hero"]


def test_a_faulty_campaign_is_refused_with_all_its_faults_and_their_paths(app: App) -> None:
    document = {
        **banner("another"),
        "status": "alive",
        "prioritty": 1,
        "condition": {"visitor.visits": {"$gte": 1, "$more": 2}},
        "placement": {"type": "slot"},
        "variants": [
            {"id": "a", "widget": "banner", "parameters": {"titel": "Hello"}},
            {"id": "a", "widget": "baner", "weight": -1},
        ],
    }
    error = refused(app, document)
    assert error["code"] == "bad_document"
    paths = {fault["path"] for fault in error["faults"]}
    assert {
        "id",
        "status",
        "prioritty",
        "condition.visitor.visits.$more",
        "placement.slot",
        "variants[0].parameters.titel",
        "variants[1].weight",
    } <= paths
    assert all(fault["message"] for fault in error["faults"])
    assert error["path"] == error["faults"][0]["path"]
    assert app.owner("GET", "campaigns/hero")["status"] == "live"


@pytest.mark.parametrize("document", [[], None, 5, "text", {}])
def test_what_is_no_campaign_is_refused(app: App, document: Any) -> None:
    assert refused(app, document)["code"] == "bad_document"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000], ids=lambda body: ascii(body[:9]))
def test_a_body_that_is_no_json_is_refused(app: App, body: bytes) -> None:
    response = app.http.put("/api/v1/campaigns/x", content=body, headers=bearer(SITE.secret_key))
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "bad_request"


def test_a_condition_nested_without_end_is_refused(app: App) -> None:
    depth = 5_000
    body = b'{"name": "x", "condition": ' + b'{"$not": ' * depth + b"{}" + b"}" * depth + b"}"
    response = app.http.put("/api/v1/campaigns/x", content=body, headers=bearer(SITE.secret_key))
    assert response.status_code == 400


def test_a_change_is_live_in_every_process_within_a_second(app: App, store_url: str) -> None:
    other_app = create_app(Settings(), store_url, clock=app.clock)
    with served(other_app) as url, client_of(url) as http:
        other = App(http, app.clock)
        assert shown_to(other, "anna") == ["hero"]
        app.owner("PUT", "campaigns/hero", json={**TWO_VARIANTS, "status": "paused"})
        assert wait_for(lambda: shown_to(other, "anna") == [] == shown_to(app, "anna"), timeout_s=1)
        app.owner("PUT", "campaigns/second", json=banner("second"))
        assert wait_for(lambda: shown_to(other, "anna") == ["second"] == shown_to(app, "anna"), timeout_s=1)
        app.owner("DELETE", "campaigns/second")
        assert wait_for(lambda: shown_to(other, "anna") == [] == shown_to(app, "anna"), timeout_s=1)


def widget_event(name: str, variant: str = "a") -> dict[str, Any]:
    return track(f"Widget {name}", {"campaign": "hero", "variant": variant, "widget": "banner"})


def order(id: str, total: float, currency: str = "EUR") -> dict[str, Any]:
    return track("Order Completed", {"order_id": id, "total": total, "currency": currency, "products": []})


def results(app: App, **days: str) -> dict[str, Any]:
    found: dict[str, Any] = app.owner("GET", "campaigns/hero/results", params=days)
    return found


def results_after_work(app: App, expected: object) -> Any:
    """The variants' results as soon as the workers have got to what is expected, or else after five seconds."""
    wait_for(lambda: results(app)["variants"] == expected, timeout_s=5)
    return results(app)["variants"]


def figures(impressions: int = 0, clicks: int = 0, closes: int = 0, conversions: int = 0, **revenue: float) -> Any:
    counts = {"impressions": impressions, "clicks": clicks, "closes": closes, "conversions": conversions}
    return {**counts, "revenue": revenue}


def test_results_tell_what_each_variant_achieved_on_each_day(app: App) -> None:
    app.visit("anna", page(), widget_event("Viewed"), widget_event("Clicked"))
    app.visit("bert", page(), widget_event("Viewed"), widget_event("Closed"))
    app.visit("carl", page(), widget_event("Viewed", "b"))
    app.clock.advance(DAY_MS)
    app.visit("anna", page(), widget_event("Viewed"), order("1", 19.99))
    app.visit("carl", page(), order("2", 16.5, "KWD"))
    app.visit("dora", page(), order("3", 100))
    expected = {
        "a": figures(impressions=3, clicks=1, closes=1, conversions=1, EUR=19.99),
        "b": figures(impressions=1, conversions=1, KWD=16.5),
    }
    assert results_after_work(app, expected) == expected
    assert results(app)["days"] == [
        {"day": "2026-11-21", "variants": {"a": figures(2, 1, 1), "b": figures(1)}},
        {
            "day": "2026-11-22",
            "variants": {"a": figures(1, conversions=1, EUR=19.99), "b": figures(conversions=1, KWD=16.5)},
        },
    ]
    assert results(app, until="2026-11-21")["variants"] == {"a": figures(2, 1, 1), "b": figures(1)}
    assert results(app, **{"from": "2026-11-23", "until": "2026-11-24"})["days"] == []


def test_an_event_that_is_sent_again_counts_once(app: App) -> None:
    events = [widget_event("Viewed"), order("1", 10)]
    app.visit("anna", *events)
    app.visit("anna", *events)
    app.visit("anna", order("1", 10))
    app.visit("bert", widget_event("Viewed"))
    expected = {"a": figures(impressions=2, conversions=1, EUR=10), "b": figures()}
    assert results_after_work(app, expected) == expected


def test_an_identified_visitors_events_count_once(app: App) -> None:
    app.visit("anna", widget_event("Viewed"))
    app.visit("anna", identify("u1"), widget_event("Viewed"), order("1", 10), userId="u1")
    app.visit("anna", order("2", 5), userId="u1")
    expected = {"a": figures(impressions=2, conversions=2, EUR=15), "b": figures()}
    assert results_after_work(app, expected) == expected


def test_events_of_variants_that_there_are_not_count_nothing(app: App) -> None:
    app.visit("anna", widget_event("Viewed", "z"), widget_event("Viewed"))
    expected = {"a": figures(impressions=1), "b": figures()}
    assert results_after_work(app, expected) == expected


@pytest.mark.parametrize(
    ("days", "path"),
    [
        ({"from": "yesterday"}, "from"),
        ({"until": "2026-13-01"}, "until"),
        ({"from": "2026-11-22", "until": "2026-11-21"}, "from"),
        ({"from": "2020-01-01", "until": "2026-11-21"}, "from"),
        ({"until": "0001-01-01"}, "until"),
    ],
)
def test_days_that_are_none_are_refused(app: App, days: dict[str, str], path: str) -> None:
    response = app.http.get("/api/v1/campaigns/hero/results", params=days, headers=bearer(SITE.secret_key))
    assert response.status_code == 400
    assert response.json()["error"]["path"] == path


def test_the_results_of_a_whole_year_can_be_had(app: App) -> None:
    assert results(app, **{"from": "2025-11-22", "until": "2026-11-22"})["days"] == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["campaigns/hero", "visitors/anna"])
def test_without_a_secret_key_nothing_is_told_or_done(app: App, method: str, path: str) -> None:
    if (method, path) == ("PUT", "visitors/anna"):
        assert app.http.put(f"/api/v1/{path}").status_code == 405
        return
    for headers in (
        {},
        {"Authorization": "Bearer"},
        bearer("wrong"),
        bearer(SITE.write_key),
        {"Authorization": SITE.secret_key},
    ):
        response = app.http.request(method, f"/api/v1/{path}", headers=headers, content=b"{}")
        assert response.status_code == 401
        assert response.json()["error"]["code"] == "unauthorized"


def test_another_sites_secret_key_reaches_nothing_of_this_site(app: App) -> None:
    app.visit("anna", page())
    headers = bearer(OTHER_SITE.secret_key)
    assert app.http.get("/api/v1/campaigns", headers=headers).json() == {"campaigns": []}
    for path in ("campaigns/hero", "campaigns/hero/results", "visitors/anna"):
        assert app.http.get(f"/api/v1/{path}", headers=headers).status_code == 404
    assert app.http.delete("/api/v1/campaigns/hero", headers=headers).status_code == 404
    assert app.http.delete("/api/v1/visitors/anna", headers=headers).status_code == 404
    assert app.http.put("/api/v1/campaigns/hero", json=banner("hero"), headers=headers).status_code == 201
    assert [each["id"] for each in app.owner("GET", "campaigns/hero")["variants"]] == ["a", "b"]
    visit = app.http.post("/v1/visit", json=app.visit_request("anna", page(), debug=True), headers=headers)
    assert visit.status_code == 403


def test_the_list_tells_the_state_that_the_schedule_makes_of_a_campaign(app: App) -> None:
    spans = {
        "coming": ("scheduled", {"from": "2100-01-01"}),
        "running": ("scheduled", {"from": "2020-01-01"}),
        "over": ("live", {"until": "2020-01-01"}),
    }
    for id, (status, schedule) in spans.items():
        app.owner("PUT", f"campaigns/{id}", json=banner(id, status=status, schedule=schedule))
    states = {each["id"]: each["state"] for each in app.owner("GET", "campaigns")["campaigns"]}
    assert states == {"hero": "live", "coming": "scheduled", "running": "live", "over": "ended"}
    assert "state" not in app.owner("GET", "campaigns/over")


def test_a_scheduled_campaign_becomes_live_at_its_beginning(app: App) -> None:
    begins = "2026-11-21T12:00"
    app.owner("DELETE", "campaigns/hero")
    app.owner("PUT", "campaigns/soon", json=banner("soon", status="scheduled", schedule={"from": begins}))
    begins_ms = round(datetime.datetime.fromisoformat(f"{begins}+00:00").timestamp() * 1000)
    app.clock.now_ms = begins_ms - 1_000
    assert wait_for(lambda: shown_to(app, "anna") == [], timeout_s=2)
    app.clock.now_ms = begins_ms
    assert wait_for(lambda: shown_to(app, "otto") == ["soon"], timeout_s=2)
    without = refused(app, banner("soon", status="scheduled"), "soon")
    assert without["path"] == "schedule.from"
