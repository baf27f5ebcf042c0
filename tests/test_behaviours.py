from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.behaviours import MAX_RECENT, Behaviour
from notesik.conditions import compile_condition, condition_faults, condition_fields
from notesik.errors import Fault
from notesik.recent_events import Recent
from plain_conditions import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    Past,
    behaviour_conditions,
    documents,
    holds,
    pasts,
    with_behaviour,
)
from remembered import remembered

VIEW, ADD, ORDER = "Product Viewed", "Product Added", "Order Completed"

SHOPPER = remembered(
    [
        ("page", NOW_MS - 20 * DAY_MS, {"path": "/"}),
        (ORDER, NOW_MS - 20 * DAY_MS + 1, {"revenue": 80, "order_id": "1"}),
        (VIEW, NOW_MS - 2 * DAY_MS, {"product_id": "bell", "price": 10, "category": "Bells"}),
        ("page", NOW_MS - 3 * HOUR_MS, {"path": "/"}),
        (VIEW, NOW_MS - 2 * HOUR_MS, {"product_id": "bike", "price": "900.50", "category": "Bicycles"}),
        ("Coupon Entered", NOW_MS - 110 * MINUTE_MS, {"coupon": "MAY"}),
        (ADD, NOW_MS - 100 * MINUTE_MS, {"product_id": "bike", "price": 900.5}),
        (VIEW, NOW_MS - 5 * MINUTE_MS, {"product_id": "lamp", "price": 20, "category": "Lights"}),
    ],
    NOW_MS,
    session_started_ms=NOW_MS - 3 * HOUR_MS,
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"event": VIEW}, True),
        ({"event": "Product Shared"}, False),
        ({"event": VIEW, "count": 3}, True),
        ({"event": VIEW, "count": {"$gte": 4}}, False),
        ({"event": [VIEW, ADD], "count": 4}, True),
        ({"event": VIEW, "within": "7d", "count": 3}, True),
        ({"event": VIEW, "within": "2d", "count": 3}, True),
        ({"event": VIEW, "within": "1d", "count": 2}, True),
        ({"event": VIEW, "within": "session", "count": 2}, True),
        ({"event": VIEW, "within": "earlier", "count": 1}, True),
        ({"event": "Product Shared", "count": 0}, True),
        ({"event": ORDER, "within": "7d", "count": 0}, True),
        ({"event": VIEW, "where": {"price": {"$gt": 15}}, "count": 2}, True),
        ({"event": VIEW, "where": {"category": "Bells"}, "within": "session"}, False),
        ({"event": ORDER, "since_last": {"$gt": "2w"}}, True),
        ({"event": ORDER, "since_last": {"$gt": "2w", "$lt": "19d"}}, False),
        ({"event": VIEW, "since_last": {"$lte": "5m"}}, True),
        ({"event": VIEW, "where": {"category": "Bells"}, "since_last": {"$gte": "2d"}}, True),
        ({"event": VIEW, "within": "earlier", "since_last": {"$gte": "2d"}}, True),
        ({"event": "Product Shared", "since_last": {"$gt": "1h"}}, False),
        ({"event": VIEW, "sum": {"property": "price", "is": 930.5}}, True),
        ({"event": ORDER, "within": "30d", "sum": {"property": "revenue", "is": {"$gte": 100}}}, False),
        ({"event": VIEW, "where": {"price": {"$gt": 15}}, "share": {"$gt": 0.6, "$lt": 0.7}}, True),
        ({"event": "Product Shared", "where": {}, "share": {"$gte": 0}}, False),
        ({"event": VIEW, "count": 3, "since_last": {"$gt": "1h"}}, False),
        ({"sequence": [{"event": VIEW}, {"event": ADD}]}, True),
        ({"sequence": [{"event": VIEW}, {"event": ADD}], "within": "20m"}, True),
        ({"sequence": [{"event": VIEW}, {"event": ADD}], "within": "19m"}, False),
        ({"sequence": [{"event": ADD}, {"event": ORDER}]}, False),
        ({"sequence": [{"event": VIEW}, {"event": ADD}], "without": {"event": "Coupon Entered"}}, False),
        ({"sequence": [{"event": "page"}, {"event": VIEW}], "without": {"event": "Coupon Entered"}}, True),
        ({"sequence": [{"event": VIEW, "where": {"product_id": "bell"}}, {"event": ADD}], "within": "session"}, False),
        ({"sequence": [{"event": VIEW}, {"event": VIEW}, {"event": VIEW}, {"event": VIEW}]}, False),
        ({"cart.value": {"$gt": 0}, "event": ADD, "within": "session", "$or": [{"event": VIEW}]}, True),
        ({"cart.value": 0, "event": ADD}, False),
        ({"$not": {"event": ADD}}, False),
    ],
    ids=str,
)
def test_a_condition_looks_back_on_what_the_visitor_did(condition: dict[str, Any], expected: bool) -> None:
    assert compile_condition(condition)({"cart": {"value": 900.5}, "behaviour": SHOPPER}) is expected


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ({"event": 3}, "condition.event: expected the name of an event, or a list of names, got the number 3"),
        ({"event": []}, "condition.event: expected the name of an event, or a list of names, got a list"),
        ({"event": VIEW, "wihtin": "1d"}, 'condition.wihtin: unknown beside event, did you mean "within"?'),
        (
            {"event": VIEW, "within": "a week"},
            'condition.within: expected a period such as 30m, 24h, 7d or 2w, got "a week"; or session or earlier',
        ),
        ({"event": VIEW, "count": "3"}, "condition.count: expected a number or operators, got text"),
        ({"event": VIEW, "count": {"$gtt": 3}}, 'condition.count.$gtt: unknown operator, did you mean "$gt"?'),
        (
            {"event": VIEW, "since_last": "3d"},
            "condition.since_last: expected one of $lt, $lte, $gt, $gte with a period, got text",
        ),
        (
            {"event": VIEW, "since_last": {"$gt": 3}},
            "condition.since_last.$gt: expected a period such as 30m, 24h, 7d or 2w, got the number 3",
        ),
        (
            {"event": VIEW, "sum": {"property": "price"}},
            "condition.sum: expected {property: …, is: …}, got a mapping of property",
        ),
        ({"event": VIEW, "share": 1}, "condition.share: needs a where: it is the part of the events that fits it"),
        ({"event": VIEW, "where": {"price": {"$gt": []}}}, "condition.where.price.$gt: expected a number or a text"),
        ({"sequence": [{"event": VIEW}]}, "condition.sequence: expected a list of 2 to 10 events, got a list of 1"),
        ({"sequence": [{"event": VIEW}, "x"]}, "condition.sequence[1]: expected an event in braces, got text"),
        (
            {"sequence": [{"event": VIEW}, {"event": VIEW, "count": 2}]},
            "condition.sequence[1].count: unknown beside event",
        ),
        ({"sequence": [{"event": VIEW}, {"event": ADD}], "count": 2}, "condition.count: unknown beside sequence"),
        (
            {"sequence": [{"event": VIEW}, {"event": ADD}], "event": ADD},
            "condition.event: stands inside the steps of a sequence, not beside them",
        ),
        (
            {"$or": [{"event": VIEW, "within": "1y"}]},
            'condition.$or[0].within: expected a period such as 30m, 24h, 7d or 2w, got "1y"; or session or earlier',
        ),
    ],
    ids=str,
)
def test_a_faulty_look_back_is_refused_with_its_path(condition: dict[str, Any], fault: str) -> None:
    assert list(map(str, condition_faults(condition))) == [fault]


