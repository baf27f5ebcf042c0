from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.campaigns import CompiledCampaign, compile_campaign, read_campaign
from notesik.decisions import REASONS, Decision, Request, decide, explained
from notesik.errors import Fault
from notesik.exposures import Exposure

HOUR_MS = 3_600_000
NOW_MS = 1_800_000_000_000
"""2027-01-15T08:00 UTC."""


class Anything:
    """A widget that fits everywhere and takes any parameters."""

    placements = frozenset({"slot", "selector", "top", "bottom", "modal", "corner", "inbox"})

    def faults(self, parameters: object, path: str) -> list[Fault]:
        return []


def campaign(id: str, **changes: object) -> CompiledCampaign:
    document: dict[str, Any] = {
        "id": id,
        "name": id,
        "status": "live",
        "placement": {"type": "top"},
        "variants": [{"id": "a", "widget": "bar"}],
        **changes,
    }
    return compile_campaign(read_campaign(document, {"bar": Anything()}))


def request(**changes: Any) -> Request:
    return msgspec.structs.replace(Request(assignment_id="visitor-1", may_personalise=True), **changes)


def decide_on(
    *campaigns: CompiledCampaign,
    context: dict[str, Any] | None = None,
    exposures: dict[str, Exposure] | None = None,
    **changes: Any,
) -> list[Decision]:
    return decide(campaigns, context or {}, exposures or {}, request(**changes), NOW_MS)


def only(decisions: list[Decision]) -> tuple[str, str]:
    (decision,) = decisions
    assert decision.shown == (decision.reason == "shown") == (decision.variant is not None)
    return decision.reason, decision.detail


def shown(decisions: list[Decision]) -> list[str]:
    return [decision.campaign for decision in decisions if decision.shown]


def test_a_campaign_that_nothing_forbids_is_shown() -> None:
    assert decide_on(campaign("welcome")) == [Decision("welcome", shown=True, reason="shown", variant="a")]


@pytest.mark.parametrize("status", ["draft", "paused", "ended"])
def test_only_a_live_campaign_is_shown(status: str) -> None:
    assert only(decide_on(campaign("a", status=status))) == ("status", f"the campaign is {status}")


def test_a_schedule_begins_and_ends_on_its_minute() -> None:
    begins_now = campaign("a", schedule={"from": "2027-01-15T09:00", "time_zone": "Europe/Warsaw"})
    begins_later = campaign("a", schedule={"from": "2027-01-15T09:01", "time_zone": "Europe/Warsaw"})
    ends_now = campaign("a", schedule={"until": "2027-01-15T08:00"})
    assert only(decide_on(begins_now)) == ("shown", "")
    assert only(decide_on(begins_later)) == ("schedule", "begins 2027-01-15T09:01 Europe/Warsaw")
    assert only(decide_on(ends_now)) == ("schedule", "ended 2027-01-15T08:00 UTC")


def test_a_slot_campaign_needs_its_slot() -> None:
    hero = campaign("a", placement={"type": "slot", "slot": "hero"})
    assert only(decide_on(hero, slots=frozenset({"hero"}))) == ("shown", "")
    assert only(decide_on(hero, slots=frozenset({"side", "foot"}))) == (
        "no_slot",
        "the page has no slot hero; it has foot, side",
    )
    assert only(decide_on(hero)) == ("no_slot", "the page has no slot hero; it has none")


@pytest.mark.parametrize("field", ["visitor.orders", "session.number", "cart.value", "lists.wishlist"])
def test_without_consent_no_condition_on_the_visitor_is_looked_at(field: str) -> None:
    personal = campaign("a", condition={field: None})
    assert only(decide_on(personal)) == ("shown", "")
    assert only(decide_on(personal, may_personalise=False)) == ("consent", f"the condition reads {field}")


@pytest.mark.parametrize("field", ["page.type", "device.type", "product.id", "time.hour"])
def test_without_consent_conditions_on_the_page_hold(field: str) -> None:
    assert only(decide_on(campaign("a", condition={field: None}), may_personalise=False)) == ("shown", "")


