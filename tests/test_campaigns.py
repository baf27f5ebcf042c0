from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.campaigns import Campaign, campaign_document, compile_campaign, goal_event, read_campaign, state_of
from notesik.documents import join_path
from notesik.errors import BadDocument, Fault
from notesik.exposures import TIMES_KEPT
from notesik.known_names import SiteNames
from notesik.placements import PLACEMENTS, TRIGGERS, Delay, Immediate, Top, wire_object
from notesik.schedules import Period
from notesik.segments import compile_segments


class Placard:
    """A widget that has one parameter, ``text``."""

    def __init__(self, *placements: str) -> None:
        self.placements = frozenset(placements)

    def faults(self, parameters: object, path: str) -> list[Fault]:
        assert isinstance(parameters, dict)
        return [Fault(join_path(path, key), "unknown parameter") for key in parameters if key != "text"]


WIDGETS = {"bar": Placard("top", "bottom"), "banner": Placard("slot", "selector"), "message": Placard("inbox")}
FULL: dict[str, Any] = {
    "id": "free-shipping",
    "name": "Free shipping from 200",
    "status": "live",
    "priority": 10,
    "condition": {"cart.value": {"$gt": 0}, "page.type": "product"},
    "trigger": {"type": "delay", "seconds": 2.5},
    "placement": {"type": "top"},
    "frequency": {
        "lifetime": 3,
        "windows": [{"cap": 1, "period": "1d"}],
        "after_close": "never",
        "stop_after_conversion": True,
        "exempt": True,
    },
    "schedule": {
        "from": "2026-11-20T08:00",
        "until": "2026-12-01T00:00",
        "time_zone": "Europe/Warsaw",
        "days": ["mon", "fri"],
        "hours": ["08:00-18:00", "22:00-02:00"],
    },
    "group": "offers",
    "exclusive_group": "bars",
    "coverage": 0.9,
    "namespace": {"name": "checkout", "from": 0.25, "to": 0.5},
    "holdout": 0.05,
    "automatic_winner": True,
    "conversion": {"event": "Checkout Started", "within": "2d"},
    "variants": [
        {"id": "a", "widget": "bar", "weight": 1.5, "parameters": {"text": "Hello"}},
        {"id": "b", "widget": "bar", "parameters": {"text": {"en": "Hi", "pl": "Cześć"}}},
    ],
}
LEAST: dict[str, Any] = {
    "id": "a",
    "name": "A",
    "placement": {"type": "top"},
    "variants": [{"id": "a", "widget": "bar"}],
}


def read(**changes: object) -> Campaign:
    return read_campaign({**LEAST, **changes}, WIDGETS)


def faults(**changes: object) -> list[str]:
    with pytest.raises(BadDocument) as caught:
        read(**changes)
    return [str(fault) for fault in caught.value.faults]


def test_a_full_document_reads_and_writes_without_loss() -> None:
    campaign = read_campaign(FULL, WIDGETS)
    assert campaign_document(campaign) == FULL
    assert read_campaign(campaign_document(campaign), WIDGETS) == campaign


def test_the_least_document_takes_the_defaults() -> None:
    campaign = read()
    assert campaign.status == "draft"
    assert campaign.priority == 0
    assert campaign.condition == {}
    assert campaign.trigger == Immediate()
    assert campaign.placement == Top()
    assert goal_event(campaign) == "Order Completed"
    assert campaign.conversion.within == Period.parse("7d")
    assert campaign.variants[0].weight == 1
    assert campaign_document(campaign) == {**LEAST, "variants": [{"id": "a", "widget": "bar"}]}


