"""Signing in changes nothing of what a visitor is assigned to: holdout, coverage, namespace and variant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from notesik.identity import sign_token
from running_app import DAY_MS, SITE, App, identify, page, running_app, track

CORNER = {"type": "corner"}
VARIANTS = [{"id": id, "widget": "inbox"} for id in "abcd"]


def corner(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "name": id, "status": "live", "placement": CORNER, "variants": VARIANTS, **more}


CAMPAIGNS = [
    corner("held-out", holdout=0.5),
    corner("covered", coverage=0.5),
    corner("first-half", namespace={"name": "n", "from": 0, "to": 0.5}),
    corner("second-half", namespace={"name": "n", "from": 0.5, "to": 1}),
]
VISITORS = [f"visitor-{number}" for number in range(20)]


@pytest.fixture(scope="module")
def app(module_store_url: str) -> Iterator[App]:
    with running_app(module_store_url, campaigns=CAMPAIGNS) as app:
        yield app


def proof(app: App, user_id: str) -> dict[str, str]:
    return {"userId": user_id, "token": sign_token(user_id, SITE.secret_key, app.clock.now_ms + DAY_MS)}


def assigned(app: App, device: str, *events: dict[str, Any], **more: Any) -> dict[str, tuple[str, str]]:
    """Reason and variant of each campaign, as the owner is told them."""
    asked = app.visit_request(device, *events, debug=True, **more)
    secret = {"Authorization": f"Bearer {SITE.secret_key}"}
    decisions = app.http.post("/v1/visit", json=asked, headers=secret).json()["decisions"]
    return {each["campaign"]: (each["reason"], each.get("variant", "")) for each in decisions}


def test_signing_in_changes_nothing(app: App) -> None:
    seen = set()
    for device in VISITORS:
        user = f"{device}-user"
        before = assigned(app, device, page())
        assert assigned(app, device, identify(user), page(), userId=user) == before, "claimed"
        assert assigned(app, device, page(), **proof(app, user)) == before, "verified"
        assert assigned(app, f"{device}-laptop", identify(user), page(), **proof(app, user)) == before, "elsewhere"
        assert assigned(app, device) == before, "signed out"
        seen |= set(before.values())
    assert {reason for reason, _ in seen} == {"shown", "holdout", "no_variant", "namespace"}
    assert {variant for _, variant in seen} == {"", "holdout", *"abcd"}


def test_who_is_verified_at_once_stays_what_they_were(app: App) -> None:
    for device in VISITORS:
        user = f"{device}-at-once"
        before = assigned(app, f"{device}-b", page())
        assert assigned(app, f"{device}-b", identify(user), **proof(app, user)) == before


def test_an_owner_who_asks_is_told_what_the_person_gets(app: App) -> None:
    for device in VISITORS:
        user = f"{device}-asked"
        before = assigned(app, f"{device}-c", identify(user), page(), userId=user)
        told = app.owner("GET", f"visitors/{user}/decisions", params={"kind": "user"})["decisions"]
        assert {each["campaign"]: (each["reason"], each.get("variant", "")) for each in told} == before


def test_a_proof_without_any_event_changes_nothing_either(app: App) -> None:
    for device in VISITORS:
        user, device = f"{device}-silent", f"{device}-d"
        before = assigned(app, device, page())
        assert assigned(app, device, **proof(app, user)) == before, "no event"
        assert assigned(app, device, page(), **proof(app, user)) == before, "the next page"
        assert assigned(app, device, page()) == before, "signed out"
        assert app.state(user, "user")["assignment_id"] == device
        assert app.state(user, "user")["counters"]["page"]["count"] == 3


def test_where_nothing_may_be_written_a_proof_changes_nothing_and_leaves_no_trace(app: App) -> None:
    for device in VISITORS:
        user, device = f"{device}-unwritten", f"{device}-e"
        before = assigned(app, device, page())
        refused = {"consent": {"analytics": False}}
        assert assigned(app, device, **proof(app, user), **refused) == before
        secret = {"Authorization": f"Bearer {SITE.secret_key}"}
        assert app.http.get(f"/api/v1/visitors/{user}", params={"kind": "user"}, headers=secret).status_code == 404
        assert assigned(app, f"{device}-laptop", **proof(app, user)) == assigned(app, device, **proof(app, user))


def test_a_person_whom_the_shops_server_told_of_is_assigned_by_their_first_device(app: App) -> None:
    for number in range(10):
        user = f"server-{number}"
        app.send(track("Looked") | {"userId": user})
        first = assigned(app, f"{user}-one", page())
        assert assigned(app, f"{user}-one", **proof(app, user)) == first
        assert assigned(app, f"{user}-other", **proof(app, user)) == first
        assert app.state(user, "user")["assignment_id"] == f"{user}-one"
