from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.css_selectors import selector_fault


@pytest.mark.parametrize(
    "selector",
    [
        "#cart",
        "main > .row",
        "ul.products>li+li ~ li",
        "*",
        "h1, h2 , .title:not(.small, #x)",
        "a:has(> img[alt='a ] b'])",
        '[data-id="5"][lang|=pl i] svg|use',
        "tr:nth-child(2n + 1 of .odd)::before",
        ".md\\:flex .-mt-1 .--x",
        ".zażółć",
        ":is(header, footer) :where(a)",
    ],
)
def test_what_browsers_take_passes(selector: str) -> None:
    assert selector_fault(selector) == ""


@pytest.mark.parametrize(
    "selector",
    [
        "###",
        "",
        " ",
        ".",
        ".row >",
        "> .row",
        "a,,b",
        "a,",
        "[data-id=5]",
        "[a='b]",
        ":not(.a",
        ".1a",
        "a)",
        "a{b}",
        "$x",
        "a b #",
    ],
)
def test_what_no_browser_takes_is_told(selector: str) -> None:
    assert selector_fault(selector)


@given(st.text("ab#.[]()>+~, :\\\"'=*|&1-", max_size=30))
def test_any_text_is_answered_and_spaces_around_do_not_count(text: str) -> None:
    assert selector_fault(f" {text} ") == selector_fault(text) or text.endswith("\\")
