"""The README's examples of the JavaScript API run, in Chromium, on the demo shop with the real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from demo_process import Demo, running_demo

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
SECTIONS = README[README.index("### JavaScript API") : README.index("### The tag")]
EXAMPLES = re.findall(r"```js\n(.*?)```", SECTIONS, re.DOTALL)
TYPES = (Path(__file__).parents[2] / "snippet" / "notesik.d.ts").read_text("utf-8")
DECLARED = set(re.findall(r"^  (\w+)\(", TYPES, re.MULTILINE))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest.fixture
def opened(page: Page, demo: Demo) -> Page:
    with page.expect_response("**/v1/visit"):
        page.goto(demo.url)
    return page


def run(page: Page, example: str) -> Any:
    return page.evaluate(f"async () => {{ {example} }}")


def example_of(word: str) -> str:
    [found] = [each for each in EXAMPLES if word in each]
    return found


def test_every_call_is_declared_documented_and_there(opened: Page) -> None:
    there = set(opened.evaluate("Object.keys(notesik).filter((name) => typeof notesik[name] === 'function')"))
    assert there == DECLARED
    assert {name for name in there if not re.search(rf"notesik\.{name}\(", SECTIONS)} == set()


def test_calls_before_the_tag_are_made_and_answered(page: Page, demo: Demo) -> None:
    page.add_init_script(example_of('["recommend"'))
    with page.expect_console_message(lambda message: message.type == "log") as said:
        page.goto(demo.url)
    assert len(said.value.args[0].json_value()) == 4


def test_what_is_told_is_taken(opened: Page) -> None:
    assert run(opened, example_of('Size Chosen", { size: "M" });\nawait notesik.page')) is True


def test_a_campaign_that_is_not_chosen_says_so(opened: Page) -> None:
    assert run(opened, example_of("big-sale")) == [False, "not_chosen", False]


def test_recommended_products_can_be_drawn(opened: Page) -> None:
    assert len(run(opened, example_of("productId"))) == 3


def test_events_are_heard_until_it_is_stopped(opened: Page) -> None:
    heard: list[str] = []
    opened.on("console", lambda message: heard.append(message.text))
    run(opened, example_of("Heard"))
    opened.evaluate("notesik.track('Unheard')")
    assert [text.split()[0] for text in heard if "eard" in text] == ["Heard"]


def test_consent_can_be_told(opened: Page) -> None:
    run(opened, example_of("notesik.consent"))
    assert opened.evaluate("JSON.parse(localStorage['notesik.c'])") == {"analytics": True, "personalization": False}


@pytest.mark.parametrize("call", ["track()", "track('')", "track(7)"])
def test_an_event_without_a_name_is_not_taken(opened: Page, call: str) -> None:
    assert opened.evaluate(f"notesik.{call}") is False


def test_a_strategy_that_there_is_not_gives_no_products_and_the_answer_names_those_that_there_are(opened: Page) -> None:
    with opened.expect_response("**/v1/recommendations") as told:
        assert opened.evaluate("notesik.recommend('zzz')") == []
    assert told.value.status == 400
    assert "best_sellers" in told.value.json()["error"]["message"]
