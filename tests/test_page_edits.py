"""What a campaign changes on the page itself: checked when it is saved, and told in few words to the browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import html as lxml_html

from notesik.campaign_index import CampaignIndex
from notesik.campaigns import CompiledCampaign, compile_campaign, read_campaign
from notesik.decisions import choose, decide
from notesik.errors import BadDocument
from notesik.widget_scenes import Scene
from running_app import SEGMENTS, WIDGETS
from sample_campaigns import NOW_MS, request, shown

WIDGET = WIDGETS["page_edit"]


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
