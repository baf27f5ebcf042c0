from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.behaviours import Behaviour
from notesik.campaigns import CompiledCampaign
from notesik.decisions import REASONS, Decision, decide, explain
from notesik.exposures import MAX_RESERVED, Exposure
from notesik.recent_events import Recent
from notesik.site_rules import SiteRules, read_site_rules
from sample_campaigns import DAY_MS, HOUR_MS, NOW_MS, campaign, request, shown


def decide_on(
    *campaigns: CompiledCampaign,
    context: dict[str, Any] | None = None,
    exposures: dict[str, Exposure] | None = None,
    rules: dict[str, Any] | None = None,
    now_ms: int = NOW_MS,
    **changes: Any,
) -> list[Decision]:
    read = read_site_rules(rules) if rules else SiteRules()
    return decide(campaigns, context or {}, exposures or {}, request(**changes), now_ms, read)


def explain_on(
    *campaigns: CompiledCampaign,
    context: dict[str, Any] | None = None,
    exposures: dict[str, Exposure] | None = None,
    rules: dict[str, Any] | None = None,
    **changes: Any,
) -> list[Decision]:
    read = read_site_rules(rules) if rules else SiteRules()
    return explain(campaigns, context or {}, exposures or {}, request(**changes), NOW_MS, read)


def only(decisions: list[Decision]) -> tuple[str, str]:
    (decision,) = decisions
    assert decision.shown == (decision.reason == "shown")
    assert (decision.variant is not None) == (decision.reason in ("shown", "holdout"))
    return decision.reason, decision.detail


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


def test_a_campaign_rests_outside_its_days_and_hours() -> None:
    schedule = {"days": ["mon", "fri"], "hours": ["08:00-10:00"], "time_zone": "Europe/Warsaw"}
    assert only(decide_on(campaign("a", schedule=schedule))) == ("shown", "")
    assert only(decide_on(campaign("a", schedule=schedule), now_ms=NOW_MS + HOUR_MS)) == (
        "schedule",
        "runs mon, fri 08:00-10:00 Europe/Warsaw, where it is fri 10:00",
    )


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
    assert only(explain_on(compiled, context=context)) == (
        "condition",
        'page.type is "product", expected "home"; cart.value is 19.99, expected more than 50;'
        " visitor.orders is missing, expected 1",
    )


def test_an_explanation_cuts_long_values_and_leaves_other_reasons_alone() -> None:
    long = campaign("a", condition={"page.url": "x"})
    decisions = decide_on(long, campaign("b", status="draft"), context={"page": {"url": "y" * 500}})
    first, second = explain_on(long, campaign("b", status="draft"), context={"page": {"url": "y" * 500}})
    assert len(first.detail) < 120
    assert "…" in first.detail
    assert (second.reason, second.detail, second.tests) == (decisions[1].reason, decisions[1].detail, ())
    assert [(each.name, each.passed) for each in second.checks[:2]] == [("status", False), ("schedule", True)]


def test_an_explanation_has_every_member_of_the_condition() -> None:
    compiled = campaign("a", condition={"page.type": "home", "cart.value": {"$gte": 10, "$lt": 50}})
    context = {"page": {"type": "home"}, "cart": {"value": 60}}
    (decision,) = explain_on(compiled, context=context)
    found = [(test.field, test.operator, test.expected, test.actual, test.holds) for test in decision.tests]
    assert found == [
        ("page.type", "$eq", "home", "home", True),
        ("cart.value", "$gte", 10, 60, True),
        ("cart.value", "$lt", 50, 60, False),
    ]


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


@pytest.mark.parametrize("placement", ["corner", "inbox"])
def test_places_without_a_limit_take_all(placement: str) -> None:
    campaigns = [campaign(id, placement={"type": placement}) for id in "abc"]
    assert shown(decide_on(*campaigns)) == ["a", "b", "c"]


def test_of_the_modals_that_open_at_once_only_the_first_is_shown() -> None:
    at_once = [campaign(id, placement={"type": "modal"}) for id in "ab"]
    later = [campaign(id, placement={"type": "modal"}, trigger={"type": "delay", "seconds": 5}) for id in "cd"]
    decisions = decide_on(*at_once, *later)
    assert shown(decisions) == ["a", "c", "d"]
    assert decisions[1].detail == "same priority as a at modal, at once, whose id comes first"


