from __future__ import annotations

import re

from notesik.checks import Checked
from notesik.debug_views import MOST_CAMPAIGNS, Row, debug_view
from notesik.decisions import Decision
from notesik.explanations import Member
from notesik.overlay import load_overlay
from notesik.shipped import shipped_folder

OVERLAY = load_overlay(shipped_folder("widgets"))
TESTS = (
    Member(holds=False, field="cart.value", operator="$gt", expected=100, actual=20),
    Member(
        holds=True,
        operator="$or",
        tests=(Member(holds=True, field="page.type", operator="$eq", expected="home", actual="home"),),
    ),
    Member(holds=False, of={"event": "Product Viewed"}, measure="count", operator="$gte", expected=3, actual=1),
)
DECISIONS = [
    Decision("spring", shown=True, reason="shown", variant="b"),
    Decision(
        "free-shipping",
        shown=False,
        reason="condition",
        detail="cart.value is 20, expected more than 100",
        tests=TESTS,
        checks=(Checked("status", passed=True, detail="the campaign is live"),),
    ),
]


def test_the_view_tells_each_campaign_and_all_that_was_asked_and_tested() -> None:
    view = debug_view({"opens": "debug"}, DECISIONS, {"cart": {"value": 20}}, "https://shop.example/?a=1#top")
    assert (view.short, view.words) == ("1 of 2 shown", "")
    assert view.stop_url == "https://shop.example/?a=1&notesik_token="
    assert '"value": 20' in view.context
    second = view.campaigns[1]
    assert (second.why, second.variant) == ("The condition does not hold.", None)
    assert second.checks == (Row(holds=True, subject="status", actual="the campaign is live"),)
    assert second.tests[0] == Row(holds=False, subject="cart.value", expected="more than 100", actual="20")
    assert second.tests[1].rows[0].actual == '"home"'
    assert second.tests[2] == Row(holds=False, subject="Product Viewed", expected="at least 3", actual="1 times")


def test_a_link_says_what_it_has_opened() -> None:
    def told(**opened: str) -> tuple[str, str]:
        view = debug_view(opened, (), None, "")
        return view.short, view.words

    assert told(opens="preview", campaign="draft", variant="a") == (
        "Preview",
        "You see the campaign draft as visitors would, whatever its status and condition.",
    )
    assert told(opens="preview", campaign="draft", note="No slot.") == ("Preview is not here", "No slot.")
    assert told(opens="preview", campaign="draft", variant="a", note="Not c.") == ("Preview", "Not c.")
    assert told(opens="nothing", note="The link is over.") == ("Link opens nothing", "The link is over.")
    assert told(opens="debug") == ("0 of 0 shown", "There are no campaigns yet.")


def test_of_very_many_campaigns_the_first_are_told() -> None:
    many = [Decision(f"c{number}", shown=False, reason="status") for number in range(MOST_CAMPAIGNS + 1)]
    view = debug_view({"opens": "debug"}, many, None, "")
    assert len(view.campaigns) == MOST_CAMPAIGNS
    assert view.words == f"Of {len(many)} campaigns the first {MOST_CAMPAIGNS} are told."


def test_the_overlay_escapes_all_that_comes_from_outside() -> None:
    odd = Decision("<b>odd", shown=False, reason="<i>", detail="<script>")
    view = debug_view({"opens": "debug"}, [odd], {"page": {"title": "</pre><img src=x>"}}, "javascript:alert(1)")
    html = OVERLAY.render(view)
    for markup in ("<b>odd", "<i>", "<script>", "<img", "javascript:"):
        assert markup not in html
    assert "&lt;/pre&gt;&lt;img src=x&gt;" in html


def test_the_overlay_has_no_inline_style_or_handler() -> None:
    html = OVERLAY.render(debug_view({"opens": "debug"}, DECISIONS, {}, "https://shop.example/"))
    assert re.findall(r"\s(style|on\w+)=", html) == []
