from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.behaviours import Behaviour
from notesik.condition_compiler import MOST_NESTED
from notesik.conditions import compile_condition, condition_faults, condition_fields
from notesik.errors import BadCondition, BadDocument
from notesik.segments import Segments, compile_segments, names_segment, segment_document, segments_of
from plain_conditions import NOW_MS, Past, behaviour_conditions, documents, holds, pasts, segment_sets, with_behaviour
from remembered import remembered


def document(id: str, condition: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": id, "name": id, "condition": condition, **more}


VIP = document("vip", {"visitor.revenue": {"$gte": 1000}})
DORMANT = document("dormant", {"event": "page", "within": "30d", "count": 0})
LOST = document("lost", {"segment": "vip", "$and": [{"segment": "dormant"}]})
SEGMENTS = compile_segments([LOST, VIP, DORMANT])


def test_a_segment_is_a_condition_with_a_name() -> None:
    condition = compile_condition({"segment": "vip", "page.type": "home"}, segments=SEGMENTS)
    assert condition({"visitor": {"revenue": 1000}, "page": {"type": "home"}})
    assert not condition({"visitor": {"revenue": 999}, "page": {"type": "home"}})


def test_a_negative_audience_leaves_a_segment_out() -> None:
    condition = compile_condition({"$not": {"segment": "vip"}}, segments=SEGMENTS)
    assert condition({})
    assert not condition({"visitor": {"revenue": 1000}})


def test_a_visitor_is_told_the_segments_they_are_in_in_the_order_of_the_documents() -> None:
    behaviour = remembered([("page", NOW_MS, {})], NOW_MS)
    assert segments_of({"visitor": {"revenue": 2000}}, SEGMENTS) == ["lost", "vip", "dormant"]
    assert segments_of({"visitor": {"revenue": 2000}, "behaviour": behaviour}, SEGMENTS) == ["vip"]


def test_a_segment_is_worked_out_at_most_once_a_context() -> None:
    reads: list[str] = []

    class Visitor(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            reads.append(key)
            return super().get(key, default)

    def context() -> dict[str, Any]:
        return {"visitor": Visitor(revenue=2000), "behaviour": Behaviour(NOW_MS, NOW_MS)}

    one = context()
    for condition in ({"segment": "vip"}, {"segment": "lost"}, {"$not": {"segment": "vip"}}):
        compile_condition(condition, segments=SEGMENTS)(one)
    assert reads == ["revenue"]
    compile_condition({"segment": "vip"}, segments=SEGMENTS)(context())
    assert reads == ["revenue", "revenue"]


def test_two_compilations_of_a_segment_do_not_share_answers() -> None:
    context = {"visitor": {"revenue": 500}, "behaviour": Behaviour(NOW_MS, NOW_MS)}
    drafts = compile_segments([document("vip", {"visitor.revenue": {"$gte": 500}})])
    assert segments_of(context, Segments({"vip": SEGMENTS["vip"]})) == []
    assert segments_of(context, drafts) == ["vip"]


def test_the_fields_of_a_condition_include_those_of_its_segments() -> None:
    assert condition_fields({"$not": {"segment": "lost"}, "page.type": "home"}, SEGMENTS) == {
        "page.type",
        "visitor.revenue",
        "visitor.events.page",
    }


@pytest.mark.parametrize(
    ("documents", "faults"),
    [
        (
            [VIP, document("a", {"visitor.segments": {"$all": ["vip"]}})],
            'segments.a.condition: reads visitor.segments, which it is a part of; say {"segment": …}',
        ),
        (
            [VIP, document("b", {"$and": [{"segment": "vop"}]})],
            'segments.b.condition.$and[0].segment: unknown segment "vop", did you mean "vip"?',
        ),
        (
            [document("a", {"segment": "a"})],
            "segments.a.condition.segment: segments cannot be made of each other: a → a",
        ),
        (
            [
                document("c", {"segment": "a"}),
                document("b", {"$or": [{"$not": {"segment": "c"}}]}),
                document("a", {"segment": "b", "visitor.orders": 1}),
            ],
            "segments.a.condition.segment: segments cannot be made of each other: a → b → c → a",
        ),
        (
            [document("a", {"segment": ["vip"]})],
            "segments.a.condition.segment: expected the id of a segment, got a list",
        ),
        ([VIP, VIP], 'segments.vip.id: another segment is also called "vip"'),
        ([{"id": "A b", "name": "x", "condition": {}}], "segments.A b.id: does not fit the pattern"),
        ([3], "segments[0]: expected a mapping, got the number 3"),
        (
            [document("a", {"a": {"$gt": None}}), document("b", {"segment": "a"})],
            "segments.a.condition.a.$gt: expected",
        ),
        ([document("a", {"a": {"$in": "x"}})], "segments.a.condition.a.$in: expected a list"),
        ([document("a", {}, colour="red")], "segments.a.colour: unknown key"),
    ],
)
def test_faulty_segments_are_refused_with_the_path(documents: list[object], faults: str) -> None:
    with pytest.raises(BadDocument) as caught:
        compile_segments(documents)
    assert len(caught.value.faults) == 1
    assert str(caught.value.faults[0]).startswith(faults)


def test_a_condition_that_names_an_unknown_segment_is_refused() -> None:
    with pytest.raises(BadCondition, match=r'condition\.segment: unknown segment "vop", did you mean "vip"'):
        compile_condition({"segment": "vop"}, segments=SEGMENTS)
    assert condition_faults({"segment": "vip"})
    assert not condition_faults({"segment": "vip"}, segments=SEGMENTS)


def test_segments_count_for_how_deep_conditions_nest() -> None:
    chain = [document("s0", {})] + [document(f"s{i}", {"segment": f"s{i - 1}"}) for i in range(1, MOST_NESTED)]
    compile_segments(chain)
    one_more = document("end", {"segment": f"s{MOST_NESTED - 1}"})
    with pytest.raises(BadDocument, match=r"segments\.end\.condition\.segment: nested more than 32 deep"):
        compile_segments([*chain, one_more])


def test_a_segment_that_others_use_is_known() -> None:
    assert names_segment(LOST["condition"], "vip")
    assert names_segment({"$or": [{"page.type": "home"}, {"$not": {"segment": "lost"}}]}, "lost")
    assert not names_segment({"segment": "lost"}, "vip")


def test_a_segment_reads_back_as_the_same() -> None:
    original = SEGMENTS["dormant"].segment
    assert segment_document(original) == DORMANT
    assert compile_segments([segment_document(original)])["dormant"].segment == original


@given(st.data(), segment_sets(), documents, pasts())
def test_a_condition_with_segments_equals_a_plain_interpreter(
    data: st.DataObject, conditions: dict[str, Any], document_: dict[str, Any], past: Past
) -> None:
    named = st.sampled_from([{"segment": id} for id in conditions]) if conditions else behaviour_conditions
    condition = data.draw(with_behaviour(named | behaviour_conditions))
    segments = compile_segments(document(id, each) for id, each in conditions.items())
    context = {**document_, "behaviour": remembered(past.history, NOW_MS, past.session_started_ms)}
    expected = holds(condition, document_, past, conditions)
    assert compile_condition(condition, segments=segments)(context) is expected
    assert segments_of(context, segments) == [
        id for id in conditions if holds(conditions[id], document_, past, conditions)
    ]
