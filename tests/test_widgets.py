"""Every widget's named examples against golden files, and what rendering promises.

After a wanted change of markup, write the golden files anew and read the difference: ``python tests/test_widgets.py``.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from notesik.placements import PLACEMENTS
from notesik.recommendations import FALLBACKS, STRATEGIES
from notesik.shipped import shipped_folder
from notesik.widget_declarations import Example
from notesik.widget_scenes import Inbox, Message, Panel, Scene
from notesik.widgets import Widget
from sample_products import NOW_MS, recommend_from, shelf
from widget_examples import WIDGETS, panel, panels, render

GOLDEN = Path(__file__).parent / "golden" / "widgets"
EXAMPLES = [
    pytest.param(widget, example, id=f"{widget.name}-{example.name}")
    for widget in WIDGETS.values()
    for example in widget.examples
]
WORDS = tomllib.loads((shipped_folder("widgets") / "words.toml").read_text("utf-8"))


@pytest.mark.parametrize(("widget", "example"), EXAMPLES)
def test_an_example_renders_as_its_golden_file(widget: Widget, example: Example) -> None:
    assert render(widget, example) == (GOLDEN / f"{widget.name}-{example.name}.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["inbox-panel-full", "inbox-panel-empty"])
def test_the_inbox_panel_renders_as_its_golden_file(name: str) -> None:
    assert panels()[name] == (GOLDEN / f"{name}.html").read_text("utf-8")


@pytest.mark.parametrize(("widget", "example"), EXAMPLES)
def test_an_example_keeps_to_a_strict_content_security_policy(widget: Widget, example: Example) -> None:
    for element in lxml_html.fromstring(render(widget, example)).iter():
        assert element.tag not in {"script", "style", "link", "iframe"}
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


@pytest.mark.parametrize(("widget", "example"), EXAMPLES)
def test_an_example_has_one_root_in_the_visitors_language(widget: Widget, example: Example) -> None:
    (root,) = lxml_html.fragments_fromstring(render(widget, example))
    assert widget.name in root.get("class").removeprefix("notesik-")
    assert (root.tag, root.get("part")) == ("div", "root")
    assert (root.get("lang"), root.get("dir")) == (
        example.scene.language,
        "rtl" if example.scene.language == "ar" else "ltr",
    )


@pytest.mark.parametrize(("widget", "example"), EXAMPLES)
def test_whatever_can_be_pressed_has_a_name_and_whatever_has_an_address_leads_somewhere(
    widget: Widget, example: Example
) -> None:
    root = lxml_html.fromstring(render(widget, example))
    for button in root.iter("button"):
        acts = button.get("data-notesik-action") or next(button.iterancestors("form"), None) is None
        assert button.get("type") == ("button" if acts else "submit")
        assert (button.get("aria-label") or button.text_content()).strip()
    for link in root.iter("a"):
        assert link.get("href")
        assert link.get("data-notesik-action") == ("read" if link.get("target") else "click")


def test_every_widget_fits_known_placements_and_says_what_it_is() -> None:
    known = {str(placement.__struct_config__.tag) for placement in PLACEMENTS}
    for widget in WIDGETS.values():
        assert widget.placements <= known
        assert widget.title
        assert widget.description
        assert widget.examples


def test_the_strategies_a_campaign_may_choose_are_those_that_exist() -> None:
    assert set(WIDGETS["recommendations"].parameters["strategy"].choices) == set(STRATEGIES)


def test_every_language_has_every_built_in_word_strategy_and_reason() -> None:
    for language, words in WORDS.items():
        assert words.keys() == WORDS["en"].keys(), language
        assert words["strategy"].keys() == set(STRATEGIES), language
        assert words["reason"].keys() == {*STRATEGIES, *FALLBACKS}, language


def test_no_built_in_word_hides_behind_a_method_of_the_mapping_that_holds_it() -> None:
    assert not set(WORDS["en"]) & set(dir(dict))


def shows_something(widget: Widget) -> bool:
    return widget.placements != {"page"}


def test_what_changes_only_the_page_has_no_sheet() -> None:
    assert [widget.name for widget in WIDGETS.values() if not widget.css] == ["page_edit"]


def test_a_sheet_carries_the_tokens_and_neither_comments_nor_imports() -> None:
    for widget in filter(shows_something, WIDGETS.values()):
        assert "--space-16:16px" in widget.css.replace(": ", ":")
        assert not re.search(r"/\*|@import|url\(|<", widget.css)


def test_a_sheet_uses_only_tokens_that_exist() -> None:
    for widget in WIDGETS.values():
        used = set(re.findall(r"var\((--[\w-]+)", widget.css))
        made = set(re.findall(r"(--[\w-]+):", widget.css))
        assert {name for name in used - made if not name.startswith("--notesik-")} == set()


@pytest.mark.parametrize("placement", ["top", "bottom"])
def test_a_bar_is_a_landmark_with_a_name_in_its_language(placement: str) -> None:
    html = WIDGETS["bar"].compile({"text": "Hinweis"}).of("", placement).render(Scene(language="de"))
    root = lxml_html.fromstring(html)
    assert (root.get("role"), root.get("aria-label")) == ("region", "Hinweis")


# -- the language of what is really read ------------------------------------------------------------------------------


def in_arabic(widget: str, parameters: dict[str, Any], language: str = "ar-KW") -> Any:
    scene = Scene(language=language, direction="rtl", currency="EUR", cart_value_minor=1_000)
    return lxml_html.fromstring(WIDGETS[widget].compile(parameters).render(scene))


GOAL = {"text": {"en": "{{ cart.remaining }} more and delivery is free."}, "goal": 110}


def test_a_text_that_stands_in_for_another_language_brings_its_own_direction_words_and_money() -> None:
    root = in_arabic("bar", GOAL)
    assert (root.get("lang"), root.get("dir")) == ("en", "ltr")
    assert "€100.00 more and delivery is free." in root.text_content()
    assert root.find(".//button").get("aria-label") == "Close"


def test_a_text_in_the_visitors_language_or_in_none_leaves_theirs() -> None:
    for text in ({"en": "More", "ar": "أضف"}, {"AR-kw": "أضف"}, "أضف"):
        root = in_arabic("bar", {"text": text})
        assert (root.get("lang"), root.get("dir")) == ("ar-KW", "rtl")
        assert "أضف" in root.text_content()


def test_of_texts_in_several_languages_the_first_that_is_required_decides_for_all() -> None:
    root = in_arabic("popup", {"text": {"ar": "أضف", "de": "Mehr"}, "title": {"de": "Hallo"}, "dismiss": {"ar": "لا"}})
    assert (root.get("lang"), root.get("dir")) == ("de", "ltr")
    assert "Mehr" in root.text_content()


def test_without_a_required_text_the_first_label_of_what_is_offered_decides() -> None:
    topics = [{"value": "news", "label": {"he": "חדשות"}}]
    root = in_arabic("preferences", {"topics": topics, "title": {"de": "Hallo"}}, language="pl")
    assert (root.get("lang"), root.get("dir")) == ("he", "rtl")


def test_the_inbox_stays_in_the_visitors_language_as_its_panel_does() -> None:
    assert in_arabic("inbox", {"title": {"en": "For you"}}).get("dir") == "rtl"


# -- the bar and its goal ---------------------------------------------------------------------------------------------


def bar(goal: Any = 50, **scene: Any) -> str:
    parameters = {"text": "{{ cart.remaining }} of {{ cart.goal }} to go", "text_done": "Free", "goal": goal}
    defaults: dict[str, Any] = {"currency": "EUR", "language": "en"}
    return WIDGETS["bar"].compile(parameters).render(Scene(**(defaults | scene)))


def text_of(html: str) -> str:
    return " ".join(lxml_html.fromstring(html).text_content().split())


def test_the_bar_says_what_is_missing_as_money() -> None:
    assert text_of(bar(cart_value_minor=2_950)) == "€20.50 of €50.00 to go"


@pytest.mark.parametrize("cart_value_minor", [5_000, 9_900])
def test_the_bar_changes_its_text_once_the_goal_is_reached(cart_value_minor: int) -> None:
    assert text_of(bar(cart_value_minor=cart_value_minor)) == "Free"


def test_the_bar_keeps_the_carts_other_tags_beside_the_remaining_amount() -> None:
    compiled = WIDGETS["bar"].compile({"text": "{{ cart.count }} items, {{ cart.remaining }} to go", "goal": 5})
    assert text_of(compiled.render(Scene(currency="EUR", tags={"cart": {"count": 3}}))) == "3 items, €5.00 to go"


def test_the_bar_is_not_shown_to_whom_its_goal_has_no_currency() -> None:
    assert bar(goal={"PLN": 200}) == ""


# -- the banner and its end -------------------------------------------------------------------------------------------

END = 1_772_816_400_000
"""2026-03-06T18:00 in Warsaw."""


def counting(now_ms: int, **parameters: Any) -> str:
    given = {"title": "Free fitting", "countdown_until": "2026-03-06T18:00", **parameters}
    return WIDGETS["banner"].compile(given).render(Scene(now_ms=now_ms, time_zone="Europe/Warsaw"))


def timer_of(html: str) -> str:
    (timer,) = lxml_html.fromstring(html).xpath('//*[@role="timer"]')
    return " ".join(" ".join(part.text_content() for part in timer if part.get("hidden") is None).split())


@pytest.mark.parametrize(
    ("left_ms", "words"),
    [
        (90_061_000, "Time left: 1 d 01 h 01 min"),
        (86_399_999, "Time left: 23 h 59 min"),
        (3_600_000, "Time left: 01 h 00 min"),
        (3_599_999, "Time left: 59 min 59 s"),
        (1, "Time left: 00 min 00 s"),
    ],
)
def test_a_banner_counts_down_in_text(left_ms: int, words: str) -> None:
    assert timer_of(counting(END - left_ms)) == words


def test_a_countdown_ends_at_the_same_moment_for_everybody() -> None:
    with_offset = counting(END - 60_000, countdown_until="2026-03-06T12:00-05:00")
    assert timer_of(with_offset) == timer_of(counting(END - 60_000)) == "Time left: 01 min 00 s"


def test_after_the_end_a_banner_says_so_or_is_gone() -> None:
    assert counting(END) == ""
    assert text_of(counting(END, ended="It was nice.", text="Book now", button="Book", url="/b")) == "It was nice."
    compiled = WIDGETS["banner"].compile({"title": "x", "countdown_until": "2026-03-06T18:00"})
    assert compiled.absence(Scene(now_ms=END)) == "its countdown is over, and it says nothing of the end"


def test_an_end_that_is_no_time_is_refused() -> None:
    faults = WIDGETS["banner"].faults({"title": "x", "countdown_until": "tomorrow"}, "parameters")
    assert [str(fault) for fault in faults] == [
        'parameters.countdown_until: expected a time such as 2026-12-24T18:00, got "tomorrow"'
    ]


# -- the pop-up -------------------------------------------------------------------------------------------------------


def test_a_popup_in_the_corner_is_no_modal() -> None:
    compiled = WIDGETS["popup"].compile({"title": "A hand with the size?", "layout": "full-screen"})
    modal = lxml_html.fromstring(compiled.of("help", "modal").render(Scene()))
    beside = lxml_html.fromstring(compiled.of("help", "corner").render(Scene()))
    assert [each.get("class") for each in modal.iter("dialog")] == ["box full-screen"]
    assert list(beside.iter("dialog")) == []
    assert beside.xpath('string(//*[@id=//*[@role="dialog"]/@aria-labelledby])') == "A hand with the size?"


def test_a_full_screen_without_a_picture_wears_its_colour_as_a_whole_and_a_sheet_on_its_head() -> None:
    said = {"title": "Ten per cent off", "colour": "#14323f"}
    for layout, coloured in (("full-screen", "paper"), ("modal", "head")):
        root = lxml_html.fromstring(WIDGETS["popup"].compile({**said, "layout": layout}).render(Scene()))
        (worn,) = root.xpath('//*[contains(@class, "on-light")]')
        assert worn.get("class") == f"{coloured} on-light"
        assert worn.find("svg").get("class") == "field"


# -- products ---------------------------------------------------------------------------------------------------------


def test_recommendations_without_a_product_are_not_shown() -> None:
    assert WIDGETS["recommendations"].compile({}).render(Scene()) == ""


def test_recommendations_ask_for_the_strategy_and_limit_of_the_campaign() -> None:
    asked: list[tuple[str, int]] = []

    def recommend(strategy: str, limit: int) -> list[Any]:
        asked.append((strategy, limit))
        return []

    WIDGETS["recommendations"].compile({"strategy": "bought_together", "limit": 4}).render(Scene(recommend=recommend))
    assert asked == [("bought_together", 4)]


def cards(**scene: Any) -> Any:
    products = shelf()
    html = (
        WIDGETS["recommendations"]
        .compile({})
        .render(Scene(recommend=lambda strategy, limit: recommend_from(products, strategy, limit), **scene))
    )
    return lxml_html.fromstring(html).find_class("product")


def test_a_card_strikes_the_old_price_only_while_there_is_a_sale() -> None:
    on_sale, plain, *_ = cards()
    assert [" ".join(struck.text_content().split()) for struck in on_sale.iter("s")] == ["€199.00"]
    assert on_sale.find_class("now")[0].text_content() == "€159.00"
    assert list(plain.iter("s")) == []


def test_a_product_without_a_price_says_none() -> None:
    assert cards()[3].find_class("price") == []


def test_a_heart_is_full_for_what_is_on_the_wishlist() -> None:
    hearts = [card.find_class("heart")[0] for card in cards(tags={"lists": {"wishlist": ["light-1"]}})]
    assert [heart.get("aria-pressed") for heart in hearts] == ["false", "true", "false", "false"]


def test_a_reason_is_said_in_the_visitors_language() -> None:
    assert cards(language="de")[1].find_class("reason")[0].text_content() == "Oft zusammen gekauft"


# -- the inbox --------------------------------------------------------------------------------------------------------


def selected_tab(panel: Panel) -> str:
    html = WIDGETS["inbox"].render_panel(Scene(), panel)
    (tab,) = lxml_html.fromstring(f"<div>{html}</div>").xpath('//input[@type="radio"][@checked]')
    return str(tab.get("value"))


def test_the_panel_opens_where_something_waits() -> None:
    assert selected_tab(panel()) == "messages"
    assert selected_tab(Panel(viewed=shelf(), wishlist=shelf())) == "viewed"
    assert selected_tab(Panel(wishlist=shelf())) == "wishlist"
    assert selected_tab(Panel()) == "viewed"


def test_an_unread_message_carries_its_campaign_for_the_browser() -> None:
    html = WIDGETS["inbox"].render_panel(Scene(), panel())
    unread = lxml_html.fromstring(f"<div>{html}</div>").xpath("//*[@data-notesik-unread]")
    assert [(each.get("data-notesik-campaign"), each.get("data-notesik-variant")) for each in unread] == [
        ("news-0", "a")
    ]


def test_the_count_on_the_button_is_there_only_for_unread_messages() -> None:
    def count(unread: int) -> Any:
        html = WIDGETS["inbox"].compile({}).render(Scene(inbox=Inbox(unread=unread)))
        return lxml_html.fromstring(html).find_class("count")[0]

    assert count(0).get("hidden") is not None
    assert count(3).get("hidden") is None
    assert count(120).text_content().endswith("99+")


@pytest.mark.parametrize(
    ("time_zone", "language", "date"),
    [("UTC", "en", "Mar 4, 2026"), ("America/Los_Angeles", "en", "Mar 3, 2026"), ("Europe/Warsaw", "pl", "4 mar 2026")],
)
def test_a_message_has_the_date_of_the_shop_in_the_visitors_language(time_zone: str, language: str, date: str) -> None:
    scene = Scene(time_zone=time_zone, language=language)
    message = Message(campaign="a", variant="a", html="", sent_ms=NOW_MS)
    html = WIDGETS["inbox"].render_panel(scene, Panel(messages=[message]))
    (shown,) = lxml_html.fromstring(f"<div>{html}</div>").find_class("date")
    assert shown.text_content().strip() == date


def test_a_widget_without_a_panel_refuses_to_render_one() -> None:
    with pytest.raises(ValueError, match=r"the widget bar has no panel\.html"):
        WIDGETS["bar"].render_panel(Scene(), Panel())


def refresh() -> None:
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for old in GOLDEN.glob("*.html"):
        old.unlink()
    for widget in WIDGETS.values():
        for example in widget.examples:
            (GOLDEN / f"{widget.name}-{example.name}.html").write_text(render(widget, example), "utf-8")
    for name, html in panels().items():
        (GOLDEN / f"{name}.html").write_text(html, "utf-8")


if __name__ == "__main__":
    refresh()