def test_all_faults_of_a_campaign_are_told_at_once() -> None:
    document = {
        **FULL,
        "id": "Free Shipping",
        "condition": {"cart.value": {"$gt": "much", "$bigger": 1}, "visitor.segments": {"$in": "a"}},
        "frequency": {"windows": [{"cap": TIMES_KEPT + 1, "period": "1 day"}]},
        "schedule": {"from": "2026-12-02", "until": "2026-12-01", "time_zone": "Europe/Warsaw"},
        "variants": [
            {"id": "a", "widget": "banner", "parameters": {"txt": "x"}},
            {"id": "a", "widget": "bart"},
            {"id": "c", "weight": -1},
        ],
        "statuss": "live",
    }
    with pytest.raises(BadDocument) as caught:
        read_campaign(document, WIDGETS)
    assert [fault.path for fault in caught.value.faults] == [
        "id",
        "frequency.windows[0].cap",
        "frequency.windows[0].period",
        "variants[2].weight",
        "variants[2].widget",
        "statuss",
        "condition.cart.value.$bigger",
        "condition.cart.value.$gt",
        "condition.visitor.segments.$in",
        "schedule.until",
        "variants[1].id",
        "variants[0].widget",
        "variants[0].parameters.txt",
        "variants[1].widget",
    ]
    assert str(caught.value).startswith("campaign Free Shipping has 14 faults: id: does not fit")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"id": "-a"},
            "id: does not fit the pattern [a-z0-9][a-z0-9-]{0,63} (1 to 64 lower-case letters, digits and hyphens)",
        ),
        (
            {"id": True},
            "id: expected text, got true; put it in quotes (1 to 64 lower-case letters, digits and hyphens)",
        ),
        ({"trigger": {"type": "click", "selector": "###"}}, 'trigger.selector: is no CSS selector, from "###" on'),
        ({"name": "x" * 121}, "name: may have 120 characters at most, has 121"),
        ({"status": "active"}, 'status: expected one of draft, ended, live, paused, scheduled, did you mean "live"?'),
        ({"priority": 1.5}, "priority: expected a whole number, got the number 1.5"),
        ({"condition": []}, "condition: expected a mapping, got a list"),
        ({"condition": {"$and": 1}}, "condition.$and: expected a list of conditions, got the number 1"),
        ({"trigger": {"type": "scroll", "percent": 101}}, "trigger.percent: must be at most 100"),
        (
            {"trigger": {"type": "exit-intent"}},
            "trigger.type: expected one of immediate, delay, active_time, scroll, exit_intent, inactivity, click, "
            'element_seen, event, did you mean "exit_intent"?',
        ),
        ({"trigger": "delay"}, "trigger: expected a mapping, got text"),
        ({"placement": {"type": "slot"}}, "placement.slot: is missing"),
        ({"placement": {"type": "top", "slot": "x"}}, "placement.slot: unknown key"),
        ({"placement": {"type": "inbox"}}, "variants[0].widget: bar does not fit placement inbox, only bottom or top"),
        ({"frequency": {"lifetime": 0}}, "frequency.lifetime: must be at least 1"),
        (
            {"frequency": {"windows": [{"cap": 33, "period": "1d"}]}},
            "frequency.windows[0].cap: must be at most 32 (the times of the last 32 impressions are kept)",
        ),
        (
            {"frequency": {"after_close": 30}},
            "frequency.after_close: expected a period such as 30m, 24h, 7d or 2w, got the number 30",
        ),
        (
            {"conversion": {"within": "never"}},
            'conversion.within: expected a period such as 30m, 24h, 7d or 2w, got "never"',
        ),
        ({"trigger": {"type": "inactivity"}}, "trigger.seconds: is missing"),
        ({"trigger": {"type": "click", "selector": ""}}, "trigger.selector: must not be empty"),
        ({"schedule": {"days": ["monday"]}}, 'expected one of fri, mon, sat, sun, thu, tue, wed, did you mean "mon"?'),
        (
            {"schedule": {"hours": ["8-18"]}},
            'schedule.hours[0]: expected hours such as 08:00-18:00 or 22:00-06:00, got "8-18"',
        ),
        ({"coverage": 1.5}, "coverage: must be at most 1"),
        ({"holdout": -0.1}, "holdout: must be at least 0"),
        ({"namespace": {"name": "x", "from": 0.5, "to": 0.5}}, "namespace.to: must be more than from"),
        (
            {"variants": [{"id": "holdout", "widget": "bar"}]},
            'variants[0].id: "holdout" is the name of the visitors who are held out',
        ),
        ({"schedule": {"time_zone": "Mars"}}, 'schedule.time_zone: unknown time zone "Mars"'),
        ({"variants": []}, "variants: must not be empty"),
        ({"variants": [{"id": "a", "widget": "bar", "weight": 0}]}, "variants: at least one needs a weight above 0"),
        (
            {"variants": [{"id": "a", "widget": "barr"}]},
            'variants[0].widget: unknown widget "barr", did you mean "bar"?',
        ),
    ],
)
def test_a_fault_says_where_and_what(changes: dict[str, Any], fault: str) -> None:
    assert any(found.endswith(fault) for found in faults(**changes))


@pytest.mark.parametrize("document", [None, [], "campaign", 3])
def test_what_is_no_mapping_is_no_campaign(document: object) -> None:
    with pytest.raises(BadDocument, match="the campaign has 1 fault: expected a mapping"):
        read_campaign(document, WIDGETS)