def test_of_an_exclusive_group_only_the_first_is_shown() -> None:
    low, high = (
        campaign(id, placement={"type": "corner"}, priority=n, exclusive_group="one") for n, id in enumerate("ab")
    )
    other = campaign("c", placement={"type": "corner"}, exclusive_group="other")
    decisions = decide_on(low, high, other)
    assert shown(decisions) == ["b", "c"]
    assert (decisions[1].reason, decisions[1].detail) == ("exclusive_group", "lower priority than b in one")


def test_a_campaign_without_its_place_takes_no_turn_in_its_exclusive_group() -> None:
    top = campaign("a", priority=2)
    second = campaign("b", priority=1, exclusive_group="one")
    third = campaign("c", exclusive_group="one", placement={"type": "bottom"})
    assert shown(decide_on(top, second, third)) == ["a", "c"]


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
    first, second = (campaign(id, placement={"type": "corner"}, variants=HALVES) for id in ("one", "two"))
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


def test_coverage_leaves_visitors_out_and_more_of_it_only_brings_some_in() -> None:
    half, more = (campaign("a", variants=HALVES, coverage=share) for share in (0.5, 0.7))
    before = {n for n in range(1000) if shown(decide_on(half, assignment_id=f"visitor-{n}"))}
    after = {n for n in range(1000) if shown(decide_on(more, assignment_id=f"visitor-{n}"))}
    assert 450 < len(before) < 550
    assert 650 < len(after) < 750
    assert before < after
    assert only(decide_on(campaign("a", coverage=0))) == ("no_variant", "outside the 0 % who take part")


def test_who_has_met_a_variant_stays_when_coverage_shrinks() -> None:
    assert shown(decide_on(campaign("a", coverage=0), exposures={"a": Exposure("a")})) == ["a"]


def test_of_campaigns_in_one_namespace_nobody_sees_two() -> None:
    parts = [("a", 0, 0.4), ("b", 0.4, 1)]
    campaigns = [
        campaign(id, placement={"type": "corner"}, namespace={"name": "checkout", "from": start, "to": end})
        for id, start, end in parts
    ]
    seen = [shown(decide_on(*campaigns, assignment_id=f"visitor-{n}")) for n in range(300)]
    assert all(len(each) == 1 for each in seen)
    assert 80 < seen.count(["a"]) < 160
    outside = next(n for n in range(300) if seen[n] == ["b"])
    assert only(decide_on(campaigns[0], assignment_id=f"visitor-{outside}")) == (
        "namespace",
        "outside 0 to 0.4 of checkout",
    )


def test_the_held_out_are_the_same_visitors_always_and_leave_the_place_to_others() -> None:
    low, high = campaign("low"), campaign("high", priority=1, holdout=0.2)
    seen = [decide_on(low, high, assignment_id=f"visitor-{n}") for n in range(1000)]
    held_out = [decisions for decisions in seen if decisions[0].reason == "holdout"]
    assert 160 < len(held_out) < 240
    assert all(shown(decisions) == ["low"] for decisions in held_out)
    assert held_out[0][0] == Decision(
        "high", shown=False, reason="holdout", variant="holdout", detail="one of 20 % held out"
    )


def test_a_cap_ends_a_holdout_as_it_would_have_ended_the_campaign() -> None:
    capped = campaign("a", holdout=1, frequency={"lifetime": 2})
    exposure = Exposure("").after_holdout(NOW_MS - HOUR_MS)
    assert only(decide_on(capped, exposures={"a": exposure})) == ("holdout", "one of 100 % held out")
    twice = {"a": exposure.after_holdout(NOW_MS)}
    assert only(decide_on(capped, exposures=twice)) == ("frequency_lifetime", "seen 2 of 2")


def test_who_is_released_from_a_holdout_gets_a_variant() -> None:
    held_out = {"a": Exposure("").after_holdout(NOW_MS)}
    (decision,) = decide_on(campaign("a", variants=HALVES), exposures=held_out)
    assert decision.variant in ("a", "b")


