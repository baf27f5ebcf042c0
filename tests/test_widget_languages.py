"""In another language than the widget's, each text says so itself, whichever widget it stands in (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from lxml import html as lxml_html
from msgspec.structs import replace

from notesik.parameter_texts import TEXTS
from notesik.parameter_types import Parameter
from notesik.shipped import shipped_folder
from notesik.widget_declarations import Example
from notesik.widget_scenes import Panel, Scene
from notesik.widgets import Widget
from test_widgets import EXAMPLES
from widget_examples import WIDGETS, panel, scene_of

POLISH = "po polsku"
ARABIC = Scene(language="ar-KW", direction="rtl")
TOLD_TO_A_SCRIPT = "data-edits"
"""What ``widgets/page_edit/script.js`` does to the page's own elements."""


def texts_of(declared: Mapping[str, Parameter], path: str = "") -> Iterator[str]:
    """The paths of all texts that a widget may be given."""
    for name, parameter in declared.items():
        if parameter.type in TEXTS:
            yield path + name
        yield from texts_of(parameter.fields, f"{path}{name}.")


NOT_READ = {"product", "edits.sort.category"}
"""They name something in the shop."""
ONE_OF_THEM = {"edits.text", "edits.image_text"}
"""An element of the page has letters, or it is a picture."""
ALL_TEXTS = [
    (widget.name, path) for widget in WIDGETS.values() for path in texts_of(widget.parameters) if path not in NOT_READ
]


def in_arabic_but(
    wanted: str, declared: Mapping[str, Parameter], given: Mapping[str, Any], path: str = ""
) -> dict[str, Any]:
    """What an example gives, and every text and link there can be: all in Arabic, that at ``wanted`` in Polish."""
    made = dict(given)
    for name, parameter in declared.items():
        here, value = path + name, given.get(name)
        if here == wanted:
            made[name] = {"pl": POLISH}
        elif parameter.type in TEXTS and here not in NOT_READ:
            made[name] = None if here in ONE_OF_THEM else {"ar": "بالعربية"}
        elif parameter.type == "url":
            made[name] = value or "/there"
        elif parameter.type == "list" and value:
            made[name] = [in_arabic_but(wanted, parameter.fields, each, f"{here}.") for each in value]
    return made


def spoken_around(element: Any) -> tuple[str, str]:
    """The language and direction of the nearest element that states them."""
    stating = next(each for each in (element, *element.iterancestors()) if each.get("lang"))
    return stating.get("lang"), stating.get("dir")


def said_in(html: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """All that ``html`` says, in elements and their attributes, each with the language and direction around it."""
    for element in lxml_html.fromstring(f"<main>{html}</main>").iter():
        for edit in json.loads(element.get(TOLD_TO_A_SCRIPT, "[]")):
            for said in (edit.get("text"), edit.get("set", {}).get("alt")):
                if said and not edit.get("hide"):
                    yield said, (edit["set"].get("lang"), edit["set"].get("dir")) if "set" in edit else ("ar", "rtl")
        if element.tag == "main":
            continue
        # The name of a region has no language of its own: HTML has none for it but that of all that is in the region.
        unstated = {TOLD_TO_A_SCRIPT, "aria-label"} if element.tag in ("div", "section") else {TOLD_TO_A_SCRIPT}
        around = spoken_around(element)
        yield element.text or "", around
        yield from ((value, around) for name, value in element.items() if name not in unstated)
        yield element.tail or "", spoken_around(element.getparent()) if element.getparent().tag != "main" else around


def places_of(text: str, html: str) -> list[tuple[str, str]]:
    """The language and direction of each place in ``html`` where ``text`` stands."""
    return [around for said, around in said_in(html) if text in said]


@cache
def shown_with(widget: str, path: str) -> list[str]:
    """Each example of the widget as an Arab sees it, where the text at ``path`` is there in Polish alone."""
    found = []
    for example in WIDGETS[widget].examples:
        parameters = in_arabic_but(path, WIDGETS[widget].parameters, example.parameters)
        for placement in WIDGETS[widget].placements:
            compiled = WIDGETS[widget].compile(parameters).of("", placement)
            scene = replace(scene_of(example), language=ARABIC.language, direction=ARABIC.direction)
            ending = replace(scene, now_ms=2**42, cart_value_minor=10**9)
            found += [compiled.render(scene), compiled.render(ending)]
    return [html for html in dict.fromkeys(found) if POLISH in html]


@pytest.mark.parametrize(("widget", "path"), ALL_TEXTS)
def test_a_text_that_stands_in_for_another_language_says_which_it_is(widget: str, path: str) -> None:
    shown = shown_with(widget, path)
    assert shown, "no example shows it"
    for html in shown:
        assert set(places_of(POLISH, html)) == {("pl", "ltr")}
        assert set(places_of("بالعربية", html)) <= {("ar-KW", "rtl"), ("ar", "rtl")}


def words_in(words: Mapping[str, Any]) -> Iterator[str]:
    for each in words.values():
        yield from [each] if isinstance(each, str) else words_in(each)


WORDS = tomllib.loads((shipped_folder("widgets") / "words.toml").read_text("utf-8"))
ENGLISH = {each for each in words_in(WORDS["en"]) if "{" not in each and len(each) > len("min")}


def foreign_places_of_words(html: str) -> list[tuple[str, tuple[str, str]]]:
    """Where English words stand, and something else is stated."""
    return [(said, around) for said, around in said_in(html) if said.strip() in ENGLISH and around != ("en", "ltr")]


@pytest.mark.parametrize(("widget", "example"), EXAMPLES)
def test_built_in_words_say_that_they_are_english_where_nobody_has_translated_them(
    widget: Widget, example: Example
) -> None:
    parameters = in_arabic_but("", widget.parameters, example.parameters)
    parameters = json.loads(json.dumps(parameters).replace('{"ar": ', '{"fr": '))
    for placement in widget.placements:
        html = widget.compile(parameters).of("", placement).render(replace(scene_of(example), language="fr"))
        assert foreign_places_of_words(html) == []


@pytest.mark.parametrize("held", [panel(), Panel()])
def test_the_words_of_an_opened_inbox_do_so_too(held: Panel) -> None:
    html = f'<div lang="fr" dir="ltr">{WIDGETS["inbox"].render_panel(Scene(language="fr", now_ms=1), held)}</div>'
    assert places_of("Viewed", html)
    assert foreign_places_of_words(html) == []


def test_texts_of_the_same_letters_keep_their_languages_apart() -> None:
    shared = WIDGETS["banner"].compile(
        {"title": {"pl": "Tak", "ar": "نعم", "de": "Ja"}, "eyebrow": {"pl": "OK", "de": "OK"}}
    )
    for language, stated in (
        ("ar", [("pl", "ltr")]),
        ("de", [("de", "ltr")]),
        ("pl", [("pl", "ltr")]),
        ("ar", [("pl", "ltr")]),
    ):
        html = shared.render(Scene(language=language, direction="rtl" if language == "ar" else "ltr"))
        assert places_of("OK", html) == stated