def test_a_compiled_campaign_holds_all_that_a_decision_needs() -> None:
    compiled = compile_campaign(read_campaign(FULL, WIDGETS))
    assert compiled.matches({"cart": {"value": 5}, "page": {"type": "product"}})
    assert not compiled.matches({"cart": {"value": 0}, "page": {"type": "product"}})
    assert compiled.weights == {"a": 1.5, "b": 1}
    assert compiled.rank == (-10, "free-shipping")
    assert compiled.span == (1_795_158_000_000, 1_796_079_600_000)
    assert compiled.fields == {"cart.value", "page.type"}
    assert compiled.personal_fields == {"cart.value"}
    assert (compiled.slot, compiled.place) == (None, "top")
    assert compiled.places == ("top", "exclusive group bars")


@pytest.mark.parametrize(
    ("status", "now", "state"),
    [
        ("draft", "2026-11-25", "draft"),
        ("paused", "2026-12-25", "paused"),
        ("ended", "2026-11-25", "ended"),
        ("live", "2026-11-19", "scheduled"),
        ("live", "2026-11-25", "live"),
        ("live", "2026-12-01", "ended"),
        ("scheduled", "2026-11-19", "scheduled"),
        ("scheduled", "2026-11-25", "live"),
    ],
)
def test_a_live_campaign_is_scheduled_before_its_time_and_ended_after_it(status: str, now: str, state: str) -> None:
    compiled = compile_campaign(read(status=status, schedule={"from": "2026-11-20", "until": "2026-12-01"}))
    now_ms = round(datetime.datetime.fromisoformat(now + "T00:00+00:00").timestamp() * 1000)
    assert state_of(compiled.campaign, now_ms) == state


@pytest.mark.parametrize(
    ("placement", "slot", "place"),
    [
        ({"type": "slot", "slot": "hero"}, "hero", "slot hero"),
        ({"type": "selector", "selector": "#main > p"}, None, "selector #main > p"),
        ({"type": "top"}, None, "top"),
        ({"type": "bottom"}, None, "bottom"),
        ({"type": "modal"}, None, "modal, at once"),
        ({"type": "corner"}, None, None),
        ({"type": "inbox"}, None, None),
    ],
)
def test_some_places_hold_one_campaign(placement: dict[str, Any], slot: str | None, place: str | None) -> None:
    document = {**LEAST, "placement": placement}
    compiled = compile_campaign(read_campaign(document, {"bar": Placard(placement["type"])}))
    assert (compiled.slot, compiled.place) == (slot, place)


def test_a_condition_may_name_the_sites_segments() -> None:
    segments = compile_segments([{"id": "vip", "name": "VIP", "condition": {"visitor.orders": {"$gte": 3}}}])
    document = {**LEAST, "condition": {"segment": "vip"}}
    compiled = compile_campaign(read_campaign(document, WIDGETS, segments), segments)
    assert compiled.matches({"visitor": {"orders": 3}})
    assert not compiled.matches({"visitor": {"orders": 2}})
    assert compiled.personal_fields == {"visitor.orders"}
    assert 'condition.segment: unknown segment "vip"' in faults(condition={"segment": "vip"})


def test_the_browser_gets_placement_and_trigger_as_they_stand_in_the_document() -> None:
    assert wire_object(Delay(seconds=5)) == {"type": "delay", "seconds": 5}
    assert wire_object(Top()) == {"type": "top"}


def test_every_placement_and_trigger_says_what_it_is() -> None:
    assert all(part.__doc__ for part in PLACEMENTS + TRIGGERS)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(FULL)), json_values)
def test_any_document_is_read_or_refused_with_its_faults(key: str, value: object) -> None:
    try:
        campaign = read_campaign({**FULL, key: value}, WIDGETS)
    except BadDocument as refusal:
        found = refusal.faults
    else:
        found = ()
        assert read_campaign(campaign_document(campaign), WIDGETS) == campaign
        compile_campaign(campaign)
    assert all(fault.path and fault.message for fault in found)


def test_a_condition_on_a_field_that_there_is_not_is_refused() -> None:
    assert 'condition.cart.valu: there is no such field, did you mean "cart.value"?' in faults(
        condition={"$or": [{"cart.valu": {"$gt": 5}}, {"visitor.traits.anything": 1}]}
    )


def test_names_that_the_site_does_not_have_are_refused_where_they_are_known() -> None:
    document = {**LEAST, "group": "sale", "condition": {"visitor.scores.intrest": {"$gt": 5}}}
    assert read_campaign(document, WIDGETS).group == "sale"
    with pytest.raises(BadDocument) as caught:
        read_campaign(document, WIDGETS, names=SiteNames(plans={"interest"}, groups={"sales"}))
    assert [str(fault) for fault in caught.value.faults] == [
        'condition.visitor.scores.intrest: the site has no scoring plan "intrest", did you mean "interest"?',
        'group: the site\'s rules have no group "sale", did you mean "sales"?',
    ]