def test_the_held_out_stay_when_coverage_shrinks_as_those_do_who_they_are_compared_with() -> None:
    held_out = {"a": Exposure("").after_holdout(NOW_MS)}
    assert only(decide_on(campaign("a", coverage=0, holdout=1), exposures=held_out))[0] == "holdout"
    assert only(decide_on(campaign("a", coverage=0, holdout=1)))[0] == "no_variant"


def test_of_a_group_the_held_out_use_up_as_much_as_the_others() -> None:
    campaigns = [campaign("a", holdout=1, **CORNERS), campaign("b", **CORNERS), campaign("c", **CORNERS)]
    decisions = decide_on(*campaigns, rules={"groups": {"newsletter": {"lifetime": 2}}})
    assert [each.reason for each in decisions] == ["holdout", "shown", "reserved"]


def empty(*ids: str) -> Any:
    """Renders these campaigns to nothing, and notes what it was asked for."""

    def render(compiled: CompiledCampaign, variant: str) -> str | None:
        render.asked.append((compiled.campaign.id, variant))  # type: ignore[attr-defined]
        return "no goal in EUR" if compiled.campaign.id in ids else None

    render.asked = []  # type: ignore[attr-defined]
    return render


def test_a_campaign_that_renders_to_nothing_leaves_its_place_and_its_group_to_the_next() -> None:
    high, low = campaign("high", priority=1, exclusive_group="one"), campaign("low", exclusive_group="one")
    decisions = decide([high, low], {}, {}, request(), NOW_MS, render=empty("high"))
    assert shown(decisions) == ["low"]
    assert decisions[0] == Decision("high", shown=False, reason="nothing_to_show", detail="no goal in EUR")


def test_nobody_is_held_out_from_what_renders_to_nothing_and_no_cap_counts_it() -> None:
    rules = read_site_rules({"groups": {"newsletter": {"lifetime": 1}}})
    campaigns = [campaign("a", holdout=1, **CORNERS), campaign("b", **CORNERS), campaign("c", **CORNERS)]
    decisions = decide(campaigns, {}, {}, request(), NOW_MS, rules, empty("a", "b"))
    assert [each.reason for each in decisions] == ["nothing_to_show", "nothing_to_show", "shown"]


def test_only_what_would_be_shown_is_rendered_and_only_once() -> None:
    render = empty()
    hidden = campaign("hidden", condition={"page.type": "home"}, placement={"type": "bottom"})
    decide([campaign("winner", priority=1), campaign("loser"), hidden], {}, {}, request(), NOW_MS, render=render)
    assert render.asked == [("winner", "a")]


PHONE = {"device": {"type": "phone"}}
ORGANIC = {"session": {"pages": 1, "medium": "organic"}, **PHONE}
MODAL = {"type": "modal"}


def test_no_modal_hides_the_page_that_was_searched_for_on_a_phone() -> None:
    reason = ("search_arrival", "the first page of a visit from a search engine, on a phone")
    assert only(decide_on(campaign("a", placement=MODAL), context=ORGANIC)) == reason
    wanted = campaign("a", placement={**MODAL, "on_search_arrival": True})
    assert only(decide_on(wanted, context=ORGANIC))[0] == "shown"
    assert only(decide_on(campaign("a"), context=ORGANIC))[0] == "shown"


@pytest.mark.parametrize(
    "context",
    [
        {**ORGANIC, "session": {"pages": 2, "medium": "organic"}},
        {**ORGANIC, "session": {"pages": 1, "medium": "cpc"}},
        {**ORGANIC, "device": {"type": "desktop"}},
        {**PHONE, "page": {"url": "https://shop.example/", "referrer": "https://blog.example/"}},
        {},
    ],
)
def test_on_other_pages_and_devices_a_modal_may_come(context: dict[str, Any]) -> None:
    assert only(decide_on(campaign("a", placement=MODAL), context=context))[0] == "shown"


def test_of_who_is_not_known_the_page_tells_whether_they_have_searched() -> None:
    page = {"url": "https://shop.example/", "referrer": "https://www.google.com/"}
    stranger = {**PHONE, "page": page, "session": {"pages": 0, "medium": "none"}}
    assert only(decide_on(campaign("a", placement=MODAL), context=stranger))[0] == "search_arrival"


