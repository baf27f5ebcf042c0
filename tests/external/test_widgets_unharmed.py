"""No outside text can become markup, a handler or a script's address, wherever it enters a widget."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from notesik.catalogue import Product
from notesik.recommendations import Recommendation
from notesik.shipped import shipped_folder
from notesik.widget_loading import load_widgets
from notesik.widget_scenes import Message, Panel, Scene

WIDGETS = load_widgets(shipped_folder("widgets"))
HARMLESS = "harmless"
Render = Callable[[str], str]


@pytest.fixture(scope="module")
def payloads(external: Path) -> list[str]:
    files = ("xss-payloads.json", "naughty-strings.json")
    return [text for file in files for text in json.loads((external / "peers" / file).read_text("utf-8"))]


def scene_with(text: str) -> Scene:
    product = Product(
        id=text, title=text, url=text, image=text, brand=text, category=(text,), currency="EUR", price_minor=1_000
    )
    return Scene(
        currency="EUR",
        tags={"visitor": {"first_name": text}, "favourite": {"url": text, "image": text}, "cart": {"count": text}},
        recommend=lambda strategy, limit: [Recommendation(product, text)],
    )


def by_parameters(name: str) -> Render:
    """Every text, url and image of the widget holds the payload itself, where it is accepted."""
    widget = WIDGETS[name]
    writable = [key for key, parameter in widget.parameters.items() if parameter.type in {"text", "url", "image"}]

    def render(text: str) -> str:
        given: dict[str, Any] = dict(widget.examples[0].parameters) | dict.fromkeys(writable, HARMLESS)
        for key in writable:
            if not widget.faults(given | {key: text}, ""):
                given[key] = text
        return widget.compile(given).render(scene_with(HARMLESS))

    return render


def by_merge_tags(name: str) -> Render:
    """Every text inserts the payload by a tag, every address is one."""
    widget = WIDGETS[name]
    tag_of = {"text": "Hi {{ visitor.first_name }}", "url": "{{ favourite.url }}", "image": "{{ favourite.image }}"}
    tags = {key: tag_of[each.type] for key, each in widget.parameters.items() if each.type in tag_of}
    compiled = widget.compile(dict(widget.examples[0].parameters) | tags)
    return lambda text: compiled.render(scene_with(text))


def by_products(text: str) -> str:
    return WIDGETS["recommendations"].compile({}).render(scene_with(text))


def by_panel(text: str) -> str:
    product = scene_with(text).recommend("", 1)[0].product
    message = Message(campaign=text, variant=text, html="<p>ours</p>", is_unread=True)
    return WIDGETS["inbox"].render_panel(Scene(), Panel(viewed=[product], wishlist=[product], messages=[message]))


WAYS: dict[str, Render] = (
    {f"{name}-parameters": by_parameters(name) for name in WIDGETS}
    | {f"{name}-merge-tags": by_merge_tags(name) for name in WIDGETS}
    | {"products": by_products, "panel": by_panel}
)


def shape(tree: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The elements in order, each with the names of its attributes: what outside text must not be able to change.

    Whether an address is accepted decides if its link or picture is there at all, so these are left out.
    """
    for element in tree.iter():
        if element.tag not in {"a", "img"}:
            yield str(element.tag), tuple(element.attrib)


def parse(html: str) -> Any:
    return lxml_html.fromstring(f"<div>{html.replace(chr(0), '')}</div>")


@pytest.fixture(scope="module", params=WAYS)
def render(request: pytest.FixtureRequest) -> Render:
    return WAYS[request.param]


@pytest.fixture(scope="module")
def harmed(render: Render, payloads: list[str]) -> dict[str, Any]:
    """What becomes of each payload."""
    return {text: parse(render(text)) for text in payloads}


def test_outside_text_changes_no_markup(render: Render, harmed: dict[str, Any]) -> None:
    expected = {tuple(shape(parse(render(text)))) for text in (HARMLESS, "", "  ")}
    assert [text for text, tree in harmed.items() if tuple(shape(tree)) not in expected] == []


def test_outside_text_brings_no_script_no_handler_and_no_script_address(render: Render, harmed: dict[str, Any]) -> None:
    ours = {element.tag for element in parse(render(HARMLESS)).iter()}
    forbidden = {"script", "style", "iframe", "object", "embed", "form", "base", "meta"} - (ours & {"form"})
    for text, tree in harmed.items():
        for element in tree.iter():
            assert element.tag not in forbidden, text
            for name, value in element.attrib.items():
                assert not name.startswith("on"), text
                assert name not in {"style", "srcdoc", "formaction", "xlink:href"}, text
                if name in {"href", "src"}:
                    assert_leads_to_no_script(value)


def assert_leads_to_no_script(address: str) -> None:
    """By the rules of browsers: control characters and spaces at the start, tabs and line ends anywhere are nothing."""
    read = "".join(char for char in address if char not in "\t\r\n").lstrip("".join(map(chr, range(33)))).lower()
    scheme, colon, _ = read.partition(":")
    is_scheme = bool(colon) and scheme.replace("+", "").replace("-", "").isalnum()
    assert not is_scheme or scheme in {"http", "https", "mailto", "tel"}, address
