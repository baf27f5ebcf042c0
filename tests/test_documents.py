from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest

from notesik.documents import read_document
from notesik.errors import Fault


class Circle(msgspec.Struct, tag="circle", tag_field="type"):
    radius: Annotated[float, msgspec.Meta(ge=0, le=100, description="in centimetres")]


class Label(msgspec.Struct, tag="label", tag_field="type"):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=5)]


class Even:
    """A type of the document's own."""

    def __init__(self, number: int) -> None:
        self.number = number

    @classmethod
    def parse(cls, value: object) -> Even:
        if not isinstance(value, int) or value % 2:
            raise ValueError("expected an even number")
        return cls(value)


class Drawing(msgspec.Struct):
    id: Annotated[str, msgspec.Meta(pattern=r"\A[a-z]+\Z", description="lower-case letters")]
    shapes: list[Circle | Label] = []
    colour: Literal["red", "green"] = "red"
    limit: int | None = None
    even: Even | None = None
    is_framed: bool = False
    corner: tuple[float, float] = (0, 0)
    notes: dict[str, str] = {}
    anything: dict[str, Any] = {}
    from_: str | None = msgspec.field(default=None, name="from")


def faults(**document: object) -> list[str]:
    return [str(fault) for fault in read_document({"id": "a", **document}, Drawing)[1]]


def test_a_sound_document_becomes_its_type() -> None:
    drawing, found = read_document(
        {
            "id": "a",
            "shapes": [{"type": "circle", "radius": 2}, {"type": "label", "text": "x"}],
            "even": 4,
            "from": "b",
        },
        Drawing,
    )
    assert found == []
    assert drawing is not None
    assert drawing.shapes == [Circle(2), Label("x")]
    assert drawing.even is not None
    assert drawing.even.number == 4
    assert drawing.from_ == "b"


def test_all_faults_are_found_at_once() -> None:
    document = {"shapes": [{"type": "circle"}, {"type": "label", "text": ""}, 3], "limit": "x", "colour": "grean"}
    drawing, found = read_document(document, Drawing)
    assert drawing is None
    assert [fault.path for fault in found] == [
        "shapes[0].radius",
        "shapes[1].text",
        "shapes[2]",
        "limit",
        "colour",
        "id",
    ]


def test_the_path_of_the_document_comes_before_the_path_of_the_fault() -> None:
    assert read_document({}, Drawing, "drawings[2]")[1] == [Fault("drawings[2].id", "is missing")]


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ({"id": 7}, "id: expected text, got the number 7; put it in quotes (lower-case letters)"),
        ({"id": True}, "id: expected text, got true; put it in quotes (lower-case letters)"),
        ({"id": None}, "id: expected text, got nothing (lower-case letters)"),
        ({"id": "A"}, "id: does not fit the pattern [a-z]+ (lower-case letters)"),
        ({"from": datetime.date(2026, 1, 1)}, "from: expected text, got a date; put it in quotes"),
        ({"color": "red"}, 'color: unknown key, did you mean "colour"?'),
        ({"zzz": 1}, "zzz: unknown key"),
        ({"colour": "grean"}, 'colour: expected one of green, red, did you mean "green"?'),
        ({"limit": True}, "limit: expected a whole number, got true"),
        ({"limit": 1.5}, "limit: expected a whole number, got the number 1.5"),
        ({"is_framed": "yes"}, "is_framed: expected true or false, got text"),
        ({"corner": [1, "x"]}, "corner[1]: expected a number, got text"),
        ({"corner": [1, 2, 3]}, "corner: needs 2 items, has 3"),
        ({"corner": "x"}, "corner: expected a list of 2, got text"),
        ({"even": 3}, "even: expected an even number"),
        ({"notes": {"a": 1}}, "notes.a: expected text, got the number 1; put it in quotes"),
        ({"notes": {1: "a"}}, "notes.1: the key must be text; put it in quotes"),
        ({"notes": []}, "notes: expected a mapping, got a list"),
        ({"shapes": {}}, "shapes: expected a list, got a mapping"),
        ({"shapes": [{}]}, "shapes[0].type: is missing; one of circle, label"),
        ({"shapes": [{"type": "circel"}]}, 'shapes[0].type: expected one of circle, label, did you mean "circle"?'),
        ({"shapes": [{"type": ["x"]}]}, "shapes[0].type: expected one of circle, label"),
        ({"shapes": [{"type": "circle", "radius": -1}]}, "shapes[0].radius: must be at least 0 (in centimetres)"),
        ({"shapes": [{"type": "circle", "radius": 101}]}, "shapes[0].radius: must be at most 100 (in centimetres)"),
        (
            {"shapes": [{"type": "circle", "radius": float("nan")}]},
            "shapes[0].radius: expected a finite number (in centimetres)",
        ),
        ({"shapes": [{"type": "label", "text": ""}]}, "shapes[0].text: must not be empty"),
        (
            {"shapes": [{"type": "label", "text": "abcdef"}]},
            "shapes[0].text: may have 5 characters at most, has 6",
        ),
    ],
)
def test_a_fault_says_where_and_what_in_words(document: dict[str, object], fault: str) -> None:
    assert fault in faults(**document)


def test_a_document_that_is_no_mapping_is_one_fault() -> None:
    assert read_document([1], Drawing) == (None, [Fault("", "expected a mapping, got a list")])
