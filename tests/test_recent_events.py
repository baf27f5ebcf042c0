"""The newest events, and what is kept of each."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.fields import Test
from notesik.recent_events import STORED_NAMES, Recent, last_recent, recent_after, recent_of

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
    """Records say them by their place: with others, VERSION has to be another."""
    assert (len(STORED_NAMES), STORED_NAMES[0], STORED_NAMES[18], STORED_NAMES[-1]) == (38, "product_id", "url", "step")


def test_what_only_looks_the_same_is_kept_apart() -> None:
    kept = [recent_of("A", 5, {"on_sale": value}).facts["on_sale"] for value in (1, 1.0, True)]
    assert [type(each) for each in kept] == [int, float, bool]


def test_who_has_looked_at_the_same_shares_what_is_read_of_it() -> None:
    one, other = (recent_of("Products Searched", at_ms, {"query": "tent", "price": 5}) for at_ms in (5, 6))
    assert one.facts is other.facts


@given(st.lists(st.dictionaries(names, values), max_size=5))
def test_a_condition_on_the_facts_holds_however_often_it_is_asked(kept: list[dict[str, Any]]) -> None:
    conditions: list[Test] = [lambda facts: "price" in facts, lambda facts: facts.get("on_sale") is True]
    for facts in [*kept, {"on_sale": 1}, {"on_sale": True}, {}, *kept]:
        event = recent_of("Product Viewed", 5, facts)
        assert [event.holds(each) for each in conditions] == [each(event.facts) for each in conditions]
