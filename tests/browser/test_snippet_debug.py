"""The owner's signed link: what its token opens, and the overlay that explains every yes and no."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from browser.recording_server import Answer, RecordingServer

LINK = "/index.html?notesik=debug&size=42&notesik_token=signed.token-1#top"
DECISIONS: list[dict[str, Any]] = [
    {
        "campaign": "free-shipping",
        "shown": False,
        "reason": "condition",
        "detail": "cart.value is 20",
        "tests": [
            {"field": "cart.value", "operator": "$gt", "expected": 100, "actual": 20, "holds": False},
            {
                "operator": "$or",
                "holds": True,
                "tests": [{"field": "page.type", "operator": "$eq", "expected": "home", "holds": False}],
            },
        ],
    },
    {"campaign": "spring", "shown": True, "reason": "shown", "variant": "b"},
    {"campaign": "<b>odd", "shown": False, "reason": "some_new_reason"},
]


@pytest.fixture
def answering(server: RecordingServer) -> RecordingServer:
    """Explains its decisions to whoever sends the token, as the server does."""

    def answer(request: Any) -> Answer:
        usual = server.taken(request)
        if request.body.get("preview") != "signed.token-1":
            return usual
        explained = {"preview": {"opens": "debug"}, "decisions": DECISIONS, "context": {"cart": {"value": 20}}}
        return Answer(body={**usual.body, **explained})

    server.answer = answer
    return server


def opener(page: Page) -> Any:
    return page.locator("notesik-debug .opener")


def test_a_signed_link_explains_each_campaign(page: Page, shop: RecordingServer, answering: RecordingServer) -> None:
    page.goto(shop.url + LINK)
    opener(page).get_by_text("1 of 3 shown").wait_for()
    assert page.locator("notesik-debug .panel").is_hidden()
    opener(page).click()
    panel = page.get_by_role("region", name="What this page shows, and why")
    assert panel.locator("summary .name").all_text_contents() == ["free-shipping", "spring", "<b>odd"]
    assert panel.locator("summary .verdict").all_text_contents() == ["Not shown", "Shown", "Not shown"]
    assert panel.get_by_text("Its condition does not hold.").is_visible()
    assert panel.get_by_text("some new reason").is_visible()
    panel.get_by_text("spring").click()
    assert panel.get_by_text("Variant b").is_visible()
    panel.get_by_text("free-shipping").click()
    tests = panel.locator(".test").all_inner_texts()
    assert [" ".join(text.split()) for text in tests] == [
        "Does not hold: cart.value $gt 100 Here: 20",
        'Holds: $or Does not hold: page.type $eq "home" Here: missing',
        'Does not hold: page.type $eq "home" Here: missing',
    ]
    panel.get_by_text("What is known of this visit").click()
    assert '"value": 20' in panel.locator("pre").inner_text()
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert opener(page).evaluate("button => button.getRootNode().activeElement === button")


def test_the_token_is_told_to_the_server_and_to_nobody_else(
    page: Page, shop: RecordingServer, answering: RecordingServer
) -> None:
    page.goto(shop.url + LINK)
    visit = answering.wait(lambda request: request.path == "/v1/visit").body
    assert visit["preview"] == "signed.token-1"
    assert visit["page"]["url"] == f"{shop.url}/index.html?size=42#top"
    assert "signed" not in str(visit["batch"])
    page.wait_for_url(visit["page"]["url"])
    assert len(answering.messages("page")) == 1


def test_the_overlay_follows_each_answer_and_keeps_what_is_unfolded(
    page: Page, shop: RecordingServer, answering: RecordingServer
) -> None:
    page.goto(shop.url + LINK)
    opener(page).click()
    page.locator("notesik-debug .name", has_text="free-shipping").click()
    before = answering.answer
    changed = [{**DECISIONS[0], "detail": "cart.value is 60"}, *DECISIONS[1:]]

    def answer(request: Any) -> Answer:
        body = (before(request) or answering.taken(request)).body
        return Answer(body={**body, "decisions": changed})

    answering.answer = answer
    page.evaluate("notesik.track('Product Added', {product_id: 'a'})")
    page.locator("notesik-debug").get_by_text("cart.value is 60").wait_for()


def test_the_overlay_stays_for_the_tabs_next_pages_until_it_is_stopped(
    page: Page, shop: RecordingServer, answering: RecordingServer
) -> None:
    page.goto(shop.url + LINK)
    opener(page).wait_for()
    page.goto(f"{shop.url}/next.html")
    opener(page).click()
    page.locator("notesik-debug .stop").click()
    assert page.locator("notesik-debug").count() == 0
    page.reload()
    page.wait_for_function("!!window.notesik?.track")
    page.evaluate("notesik.track('Sentinel')")
    last = answering.wait(lambda request: "Sentinel" in request.events)
    assert "preview" not in last.body
    assert page.locator("notesik-debug").count() == 0


OPENED = {
    "preview": ({"opens": "preview", "campaign": "draft"}, "Preview", "You see the campaign draft as visitors would"),
    "absent": ({"opens": "preview", "campaign": "draft", "note": "No slot."}, "Preview is not here", "No slot."),
    "nothing": ({"opens": "nothing", "note": "The link is over."}, "Link opens nothing", "The link is over."),
}


@pytest.mark.parametrize(("preview", "short", "words"), OPENED.values(), ids=OPENED.keys())
def test_a_link_says_what_it_has_opened(
    page: Page, shop: RecordingServer, server: RecordingServer, preview: dict[str, str], short: str, words: str
) -> None:
    server.answer = lambda request: Answer(body={**server.taken(request).body, "preview": preview})
    page.goto(f"{shop.url}/index.html?notesik=preview&notesik_campaign=draft&notesik_token=other")
    visit = server.wait(lambda request: request.path == "/v1/visit").body
    assert visit["preview"] == "other"
    assert visit["page"]["url"] == f"{shop.url}/index.html"
    opener(page).get_by_text(short, exact=True).wait_for()
    opener(page).click()
    assert page.locator("notesik-debug .opened", has_text=words).is_visible()
    assert page.locator("notesik-debug .context").is_hidden()


def test_the_overlay_works_under_a_strict_policy(page: Page, shop: RecordingServer, answering: RecordingServer) -> None:
    shop.headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src 'self' {answering.url}; connect-src {answering.url}; style-src 'self';"
        " require-trusted-types-for 'script'; trusted-types notesik"
    )
    page.goto(shop.url + LINK)
    opener(page).click()
    assert page.locator("notesik-debug .panel").evaluate("panel => getComputedStyle(panel).display") == "flex"


def test_visitors_load_nothing_of_it(page: Page, shop: RecordingServer, answering: RecordingServer) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(shop.url)
    answering.wait_for_event("page")
    page.evaluate("notesik.track('Sentinel')")
    answering.wait_for_event("Sentinel")
    assert [url for url in loaded if "/notesik/" in url] == []
