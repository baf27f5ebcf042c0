"""Visits of the past, replayed against a draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from notesik.campaigns import CompiledCampaign, compile_campaign, read_campaign
from notesik.catalogue import Catalogue
from notesik.dry_run_work import dry_run, find_window
from notesik.dry_runs import DryRun, Ground
from notesik.events import Event
from notesik.live_sites import LiveSites
from notesik.log_entries import Entry, encode_entry
from notesik.segments import NO_SEGMENTS
from notesik.site_rules import SiteRules, read_site_rules
from notesik.store import visitors
from notesik.store.client import Client
from notesik.store.keys import visitor_key
from running_app import DAY_MS, MINUTE_MS, SITE, START_MS, WIDGETS, App, banner, running_app
from running_app import page as sent_page
from sample_events import SHOP, page, track

Step = tuple[str, Event]


def draft(condition: dict[str, Any] | None = None, **more: Any) -> Any:
    return read_campaign(banner("draft", condition, status="draft", **more), WIDGETS)


def live(id: str, condition: dict[str, Any] | None = None, **more: Any) -> CompiledCampaign:
    return compile_campaign(read_campaign(banner(id, condition, **more), WIDGETS))


def ground(*campaigns: CompiledCampaign, rules: SiteRules | None = None) -> Ground:
    return Ground(SITE, Catalogue(()), SHOP, NO_SEGMENTS, campaigns, rules or SiteRules())


def report_of(campaign: Any, *steps: Step, on: Ground | None = None, **more: Any) -> dict[str, Any]:
    run = DryRun(campaign, on or ground(), **more)
    for who, event in steps:
        run.replay(Entry("shop", who, event), event.at_ms)
    return run.report()


def visit(minute: int = 0, **properties: Any) -> Event:
    return page(properties, START_MS + minute * MINUTE_MS)


def test_it_counts_the_visits_and_the_visitors_who_would_have_seen_it() -> None:
    steps = [("anna", visit()), ("anna", visit(1, type="sale")), ("otto", visit(2)), ("anna", visit(3, type="sale"))]
    report = report_of(draft({"page.type": "sale"}), *steps)
    assert (report["visits"], report["visitors"]) == (4, 2)
    assert report["would_show"] == {"visits": 2, "visitors": 1}
    assert report["reasons"] == {"condition": 2, "shown": 2}
    assert report["window"] == {"from": "2026-11-21T19:40:00Z", "until": "2026-11-21T19:43:00Z"}


def test_a_visitor_is_known_by_what_they_did_in_the_window_and_by_nothing_else() -> None:
    added = track("Product Added", {"product_id": "bike", "price": 900, "quantity": 1}, START_MS + MINUTE_MS)
    steps = [("anna", visit()), ("anna", added), ("anna", visit(2)), ("otto", visit(3))]
    assert report_of(draft({"cart.value": {"$gt": 0}}), *steps)["would_show"] == {"visits": 1, "visitors": 1}
    assert "from the beginning of this window only" in report_of(draft())["note"]


def test_without_visits_there_is_no_window() -> None:
    report = report_of(draft(), ("anna", track("Product Viewed")))
    assert (report["visits"], report["visitors"], report["window"], report["reasons"]) == (0, 0, None, {})


def test_its_caps_hold_because_what_would_be_shown_counts_as_seen() -> None:
    steps = [("anna", visit(minute)) for minute in range(5)]
    report = report_of(draft(frequency={"lifetime": 2}), *steps)
    assert report["reasons"] == {"frequency_lifetime": 3, "shown": 2}


def test_a_conversion_after_it_would_be_shown_ends_it_where_it_says_so() -> None:
    bought = track("Order Completed", {"order_id": "1", "revenue": 10}, START_MS + MINUTE_MS)
    steps = [("anna", visit()), ("anna", bought), ("anna", visit(2)), ("otto", visit(3))]
    report = report_of(draft(frequency={"stop_after_conversion": True}), *steps)
    assert report["reasons"] == {"shown": 2, "converted": 1}


def test_what_was_reported_of_its_earlier_self_is_no_impression_of_the_draft() -> None:
    seen = track("Widget Viewed", {"campaign": "draft", "variant": "a"}, START_MS)
    report = report_of(draft(frequency={"lifetime": 1}), ("anna", seen), ("anna", visit(1)))
    assert report["reasons"] == {"shown": 1}


def test_it_loses_its_place_to_a_live_campaign_of_higher_priority_only() -> None:
    rival = live("rival", {"page.type": "sale"}, priority=1)
    steps = [("anna", visit()), ("anna", visit(1, type="sale"))]
    assert report_of(draft(), *steps, on=ground(rival))["reasons"] == {"shown": 1, "lower_priority": 1}
    assert report_of(draft(priority=2), *steps, on=ground(rival))["reasons"] == {"shown": 2}
    paused = live("rival", priority=1, status="paused")
    assert report_of(draft(), *steps, on=ground(paused))["reasons"] == {"shown": 2}
    earlier_self = live("draft", priority=1)
    assert report_of(draft(), *steps, on=ground(earlier_self))["reasons"] == {"shown": 2}


def test_the_caps_of_the_whole_site_hold_it_back() -> None:
    rules = read_site_rules({"frequency": {"windows": [{"cap": 1, "period": "1d"}]}})
    steps = [("anna", visit()), ("anna", visit(1)), ("anna", visit(2 * DAY_MS // MINUTE_MS))]
    assert report_of(draft(), *steps, on=ground(rules=rules))["reasons"] == {"shown": 2, "frequency_window": 1}


def test_its_beginning_and_end_do_not_count_but_its_hours_do() -> None:
    soon = draft(schedule={"from": "2099-01-01T00:00", "hours": ["19:00-20:00"]})
    assert report_of(soon, ("anna", visit()), ("anna", visit(60)))["reasons"] == {"shown": 1, "schedule": 1}


def test_of_more_visitors_than_can_be_held_the_one_who_was_away_longest_starts_anew() -> None:
    steps = [("anna", visit()), ("otto", visit(1)), ("ida", visit(2)), ("otto", visit(3)), ("anna", visit(4))]
    report = report_of(draft({"session.pages": 2}), *steps, visitors_held=2)
    assert report["would_show"] == {"visits": 1, "visitors": 1}


_steps = st.lists(
    st.tuples(
        st.sampled_from(["anna", "otto", "ida"]),
        st.one_of(
            st.integers(0, 5_000).map(visit),
            st.integers(0, 5_000).map(lambda minute: track("Product Viewed", {"product_id": "bike"}, minute)),
        ),
    ),
    max_size=20,
)


@given(_steps)
def test_every_visit_has_one_reason_and_visitors_do_not_meet(steps: list[Step]) -> None:
    campaign = draft({"session.pages": {"$gte": 2}}, frequency={"lifetime": 3})
    report = report_of(campaign, *steps)
    assert sum(report["reasons"].values()) == report["visits"] == sum(event.type == "page" for _, event in steps)
    one_by_one = report_of(campaign, *sorted(steps, key=lambda step: step[0]))
    assert {**one_by_one, "window": None, "reasons": dict(one_by_one["reasons"])} == {**report, "window": None}


# What is read of the log.


async def written(client: Client, who: str, *events: Event, site: str = SITE.id) -> None:
    key = visitor_key(site, "a", who, client.partitions)
    for event in events:
        [record] = await visitors.load(client, [key])
        stored = encode_entry(Entry(site, who, event))
        assert all(await visitors.save(client, [visitors.Change(key, record.revision, b"", [stored])]))


@pytest.fixture
async def sites(client: Client, app: App) -> LiveSites:
    sites = LiveSites(client, WIDGETS)
    await sites.refresh()
    return sites


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    with running_app(store_url, campaigns=[banner("rival", {"page.type": "rival"}, priority=9)]) as app:
        yield app


@pytest.mark.anyio
async def test_the_last_visits_over_all_partitions_are_replayed(client: Client, sites: LiveSites) -> None:
    for number in range(40):
        kind = "old" if number < 20 else "new"
        await written(client, f"visitor-{number}", visit(number, type=kind), track("Product Viewed"))
    told: list[int] = []
    report = await dry_run(client, sites.get(SITE.id), draft({"page.type": "new"}), 25, told.append)
    assert (report["visits"], report["visitors"]) == (25, 25)
    assert report["reasons"] == {"shown": 20, "condition": 5}
    assert told == sorted(told)
    assert told[-1] == 25
    everything = await dry_run(client, sites.get(SITE.id), draft(), 10_000)
    assert everything["visits"] == 40


@pytest.mark.anyio
async def test_a_long_history_is_read_in_pages_and_in_order(client: Client, sites: LiveSites) -> None:
    await written(client, "anna", *(visit(number) for number in range(230)))
    report = await dry_run(client, sites.get(SITE.id), draft({"session.pages": {"$lte": 150}}), 200)
    assert report["reasons"] == {"shown": 150, "condition": 50}


@pytest.mark.anyio
async def test_visits_of_other_sites_are_left_alone(client: Client, sites: LiveSites) -> None:
    await written(client, "anna", visit())
    await written(client, "anna", visit(), visit(1), site="other")
    report = await dry_run(client, sites.get(SITE.id), draft(), 10)
    assert report["visits"] == 1


@pytest.mark.anyio
async def test_what_cannot_be_read_is_left_out(client: Client, sites: LiveSites) -> None:
    key = visitor_key(SITE.id, "a", "anna", client.partitions)
    [record] = await visitors.load(client, [key])
    assert all(await visitors.save(client, [visitors.Change(key, record.revision, b"", [b"\xc1"])]))
    await written(client, "anna", visit())
    assert (await dry_run(client, sites.get(SITE.id), draft(), 10))["visits"] == 1


@pytest.mark.anyio
async def test_no_more_of_the_log_is_looked_through_than_is_bearable_and_that_is_told(
    client: Client, sites: LiveSites
) -> None:
    await written(client, "anna", *(visit(number) for number in range(6)))
    window = await find_window(client, SITE.id, 6, max_read=4)
    assert window.is_cut
    report = await dry_run(client, sites.get(SITE.id), draft(), 6, max_read=4)
    assert report["visits"] == 4
    assert "Only the last 4 entries" in report["note"]


def test_a_dry_run_over_http_changes_nothing(app: App) -> None:
    for who in ("anna", "otto"):
        app.visit(who, sent_page(), sent_page(), slots=["hero"])
    before = app.owner("GET", "visitors/anna"), app.owner("GET", "campaigns")
    document = banner("draft", {"session.pages": 2}, status="draft")
    report = app.owner("POST", "campaigns/dry-run", json={"campaign": document, "visits": 100})
    assert (report["visits"], report["visitors"]) == (4, 2)
    assert report["would_show"] == {"visits": 2, "visitors": 2}
    assert (app.owner("GET", "visitors/anna"), app.owner("GET", "campaigns")) == before


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"campaign": banner("draft"), "visits": 10_001}, "visits"),
        ({"campaign": banner("draft"), "visits": 0}, "visits"),
        ({"visits": 5}, "campaign"),
        ({"campaign": {**banner("draft"), "condition": {"cart.value": {"$mehr": 1}}}}, "campaign.condition.cart.value"),
    ],
)
def test_a_faulty_dry_run_is_refused_with_the_place_of_its_fault(app: App, asked: Any, path: str) -> None:
    headers = {"Authorization": f"Bearer {SITE.secret_key}"}
    response = app.http.post("/api/v1/campaigns/dry-run", json=asked, headers=headers)
    assert response.status_code == 400
    assert response.json()["error"]["path"].startswith(path)


def test_who_is_held_out_counts_as_far_as_the_caps_go() -> None:
    steps = [("anna", visit(minute)) for minute in range(5)]
    report = report_of(draft(holdout=1, frequency={"lifetime": 2}), *steps)
    assert report["reasons"] == {"frequency_lifetime": 3, "holdout": 2}
    assert report["would_show"] == {"visits": 0, "visitors": 0}


def test_who_identifies_is_assigned_as_before() -> None:
    steps = []
    for number in range(20):
        device, user = f"device-{number}", f"user-{number}"
        steps += [(device, visit()), (user, replace(visit(1), anonymous_id=device, user_id=user))]
    report = report_of(draft(holdout=0.5), *steps)
    held_out = report["reasons"]["holdout"]
    assert held_out % 2 == 0
    assert 0 < held_out < 40
    assert report["would_show"] == {"visits": 40 - held_out, "visitors": 40 - held_out}
