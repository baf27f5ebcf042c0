"""What can be wrong with a form, each fault with the path of it."""

from __future__ import annotations

from typing import Any

import pytest

from notesik.form_faults import form_faults


def paths(*steps: dict[str, Any], **more: Any) -> list[str]:
    return [fault.path for fault in form_faults({"steps": list(steps), **more}, "p")]


A, B = {"value": "a", "label": "A"}, {"value": "b", "label": "B"}
TEXT = {"type": "text"}


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([{"id": "x", **TEXT, "next": "y"}], ["p.steps[0].next"]),
        ([{"id": "x", "options": [A, {**B, "next": "y"}]}], ["p.steps[0].options[1].next"]),
        ([{"id": "x", **TEXT, "next": "end"}, {"id": "y", **TEXT}], ["p.steps[1]"]),
        ([{"id": "x", **TEXT}, {"id": "y", **TEXT, "next": "x"}], ["p.steps[1].next"]),
        ([{"id": "x", **TEXT, "next": "x"}], ["p.steps[0].next"]),
        ([{"id": "x", **TEXT}, {"id": "x", **TEXT}], ["p.steps[1].id"]),
        ([{"id": "end", **TEXT}], ["p.steps[0].id"]),
        ([{"id": "x"}], ["p.steps[0].options"]),
        ([{"id": "x", **TEXT, "options": [A]}], ["p.steps[0].options"]),
        ([{"id": "x", "options": [A, A]}], ["p.steps[0].options[1].value"]),
        ([{"id": "x", "type": "choices", "options": [{**A, "next": "end"}]}], ["p.steps[0].options[0].next"]),
        ([{"id": "x", "options": [{**A, "result": "r"}]}], ["p.steps[0].options[0].result"]),
        ([{"id": "x", "type": "date", "minimum": 3}], ["p.steps[0].minimum"]),
        ([{"id": "x", "type": "number", "minimum": 3, "maximum": 2}], ["p.steps[0].maximum"]),
        ([{"id": "x", "type": "rating", "maximum": 50}], ["p.steps[0].maximum"]),
        ([{"id": "x", "type": "rating", "minimum": 0.5}], ["p.steps[0].minimum"]),
        ([{"id": "x", "type": "rating", "minimum": 7}], ["p.steps[0].maximum"]),
        ([{"id": "x", **TEXT, "minimum": 3}], ["p.steps[0].minimum"]),
        ([{"id": "x", **TEXT, "maximum": 9_000}], ["p.steps[0].maximum"]),
        ([{"id": "x", **TEXT, "consent": {"en": "Hi {{ a }}"}}], ["p.steps[0].consent.en"]),
    ],
)
def test_a_form_that_cannot_work_is_refused_where_its_fault_is(steps: list[dict[str, Any]], found: list[str]) -> None:
    assert paths(*steps) == found
