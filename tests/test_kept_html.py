"""HTML that is kept: who is shown something gets what would have been rendered for them, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from notesik.answers import FormProgress
from notesik.kept_html import MAX_KEPT
from notesik.widget_declarations import Example
from notesik.widget_scenes import Inbox, Scene
from notesik.widgets import MAX_READINGS, Widget
from sample_products import NOW_MS, recommend_from, shelf
from test_widgets import EXAMPLES
from widget_examples import WIDGETS, scene_of


def others(scene: Scene) -> Iterator[Scene]:
    """Visitors who differ from that of ``scene`` in one thing each."""
    yield replace(scene, language="pl")
    yield replace(scene, language="ar", direction="rtl")
    yield replace(scene, currency="PLN")
    yield replace(scene, cart_value_minor=scene.cart_value_minor + 1_234)
    yield replace(scene, inbox=Inbox(unread=7))
    yield replace(scene, now_ms=scene.now_ms + 1_000)
    yield replace(scene, time_zone="Asia/Tokyo")
    yield replace(scene, tags={**scene.tags, "visitor": {"first_name": "Zofia", "traits": {"rides": "none"}}})
    yield replace(scene, tags={**scene.tags, "lists": {"wishlist": ["bag-1"]}})
    yield replace(scene, tags={**scene.tags, "page": {"product_id": "bag-1"}})
    yield replace(scene, count=lambda action, product_id, hours: 77)
    yield replace(scene, recommend=lambda strategy, limit: recommend_from(shelf("EUR")[1:], strategy, limit))
    yield replace(scene, order=lambda category: ("bag-1", "tent-1"))
    yield replace(scene, forms={"": FormProgress(tries=3, fault="missing")})


@pytest.mark.parametrize(("widget", "example"), EXAMPLES)
def test_whoever_differs_in_one_thing_gets_what_is_theirs(widget: Widget, example: Example) -> None:
    shared = widget.compile(example.parameters)
    scene = scene_of(example)
    for _ in "ab":
        for other in (scene, *others(scene), scene):
            assert shared.render(other) == widget.compile(example.parameters).render(other)


GREETING = {"title": {"en": 'Hello {{ visitor.first_name | default("you") }}', "pl": "Witaj"}}


def named(name: Any, **scene: Any) -> Scene:
    return Scene(tags={"visitor": {"first_name": name}}, **scene)


@settings(max_examples=50)
@given(names=st.lists(st.text(max_size=5) | st.integers() | st.none(), max_size=10))
def test_a_greeting_is_always_that_of_its_reader(names: list[Any]) -> None:
    shared = WIDGETS["banner"].compile(GREETING)
    for name in names:
        assert shared.render(named(name)) == WIDGETS["banner"].compile(GREETING).render(named(name))


def test_what_is_the_same_for_all_is_rendered_once() -> None:
    shared = WIDGETS["banner"].compile(GREETING)
    assert shared.render(named("Ann", language="pl")) is shared.render(named("Bob", language="pl"))
    assert shared.render(named("Ann")) is shared.render(named("Ann", cart_value_minor=5))


def test_a_countdown_goes_on() -> None:
    banner = WIDGETS["banner"].compile({"title": "Soon", "countdown_until": "2026-12-01T00:00:00Z"})
    first, second = (banner.render(Scene(now_ms=at_ms)) for at_ms in (NOW_MS, NOW_MS + 1_000))
    assert first != second


def test_only_so_much_is_kept() -> None:
    shared = WIDGETS["banner"].compile(GREETING)
    first = shared.render(named("0"))
    for number in range(1, MAX_KEPT):
        shared.render(named(str(number)))
    assert shared.render(named("0")) is first
    shared.render(named(str(MAX_KEPT)))
    assert shared.render(named("0")) is not first
    for currency in range(MAX_READINGS):
        shared.render(named("9", currency=f"{currency:03}"))
    assert shared.render(named("0")) == first
