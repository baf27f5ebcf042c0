"""POST /v1/recommendations: products as data, for whom the call speaks, as far as they agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from notesik.proposals import MAX_LIMIT
from running_app import SITE, App, identify, page, product, running_app, track

PRODUCTS = [product(f"bike-{number}", price_minor=123_450) for number in range(6)]


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    with running_app(store_url, campaigns=[], products=PRODUCTS) as app:
        yield app


def asked(app: App, anonymous_id: str = "", /, **more: Any) -> Any:
    request = {**app.visit_request(anonymous_id), "strategy": "recently_viewed", **more}
    return app.http.post("/v1/recommendations", json=request)


def ids(app: App, anonymous_id: str = "", /, **more: Any) -> list[str]:
    response = asked(app, anonymous_id, **more)
    assert response.status_code == 200, response.text
    return [each["id"] for each in response.json()["products"]]


def viewed(id: str) -> dict[str, Any]:
    return track("Product Viewed", {"product_id": id})


def test_products_have_prices_to_read_and_to_count_with(app: App) -> None:
    app.visit("ann", page(), viewed("bike-3"))
    [first] = asked(app, "ann", limit=1, page={"language": "pl"}).json()["products"]
    assert first == {
        "id": "bike-3",
        "title": "Product bike-3",
        "url": "/product/bike-3",
        "image": "",
        "price": 1234.5,
        "currency": "EUR",
        "price_text": "1\u00a0234,50\u00a0€",
        "source": "recently_viewed",
        "reason": first["reason"],
    }
    assert first["reason"]


def test_the_product_of_the_page_is_never_proposed(app: App) -> None:
    app.visit("beth", page(), viewed("bike-1"), viewed("bike-2"))
    assert ids(app, "beth", limit=2)[0] == "bike-2"
    assert "bike-2" not in ids(app, "beth", limit=MAX_LIMIT, product_id="bike-2")


def test_who_does_not_agree_is_a_stranger_and_gets_no_cookie(app: App) -> None:
    app.visit("cleo", page(), viewed("bike-0"))
    assert ids(app, "cleo", limit=1) == ["bike-0"]
    refusal = {"analytics": False, "personalization": False}
    response = asked(app, "cleo", limit=1, consent=refusal)
    assert response.json()["products"][0]["source"] != "recently_viewed"
    assert "set-cookie" not in response.headers


def test_a_claim_shows_nothing_of_the_person(app: App) -> None:
    app.visit("dora-phone", identify("dora"), viewed("bike-4"), userId="dora")
    assert ids(app, "dora-phone", limit=1, userId="dora") == ["bike-4"]
    stranger = asked(app, "thief", limit=1, userId="dora").json()["products"]
    assert stranger[0]["source"] != "recently_viewed"


@pytest.mark.parametrize(
    ("more", "path"),
    [({"strategy": "magic"}, "strategy"), ({"limit": 0}, "limit"), ({"limit": MAX_LIMIT + 1}, "limit")],
)
def test_what_cannot_be_answered_says_where_the_fault_is(app: App, more: dict[str, Any], path: str) -> None:
    response = asked(app, "ann", **more)
    assert (response.status_code, response.json()["error"]["path"]) == (400, path)


def test_a_page_of_another_origin_gets_nothing(app: App) -> None:
    request = {**app.visit_request("ann"), "strategy": "best_sellers"}
    response = app.http.post("/v1/recommendations", json=request, headers={"Origin": "https://thief.example"})
    assert response.status_code == 403
    assert app.http.post("/v1/recommendations", json={**request, "writeKey": SITE.write_key + "x"}).status_code == 401
