"""The newest events, and what is kept of each."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.fields import Context, Test
from notesik.recent_events import (
    MAX_HELD_BYTES,
    STORED_NAMES,
    Recent,
    forget_facts,
    last_recent,
    recent_after,
    recent_of,
)

names = st.one_of(st.text(max_size=5), st.sampled_from(STORED_NAMES))
values = st.one_of(st.text(max_size=5), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False), st.booleans())


@given(st.dictionaries(names, values))
def test_facts_are_read_as_they_were_kept(facts: dict[str, Any]) -> None:
    read = recent_of("A", 5, facts).facts
    assert list(read.items()) == list(facts.items())


@given(st.lists(st.integers(0, 99), max_size=60))
def test_one_event_after_the_other_leaves_the_last_in_their_order(times_ms: list[int]) -> None:
    events = [Recent(f"E{number}", at_ms) for number, at_ms in enumerate(times_ms)]
    recent: tuple[Recent, ...] = ()
    for place, event in enumerate(events):
        before, recent = recent, recent_after(recent, event)
        assert recent == last_recent((*before, event)), place


@pytest.mark.parametrize("name", STORED_NAMES)
def test_the_name_of_a_usual_fact_takes_one_byte(name: str) -> None:
    assert len(recent_of("A", 5, {name: 1}).packed_facts) == 3


def test_the_stored_names_are_those_of_the_version_that_records_state() -> None:
    """Records say them by their place: with others, or in another order, VERSION has to be another."""
    assert (
        *("product_id", "category", "brand", "price", "on_sale", "value", "revenue", "quantity", "coupon", "query"),
        *("sort", "path", "order_id", "gift", "is_gift", "gift_wrap", "gift_message", "campaign", "url", "search"),
        *("referrer", "title", "name", "variant", "sku", "currency", "position", "image_url", "widget", "list_id"),
        *("cart_id", "checkout_id", "total", "subtotal", "shipping", "tax", "discount", "step"),
    ) == STORED_NAMES


def test_what_only_looks_the_same_is_kept_apart() -> None:
    kept = [recent_of("A", 5, {"on_sale": value}).facts["on_sale"] for value in (1, 1.0, True)]
    assert [type(each) for each in kept] == [int, float, bool]


def test_who_has_looked_at_the_same_shares_what_is_read_of_it() -> None:
    one, other = (recent_of("Products Searched", at_ms, {"query": "tent", "price": 5}) for at_ms in (5, 6))
    assert one.facts is other.facts


class Asked:
    """A condition on facts that counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, facts: Context) -> bool:
        self.times += 1
        return facts.get("query") == "tent"


def of_packed_size(size: int) -> Recent:
    """A search for a tent, with a note that makes its packed facts ``size`` bytes long."""
    notes = (recent_of("Products Searched", 5, {"query": "tent", "note": "x" * length}) for length in range(size))
    return next(each for each in notes if len(each.packed_facts) == size)


def test_the_longest_facts_that_are_held_are_read_once_and_a_condition_on_them_is_asked_once() -> None:
    event, asked = of_packed_size(MAX_HELD_BYTES), Asked()
    assert event.facts is event.facts
    assert [event.holds(asked), event.holds(asked), asked.times] == [True, True, 1]


def test_longer_facts_are_not_held_nor_what_a_condition_says_of_them() -> None:
    event, asked = of_packed_size(MAX_HELD_BYTES + 1), Asked()
    assert event.facts == event.facts
    assert event.facts is not event.facts
    assert [event.holds(asked), event.holds(asked), asked.times] == [True, True, 2]


def test_after_facts_are_forgotten_they_are_read_and_conditions_asked_anew() -> None:
    event, asked = recent_of("Products Searched", 5, {"query": "tent"}), Asked()
    facts, held = event.facts, event.holds(asked)
    forget_facts()
    assert event.facts == facts
    assert event.facts is not facts
    assert [held, event.holds(asked), asked.times] == [True, True, 2]


@given(st.lists(st.dictionaries(names, values), max_size=5))
def test_a_condition_on_the_facts_holds_however_often_it_is_asked(kept: list[dict[str, Any]]) -> None:
    conditions: list[Test] = [lambda facts: "price" in facts, lambda facts: facts.get("on_sale") is True]
    for facts in [*kept, {"on_sale": 1}, {"on_sale": True}, {}, *kept]:
        event = recent_of("Product Viewed", 5, facts)
        assert [event.holds(each) for each in conditions] == [each(event.facts) for each in conditions]
