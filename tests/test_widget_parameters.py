"""What a campaign may write into a widget's parameters, and what the template gets."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.addresses import safe_address
from notesik.parameter_types import Colour, Moment, Parameter, TypeName
from notesik.widget_parameters import (
    TYPES,
    compile_parameters,
    parameter_faults,
)


def declared(type: TypeName, **rest: Any) -> dict[str, Parameter]:
    return {"it": Parameter(type=type, description="", **rest)}


def faults(type: TypeName, value: object, **rest: Any) -> list[str]:
    return [fault.message for fault in parameter_faults(declared(type, **rest), {"it": value})]


def value(type: TypeName, given: object, moment: Moment, **rest: Any) -> Any:
    return compile_parameters(declared(type, **rest), {"it": given})["it"](moment)


def moment(language: str = "en", currency: str = "EUR", **tags: Any) -> Moment:
    return Moment(language, currency, tags)


def test_every_type_that_may_be_declared_has_its_rules() -> None:
    assert set(TYPES) == set(get_args(TypeName))


def test_all_faults_are_named_at_once_with_their_paths() -> None:
    parameters = {
        "title": Parameter(type="text", description="", required=True, max_length=10),
        "limit": Parameter(type="integer", description="", maximum=12),
        "button": Parameter(type="text", description=""),
    }
    given = {"titel": "Hi", "limit": 40, "button": {"en": "{{ oops", "x_": "no"}}
    assert [fault.path for fault in parameter_faults(parameters, given, "variants[0].parameters")] == [
        "variants[0].parameters.titel",
        "variants[0].parameters.title",
        "variants[0].parameters.limit",
        "variants[0].parameters.button.en",
        "variants[0].parameters.button.x_",
    ]


def test_an_unknown_parameter_is_answered_with_the_nearest_known_one() -> None:
    (fault,) = parameter_faults(declared("text"), {"its": "x"})
    assert fault.message == 'unknown parameter, did you mean "it"?'


def test_parameters_that_are_no_mapping_are_refused() -> None:
    (fault,) = parameter_faults(declared("text"), ["x"], "variants[0].parameters")
    assert str(fault) == "variants[0].parameters: expected a mapping of parameters, got a list"


@pytest.mark.parametrize("empty", [None, "", {}])
def test_a_required_parameter_must_say_something(empty: object) -> None:
    assert faults("text", empty, required=True) == ["is missing"]


@pytest.mark.parametrize(
    ("type", "given", "message"),
    [
        ("text", 20, "expected text, or a mapping of languages to text, got the number 20"),
        ("text", {"english": "x"}, '"english" is no language; write a code such as en or ar-KW'),
        ("text", {"en": 5}, "expected text, got the number 5"),
        ("text", "x" * 501, "may have 500 characters at most, has 501"),
        ("integer", 2.5, "expected a whole number, got the number 2.5"),
        ("integer", True, "expected a whole number, got true"),
        ("number", "3", "expected a number, got text"),
        ("number", float("nan"), "expected a finite number"),
        ("boolean", "yes", "expected true or false, got text"),
        ("money", {"zloty": 3}, '"zloty" is no currency; write a code such as PLN'),
        ("money", "20 EUR", "expected a number, got text"),
        ("colour", "red", 'expected a colour such as "#1d5c46" (in quotes)'),
        ("colour", "#12345", 'expected a colour such as "#1d5c46" (in quotes)'),
        ("url", 5, "expected an address, got the number 5"),
        ("url", "{{ page.url }}?ref=bar", "an address that begins with a merge tag may hold nothing else"),
        ("url", "https://{{ visitor.id }}/a", "a merge tag may not stand in an address before the first / of its path"),
        ("url", "//{{ visitor.id }}", "a merge tag may not stand in an address before the first / of its path"),
    ],
)
def test_a_wrong_value_is_refused_in_words(type: TypeName, given: object, message: str) -> None:
    assert faults(type, given) == [message]


def test_numbers_and_choices_stay_within_what_is_declared() -> None:
    assert faults("integer", 1, minimum=2) == ["must be at least 2"]
    assert faults("money", {"EUR": 0}, minimum=0.01) == ["must be at least 0.01"]
    assert faults("choice", "stripe", choices=("strip", "grid")) == [
        'expected one of strip, grid, did you mean "strip"?'
    ]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JaVa\tScRiPt:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "mailto:a@b.c",
        "java\nscript:{{ page.url }}",
    ],
)
def test_an_address_that_is_neither_http_nor_relative_is_refused(address: str) -> None:
    assert faults("url", address)
    assert safe_address(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.example/a:b?c=d:e#f:g",
        "HTTP://shop.example",
        "//cdn.example/x.png",
        "/sale",
        "sale/now",
        "?q=1",
        "#top",
        "/a:b",
    ],
)
def test_http_and_relative_addresses_pass_unchanged(address: str) -> None:
    assert faults("image", address) == []
    assert safe_address(address) == address


def test_an_address_is_checked_again_after_its_tag_went_in() -> None:
    assert value("url", "{{ favourite.url }}", moment(favourite={"url": "javascript:alert(1)"})) == ""
    assert value("url", "{{ favourite.url }}", moment(favourite={"url": "https://shop.example/ż?a=b"})) == (
        "https://shop.example/ż?a=b"
    )


@pytest.mark.parametrize(
    "written",
    [
        "/{{ visitor.traits.x }}/sale",
        "/{{ visitor.traits.x }}/{{ visitor.traits.y }}",
        "/{{ visitor.traits.x }}\\\\sale",
        "/\t{{ visitor.traits.x }}/sale",
        "{{ visitor.traits.whole }}",
    ],
)
@pytest.mark.parametrize(
    "whole", ["//evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example", " \x01//evil"]
)
def test_a_tag_that_finds_nothing_or_a_bare_host_leads_to_no_other_host(written: str, whole: str) -> None:
    assert value("url", written, moment(visitor={"traits": {"whole": whole}})) == ""


def test_a_host_that_the_owner_wrote_stays() -> None:
    assert value("url", "//cdn.example/x.png", moment()) == "//cdn.example/x.png"
    assert value("url", "/{{ visitor.traits.x }}/sale", moment(visitor={"traits": {"x": "pl"}})) == "/pl/sale"
    assert value("url", "/sale/{{ visitor.traits.x }}/now", moment()) == "/sale//now"
    assert faults("url", "https://\t/{{ visitor.traits.x }}")


def test_a_tag_inside_an_address_is_percent_encoded() -> None:
    tags = moment(favourite={"category": "Bags & more/../x"})
    assert value("url", "/c?name={{ favourite.category }}", tags) == "/c?name=Bags%20%26%20more%2F..%2Fx"


@given(st.text())
def test_no_address_that_passes_has_a_scheme_but_http(text: str) -> None:
    address = safe_address(text)
    before_path = address.split("/")[0].split("?")[0].split("#")[0].split("\\")[0]
    assert ":" not in before_path or before_path.lower().startswith(("http:", "https:"))


@given(st.text(), st.text())
def test_no_inserted_value_can_change_where_an_address_leads(category: str, host: str) -> None:
    tags = moment(favourite={"category": category, "host": host})
    assert value("url", "https://shop.example/c/{{ favourite.category }}", tags).startswith("https://shop.example/c/")
    assert value("url", "/{{ favourite.host }}", tags)[1:2] not in {"/", "\\"}


@pytest.mark.parametrize(
    ("language", "text"),
    [("ar-KW", "مرحبا"), ("AR_kw", "مرحبا"), ("pl", "Hello"), ("de-AT", "Servus"), ("de", "Hello")],
)
def test_a_text_is_read_in_the_visitors_language_or_its_base_or_english(language: str, text: str) -> None:
    given = {"ar": "مرحبا", "en": "Hello", "de-AT": "Servus"}
    assert value("text", given, moment(language)) == text


def test_a_text_takes_merge_tags_and_their_fallbacks() -> None:
    given = 'Hello {{ visitor.first_name | default("there") }}'
    assert value("text", given, moment(visitor={"first_name": "Zofia"})) == "Hello Zofia"
    assert value("text", given, moment()) == "Hello there"


def test_money_is_minor_units_in_the_visitors_currency() -> None:
    assert value("money", 200, moment(currency="PLN")) == 20_000
    assert value("money", {"KWD": 19.5, "JPY": 900}, moment(currency="KWD")) == 19_500
    assert value("money", {"KWD": 19.5, "JPY": 900}, moment(currency="JPY")) == 900


def test_money_without_an_amount_in_the_visitors_currency_is_nothing() -> None:
    assert value("money", {"KWD": 20}, moment(currency="EUR")) is None
    assert value("money", 20, moment(currency="")) is None


@pytest.mark.parametrize(
    ("given", "colour"),
    [
        ("#1D5C46", Colour("#1d5c46", "light")),
        ("#fc0", Colour("#ffcc00", "dark")),
        ("#000", Colour("#000000", "light")),
        ("#ffffff", Colour("#ffffff", "dark")),
    ],
)
def test_a_colour_brings_the_ink_that_is_read_best_on_it(given: str, colour: Colour) -> None:
    assert value("colour", given, moment()) == colour


def test_what_is_left_out_gets_its_default_or_nothing() -> None:
    parameters = declared("integer", default=8) | {"other": Parameter(type="text", description="")}
    values = compile_parameters(parameters, {"it": None})
    assert values["it"](moment()) == 8
    assert values["other"](moment()) is None


# -- names and lists --------------------------------------------------------------------------------------------------

OPTIONS = {
    "value": Parameter(type="name", description="", required=True),
    "label": Parameter(type="text", description="", required=True),
    "points": Parameter(type="number", description="", default=1),
}
STEPS = {"options": Parameter(type="list", description="", fields=OPTIONS, max_items=2)}


def test_a_list_gives_each_item_all_of_its_fields_in_the_visitors_language() -> None:
    given = [{"options": [{"value": "road", "label": {"en": "Road", "pl": "Szosa"}}]}, {}]
    assert value("list", given, moment("pl"), fields=STEPS) == [
        {"options": [{"value": "road", "label": "Szosa", "points": 1}]},
        {"options": None},
    ]


def test_faults_in_lists_of_lists_have_the_path_through_all_of_them() -> None:
    declared = {"steps": Parameter(type="list", description="", fields=STEPS)}
    given = {"steps": [{}, {"options": [{"value": "a b", "label": "A"}, {"value": "b", "lable": "B"}]}]}
    found = parameter_faults(declared, given, "variants[0].parameters")
    assert [fault.path for fault in found] == [
        "variants[0].parameters.steps[1].options[0].value",
        "variants[0].parameters.steps[1].options[1].lable",
        "variants[0].parameters.steps[1].options[1].label",
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("road", "expected a list, got text"),
        ([{}, {}, {}], "may have 2 items at most, has 3"),
        (["road"], "expected a mapping of parameters, got text"),
    ],
)
def test_a_list_that_is_none_or_too_long_is_refused(given: object, message: str) -> None:
    assert faults("list", given, max_items=2) == [message]


@pytest.mark.parametrize("given", ["", "a b", "ą", "-a", "a" * 65, 5, None])
def test_a_name_is_letters_digits_and_dashes(given: object) -> None:
    declared = {"it": Parameter(type="name", description="", required=True)}
    assert len(parameter_faults(declared, {"it": given})) >= 1
    assert faults("name", "road_2-b") == []


# -- merge tags -------------------------------------------------------------------------------------------------------


def test_a_merge_tag_that_could_never_find_anything_is_refused() -> None:
    declared = {"title": Parameter(type="text", description=""), "url": Parameter(type="url", description="")}
    given = {
        "title": {"en": "Hello {{ visitor.frst_name }}", "pl": "{{ cart.remaning }}, {{ visitor.traits.size }}"},
        "url": "/c/{{ favorite.slug }}",
    }
    assert [str(fault) for fault in parameter_faults(declared, given)] == [
        'title.en: there is no such field: {{ visitor.frst_name }}, did you mean "visitor.first_name"?',
        'title.pl: there is no such field: {{ cart.remaning }}, did you mean "cart.remaining"?',
        'url: there is no such field: {{ favorite.slug }}, did you mean "favourite.slug"?',
    ]
