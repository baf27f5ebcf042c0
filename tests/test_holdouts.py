"""Who is held out is counted exactly once, and what they buy is set against what the others buy."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from notesik.app import create_app
from notesik.attribution import Goal, converted
from notesik.exposures import Exposure
from notesik.holdouts import HELD_OUT_AGAIN_MS, after_holdout, holdout_event
from notesik.log_entries import Tally
from notesik.settings import Settings
from notesik.store import log
from notesik.store.client import Client
from notesik.store.data_folder import wait_for
from notesik.visitors import Visitor
from notesik.workers.event_effects import effects_of
from running_app import MINUTE_MS, SITE, App, banner, identify, page, running_app, served, track
from sample_events import NOW_MS

HERO = banner("hero", holdout=1)


def test_who_is_held_out_is_counted_once_in_a_while_and_has_seen_nothing() -> None:
    change = after_holdout(Visitor(), ["a", "b"], "shop", holdout_event(NOW_MS, anonymous_id="anna"))
    [entry] = change.entries
    assert entry.tallies == (Tally("a", "holdout", "impressions"), Tally("b", "holdout", "impressions"))
    assert entry.visitor == "anna"
    assert change.visitor.exposures["a"] == Exposure("", held_out_ms=NOW_MS)
    early = holdout_event(NOW_MS + HELD_OUT_AGAIN_MS - 1, anonymous_id="anna")
    assert after_holdout(change.visitor, ["a"], "shop", early) == (change.visitor, [])
    late = holdout_event(NOW_MS + HELD_OUT_AGAIN_MS, anonymous_id="anna")
    assert len(after_holdout(change.visitor, ["a"], "shop", late).entries) == 1


def test_what_was_met_before_stays_with_who_is_held_out_now() -> None:
    before = Exposure("b").after_impression(NOW_MS - 1)
    visitor = replace(Visitor(), exposures={"a": before})
    changed = after_holdout(visitor, ["a"], "shop", holdout_event(NOW_MS, user_id="u1")).visitor
    assert changed.exposures["a"] == before.after_holdout(NOW_MS)


def test_a_conversion_counts_for_the_held_out_unless_they_have_seen_it_after_all() -> None:
    goals = {"a": Goal("Order Completed", 1_000)}
    held_out = Exposure("").after_holdout(NOW_MS)
    assert converted({"a": held_out}, goals, "Order Completed", NOW_MS + 1_000) == [("a", "holdout")]
    assert converted({"a": held_out}, goals, "Order Completed", NOW_MS + 1_001) == []
    assert converted({"a": held_out}, goals, "Order Completed", NOW_MS - 1) == []
    seen = Exposure("b").after_impression(NOW_MS).after_holdout(NOW_MS)
    assert converted({"a": seen}, goals, "Order Completed", NOW_MS) == [("a", "b")]


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    with running_app(store_url, campaigns=[HERO]) as app:
        yield app


def results(app: App) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = app.owner("GET", "campaigns/hero/results")["variants"]
    return {variant: {name: n for name, n in figures.items() if n} for variant, figures in found.items()}


def results_after_work(app: App, expected: object) -> object:
    wait_for(lambda: results(app) == expected, timeout_s=5)
    return results(app)


def order(id: str) -> dict[str, Any]:
    return track("Order Completed", {"order_id": id, "revenue": 20, "currency": "EUR"})


def test_results_tell_of_the_held_out_beside_the_variants(app: App) -> None:
    assert results(app) == {"a": {}, "holdout": {}}
    for _ in range(3):
        assert app.visit("anna", page(), slots=["hero"])["widgets"] == []
    app.clock.advance(31 * MINUTE_MS)
    app.visit("anna", slots=["hero"])
    app.visit("bob", slots=["hero"])
    app.visit("carl", slots=["other"])
    app.send(order("1") | {"anonymousId": "anna"})
    expected = {"a": {}, "holdout": {"impressions": 3, "conversions": 1, "revenue": {"EUR": 20.0}}}
    assert results_after_work(app, expected) == expected


def test_the_held_out_can_be_told_why(app: App) -> None:
    secret = {"Authorization": f"Bearer {SITE.secret_key}"}
    request = app.visit_request("anna", page(), slots=["hero"], debug=True)
    [decision] = app.http.post("/v1/visit", json=request, headers=secret).json()["decisions"]
    assert decision["reason"] == "holdout"
    expected = {"a": {}, "holdout": {"impressions": 1}}
    assert results_after_work(app, expected) == expected


def test_who_identifies_without_proof_is_counted_once_with_all_they_buy(app: App) -> None:
    app.visit("anna", page(), slots=["hero"])
    app.visit("anna", identify("u1"), page(), slots=["hero"], userId="u1")
    app.visit("anna", page(), slots=["hero"], userId="u1")
    app.send(order("1") | {"anonymousId": "anna", "userId": "u1"}, order("2") | {"userId": "u1"})
    expected = {"a": {}, "holdout": {"impressions": 1, "conversions": 2, "revenue": {"EUR": 40.0}}}
    assert results_after_work(app, expected) == expected


def test_a_claimed_person_who_is_held_out_later_is_counted_in_their_record(app: App) -> None:
    app.visit("anna", identify("u1"), userId="u1")
    app.visit("anna", slots=["hero"], userId="u1")
    app.send(order("1") | {"userId": "u1"})
    expected = {"a": {}, "holdout": {"impressions": 1, "conversions": 1, "revenue": {"EUR": 20.0}}}
    assert results_after_work(app, expected) == expected


def test_a_browser_cannot_say_that_it_is_held_out(app: App) -> None:
    app.visit("anna", track("Widget Viewed", {"campaign": "hero", "variant": "holdout"}))
    assert app.state("anna").get("exposures", {}) == {}


@pytest.mark.parametrize("user_id", ["", "u1"])
def test_many_pages_at_once_in_two_processes_count_once(app: App, store_url: str, user_id: str) -> None:
    more = {"userId": user_id} if user_id else {}
    if user_id:
        app.visit("anna", identify("u1"), **more)
    request = app.visit_request("anna", slots=["hero"], **more)
    with served(create_app(Settings(), store_url, clock=app.clock)) as other, ThreadPoolExecutor(20) as pool:
        urls = [str(app.http.base_url), other]

        def ask(number: int) -> int:
            return httpx.post(f"{urls[number % 2]}/v1/visit", json=request, timeout=30).status_code

        assert set(pool.map(ask, range(40))) == {200}
    assert asyncio.run(counted(store_url)) == 1


async def counted(store_url: str) -> int:
    """How often the log counts somebody as held out."""
    async with Client(store_url) as client:
        entries = [each for n in range(client.partitions) for each in await log.entries(client, n, count=1_000)]
    effects = [effects_of(entry.event) for entry in entries]
    return sum(amount for each in effects for *_, variant, field, amount in each.counters if variant == "holdout")
