"""POST /v1/visit: events in, widgets out, in one call."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import msgspec
import pytest

from notesik import owners_work
from notesik.identity import sign_token
from notesik.sites import Site
from notesik.store.client import Client
from notesik.store.data_folder import wait_for
from running_app import DAY_MS, MINUTE_MS, ORIGIN, SITE, App, banner, identify, page, product, running_app, track

BICYCLES = [product(f"bike-{number}") for number in range(4)]
TENTS = [product(f"tent-{number}", "Tents", 30_000) for number in range(4)]

CAMPAIGNS = [
    banner("welcome", {"visitor.visits": 1}),
    banner("bicycles", {"visitor.favourite_category_score": {"$gte": 3}}, priority=5),
    banner("anna-only", {"visitor.traits.email": "anna@example.com"}, priority=9),
    {
        "id": "shipping",
        "name": "Free shipping",
        "status": "live",
        "condition": {"cart.value": {"$gt": 0}},
        "placement": {"type": "top"},
        "variants": [
            {
                "id": "a",
                "widget": "bar",
                "parameters": {"text": "{{ cart.remaining }} to go", "text_done": "Free shipping", "goal": 200},
            }
        ],
    },
    {
        "id": "hello",
        "name": "Hello",
        "status": "live",
        "placement": {"type": "inbox"},
        "variants": [{"id": "a", "widget": "message", "parameters": {"title": "Hello", "text": "Good to see you."}}],
    },
]


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    with running_app(store_url, campaigns=CAMPAIGNS, products=BICYCLES + TENTS) as app:
        yield app


def shown(answer: dict) -> dict[str, dict]:
    return {each["campaign"]: each for each in answer["widgets"]}


async def put_site(store_url: str, site: Site) -> None:
    async with Client(store_url) as client:
        await owners_work.put_site(client, site)


def viewed(id: str) -> dict:
    return track("Product Viewed", {"product_id": id})


def test_a_new_visitor_sees_the_welcome(app: App) -> None:
    answer = app.visit("anna", page(), slots=["hero"])
    assert answer["anonymousId"] == "anna"
    assert answer["accepted"] == 1
    assert answer["rejected"] == []
    widget = shown(answer)["welcome"]
    assert widget["placement"] == {"type": "slot", "slot": "hero"}
    assert widget["trigger"] == {"type": "immediate"}
    assert "Banner welcome" in widget["html"]
    assert ":host" in app.http.get(f"/notesik/{widget['styles']}").text


def test_an_event_changes_the_decision_of_its_own_answer(app: App) -> None:
    app.visit("anna", page(), viewed("bike-1"), viewed("bike-2"), slots=["hero"])
    answer = app.visit("anna", viewed("bike-3"), slots=["hero"])
    assert list(shown(answer)) == ["bicycles"]


def test_the_cart_of_the_event_stands_in_the_bar_of_its_answer(app: App) -> None:
    answer = app.visit("anna", track("Product Added", {"product_id": "bike-1", "quantity": 1}))
    assert "€100.00 to go" in shown(answer)["shipping"]["html"]
    answer = app.visit("anna", track("Product Added", {"product_id": "bike-1", "quantity": 1}))
    assert "Free shipping" in shown(answer)["shipping"]["html"]


def test_an_order_empties_the_cart_and_the_bar_goes(app: App) -> None:
    app.visit("anna", track("Product Added", {"product_id": "bike-1"}))
    order = {"order_id": "1", "total": 100, "products": [{"product_id": "bike-1"}]}
    assert "shipping" not in shown(app.visit("anna", track("Order Completed", order)))
    assert app.state("anna")["orders"]["revenue_minor"] == 10_000


def test_a_repeated_message_changes_nothing(app: App) -> None:
    event = track("Product Added", {"product_id": "bike-1"})
    app.visit("anna", event)
    before = app.state("anna")
    assert app.visit("anna", event)["accepted"] == 1
    assert app.state("anna") == before


def test_one_bad_event_is_rejected_alone_with_its_reason(app: App) -> None:
    answer = app.visit("anna", page(), {"type": "track", "messageId": "m2"}, {"type": "dance", "messageId": "m3"})
    assert answer["accepted"] == 1
    assert [(each["index"], each["messageId"]) for each in answer["rejected"]] == [(1, "m2"), (2, "m3")]
    assert "event" in answer["rejected"][0]["reason"]


def test_a_visit_after_half_an_hour_of_silence_is_a_new_session(app: App) -> None:
    app.visit("anna", page())
    app.clock.advance(29 * MINUTE_MS)
    app.visit("anna", page())
    assert app.state("anna")["session"]["number"] == 1
    app.clock.advance(31 * MINUTE_MS)
    app.visit("anna", page(), slots=["hero"])
    assert app.state("anna")["session"]["number"] == 2


def test_decisions_are_told_only_to_the_bearer_of_the_secret_key(app: App) -> None:
    request = app.visit_request("anna", page(), slots=["hero"], debug=True)
    assert "decisions" not in app.http.post("/v1/visit", json=request).json()
    bearer = {"Authorization": f"Bearer {SITE.secret_key}"}
    answer = app.http.post("/v1/visit", json=request, headers=bearer).json()
    decisions = {each["campaign"]: each for each in answer["decisions"]}
    assert decisions["welcome"]["shown"]
    assert decisions["bicycles"]["reason"] == "condition"
    assert "visitor.favourite_category_score" in decisions["bicycles"]["detail"]


def test_a_claimed_visitor_sees_nothing_of_the_persons_other_devices(app: App) -> None:
    app.visit("phone", identify("u1", {"email": "anna@example.com"}), userId="u1", slots=["hero"])
    app.visit("phone", viewed("tent-1"), viewed("tent-2"), viewed("tent-3"), userId="u1")
    answer = app.visit("laptop", page(), identify("u1"), userId="u1", slots=["hero"])
    assert list(shown(answer)) == ["welcome"]
    assert app.state("u1")["viewed"] == ["tent-3", "tent-2", "tent-1"]


def test_a_verified_visitor_sees_what_the_notebook_holds_of_them(app: App) -> None:
    app.visit("phone", identify("u1", {"email": "anna@example.com"}), userId="u1")
    token = sign_token("u1", SITE.secret_key, app.clock() + DAY_MS)
    answer = app.visit("laptop", page(), userId="u1", token=token, slots=["hero"])
    assert list(shown(answer)) == ["anna-only"]


@pytest.mark.parametrize(
    ("user", "secret", "expires_in_ms", "note"),
    [
        ("u1", "x" * 43, DAY_MS, "Signature verification failed"),
        ("u2", SITE.secret_key, DAY_MS, "another user"),
        ("u1", SITE.secret_key, -DAY_MS, "expired"),
    ],
)
def test_a_token_that_proves_nothing_leaves_a_claim_and_says_why(
    app: App, user: str, secret: str, expires_in_ms: int, note: str
) -> None:
    app.visit("phone", identify("u1", {"email": "anna@example.com"}), userId="u1")
    token = sign_token(user, secret, app.clock() + expires_in_ms)
    answer = app.visit("laptop", page(), userId="u1", token=token, slots=["hero"])
    assert list(shown(answer)) == ["welcome"]
    assert note in answer["identity"]["note"]


def test_without_consent_nothing_is_kept_and_no_cookie_is_set(app: App) -> None:
    consent = {"analytics": False, "personalization": False}
    request = app.visit_request("anna", page(), slots=["hero"], consent=consent)
    response = app.http.post("/v1/visit", json=request)
    assert response.json()["rejected"][0]["reason"] == "consent: not given"
    assert "set-cookie" not in response.headers
    bearer = {"Authorization": f"Bearer {SITE.secret_key}"}
    assert app.http.get("/api/v1/visitors/anna", headers=bearer).status_code == 404


def test_global_privacy_control_ends_personalising_but_not_counting(app: App) -> None:
    app.visit("anna", page(), viewed("bike-1"), viewed("bike-2"), viewed("bike-3"))
    request = app.visit_request("anna", page(), slots=["hero"])
    answer = app.http.post("/v1/visit", json=request, headers={"Sec-GPC": "1"}).json()
    assert answer["accepted"] == 1
    assert answer["widgets"] == []
    assert "consent" not in answer


def test_where_global_privacy_control_ends_counting_the_browser_is_told(app: App, store_url: str) -> None:
    asyncio.run(put_site(store_url, msgspec.structs.replace(SITE, gpc="no_tracking")))
    request = app.visit_request("anna", page())
    signal = {"Sec-GPC": "1"}
    assert wait_for(lambda: "consent" in app.http.post("/v1/visit", json=request, headers=signal).json(), timeout_s=1)
    response = app.http.post("/v1/visit", json=request, headers=signal)
    assert response.json()["consent"] == {"analytics": False}
    assert "set-cookie" not in response.headers
    assert "consent" not in app.http.post("/v1/visit", json=request).json()
    refused = {**request, "consent": {"analytics": False, "personalization": False}}
    assert "consent" not in app.http.post("/v1/visit", json=refused, headers=signal).json()


def test_the_cookie_outlives_the_pages_storage(app: App) -> None:
    first = app.http.post("/v1/visit", json=app.visit_request("anna", page(), fresh=True))
    cookie = first.headers["set-cookie"]
    assert "notesik_id=anna" in cookie
    assert {"HttpOnly", "Secure", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}
    again = app.http.post(
        "/v1/visit", json=app.visit_request("minted-anew", page(), fresh=True), headers={"Cookie": "notesik_id=anna"}
    )
    assert again.json()["anonymousId"] == "anna"


def test_a_page_of_another_origin_is_turned_away(app: App) -> None:
    request = app.visit_request("anna", page())
    response = app.http.post("/v1/visit", json=request, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert response.json()["error"]["path"] == "origin"
    response = app.http.post("/v1/visit", json=request, headers={"Origin": ORIGIN})
    assert response.headers["access-control-allow-origin"] == ORIGIN
    assert response.headers["access-control-allow-credentials"] == "true"


def test_an_inbox_message_is_unread_until_it_is_read(app: App) -> None:
    assert app.visit("anna", page())["inbox"] == {"unread": 1}
    panel = app.http.post("/v1/inbox", json=app.visit_request("anna")).json()
    assert "Good to see you." in panel["html"]
    assert panel["unread"] == 1
    answer = app.visit("anna", track("Message Read", {"campaign": "hello", "variant": "a"}))
    assert answer["inbox"] == {"unread": 0}


def test_what_was_kept_may_be_used_without_being_added_to(app: App) -> None:
    app.visit("anna", page(), viewed("bike-1"), viewed("bike-2"), viewed("bike-3"))
    before = app.state("anna")
    consent = {"analytics": False, "personalization": True}
    request = app.visit_request("anna", page(), viewed("tent-1"), slots=["hero"], consent=consent)
    response = app.http.post("/v1/visit", json=request)
    assert list(shown(response.json())) == ["bicycles"]
    assert "set-cookie" not in response.headers
    assert app.state("anna") == before


def test_leaving_a_page_is_time_in_sight_and_no_recent_event(app: App) -> None:
    app.visit("anna", page())
    app.send(track("Page Left", {"visible_seconds": 12}, anonymousId="anna"))
    context = app.owner("GET", "visitors/anna/decisions?url=https://shop.example/")["context"]
    assert context["session"]["visible"] == 12
    assert [each["name"] for each in app.state("anna")["recent"]] == ["page"]


def test_a_visit_without_consent_leaves_no_trace_and_keeps_its_variant_on_the_page(app: App) -> None:
    refusal = {"analytics": False, "personalization": False}
    request = {**app.visit_request(""), "consent": refusal, "page_id": "page-of-now", "cookieless": True}
    answers = [app.http.post("/v1/visit", json=request) for _ in range(2)]
    assert all("set-cookie" not in answer.headers for answer in answers)
    assert {answer.json()["anonymousId"] for answer in answers} == {"page-of-now"}
    assert "shipping" not in shown(answers[0].json())
    secret = {"Authorization": f"Bearer {SITE.secret_key}"}
    assert app.http.get("/api/v1/visitors/page-of-now", headers=secret).status_code == 404