def test_a_condition_that_fails_is_explained_with_the_actual_values() -> None:
    compiled = campaign("a", condition={"page.type": "home", "cart.value": {"$gt": 50}, "visitor.orders": 1})
    context = {"page": {"type": "product"}, "cart": {"value": 19.99}}
    decisions = decide_on(compiled, context=context)
    assert only(decisions) == ("condition", "")
    assert only(explained(decisions, [compiled], context)) == (
        "condition",
        'cart.value is 19.99, page.type is "product", visitor.orders is missing',
    )


def test_an_explanation_cuts_long_values_and_leaves_other_reasons_alone() -> None:
    long = campaign("a", condition={"page.url": "x"})
    decisions = decide_on(long, campaign("b", status="draft"), context={"page": {"url": "y" * 500}})
    first, second = explained(decisions, [long, campaign("b", status="draft")], {"page": {"url": "y" * 500}})
    assert len(first.detail) < 120
    assert second == decisions[1]


def test_caps_and_closing_say_their_numbers() -> None:
    capped = campaign("a", frequency={"windows": [{"cap": 1, "period": "1d"}], "after_close": "7d", "lifetime": 9})
    seen = Exposure("a", count=1, times_ms=(NOW_MS - HOUR_MS,))
    assert only(decide_on(capped, exposures={"a": seen})) == ("frequency_window", "seen 1 of 1 in 1d")
    closed = seen.after_close(NOW_MS - 2 * HOUR_MS)
    assert only(decide_on(capped, exposures={"a": closed})) == ("closed", "closed 2 h ago, waits 7d")
    often = Exposure("a", count=9)
    assert only(decide_on(capped, exposures={"a": often})) == ("frequency_lifetime", "seen 9 of 9")


def test_what_is_on_the_screen_is_not_counted_again_but_goes_when_it_is_closed() -> None:
    capped = campaign("a", frequency={"lifetime": 1})
    seen = Exposure("a", count=1, times_ms=(NOW_MS - 1000,))
    on_screen = frozenset({"a"})
    assert only(decide_on(capped, exposures={"a": seen})) == ("frequency_lifetime", "seen 1 of 1")
    assert only(decide_on(capped, exposures={"a": seen}, on_screen=on_screen)) == ("shown", "")
    closed = seen.after_close(NOW_MS)
    assert only(decide_on(capped, exposures={"a": closed}, on_screen=on_screen))[0] == "closed"


def test_a_campaign_that_has_converted_stops_when_it_says_so() -> None:
    bought = {"a": Exposure("a", count=1).after_conversion(NOW_MS - HOUR_MS)}
    assert only(decide_on(campaign("a"), exposures=bought))[0] == "shown"
    stopping = campaign("a", frequency={"stop_after_conversion": True})
    assert only(decide_on(stopping, exposures=bought)) == ("converted", "converted 1 h ago")


@pytest.mark.parametrize(
    ("placement", "place"),
    [
        ({"type": "top"}, "top"),
        ({"type": "bottom"}, "bottom"),
        ({"type": "slot", "slot": "hero"}, "slot hero"),
        ({"type": "selector", "selector": "h1"}, "selector h1"),
    ],
)
def test_the_higher_priority_gets_the_place(placement: dict[str, Any], place: str) -> None:
    low = campaign("low", placement=placement)
    high = campaign("high", placement=placement, priority=5)
    first, second = decide_on(low, high, slots=frozenset({"hero"}))
    assert (first.campaign, first.reason) == ("high", "shown")
    assert (second.campaign, second.reason) == ("low", "lower_priority")
    assert second.detail == f"lower priority than high at {place}"


def test_of_the_same_priority_the_id_decides() -> None:
    _, second = decide_on(campaign("b"), campaign("a"))
    assert second.detail == "same priority as a at top, whose id comes first"


def test_a_campaign_that_is_not_shown_takes_no_place() -> None:
    high = campaign("high", priority=5, condition={"page.type": "home"})
    assert shown(decide_on(campaign("low"), high)) == ["low"]


