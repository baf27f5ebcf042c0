"""Segments through the running application: campaigns ask for them, owners keep them, workers count them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from notesik.ready_segments import READY_SEGMENTS
from notesik.store.data_folder import wait_for
from running_app import DAY_MS, OTHER_SITE, SITE, App, banner, identify, page, product, running_app, track

HEADERS = {"Authorization": f"Bearer {SITE.secret_key}"}
BARGAIN = product("bargain", sale_price_minor=5_000)
LOOKERS = {"name": "Lookers", "condition": {"event": "Product Viewed", "within": "session", "count": {"$gte": 2}}}


def campaigns() -> list[dict[str, Any]]:
    """Campaigns by the slot that each has for itself."""
    conditions = {
        "bargains": {"segment": "price-sensitive"},
        "newcomers": {"segment": "new", "$not": {"event": "Order Completed"}},
        "thanks": {"sequence": [{"event": "Product Added"}, {"event": "Order Completed"}], "within": "1h"},
        "looked": {"event": "Product Viewed", "where": {"category": "Tents"}, "within": "7d", "count": {"$gte": 2}},
        "buyers": {"visitor.rfm.class": {"$in": ["new-customers", "promising", "potential-loyalists"]}},
        "gold": {"loyalty.tier": "gold"},
    }
    return [banner(id, condition, placement={"type": "slot", "slot": id}) for id, condition in conditions.items()]


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    products = [BARGAIN, product("bike"), product("tent", "Tents")]
    with running_app(store_url, campaigns=campaigns(), products=products) as app:
        yield app


def shown(app: App, who: str, *events: dict[str, Any], **more: Any) -> set[str]:
    slots = [campaign["id"] for campaign in campaigns()]
    return {widget["campaign"] for widget in app.visit(who, *events, **{"slots": slots, **more})["widgets"]}


def looks(id: str, times: int) -> list[dict[str, Any]]:
    return [track("Product Viewed", {"product_id": id}) for _ in range(times)]


def put(app: App, path: str, document: Any) -> httpx.Response:
    return app.http.put(f"/api/v1/{path}", json=document, headers=HEADERS)


def decisions(app: App, who: str, **more: Any) -> dict[str, dict[str, Any]]:
    """What the owner is told of each campaign."""
    request = app.visit_request(who, debug=True, **more)
    answer = app.http.post("/v1/visit", json=request, headers=HEADERS).json()
    return {decision["campaign"]: decision for decision in answer["decisions"]}


def test_a_segment_and_a_look_back_decide_on_the_events_of_the_same_request(app: App) -> None:
    assert shown(app, "anna", page()) == {"newcomers"}
    assert shown(app, "anna", *looks("bargain", 2)) == {"newcomers"}
    assert shown(app, "anna", *looks("bargain", 1)) == {"newcomers", "bargains"}
    assert shown(app, "anna", *looks("tent", 2)) == {"newcomers", "bargains", "looked"}
    bought = [
        track("Product Added", {"product_id": "tent"}),
        track("Order Completed", {"order_id": "1", "revenue": 100, "products": [{"product_id": "tent"}]}),
    ]
    assert shown(app, "anna", *bought) == {"looked", "thanks", "buyers"}, "half of it was no bargain"


def test_a_look_back_forgets_what_is_too_long_ago(app: App) -> None:
    assert "looked" in shown(app, "anna", *looks("tent", 2))
    app.clock.advance(8 * DAY_MS)
    assert "looked" not in shown(app, "anna", page())


def test_the_loyalty_that_the_shop_tells_decides(app: App) -> None:
    assert "gold" in shown(app, "anna", identify("u", {"loyalty": {"tier": "gold"}}))


def test_without_consent_to_personalise_no_segment_of_history_decides(app: App) -> None:
    shown(app, "anna", *looks("bargain", 3), identify("u", {"loyalty_tier": "gold"}))
    assert shown(app, "anna", page(), consent={"analytics": True, "personalization": False}) == set()


def test_a_segment_is_put_listed_read_and_deleted(app: App) -> None:
    response = put(app, "segments/lookers", LOOKERS)
    assert (response.status_code, response.json()) == (201, {"id": "lookers", **LOOKERS})
    assert put(app, "segments/lookers", response.json()).status_code == 200
    assert app.owner("GET", "segments/lookers") == response.json()
    assert app.owner("GET", "segments/at-risk")["name"] == "Customers at risk"
    listed = app.owner("GET", "segments")
    assert [each["id"] for each in listed["segments"]] == [*listed["ready_made"], "lookers"]
    assert listed["ready_made"] == [each["id"] for each in READY_SEGMENTS]
    assert app.http.delete("/api/v1/segments/lookers", headers=HEADERS).status_code == 204
    assert app.http.delete("/api/v1/segments/lookers", headers=HEADERS).status_code == 404
    assert app.http.get("/api/v1/segments/lookers", headers=HEADERS).json()["error"]["code"] == "not_found"


def test_a_sites_own_segment_stands_in_place_of_a_ready_made_one_until_it_is_deleted(app: App) -> None:
    put(app, "segments/new", {"name": "New", "condition": {"visitor.visits": {"$lte": 3}}})
    assert "new" not in app.owner("GET", "segments")["ready_made"]
    assert app.owner("GET", "segments/new")["name"] == "New"
    app.owner("DELETE", "segments/new")
    assert app.owner("GET", "segments/new")["name"] == "New visitors"
    refused = app.http.delete("/api/v1/segments/new", headers=HEADERS)
    assert refused.status_code == 404
    assert "comes with Notesik" in refused.json()["error"]["message"]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"name": "X", "condition": {"segment": "nobody"}}, "condition.segment"),
        ({"name": "X", "condition": {"segment": "x"}}, "condition.segment"),
        ({"name": "X", "condition": {"event": "page", "count": "3"}}, "condition.count"),
        ({"name": "X", "condition": {}, "colour": "red"}, "colour"),
        ({"id": "y", "name": "X", "condition": {}}, "id"),
        ([], ""),
    ],
)
def test_a_faulty_segment_is_refused_with_its_path(app: App, document: Any, path: str) -> None:
    response = put(app, "segments/x", document)
    assert response.status_code == 400
    assert response.json()["error"]["faults"][0]["path"] == path
    assert app.http.get("/api/v1/segments/x", headers=HEADERS).status_code == 404


def test_segments_cannot_be_made_of_each_other(app: App) -> None:
    put(app, "segments/a", {"name": "A", "condition": {"visitor.orders": 1}})
    put(app, "segments/b", {"name": "B", "condition": {"segment": "a"}})
    refused = put(app, "segments/a", {"name": "A", "condition": {"segment": "b"}})
    assert "a → b → a" in refused.json()["error"]["message"]


def test_a_segment_in_use_is_not_deleted(app: App) -> None:
    put(app, "segments/lookers", LOOKERS)
    put(app, "segments/readers", {"name": "Readers", "condition": {"$not": {"segment": "lookers"}}})
    assert put(app, "campaigns/hint", banner("hint", {"segment": "lookers"})).status_code == 201
    refused = app.http.delete("/api/v1/segments/lookers", headers=HEADERS)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "in_use")
    assert "the segment 'readers', the campaign 'hint'" in refused.json()["error"]["message"]
    listed = banner("hint", {"visitor.segments": {"$in": ["lookers"]}})
    assert put(app, "campaigns/hint", listed).status_code == 200
    refused = app.http.delete("/api/v1/segments/lookers", headers=HEADERS)
    assert "the campaign 'hint'" in refused.json()["error"]["message"]
    slip = put(app, "campaigns/hint", banner("hint", {"visitor.segments": {"$nin": ["loookers"]}}))
    assert slip.json()["error"]["path"] == "condition.visitor.segments.$nin[0]"
    for path in ("segments/readers", "campaigns/hint", "segments/lookers"):
        app.owner("DELETE", path)


def test_a_changed_segment_is_live_for_the_campaigns_that_name_it_within_a_second(app: App) -> None:
    put(app, "segments/lookers", LOOKERS)
    put(app, "campaigns/hint", banner("hint", {"segment": "lookers"}, placement={"type": "slot", "slot": "hint"}))
    app.visit("anna", *looks("bike", 1))
    assert wait_for(lambda: "hint" in decisions(app, "anna"), timeout_s=1)
    assert app.visit("anna", slots=["hint"])["widgets"] == []
    put(app, "segments/lookers", {"name": "Lookers", "condition": {"event": "Product Viewed"}})
    assert wait_for(lambda: bool(app.visit("anna", slots=["hint"])["widgets"]), timeout_s=1)


def test_the_owner_is_told_why_a_segment_does_not_hold(app: App) -> None:
    decision = decisions(app, "anna", slots=["bargains"])["bargains"]
    assert (decision["shown"], decision["reason"]) == (False, "condition")


def test_a_visitors_segments_can_be_read(app: App) -> None:
    app.visit("anna", page(), *looks("bargain", 3))
    assert app.owner("GET", "visitors/anna/segments") == {
        "id": "anna",
        "kind": "anonymous",
        "segments": ["new", "price-sensitive"],
    }
    app.visit("anna", identify("u"), userId="u")
    assert app.owner("GET", "visitors/u/segments")["segments"] == ["new", "price-sensitive"]
    assert app.http.get("/api/v1/visitors/nobody/segments", headers=HEADERS).status_code == 404


def test_the_visitors_of_a_day_are_counted_once_in_each_of_their_segments(app: App) -> None:
    for who in ("anna", "ola", "jan"):
        app.visit(who, page())
        app.visit(who, page(), *looks("bargain", 3), page())
    app.visit("shy", page(), consent={"analytics": True, "personalization": False})
    app.clock.advance(DAY_MS)
    app.visit("anna", page())

    def sizes(segment: str) -> list[int]:
        return [day["visitors"] for day in app.owner("GET", f"segments/{segment}/size")["days"][-2:]]

    assert wait_for(lambda: sizes("returning") == [0, 1], timeout_s=5)
    assert (sizes("new"), sizes("price-sensitive")) == ([3, 0], [3, 1])
    assert len(app.owner("GET", "segments/new/size")["days"]) == 30
    asked = app.owner("GET", "segments/new/size", params={"from": "2026-11-21", "until": "2026-11-21"})
    assert asked == {"segment": "new", "days": [{"day": "2026-11-21", "visitors": 3}]}
    assert app.http.get("/api/v1/segments/nobody/size", headers=HEADERS).status_code == 404
    assert app.http.get("/api/v1/segments/new/size?from=2020-01-01", headers=HEADERS).status_code == 400


def test_only_the_bearer_of_the_secret_key_may_ask_and_sees_their_own(app: App) -> None:
    put(app, "segments/lookers", LOOKERS)
    for path in ("segments", "segments/lookers", "segments/new/size", "scoring-plans", "visitors/anna/segments"):
        assert app.http.get(f"/api/v1/{path}").status_code == 401
    others = {"Authorization": f"Bearer {OTHER_SITE.secret_key}"}
    assert app.http.get("/api/v1/segments/lookers", headers=others).status_code in (401, 404)
