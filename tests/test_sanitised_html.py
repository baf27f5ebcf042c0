"""HTML that owners write is refused where it holds what is not allowed, and whatever comes out of it is harmless."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html as lxml_html

from notesik.errors import BadDocument
from notesik.sanitised_html import EVERYWHERE, TAGS, compile_html, html_faults

TAGS_OF_VISITOR = {"visitor": {"first_name": '<b>"Anna"</b>'}, "page": {"path": '"><script>', "title": '" onload="x'}}


def faults(html: str) -> list[str]:
    return [fault.message for fault in html_faults(html, "html")]


def render(html: str, **tags: object) -> str:
    return str(compile_html(html)({**TAGS_OF_VISITOR, **tags}))


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<script>alert(1)</script>", "<script> is not allowed"),
        ("<p><style>p {}</style></p>", "<style> is not allowed"),
        ("<iframe src=/a></iframe>", "<iframe> is not allowed"),
        ("<svg></svg>", "<svg> is not allowed"),
        ("<form></form>", "<form> is not allowed"),
        ('<p onclick="x()">', "<p onclick> is not allowed; it may have class, lang, dir"),
        ('<b style="color: red">', "<b style> is not allowed; it may have class, lang, dir"),
        ('<p id="top">', "<p id> is not allowed; it may have class, lang, dir"),
        ('<p class="lead hero">', 'there is no class "hero"; there are button, quiet, lead, note, columns'),
        ('<a target="_top">', '<a target="_top"> is not allowed; only _blank'),
        ("<p>{{ visitor.name }</p>", "a merge tag is not closed with }}: {{ visitor.name }"),
        ("<p>{{ shop.owner }}</p>", "there is no such field: {{ shop.owner }}"),
        ('<i title="x">', "<i title> is not allowed; it may have class, lang, dir"),
    ],
)
def test_what_is_not_allowed_is_named(html: str, fault: str) -> None:
    assert faults(html) == [fault]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,x",
        "{{ visitor.first_name }}:x",
        "//{{ page.path }}",
        "mailto:{{ visitor.first_name }}@shop.example",
    ],
)
def test_an_address_that_leads_elsewhere_than_to_a_page_or_a_person_is_refused(address: str) -> None:
    [fault] = faults(f'<a href="{address}">Here</a>')
    assert fault.startswith("<a href=")


def test_a_picture_comes_from_the_web_alone() -> None:
    assert faults('<img src="tel:1" alt="">') != []
    assert faults('<img src="/a.png" alt="">') == []


def test_each_fault_is_told_once_and_all_at_once() -> None:
    assert faults("<font>a</font><font>b</font><center>c</center>") == [
        "<font> is not allowed",
        "<center> is not allowed",
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<p class="lead">Hello, <strong>you</strong></p>',
        '<a href="mailto:anna@shop.example">Write</a> <a href="tel:+48123">Call</a> <a href="#size">Below</a>',
        '<a href="/p?name={{ visitor.first_name }}" target="_blank">Look</a>',
        "<table><caption>Sizes</caption><tr><th scope=row>M</th><td colspan=2>170</td></tr></table>",
        "<p>{{ visitor.first_name | default('you') }} &amp; <br> 3 < 4</p>",
    ],
)
def test_what_owners_need_is_allowed(html: str) -> None:
    assert faults(html) == []


def test_a_visitors_data_are_text_wherever_they_stand() -> None:
    html = '<p>{{ visitor.first_name }}</p><img src="/a.png?{{ page.path }}" alt="{{ page.title }}">'
    [paragraph, image] = lxml_html.fragments_fromstring(render(html))
    assert paragraph.text_content() == '<b>"Anna"</b>'
    assert image.get("src") == "/a.png?%22%3E%3Cscript%3E"
    assert image.get("alt") == '" onload="x'
    assert image.get("onload") is None


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("a<!-- note -->b", "ab"),
        ("a<![CDATA[note]]>b", "ab"),
        ("a<?note?>b", "ab"),
        ("<!doctype html>a", "a"),
        ("<td>cell</td>", "cell"),
    ],
)
def test_what_a_browser_would_not_show_either_vanishes(html: str, left: str) -> None:
    assert faults(html) == []
    assert render(html) == left


def test_an_address_from_a_visitors_data_is_left_out_when_it_leads_elsewhere() -> None:
    html = '<a href="{{ product.id }}">Here</a>'
    assert 'href="/p/1"' in render(html, product={"id": "/p/1"})
    assert "href" not in render(html, product={"id": "javascript:alert(1)"})


def test_a_link_is_counted_as_a_click_and_opens_no_way_back() -> None:
    [link] = lxml_html.fragments_fromstring(render('<a href="https://maker.example" target="_blank">Maker</a>'))
    assert (link.get("rel"), link.get("data-notesik-action")) == ("noopener", "click")


SNIPPETS = [
    *(
        "<p>",
        "</p>",
        "<svg>",
        "<math>",
        "<style>",
        "</style>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<a href=",
        "<img ",
    ),
    *(
        "<table>",
        "<td>",
        "<noscript>",
        "<template>",
        "<textarea>",
        "<title>",
        "<select>",
        "</a>",
        "<mtext>",
        "<annotation-xml>",
    ),
    *(
        '"',
        "'",
        ">",
        "<",
        "=",
        "&lt;",
        "&#0;",
        "javascript:x",
        "onerror=x",
        "src=x",
        " ",
        "{{ page.path }}",
        "{{",
        "}}",
        "\x00",
    ),
]
"""What has carried scripts past sanitisers."""


@given(st.lists(st.sampled_from(SNIPPETS), max_size=14).map("".join), st.text(max_size=8))
@example("{{ page.path }}", "\b")
def test_whatever_is_written_and_looked_up_nothing_harmful_comes_out(html: str, value: str) -> None:
    try:
        rendered = str(compile_html(html)({"page": {"path": value}}))
    except BadDocument:
        assert faults(html) != []
        return
    for element in lxml_html.fromstring(f"<section>{rendered}</section>").iterdescendants():
        assert element.tag in TAGS
        allowed = {*TAGS[element.tag], *EVERYWHERE, "rel", "data-notesik-action", "loading", "decoding"}
        assert set(element.attrib) <= allowed
        assert "javascript:" not in (element.get("href") or "") + (element.get("src") or "")
