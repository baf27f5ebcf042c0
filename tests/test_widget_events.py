"""What widgets' events and conversions count, and how a visitor remembers them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from notesik.assignment import within_share
from notesik.log_entries import Tally
from notesik.visitors import InboxMessage, Visitor
from sample_events import DAY_MS, GOALS, HOUR_MS, NOW_MS, SHOP, changed, order, tallies_of, track, visitor_of

STRANGER = Visitor()
IMPRESSION = {"campaign": "hero", "variant": "a"}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Widget Viewed", "impressions"),
        ("Widget Clicked", "clicks"),
        ("Widget Closed", "closes"),
        ("Message Read", "impressions"),
    ],
)
def test_a_widgets_event_counts_for_its_variant(name: str, field: str) -> None:
    assert tallies_of(Visitor(), track(name, IMPRESSION)) == [Tally("hero", "a", field)]


def test_a_widgets_event_is_an_exposure() -> None:
    told = [track(name, IMPRESSION) for name in ("Widget Viewed", "Widget Clicked", "Widget Closed")]
    exposure = visitor_of(*told).exposures["hero"]
    assert (exposure.variant, exposure.count, exposure.clicked_ms, exposure.closed_ms) == ("a", 1, NOW_MS, NOW_MS)


@pytest.mark.parametrize("campaign", [{"campaign": "gone", "variant": "a"}, {"campaign": "hero", "variant": "z"}, {}])
def test_what_is_no_campaign_or_variant_of_the_site_counts_nothing(campaign: dict[str, str]) -> None:
    change = changed(Visitor(), track("Widget Viewed", campaign))
    assert change.entries[0].tallies == ()
    assert change.visitor.exposures == {}


def test_a_visitor_keeps_the_variant_that_they_met_first() -> None:
    visitor = visitor_of(track("Widget Viewed", IMPRESSION), track("Widget Viewed", {**IMPRESSION, "variant": "b"}))
    assert visitor.exposures["hero"].variant == "a"


def test_an_order_shortly_after_an_impression_is_a_conversion_with_its_revenue() -> None:
    visitor = visitor_of(track("Widget Viewed", IMPRESSION, NOW_MS - DAY_MS))
    event = order("1", 49.9)
    assert tallies_of(visitor, event) == [
        Tally("hero", "a", "conversions"),
        Tally("hero", "a", "revenue_minor_EUR", 4_990),
    ]
    assert changed(visitor, event).visitor.exposures["hero"].converted_ms == NOW_MS


def test_a_campaign_may_have_another_goal_than_orders() -> None:
    visitor = visitor_of(track("Widget Viewed", {"campaign": "news", "variant": "a"}))
    assert tallies_of(visitor, track(GOALS["news"].event)) == [Tally("news", "a", "conversions")]
    assert tallies_of(visitor, order("1")) == []


def test_who_reaches_such_a_goal_three_times_converts_once_until_they_see_it_again() -> None:
    seen = {"campaign": "news", "variant": "a"}
    story = ["Widget Viewed", *["Signed Up"] * 3, "Widget Viewed", "Signed Up"]
    events = [track(name, seen if name == "Widget Viewed" else {}, NOW_MS + n) for n, name in enumerate(story)]
    told = [len(entry.tallies) for entry in changed(Visitor(), *events).entries]
    assert told == [1, 1, 0, 0, 1, 1]


def test_a_message_that_is_read_is_read_in_the_inbox() -> None:
    visitor = replace(Visitor(), inbox={"hero": InboxMessage("a", NOW_MS - DAY_MS)})
    read = changed(visitor, track("Message Read", IMPRESSION)).visitor
    assert read.inbox == {"hero": InboxMessage("a", NOW_MS - DAY_MS, NOW_MS)}
    late = changed(read, track("Message Read", IMPRESSION, NOW_MS - HOUR_MS)).visitor
    assert late.inbox == read.inbox


def test_a_variant_that_is_gone_gets_neither_impressions_nor_conversions_and_the_one_shown_now_does() -> None:
    seen = {"campaign": "hero", "variant": "a"}
    visitor = visitor_of(track("Widget Viewed", seen))
    without_a = SHOP._replace(goals={**GOALS, "hero": replace(GOALS["hero"], variants=frozenset("b"))})
    [entry] = changed(visitor, order("1"), shop=without_a).entries
    assert "hero" not in {tally.campaign for tally in entry.tallies}
    later = changed(visitor, track("Widget Viewed", {**seen, "variant": "b"}), order("2"), shop=without_a)
    assert later.visitor.exposures["hero"].variant == "b"
    assert {tally.variant for tally in later.entries[1].tallies if tally.campaign == "hero"} == {"b"}


def test_a_holdout_is_counted_when_it_is_told_and_leaves_the_variant_that_was_met() -> None:
    held_out = track("Widget Viewed", {"campaign": "hero", "variant": "holdout", "page_id": "one"})
    visitor, [entry] = changed(visitor_of(track("Widget Viewed", {"campaign": "hero", "variant": "a"})), held_out)
    assert entry.tallies == (Tally("hero", "holdout", "impressions"),)
    exposure = visitor.exposures["hero"]
    assert (exposure.variant, exposure.count, exposure.held_out_ms) == ("a", 2, held_out.at_ms)
    [order_entry] = changed(visitor, order("1")).entries
    assert {tally.variant for tally in order_entry.tallies if tally.campaign == "hero"} == {"holdout"}


def held_out(anonymous_id: str, visitor: Visitor = STRANGER, **shares: float) -> list[Tally]:
    """What is counted where a browser tells that it was held out."""
    shop = SHOP._replace(goals={"hero": replace(GOALS["hero"], **{"holdout": 0, **shares})})
    told = track("Widget Viewed", {"campaign": "hero", "variant": "holdout"}, anonymous_id=anonymous_id)
    [entry] = changed(visitor, told, shop=shop).entries
    return list(entry.tallies)


def test_nobody_is_held_out_where_there_is_no_holdout() -> None:
    assert held_out("anna") == []


def test_only_who_falls_into_a_holdout_counts_for_it() -> None:
    counted = [Tally("hero", "holdout", "impressions")]
    ids = [f"visitor-{number}" for number in range(200)]
    of_the_campaign = [id for id in ids if within_share(0.3, "hero/holdout", id)]
    of_the_site = [id for id in ids if within_share(0.3, "/holdout", id)]
    assert [id for id in ids if held_out(id, holdout=0.3) == counted] == of_the_campaign
    assert [id for id in ids if held_out(id, site_holdout=0.3) == counted] == of_the_site


def test_a_person_is_held_out_by_the_device_that_they_were_assigned_by() -> None:
    within, *_ = [id for id in map(str, range(99)) if within_share(0.3, "/holdout", id)]
    outside, *_ = [id for id in map(str, range(99)) if not within_share(0.3, "/holdout", id)]
    assert held_out(outside, Visitor(assignment_id=within), site_holdout=0.3)
    assert held_out(within, Visitor(assignment_id=outside), site_holdout=0.3), "told of before they signed in"
    assert held_out(outside, Visitor(assignment_id=outside), site_holdout=0.3) == []


def test_who_is_held_out_from_a_campaign_that_is_not_there_is_not_counted() -> None:
    change = changed(Visitor(), track("Widget Viewed", {"campaign": "none", "variant": "holdout"}))
    assert (change.entries[0].tallies, change.visitor.exposures) == ((), {})
