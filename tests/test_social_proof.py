"""What shoppers are told of other shoppers is counted, in their language, and not said when it is little."""

from __future__ import annotations

from typing import Any

import pytest

from notesik.errors import BadDocument
from notesik.shipped import shipped_folder
from notesik.social_proof import HOUR_MS, MAX_HOURS, ProductCounts, still_counted
from notesik.widget_loading import load_widgets
from notesik.widget_scenes import Scene

WIDGET = load_widgets(shipped_folder("widgets"))["social_proof"]
HOUR = 500_000
NOW_MS = HOUR * HOUR_MS + 7
COUNTS = ProductCounts(viewed={"bag": {HOUR: 4, HOUR - 2: 3, HOUR - 30: 9}}, bought={"bag": {HOUR - 70: 2}})


def scene(language: str = "en", product_id: str = "bag", counts: ProductCounts = COUNTS) -> Scene:
    return Scene(
        language=language,
        tags={"page": {"product_id": product_id}},
        count=lambda action, product, hours: counts.visitors(action, product, hours, NOW_MS),
    )


def text_of(parameters: dict[str, Any], scene: Scene) -> str:
    html = WIDGET.compile(parameters).render(scene)
    return html.partition("<span")[2].partition(">")[2].partition("</span>")[0]


@pytest.mark.parametrize(
    ("parameters", "number"),
    [
        ({}, 7),
        ({"hours": 1, "minimum": 2}, 4),
        ({"hours": 72}, 16),
        ({"action": "bought", "hours": 72, "minimum": 2}, 2),
    ],
)
def test_those_of_the_last_hours_are_told(parameters: dict[str, Any], number: int) -> None:
    assert text_of(parameters, scene()).startswith(f"{number} people")


@pytest.mark.parametrize(
    ("parameters", "product_id", "absence"),
    [
        ({"hours": 1}, "bag", "4 viewed in 1 h, fewer than 5"),
        ({"action": "bought"}, "bag", "0 bought in 24 h, fewer than 5"),
        ({}, "tent", "0 viewed in 24 h, fewer than 5"),
        ({}, "", "the page shows no product"),
    ],
)
def test_too_few_are_not_told_and_the_owner_learns_why(parameters: Any, product_id: str, absence: str) -> None:
    compiled = WIDGET.compile(parameters)
    assert compiled.render(scene(product_id=product_id)) == ""
    assert compiled.absence(scene(product_id=product_id)) == absence


def test_a_campaign_may_name_the_product() -> None:
    assert text_of({"product": "bag"}, scene(product_id="tent")).startswith("7 people")


@pytest.mark.parametrize(
    ("language", "number", "sentence"),
    [
        ("pl", 3, "3 osoby oglądały ten produkt w ostatnich 24 godzinach"),
        ("pl", 5, "5 osób oglądało ten produkt w ostatnich 24 godzinach"),
        ("de", 12, "12 Personen haben das angesehen in den letzten 24 Stunden"),
        ("ar", 2, "شخصان شاهدا هذا المنتج خلال آخر 24 ساعة"),
        ("ar", 7, "7 أشخاص شاهدوا هذا المنتج خلال آخر 24 ساعة"),
        ("fr", 1_000, "1\u202f000+ people looked at this in the last 24 hours"),
    ],
)
def test_the_sentence_keeps_to_its_languages_grammar(language: str, number: int, sentence: str) -> None:
    shown = Scene(language=language, tags={"page": {"product_id": "bag"}}, count=lambda *_: number)
    assert text_of({"minimum": 2}, shown) == sentence


def test_an_owners_text_goes_by_the_number() -> None:
    text = {"en": {"one": "{{ count }} rider", "other": "{{ count }} riders in {{ hours }} h"}, "pl": "Już {{ count }}"}
    assert text_of({"text": text}, scene()) == "7 riders in 24 h"
    assert text_of({"text": text}, scene("pl")) == "Już 7"
    assert text_of({"text": text}, scene("fr")) == "7 riders in 24 h"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ({"one": "a", "other": "b"}, "plural forms belong to a language, such as {en: {one: …, other: …}}"),
        ({"en": {"one": "a"}}, "is missing; it stands in for the forms that are left out"),
        ({"en": {"few": "a", "other": "b"}}, '"few" is no plural form of "en"; it has one, other'),
        ({"en": {"other": 5}}, "expected text, got the number 5"),
        ({"en": {"other": "{{ counts }}"}}, 'there is no such field: {{ counts }}, did you mean "count"?'),
        ({"xx": {"other": "a"}}, 'no plural forms are known of the language "xx"; write one text for all numbers'),
        (5, "expected text, or a mapping of languages to text, got the number 5"),
    ],
)
def test_a_text_that_cannot_go_by_a_number_is_refused(text: Any, fault: str) -> None:
    with pytest.raises(BadDocument) as caught:
        WIDGET.compile({"text": text})
    assert [each.message for each in caught.value.faults] == [fault]


def test_a_product_for_which_nobody_came_lately_is_forgotten() -> None:
    counts = {"bag": {HOUR: 1}, "tent": {HOUR - MAX_HOURS: 5}, "cup": {}}
    assert still_counted(counts, NOW_MS) == {"bag": {HOUR: 1}}


def test_of_too_many_products_those_are_held_for_which_somebody_came_last() -> None:
    counts = {"bag": {HOUR - 9: 5}, "tent": {HOUR: 1}, "cup": {HOUR - 8: 3, HOUR - 1: 1}}
    assert still_counted(counts, NOW_MS, most=2) == {"tent": {HOUR: 1}, "cup": {HOUR - 8: 3, HOUR - 1: 1}}
