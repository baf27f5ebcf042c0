"""What is supposed of a visitor: refused where it could have no effect, and never a surprise to what reads it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from notesik.context_changes import change_faults
from notesik.context_fields import FIELDS
from notesik.identity import Level
from notesik.kinds import Kind
from notesik.live_sites import LiveSite
from notesik.rfm import CLASSES
from notesik.sites import Site
from notesik.what_ifs import Question, answer_to
from sample_events import NOW_MS

LIVE = LiveSite(site=Site(id="shop", name="Shop", origins=(), write_key="w", secret_key="s"))
PLANS, SEGMENTS = ("interest",), ("vip",)


def faults_of(changes: object) -> list[str]:
    return [str(fault) for fault in change_faults(changes, "context", PLANS, SEGMENTS)]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"visitor.level": "god"}, 'visitor.level: expected one of anonymous, claimed, verified, got "god"'),
        ({"device": {"type": "toaster"}}, "device.type: expected one of phone, tablet, desktop, other, got"),
        ({"visitor.rfm.class": "championz"}, 'got "championz", did you mean "champions"?'),
        ({"visitor.rfm.recency": 6}, "visitor.rfm.recency: must be at most 5, got the number 6"),
        ({"cart.count": 1.5}, "cart.count: must be a whole number"),
        ({"cart.items": [None]}, "cart.items[0]: expected a mapping, got nothing"),
        ({"cart.items": [{"prise": 5}]}, 'cart.items[0].prise: unknown key, did you mean "price"?'),
        ({"cart.items": [{"quantity": 0}]}, "cart.items[0].quantity: must be at least 1"),
        ({"lists.viewed": ["a", 5]}, "lists.viewed[1]: expected text, got the number 5"),
        ({"visitor.scores": {"nope": 12}}, 'visitor.scores: the site has no scoring plan "nope"'),
        ({"visitor.scores": {"interest": "x"}}, "visitor.scores.interest: expected a number, got text"),
        ({"visitor": {"affinity": {"category": {"Bikes": "x"}}}}, "visitor.affinity.category.Bikes: expected a number"),
        ({"visitor.affinity.brand.Wiatr": -1}, "visitor.affinity.brand.Wiatr: must be at least 0"),
        ({"cart.value": 5, "cart": {"value": 6}}, "cart.value: is stated twice"),
        (
            {"visitor.traits.size": "M", "visitor.traits": {"size": "L"}},
            "visitor.traits.size: is stated in visitor.traits",
        ),
        ({"visitor.traits": {}}, "visitor.traits: says nothing"),
        ({"cart": {}}, "cart: says nothing"),
        ({"visitor.revenue": 1e300}, "visitor.revenue: is beyond all numbers that count"),
    ],
)
def test_a_slip_in_a_change_is_told(changes: dict[str, Any], fault: str) -> None:
    [told] = faults_of(changes)
    assert fault in told


@pytest.mark.parametrize(
    "changes",
    [
        {"visitor.traits": {"size": ["M", None]}, "visitor.scores": {"interest": 12.5}, "visitor.level": "claimed"},
        {"visitor": {"segments": ["vip"], "affinity": {"brand": {"Wiatr": None}}}, "cart": {"items": None}},
        {"cart.items": [{"id": "bike", "quantity": 2, "price": 9.5}], "cart.value": 250, "loyalty.tier": "gold"},
    ],
)
def test_what_can_have_an_effect_passes(changes: dict[str, Any]) -> None:
    assert faults_of(changes) == []


def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    """Mostly what a field can be, so that it gets beyond the check."""
    numbers = st.integers(0, 30) | st.floats(0, 2**53)
    found: dict[str, st.SearchStrategy[Any]] = {
        "text": st.sampled_from(kind.words) if kind.words else st.text(max_size=5) | st.just("vip"),
        "number": numbers,
        "boolean": st.booleans(),
        "any": anything,
    }
    if kind.name == "list":
        return st.lists(values_of(kind.members) if kind.members else anything, max_size=3)
    if kind.name == "object":
        keyed = st.fixed_dictionaries({}, optional={key: values_of(each) for key, each in kind.keys.items()})
        return keyed if kind.keys else st.dictionaries(keys, values_of(kind.members) if kind.members else anything)
    return found[kind.name]


keys = st.sampled_from(["interest", "first_name", "name", "tier", "loyalty", "Bikes", "a.b", "", "$in", "page"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(sorted(FIELDS))
changes_of_one_field = fields.flatmap(
    lambda field: st.tuples(
        st.sampled_from([field, f"{field}.first_name", field.partition(".")[0]]),
        values_of(FIELDS[field][0]) | st.none() | anything,
    )
)
changes = st.lists(changes_of_one_field, max_size=4).map(dict) | anything


@given(changes)
def test_any_change_is_refused_or_answered(changes: Any) -> None:
    if change_faults(changes, "context", PLANS, SEGMENTS):
        event("refused")
        return
    event("answered")
    context = answer_to(Question(changes=changes), LIVE, NOW_MS).context
    assert context["time"]["hour"] == 19


def test_the_words_of_fields_are_those_that_the_code_knows() -> None:
    assert FIELDS["visitor.level"][0].words == tuple(Level)
    assert FIELDS["visitor.rfm.class"][0].words == tuple(CLASSES)