@pytest.mark.parametrize("placement", ["modal", "corner", "inbox"])
def test_places_without_a_limit_take_all(placement: str) -> None:
    campaigns = [campaign(id, placement={"type": placement}) for id in "abc"]
    assert shown(decide_on(*campaigns)) == ["a", "b", "c"]


def test_different_places_do_not_compete() -> None:
    hero = campaign("a", placement={"type": "slot", "slot": "hero"})
    side = campaign("b", placement={"type": "slot", "slot": "side"})
    assert shown(decide_on(hero, side, campaign("c"), slots=frozenset({"hero", "side"}))) == ["a", "b", "c"]


HALVES = [{"id": "a", "widget": "bar"}, {"id": "b", "widget": "bar"}]


def test_visitors_are_spread_over_the_variants() -> None:
    compiled = campaign("a", variants=HALVES)
    variants = [decide_on(compiled, assignment_id=f"visitor-{n}")[0].variant for n in range(1000)]
    assert 450 < variants.count("a") < 550
    assert variants.count("a") + variants.count("b") == 1000


def test_a_variant_without_weight_is_given_to_nobody_new() -> None:
    compiled = campaign("a", variants=[{**HALVES[0], "weight": 0}, HALVES[1]])
    assert {decide_on(compiled, assignment_id=f"visitor-{n}")[0].variant for n in range(100)} == {"b"}


@pytest.mark.parametrize("met", ["a", "b"])
def test_a_returning_visitor_keeps_their_variant(met: str) -> None:
    for n in range(20):
        (decision,) = decide_on(
            campaign("a", variants=HALVES), exposures={"a": Exposure(met)}, assignment_id=f"visitor-{n}"
        )
        assert decision.variant == met


def test_a_visitor_whose_variant_is_gone_gets_another() -> None:
    (decision,) = decide_on(campaign("a"), exposures={"a": Exposure("gone")})
    assert decision.variant == "a"


def test_two_campaigns_split_visitors_independently() -> None:
    first, second = (campaign(id, placement={"type": "modal"}, variants=HALVES) for id in ("one", "two"))
    same = 0
    for n in range(1000):
        decisions = decide_on(first, second, assignment_id=f"visitor-{n}")
        same += decisions[0].variant == decisions[1].variant
    assert 420 < same < 580


@given(st.permutations([("a", 1, "top"), ("b", 1, "top"), ("c", 2, "bottom"), ("d", 0, "bottom"), ("e", -1, "inbox")]))
def test_the_order_in_which_campaigns_are_held_changes_nothing(order: list[tuple[str, int, str]]) -> None:
    campaigns = [campaign(id, priority=priority, placement={"type": place}) for id, priority, place in order]
    decisions = decide_on(*campaigns)
    assert [decision.campaign for decision in decisions] == ["c", "a", "b", "d", "e"]
    assert shown(decisions) == ["c", "a", "e"]


def test_every_reason_in_the_table_is_given() -> None:
    cart = {"cart.value": 1}
    seen = Exposure("a", count=1, times_ms=(NOW_MS,))
    window = {"windows": [{"cap": 1, "period": "1d"}]}
    given = [
        decide_on(campaign("a")),
        decide_on(campaign("a", status="draft")),
        decide_on(campaign("a", schedule={"until": "2020-01-01"})),
        decide_on(campaign("a", placement={"type": "slot", "slot": "x"})),
        decide_on(campaign("a", condition=cart), may_personalise=False),
        decide_on(campaign("a", condition=cart)),
        decide_on(campaign("a", frequency={"lifetime": 1}), exposures={"a": seen}),
        decide_on(campaign("a", frequency=window), exposures={"a": seen}),
        decide_on(campaign("a"), exposures={"a": seen.after_close(NOW_MS)}),
        decide_on(
            campaign("a", frequency={"stop_after_conversion": True}), exposures={"a": seen.after_conversion(NOW_MS)}
        ),
        decide_on(msgspec.structs.replace(campaign("a"), ranges=[(0.0, 0.0)])),
        decide_on(campaign("a"), campaign("b")),
    ]
    assert {decision.reason for decisions in given for decision in decisions} == REASONS.keys()