def test_without_event_or_sequence_the_words_are_fields() -> None:
    assert compile_condition({"count": 3, "within": "x"})({"count": 3, "within": "x"})


def test_the_facts_of_events_and_items_of_lists_may_have_fields_of_any_name() -> None:
    condition = {"event": VIEW, "where": {"event": "x", "segment": "y"}}
    behaviour = remembered([(VIEW, NOW_MS, {"event": "x", "segment": "y"})], NOW_MS)
    assert compile_condition(condition)({"behaviour": behaviour})
    assert compile_condition({"a": {"$elemMatch": {"segment": "y"}}})({"a": [{"segment": "y"}]})


def test_what_looks_back_reads_fields_of_the_visitor() -> None:
    assert condition_fields({"event": [VIEW, ADD], "where": {"price": 3}}) == {
        "visitor.events.Product Viewed",
        "visitor.events.Product Added",
    }
    sequence = {"sequence": [{"event": VIEW}, {"event": ADD}], "without": {"event": ORDER}, "page.type": "home"}
    assert condition_fields(sequence) == {f"visitor.events.{name}" for name in (VIEW, ADD, ORDER)} | {"page.type"}


def test_in_a_context_without_behaviour_nothing_ever_happened() -> None:
    assert compile_condition({"event": VIEW, "count": 0})({})
    assert not compile_condition({"event": VIEW, "since_last": {"$gt": "1h"}})({"behaviour": {"recent": []}})