def behaved(*events: tuple[str, int], session_started_ms: int = NOW_MS - HOUR_MS) -> dict[str, Any]:
    recent = [Recent(name, NOW_MS - age_ms) for name, age_ms in events]
    return {"behaviour": Behaviour(NOW_MS, session_started_ms, recent)}


@pytest.mark.parametrize(
    ("context", "sign"),
    [
        ({"page": {"type": "checkout"}}, "the page's type is checkout"),
        ({"page": {"path": "/pl/Checkout/step-2"}}, "the page's path has checkout"),
        ({"page": {"path": "/kasse"}}, "the page's path has kasse"),
        (behaved(("page", 2_000), ("Checkout Started", 1_000)), "Checkout Started on this page"),
        ({"page": {"path": "/products/checkout-bag"}}, ""),
        (behaved(("Checkout Started", 2_000), ("page", 1_000)), ""),
        (behaved(("Checkout Started", 2_000), session_started_ms=NOW_MS - 1_000), ""),
    ],
)
def test_no_modal_stands_in_the_way_of_paying(context: dict[str, Any], sign: str) -> None:
    reason = ("checkout", sign) if sign else ("shown", "")
    assert only(decide_on(campaign("a", placement=MODAL), context=context)) == reason
    wanted = campaign("a", placement={**MODAL, "on_checkout": True})
    assert only(decide_on(wanted, context=context))[0] == "shown"
    assert only(decide_on(campaign("a"), context=context))[0] == "shown"


def test_nobody_is_held_out_from_what_they_would_not_see() -> None:
    assert only(decide_on(campaign("a", holdout=1, condition={"page.type": "home"})))[0] == "condition"
    decisions = decide_on(campaign("a", priority=1), campaign("b", holdout=1))
    assert [decision.reason for decision in decisions] == ["shown", "lower_priority"]


def test_the_sites_holdout_sees_nothing_at_all() -> None:
    campaigns = [campaign("a"), campaign("b", placement={"type": "bottom"})]
    seen = [shown(decide_on(*campaigns, rules={"holdout": 0.1}, assignment_id=f"visitor-{n}")) for n in range(1000)]
    assert 70 < seen.count([]) < 130
    assert all(each in ([], ["a", "b"]) for each in seen)


def test_who_is_held_out_from_the_site_is_not_counted_for_what_would_have_lost_its_place() -> None:
    top, low = campaign("top", priority=5), campaign("low", priority=1)
    decisions = decide_on(top, low, rules={"holdout": 1})
    assert [each.reason for each in decisions] == ["holdout", "lower_priority"]
    group = [campaign(id, placement={"type": "corner"}, exclusive_group="one") for id in "ab"]
    decisions = decide_on(*group, rules={"holdout": 1})
    assert [each.reason for each in decisions] == ["holdout", "exclusive_group"]


def test_who_is_held_out_from_one_campaign_and_from_the_site_is_counted_for_the_next_too() -> None:
    decisions = decide_on(campaign("top", priority=5, holdout=1), campaign("low"), rules={"holdout": 1})
    assert [(each.reason, each.detail) for each in decisions] == [
        ("holdout", "one of 100 % held out"),
        ("holdout", "one of 100 % held out from all of the site"),
    ]


rivals = st.lists(
    st.fixed_dictionaries(
        {
            "priority": st.integers(0, 2),
            "placement": st.sampled_from([{"type": "top"}, {"type": "modal"}, {"type": "corner"}]),
            "holdout": st.sampled_from([0, 0, 0.5]),
            "coverage": st.sampled_from([1, 0.5]),
            "exclusive_group": st.sampled_from([None, "one"]),
            "group": st.sampled_from([None, "offers"]),
            "frequency": st.sampled_from([{}, {"lifetime": 1}, {"exempt": True}]),
        }
    ),
    max_size=8,
)


