"""What the notebook holds of a visitor, for the bearer of the secret key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from running_app import DAY_MS, SITE, App, identify, page, product, running_app, track

BEARER = {"Authorization": f"Bearer {SITE.secret_key}"}


@pytest.fixture(scope="module")
def app(module_store_url: str) -> Iterator[App]:
    with running_app(module_store_url, products=[product("bike-1")]) as app:
        yield app


def test_a_visitors_whole_state_is_shown(app: App) -> None:
    app.visit("anna", page(), track("Product Added", {"product_id": "bike-1", "quantity": 2}))
    shown = app.owner("GET", "visitors/anna")
    assert (shown["id"], shown["kind"], shown["linked_user_id"]) == ("anna", "anonymous", None)
    [line] = shown["state"]["cart"]["lines"]
    assert (line["product_id"], line["quantity"], line["price_minor"]) == ("bike-1", 2, 10_000)
    assert shown["state"]["orders"]["count"] == 0
    assert shown["state"]["wishlist"] == []
    assert "seen" not in shown["state"]


def test_the_days_of_a_counter_and_the_facts_of_an_event_are_shown_in_words(app: App) -> None:
    app.visit("reader", track("Products Searched", {"query": "lantern"}))
    state, now_ms = app.state("reader"), app.clock.now_ms
    assert state["counters"] == {
        "Products Searched": {"count": 1, "last_ms": now_ms, "days": {str(now_ms // DAY_MS): 1}}
    }
    assert state["recent"] == [{"name": "Products Searched", "at_ms": now_ms, "facts": {"query": "lantern"}}]


def test_a_person_and_a_device_of_the_same_id_are_two(app: App) -> None:
    app.visit("same", track("As a device"))
    app.send(identify("same", {"plan": "x"}))
    assert app.owner("GET", "visitors/same")["kind"] == "user"
    device = app.owner("GET", "visitors/same", params={"kind": "anonymous"})
    assert "As a device" in device["state"]["counters"]
    assert app.state("same", "user")["traits"] == {"plan": "x"}


def test_a_device_says_whose_it_is(app: App) -> None:
    app.visit("phone", identify("u1"), userId="u1")
    assert app.owner("GET", "visitors/phone")["linked_user_id"] == "u1"


def test_an_id_may_hold_any_characters(app: App) -> None:
    id = "a/b?c=d&é%20 e"
    app.visit(id, page())
    assert app.http.get("/api/v1/visitors/a%2Fb%3Fc%3Dd%26%C3%A9%2520%20e", headers=BEARER).json()["id"] == id


def test_an_id_that_no_cookie_can_hold_as_it_is_comes_back_in_one_all_the_same(app: App) -> None:
    answer = app.http.post("/v1/visit", json=app.visit_request("żółw; 🐢=,", page()))
    cookie = answer.headers["set-cookie"].partition(";")[0]
    again = app.http.post("/v1/visit", json=app.visit_request("", page()), headers={"Cookie": cookie})
    assert again.json()["anonymousId"] == "żółw; 🐢=,"


def test_an_id_with_control_characters_is_refused(app: App) -> None:
    response = app.http.post("/v1/visit", json=app.visit_request("a\r\nSet-Cookie: b=c"))
    assert response.status_code == 400
    assert response.json()["error"]["path"] == "anonymousId"


@pytest.mark.parametrize("stated", ["", "undefined", "null", None])
def test_a_page_that_states_no_id_gets_a_new_one(app: App, stated: str | None) -> None:
    answers = [app.http.post("/v1/visit", json=app.visit_request("", page(), anonymousId=stated)) for _ in range(2)]
    ids = {answer.json()["anonymousId"] for answer in answers}
    assert len(ids) == 2
    assert all(len(id) >= 20 and answer.json()["accepted"] == 1 for id, answer in zip(ids, answers, strict=True))


def test_a_forgotten_visitor_is_gone_with_the_devices_that_became_theirs(app: App) -> None:
    app.visit("tablet", page())
    app.visit("tablet", identify("u2"), userId="u2")
    app.visit("stranger", page())
    assert app.http.delete("/api/v1/visitors/u2", headers=BEARER).status_code == 204
    for id in ("u2", "tablet"):
        assert app.http.get(f"/api/v1/visitors/{id}", headers=BEARER).status_code == 404
    assert app.http.delete("/api/v1/visitors/u2", headers=BEARER).status_code == 404
    assert app.http.get("/api/v1/visitors/stranger", headers=BEARER).status_code == 200


def test_a_forgotten_device_that_comes_back_is_a_new_visitor(app: App) -> None:
    app.visit("watch", page())
    app.visit("watch", identify("u3", {"plan": "x"}), userId="u3")
    app.owner("DELETE", "visitors/u3")
    app.visit("watch", page())
    shown = app.owner("GET", "visitors/watch")
    assert shown["linked_user_id"] is None
    assert shown["state"]["traits"] == {}
    assert app.http.get("/api/v1/visitors/u3", headers=BEARER).status_code == 404


def test_an_unknown_kind_is_refused(app: App) -> None:
    response = app.http.get("/api/v1/visitors/anna?kind=ghost", headers=BEARER)
    assert response.status_code == 400
    assert response.json()["error"]["path"] == "kind"
