"""The visitor's own data: read and erased from the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from notesik.identity import sign_token
from notesik.web.my_data import network_of
from running_app import DAY_MS, MINUTE_MS, ORIGIN, OTHER_SITE, SITE, App, identify, page, running_app, track


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    with running_app(store_url) as app:
        yield app


def ask(app: App, path: str = "my-data", who: str = "anna", origin: str = ORIGIN, **more: Any) -> httpx.Response:
    body = {"writeKey": SITE.write_key, "anonymousId": who, **more}
    return app.http.post(f"/v1/{path}", json=body, headers={"Origin": origin} if origin else {})


def proof(app: App, user_id: str) -> dict[str, str]:
    return {"userId": user_id, "token": sign_token(user_id, SITE.secret_key, expires_ms=app.clock.now_ms + DAY_MS)}


def test_a_visitor_reads_what_is_known_of_their_device(app: App) -> None:
    app.visit("anna", page(title="Tents"))
    told = ask(app).json()
    assert (told["id"], told["kind"]) == ("anna", "anonymous")
    assert told["state"]["counters"]["page"]["count"] == 1


def test_a_visitor_reads_on_which_days_they_came_and_what_they_searched_for(app: App) -> None:
    app.visit("anna", track("Products Searched", {"query": "lantern"}))
    first_ms = app.clock.now_ms
    app.clock.advance(DAY_MS)
    for _ in range(2):
        app.visit("anna", track("Products Searched", {"query": "żagiel"}))
    state, now_ms = ask(app).json()["state"], app.clock.now_ms
    days = {str(first_ms // DAY_MS): 1, str(now_ms // DAY_MS): 2}
    assert state["counters"] == {"Products Searched": {"count": 3, "last_ms": now_ms, "days": days}}
    assert state["recent"] == [
        {"name": "Products Searched", "at_ms": at_ms, "facts": {"query": query}}
        for at_ms, query in ((first_ms, "lantern"), (now_ms, "żagiel"), (now_ms, "żagiel"))
    ]


def test_a_claimed_identity_reads_its_own_device_only(app: App) -> None:
    app.visit("phone", identify("user-17", {"city": "Toruń"}, anonymousId="phone"))
    told = ask(app, who="laptop", userId="user-17").json()
    assert (told["id"], told["state"]["traits"]) == ("laptop", {})


def test_a_verified_person_reads_the_whole_record(app: App) -> None:
    app.visit("phone", identify("user-17", {"city": "Toruń"}, anonymousId="phone"))
    told = ask(app, who="laptop", **proof(app, "user-17")).json()
    assert (told["id"], told["state"]["traits"]) == ("user-17", {"city": "Toruń"})


def test_erasing_forgets_the_device_and_takes_the_cookie_back(app: App) -> None:
    app.visit("anna", page())
    response = ask(app, "my-data/erase")
    assert response.json() == {"erased": 1}
    assert 'notesik_id=""' in response.headers["set-cookie"]
    assert ask(app).json()["state"]["counters"] == {}


def test_forgetting_takes_the_cookie_back_and_leaves_the_record(app: App) -> None:
    app.visit("anna", page())
    call = {"json": {"writeKey": SITE.write_key}, "headers": {"Origin": ORIGIN, "Cookie": "notesik_id=anna"}}
    response = app.http.post("/v1/forget", **call)
    assert (response.status_code, response.content) == (204, b"")
    told = {part.strip() for part in response.headers["set-cookie"].split(";")}
    assert {'notesik_id=""', "Max-Age=0", "Path=/", "HttpOnly", "Secure"} <= told
    assert response.headers["access-control-allow-credentials"] == "true"
    assert ask(app).json()["state"]["counters"]["page"]["count"] == 1


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}])
def test_only_the_sites_own_pages_may_take_the_cookie_back(app: App, headers: dict[str, str]) -> None:
    response = app.http.post("/v1/forget", json={"writeKey": SITE.write_key}, headers=headers)
    assert (response.status_code, response.json()["error"]["path"]) == (403, "origin")
    assert "set-cookie" not in response.headers


def test_erasing_a_verified_person_forgets_their_devices_too(app: App) -> None:
    app.visit("phone", identify("user-17", {"city": "Toruń"}, anonymousId="phone"))
    assert ask(app, "my-data/erase", who="phone", **proof(app, "user-17")).json() == {"erased": 2}
    assert ask(app, who="phone").json()["state"]["traits"] == {}


def test_a_verified_person_erases_the_device_they_ask_from_though_it_is_not_linked_yet(app: App) -> None:
    app.visit("laptop", page())
    assert ask(app, "my-data/erase", who="laptop", **proof(app, "user-99")).json() == {"erased": 1}
    assert ask(app, who="laptop").json()["state"]["counters"] == {}


def test_a_verified_person_who_has_refused_since_erases_the_device_that_the_cookie_names(app: App) -> None:
    kept = "5f0c2f3e-7d3f-4e0f-9d2a-1d6f1a3b5c7d"
    app.visit(kept, page())
    consent = {"consent": {"analytics": False}, **proof(app, "user-99")}
    body = {"writeKey": SITE.write_key, "anonymousId": "made-up-just-now", **consent}
    headers = {"Origin": ORIGIN, "Cookie": f"notesik_id={kept}"}
    assert app.http.post("/v1/my-data/erase", json=body, headers=headers).json() == {"erased": 1}


def test_a_claimed_identity_erases_no_person(app: App) -> None:
    app.visit("phone", identify("user-17", {"city": "Toruń"}, anonymousId="phone"))
    ask(app, "my-data/erase", who="laptop", userId="user-17")
    assert app.state("user-17")["traits"] == {"city": "Toruń"}


def test_who_has_refused_since_finds_what_was_kept_before_by_the_cookie(app: App) -> None:
    kept = "5f0c2f3e-7d3f-4e0f-9d2a-1d6f1a3b5c7d"
    app.visit(kept, page())
    body = {"writeKey": SITE.write_key, "anonymousId": "made-up-just-now", "consent": {"analytics": False}}
    headers = {"Origin": ORIGIN, "Cookie": f"notesik_id={kept}"}
    told = app.http.post("/v1/my-data", json=body, headers=headers).json()
    assert told["state"]["counters"]["page"]["count"] == 1


@pytest.mark.parametrize("path", ["my-data", "my-data/erase"])
@pytest.mark.parametrize("origin", ["https://other.example", ""])
def test_only_pages_of_the_site_may_ask(app: App, path: str, origin: str) -> None:
    app.visit("anna", page())
    assert ask(app, path, origin=origin).status_code == 403
    assert app.state("anna")["counters"]["page"]["count"] == 1


def test_made_up_ids_are_no_way_around_the_limit(app: App) -> None:
    statuses = [ask(app, "my-data/erase", who=f"made-up-{number}").status_code for number in range(61)]
    assert statuses == [200] * 60 + [429]
    assert ask(app, "my-data/erase", who="anna").headers["retry-after"] == "60"
    body = {"writeKey": SITE.write_key, "anonymousId": "anna"}
    elsewhere = {"Origin": ORIGIN, "X-Forwarded-For": "192.0.2.7"}
    assert app.http.post("/v1/my-data/erase", json=body, headers=elsewhere).status_code == 200


def test_a_household_is_one_network_however_many_addresses_it_has() -> None:
    assert network_of("2001:db8:0:1::7") == network_of("2001:db8:0:1:ffff::1") != network_of("2001:db8:0:2::7")
    assert network_of("::ffff:192.0.2.7") != network_of("::ffff:192.0.2.8")
    assert network_of("fe80::1%eth0") == "fe80::"
    assert network_of("not:an:address") == "not:an:address"


def test_a_visitor_who_asks_too_often_is_told_when_to_come_back(app: App) -> None:
    assert [ask(app).status_code for _ in range(11)] == [200] * 10 + [429]
    refused = ask(app)
    assert refused.headers["retry-after"] == "60"
    assert ask(app, who="ben").status_code == 200
    app.clock.advance(MINUTE_MS)
    assert ask(app).status_code == 200


@pytest.mark.parametrize(("first", "then"), [("my-data", "my-data/erase"), ("my-data/erase", "my-data")])
def test_who_has_read_their_data_too_often_can_still_erase_them(app: App, first: str, then: str) -> None:
    who = [f"made-up-{number}" for number in range(50)] + ["anna"] * 11
    assert [ask(app, first, who=each).status_code for each in who] == [200] * 60 + [429]
    assert ask(app, then, who="anna").status_code == 200


def test_the_network_of_another_is_no_reason_to_refuse_who_has_proven_who_they_are(app: App) -> None:
    assert [ask(app, "my-data/erase", who=f"made-up-{number}").status_code for number in range(61)][-1] == 429
    assert ask(app, "my-data/erase", **proof(app, "user-17")).status_code == 200
    assert [ask(app, "my-data/erase", **proof(app, "user-17")).status_code for _ in range(10)] == [200] * 9 + [429]


def test_each_site_of_a_network_has_an_allowance_of_its_own(app: App) -> None:
    assert [ask(app, who=f"made-up-{number}").status_code for number in range(61)][-1] == 429
    body = {"writeKey": OTHER_SITE.write_key, "anonymousId": "anna"}
    own_page = {"Origin": str(app.http.base_url).rstrip("/")}
    assert app.http.post("/v1/my-data", json=body, headers=own_page).status_code == 200
