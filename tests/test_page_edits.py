"""What a campaign changes on the page itself: checked when it is saved, and told in few words to the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from notesik.campaign_index import CampaignIndex
from notesik.campaigns import CompiledCampaign, compile_campaign, read_campaign
from notesik.catalogue import Catalogue, Product
from notesik.decisions import choose, decide
from notesik.errors import BadDocument
from notesik.page_edits import MOST_LOOKED_AT, MOST_ORDERED, drawn_to
from notesik.widget_scenes import Scene
from running_app import SEGMENTS, WIDGETS
from sample_campaigns import NOW_MS, request, shown

WIDGET = WIDGETS["page_edit"]
NAMES = st.sampled_from(["Wind", "Sea", "Own", ""])


def told(*edits: dict[str, Any], order: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What the browser is told, as the template is given it."""
    compiled = WIDGET.compile({"edits": list(edits)})
    html = compiled.render(Scene(order=lambda category: order if category != "Bags" else ()))
    return [] if not html else json.loads(lxml_html.fragment_fromstring(html).get("data-edits"))


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        ({"selector": "h1"}, "edits[0]: says nothing to do; needs one of text, image, link, hide, move, sort"),
        ({"text": "Hello"}, "edits[0].selector: is missing"),
        ({"selector": " ", "text": "Hello"}, "edits[0].selector: must not be empty"),
        ({"selector": 5, "text": "Hello"}, "edits[0].selector: expected a CSS selector, got the number 5"),
        (
            {"selector": "h1, head > STYLE.theme", "text": "Hello"},
            "edits[0].selector: a <style> is no content of the page, and is not changed",
        ),
        (
            {"selector": "h1", "move": {"to": "script[src]"}},
            "edits[0].move.to: a <script> is no content of the page, and is not changed",
        ),
        ({"selector": "a", "move": {"position": "before"}}, "edits[0].move.to: is missing"),
        ({"selector": "a", "move": "b"}, "edits[0].move: expected a mapping of parameters, got text"),
        (
            {"selector": "a", "link": "javascript:x"},
            "edits[0].link: expected an address that starts with https:// or http://, or a relative one such as /sale",
        ),
        (
            {"selector": "ul", "sort": {"items": "li", "product_id_attribute": 'x"]'}},
            "edits[0].sort.product_id_attribute",
        ),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused(edit: dict[str, Any], fault: str) -> None:
    with pytest.raises(BadDocument) as caught:
        WIDGET.compile({"edits": [edit]})
    assert any(
        f"{each.path}: {each.message}".removeprefix("parameters.").startswith(fault) for each in caught.value.faults
    )


def test_the_browser_is_told_only_what_there_is_to_do() -> None:
    assert told({"selector": "h1", "text": "Hello"}) == [{"at": "h1", "text": "Hello", "done": []}]
    assert told({"selector": "#a", "hide": True}) == [
        {"at": "#a", "hide": True, "set": {"display": "none"}, "done": []}
    ]
    assert told({"selector": "#a", "move": {"to": "#b", "position": "after"}}) == [
        {"at": "#a", "move": {"to": "#b", "by": "after"}, "done": []}
    ]


def test_a_picture_changes_in_all_its_sources_and_a_link_around_an_element_too() -> None:
    image, sources = told({"selector": "img", "image": "/a,b c.png", "image_text": "New"})
    assert image == {"at": "img", "set": {"srcset": "/a%2Cb%20c.png", "alt": "New"}, "done": []}
    assert sources["set"] == {"srcset": "/a%2Cb%20c.png"}
    [link] = told({"selector": "img", "link": "/new"})
    assert link["set"] == {"href": "/new"}
    assert link["at"] == "a:is(img), a:has(:is(img))"


SORT = {"selector": "ul", "sort": {"items": "li"}}


def test_a_list_is_sorted_only_for_whom_there_is_an_order() -> None:
    [sort] = told(SORT, order=("wind", 'a"b\\'))
    assert sort["sort"] == {"items": "li", "by": "data-product-id", "order": ["wind", 'a\\"b\\\\']}
    assert told(SORT) == []
    assert told({**SORT, "sort": {"items": "li", "category": "Bags"}}, order=("wind",)) == []
    compiled = WIDGET.compile({"edits": [SORT]})
    assert compiled.absence(Scene()) == "the visitor is drawn to nothing in this list"


def product(id: str, category: str, brand: str) -> Product:
    return Product(id=id, title=id, url="/", category=(category,) if category else (), brand=brand)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=30), st.dictionaries(NAMES, st.floats(0.1, 9)))
def test_products_come_by_their_points_and_the_same_points_keep_their_order(
    kinds: list[tuple[str, str]], points: dict[str, float]
) -> None:
    products = [product(str(number), category, brand) for number, (category, brand) in enumerate(kinds)]
    score = {
        each.id: (points.get(each.category[0], 0) if each.category else 0) + points.get(each.brand, 0)
        for each in products
    }
    found = drawn_to(products, points, points)
    if found:
        assert list(found) == sorted((id for id in score if score[id] > 0), key=lambda id: (-score[id], int(id)))
    else:
        assert len(set(score.values())) < 2


def test_a_page_is_told_the_order_of_so_many_at_most() -> None:
    shelf = [product(str(number), "Bags", "Wind" if number % 2 else "Sea") for number in range(2_500)]
    found = drawn_to(shelf, {}, {"Wind": 1.0})
    assert list(found) == [str(number) for number in range(1, 2 * MOST_ORDERED, 2)]


def test_only_the_first_products_of_a_list_are_looked_at_and_none_for_a_stranger() -> None:
    looked_at: list[str] = []

    def shelf() -> Iterator[Product]:
        for number in range(MOST_LOOKED_AT + 10):
            looked_at.append(str(number))
            yield product(str(number), "Bags", "Wind" if number in (1_999, 2_000) else "Sea")

    assert list(drawn_to(shelf(), {}, {})) == []
    assert looked_at == []
    assert list(drawn_to(shelf(), {}, {"Wind": 1.0})) == ["1999"]
    assert len(looked_at) == 2_000


def test_an_address_tells_which_category_a_page_lists() -> None:
    catalogue = Catalogue([product("a", "Rain Jackets", ""), product("b", "Żeglarstwo", "")])
    assert catalogue.category_at("/shop/rain-jackets/") == "rain jackets"
    assert catalogue.category_at("/%C5%BBeglarstwo") == "żeglarstwo"
    assert [catalogue.category_at(path) for path in ("/", "/shop", "")] == ["", "", ""]


def editing(id: str, *selectors: str) -> CompiledCampaign:
    edits = [{"selector": selector, "text": "Hello"} for selector in selectors]
    document = {
        "id": id,
        "name": id,
        "status": "live",
        "placement": {"type": "page"},
        "variants": [{"id": "a", "widget": "page_edit", "parameters": {"edits": edits}}],
    }
    return compile_campaign(read_campaign(document, WIDGETS, SEGMENTS), SEGMENTS)


def test_of_campaigns_that_edit_the_same_element_one_is_shown_and_the_other_is_told_why() -> None:
    campaigns = [editing("one", "h1", "h2"), editing("other", "h3", " h1"), editing("third", "h4")]
    decisions = decide(campaigns, {}, {}, request(), NOW_MS)
    assert shown(decisions) == ["one", "third"]
    assert decisions[1].detail == "same priority as one at edit h1, whose id comes first"
    assert shown(choose(CampaignIndex(campaigns), {}, {}, request(), NOW_MS)) == ["one", "third"]