def test_an_event_whose_counter_is_forgotten_counts_as_far_as_the_ring_has_it() -> None:
    behaviour = Behaviour(NOW_MS, NOW_MS, (Recent(VIEW, NOW_MS - 5), Recent(VIEW, NOW_MS - 3)), {})
    assert compile_condition({"event": VIEW, "count": 2})({"behaviour": behaviour})
    assert compile_condition({"event": VIEW, "since_last": {"$lt": "1m"}})({"behaviour": behaviour})


def test_beyond_the_ring_a_period_begins_with_its_first_whole_day() -> None:
    views = [(VIEW, NOW_MS - DAY_MS - HOUR_MS, {}), (VIEW, NOW_MS - HOUR_MS, {})]
    pages = [("page", NOW_MS - MINUTE_MS + i, {}) for i in range(MAX_RECENT)]
    counted = compile_condition({"event": VIEW, "within": "1d", "count": 2})
    assert counted({"behaviour": remembered([*views, *pages], NOW_MS)})  # the first was too early, but on that UTC day
    assert not counted({"behaviour": remembered([*views, *pages[2:]], NOW_MS)})


@pytest.mark.parametrize("times", [1, MAX_RECENT, MAX_RECENT + 5])
def test_what_happened_when_a_period_begins_is_in_it(times: int) -> None:
    behaviour = remembered([(VIEW, NOW_MS - DAY_MS, {})] * times, NOW_MS)
    assert compile_condition({"event": VIEW, "within": "1d", "count": times})({"behaviour": behaviour})


def test_numbers_out_of_bounds_do_no_harm() -> None:
    facts = [{"p": 1e308}, {"p": 1e308}, {"p": -1e308}, {"p": "1e999"}, {"p": 2**63}]
    behaviour = remembered([(VIEW, NOW_MS, each) for each in facts], NOW_MS)
    test = compile_condition({"event": VIEW, "sum": {"property": "p", "is": {"$gt": 0}}})
    assert test({"behaviour": behaviour})


@given(with_behaviour(behaviour_conditions), documents, pasts())
def test_a_compiled_condition_equals_a_plain_interpreter_of_the_whole_past(
    condition: dict[str, Any], document: dict[str, Any], past: Past
) -> None:
    context = {**document, "behaviour": remembered(past.history, NOW_MS, past.session_started_ms)}
    assert compile_condition(condition)(context) is holds(condition, document, past)


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 20 * 24), st.just({})), max_size=3 * MAX_RECENT),
    st.integers(1, 20),
)
def test_beyond_the_ring_a_count_is_off_by_its_first_day_at_most(
    past: list[tuple[str, int, dict[str, Any]]], days: int
) -> None:
    history = sorted(((name, NOW_MS - hours * HOUR_MS, facts) for name, hours, facts in past), key=lambda e: e[1])
    context = {"behaviour": remembered(history, NOW_MS)}
    from_ms = NOW_MS - days * DAY_MS
    least = sum(name == "A" and at_ms >= from_ms for name, at_ms, _ in history)
    most = sum(name == "A" and at_ms // DAY_MS >= from_ms // DAY_MS for name, at_ms, _ in history)
    within = {"$gte": least, "$lte": most}
    assert compile_condition({"event": "A", "within": f"{days}d", "count": within})(context)
    assert compile_condition({"event": "A", "count": sum(name == "A" for name, _, _ in history)})(context)


def test_faults_of_behaviour_are_found_with_the_others() -> None:
    condition = {"event": "", "within": "x", "a": {"$gt": None}, "$or": 3}
    paths = [fault.path for fault in condition_faults(condition)]
    assert paths == ["condition.$or", "condition.a", "condition.event", "condition.within"]
    assert Fault("condition.a", "unknown beside event") in condition_faults(condition)