@given(rivals, st.integers(0, 99), st.sampled_from([{}, {"groups": {"offers": {"lifetime": 2}}}]), st.booleans())
def test_the_sites_holdout_is_counted_for_exactly_what_it_would_be_shown(
    documents: list[dict[str, Any]], visitor: int, rules: dict[str, Any], has_seen: bool
) -> None:
    campaigns = [campaign(f"c{number}", **document) for number, document in enumerate(documents)]
    exposures = {"c0": seen_at(HOUR_MS)} if has_seen else {}
    asked: dict[str, Any] = {"exposures": exposures, "assignment_id": f"visitor-{visitor}"}
    treated = decide_on(*campaigns, rules=rules, **asked)
    held_out = decide_on(*campaigns, rules={**rules, "holdout": 1}, **asked)
    assert shown(held_out) == []
    from_the_site = [each.campaign for each in held_out if each.detail.endswith("of the site")]
    assert from_the_site == shown(treated)
    others = [(each.campaign, each.reason) for each in treated if not each.shown]
    assert [(each.campaign, each.reason) for each in held_out if each.campaign not in from_the_site] == others


CORNERS = {"placement": {"type": "corner"}, "group": "newsletter"}


def seen_at(*ages_ms: int) -> Exposure:
    return Exposure("a", count=len(ages_ms), times_ms=tuple(sorted(NOW_MS - age_ms for age_ms in ages_ms)))


def test_a_group_shares_its_caps() -> None:
    campaigns = [campaign(id, **CORNERS) for id in "ab"] + [campaign("c", placement={"type": "corner"})]
    rules = {"groups": {"newsletter": {"windows": [{"cap": 2, "period": "1d"}]}}}
    exposures = {"a": seen_at(HOUR_MS), "b": seen_at(2 * HOUR_MS), "c": seen_at(HOUR_MS)}
    decisions = decide_on(*campaigns, exposures=exposures, rules=rules)
    assert shown(decisions) == ["c"]
    assert (decisions[0].reason, decisions[0].detail) == ("frequency_window", "group newsletter: seen 2 of 2 in 1d")
    assert shown(decide_on(*campaigns, exposures={"a": seen_at(2 * DAY_MS, HOUR_MS)}, rules=rules)) == ["a", "c"]


def test_one_decision_shows_no_more_of_a_group_than_its_cap_leaves() -> None:
    campaigns = [campaign(id, **CORNERS) for id in "abcd"]
    decisions = decide_on(
        *campaigns, exposures={"d": seen_at(HOUR_MS)}, rules={"groups": {"newsletter": {"lifetime": 3}}}
    )
    assert shown(decisions) == ["a", "b"]
    assert (decisions[2].reason, decisions[2].detail) == (
        "reserved",
        "group newsletter: seen 1 of 3, 2 more may still be shown on other pages",
    )


def test_what_is_on_the_screen_leaves_its_group_as_much_as_before() -> None:
    campaigns = [campaign(id, **CORNERS) for id in "ab"]
    rules = {"groups": {"newsletter": {"lifetime": 1}}}
    on_screen = {"on_screen": frozenset({"b"}), "exposures": {"b": seen_at(1000)}}
    assert shown(decide_on(*campaigns, rules=rules, **on_screen)) == ["b"]


def test_after_one_of_a_group_was_closed_none_comes_until_the_time_is_over() -> None:
    rules = {"groups": {"newsletter": {"after_close": "7d"}}}
    closed = {"a": seen_at(HOUR_MS).after_close(NOW_MS - HOUR_MS)}
    (decision,) = decide_on(campaign("b", **CORNERS), campaign("a", **CORNERS), exposures=closed, rules=rules)[1:]
    assert (decision.reason, decision.detail) == ("closed", "group newsletter: closed 1 h ago, waits 7d")


@pytest.mark.parametrize(
    ("frequency", "dismissed", "reason"),
    [
        ({"after_close": "7d"}, Exposure("a").after_close(NOW_MS), "closed"),
        ({"stop_after_conversion": True}, Exposure("a").after_conversion(NOW_MS), "converted"),
    ],
)
def test_what_dismisses_a_group_takes_off_what_is_on_the_screen(
    frequency: dict[str, Any], dismissed: Exposure, reason: str
) -> None:
    rules = {"groups": {"newsletter": {"lifetime": 1, **frequency}}}
    exposures = {"a": dismissed, "b": seen_at(1000)}
    (_, decision) = decide_on(
        campaign("a", **CORNERS),
        campaign("b", **CORNERS),
        rules=rules,
        exposures=exposures,
        on_screen=frozenset({"b"}),
    )
    assert (decision.campaign, decision.reason) == ("b", reason)


def test_the_sites_caps_count_every_campaign_but_the_exempt() -> None:
    free = campaign("free", placement={"type": "corner"}, frequency={"exempt": True})
    rules = {"frequency": {"lifetime": 2}}
    seen = {"free": seen_at(HOUR_MS, 2 * HOUR_MS), "a": seen_at(HOUR_MS)}
    assert shown(decide_on(campaign("a"), free, exposures=seen, rules=rules)) == ["a", "free"]
    deleted = {**seen, "deleted": seen_at(DAY_MS)}
    decisions = decide_on(campaign("a"), free, exposures=deleted, rules=rules)
    assert shown(decisions) == ["free"]
    assert decisions[0].detail == "site: seen 2 of 2"


def test_what_another_page_may_still_show_counts_for_half_an_hour() -> None:
    capped = campaign("a", frequency={"lifetime": 2})
    exposures = {"a": seen_at(DAY_MS).after_reservation("page-1", NOW_MS)}
    assert only(decide_on(capped, exposures=exposures, page_id="page-2")) == (
        "reserved",
        "seen 1 of 2, 1 more may still be shown on other pages",
    )
    assert only(decide_on(capped, exposures=exposures, page_id="page-1")) == ("shown", "")
    assert only(decide_on(capped, exposures=exposures, left_page_id="page-1", page_id="page-2")) == ("shown", "")
    later_ms = NOW_MS + HOUR_MS // 2
    assert only(decide_on(capped, exposures=exposures, page_id="page-2", now_ms=later_ms)) == ("shown", "")


def test_a_page_that_has_shown_a_campaign_gives_nothing_back() -> None:
    capped = campaign("a", frequency={"lifetime": 1})
    exposures = {"a": Exposure("a").after_reservation("page-1", NOW_MS)}
    gone = {"left_page_id": "page-1", "page_id": "page-2", "viewed": frozenset({"a"})}
    assert only(decide_on(capped, exposures=exposures, **gone))[0] == "reserved"


def test_a_campaign_on_the_page_whose_reservation_is_over_is_decided_anew() -> None:
    capped = campaign("a", frequency={"lifetime": 1})
    on_page = {"page_id": "page-1", "on_screen": frozenset({"a"})}
    assert shown(decide_on(capped, exposures={"a": Exposure("a").after_reservation("page-1", NOW_MS)}, **on_page))
    shown_elsewhere = {"a": seen_at(1000).after_reservation("page-1", NOW_MS - HOUR_MS)}
    assert only(decide_on(capped, exposures=shown_elsewhere, **on_page)) == ("frequency_lifetime", "seen 1 of 1")


def test_no_more_pages_can_hold_a_campaign_than_are_remembered() -> None:
    capped = campaign("a", frequency={"lifetime": 1000})
    exposure = Exposure("a")
    for n in range(MAX_RESERVED):
        exposure = exposure.after_reservation(f"page-{n}", NOW_MS)
    assert only(decide_on(capped, exposures={"a": exposure}, page_id="page")) == (
        "reserved",
        "32 pages may still show it, as many as can be held",
    )


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
        decide_on(campaign("a", coverage=0)),
        decide_on(campaign("a"), campaign("b")),
        decide_on(campaign("a", namespace={"name": "x", "from": 0, "to": 0.001})),
        decide_on(campaign("a", holdout=1)),
        decide_on(campaign("a", placement=MODAL), context=ORGANIC),
        decide_on(campaign("a", placement=MODAL), context={"page": {"type": "checkout"}}),
        decide([campaign("a")], {}, {}, request(), NOW_MS, render=empty("a")),
        decide_on(*(campaign(id, exclusive_group="x", placement={"type": "corner"}) for id in "ab")),
        decide_on(
            campaign("a", frequency={"lifetime": 1}), exposures={"a": Exposure("a").after_reservation("p", NOW_MS)}
        ),
    ]
    assert {decision.reason for decisions in given for decision in decisions} == REASONS.keys()
