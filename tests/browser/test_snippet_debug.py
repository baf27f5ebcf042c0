"""The owner's signed link: what its token opens, and the overlay that explains every yes and no."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from browser.recording_server import Answer, Recorded, RecordingServer
from notesik.checks import Checked
from notesik.debug_views import debug_view
from notesik.decisions import Decision
from notesik.explanations import Member
from notesik.overlay import load_overlay
from notesik.shipped import shipped_folder

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
LINK = "/index.html?notesik=debug&size=42&notesik_token=signed.token-1#top"
OVERLAY = load_overlay(shipped_folder("widgets"))
LIVE = Checked("status", passed=True, detail="the campaign is live")
DECISIONS = [
    Decision("spring", shown=True, reason="shown", variant="b", checks=(LIVE,)),
    Decision(
        "free-shipping",
        shown=False,
        reason="condition",
        detail="cart.value is 20, expected more than 100",
        tests=(Member(holds=False, field="cart.value", operator="$gt", expected=100, actual=20),),
        checks=(LIVE, Checked("condition", passed=False, detail="cart.value is 20, expected more than 100")),
    ),
    Decision("<b>odd", shown=False, reason="status", checks=(Checked("status", passed=False, detail="is draft"),)),
]


def debug_answer(
    server: RecordingServer, request: Recorded, opened: Mapping[str, str], decisions: list[Decision] | None = None
) -> Answer:
    usual = server.taken(request)
    server.pages[f"notesik/{OVERLAY.style_file}"] = OVERLAY.css
    context = None if decisions is None else {"cart": {"value": 20}}
    view = debug_view(opened, decisions or (), context, request.body["page"]["url"])
    debug = {"html": OVERLAY.render(view), "styles": OVERLAY.style_file}
    return Answer(body={**usual.body, "preview": opened, "debug": debug})


@pytest.fixture
def answering(server: RecordingServer) -> RecordingServer:
    """Explains its decisions to whoever sends the token, as the server does."""

    def answer(request: Recorded) -> Answer:
        if request.body.get("preview") != "signed.token-1":
            return server.taken(request)
        return debug_answer(server, request, {"opens": "debug"}, DECISIONS)

    server.answer = answer
    return server


def overlay(page: Page) -> Locator:
    return page.locator(".notesik-debug")


def opener(page: Page) -> Locator:
    return overlay(page).locator(".opener")


def test_a_signed_link_explains_each_campaign(page: Page, shop: RecordingServer, answering: RecordingServer) -> None:
    page.goto(shop.url + LINK)
    opener(page).get_by_text("1 of 3 shown").wait_for()
    panel = overlay(page).locator(".panel")
    assert panel.is_hidden()
    opener(page).press("Enter")
    panel.wait_for()
    assert panel.locator("summary .name").all_text_contents() == ["spring", "free-shipping", "<b>odd"]
    assert panel.locator("summary .verdict").all_text_contents() == ["Shown", "Not shown", "Not shown"]
    assert panel.get_by_text("The condition does not hold.").is_visible()
    panel.get_by_text("spring").click()
    assert panel.get_by_text("Variant b").is_visible()
    panel.get_by_text("free-shipping").click()
    [test] = panel.locator("[data-campaign=free-shipping] .tests:not(.checks) .test").all_inner_texts()
    assert " ".join(test.split()) == "Does not hold: cart.value more than 100 Here: 20"
    checks = panel.locator("[data-campaign=free-shipping] .checks .test").all_inner_texts()
    assert [" ".join(check.split()) for check in checks] == [
        "Passed: Status the campaign is live",
        "Not passed: Condition cart.value is 20, expected more than 100",
    ]
    panel.get_by_text("What is known of this visit").click()
    assert '"value": 20' in panel.locator("pre").inner_text()
    opener(page).press("Enter")
    panel.wait_for(state="hidden")


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
    overlay(page).locator(".name", has_text="free-shipping").click()
    changed = [DECISIONS[0], Decision("free-shipping", shown=False, reason="condition", detail="cart.value is 60")]

    def answer(request: Recorded) -> Answer:
        return debug_answer(answering, request, {"opens": "debug"}, [*changed, DECISIONS[2]])

    answering.answer = answer
    page.evaluate("notesik.track('Product Added', {product_id: 'a'})")
    overlay(page).get_by_text("cart.value is 60").wait_for()


def test_the_overlay_stays_for_the_tabs_next_pages_until_it_is_stopped(
    page: Page, shop: RecordingServer, answering: RecordingServer
) -> None:
    page.goto(shop.url + LINK)
    opener(page).wait_for()
    page.goto(f"{shop.url}/next.html")
    opener(page).click()
    overlay(page).locator(".stop").click()
    page.wait_for_url(f"{shop.url}/next.html")
    page.wait_for_function("!!window.notesik?.track")
    page.evaluate("notesik.track('Sentinel')")
    last = answering.wait(lambda request: "Sentinel" in request.events)
    assert not last.body.get("preview")
    assert overlay(page).count() == 0


OPENED = {
    "preview": ({"opens": "preview", "campaign": "draft", "variant": "a"}, "Preview", "You see the campaign draft as"),
    "absent": ({"opens": "preview", "campaign": "draft", "note": "No slot."}, "Preview is not here", "No slot."),
    "nothing": ({"opens": "nothing", "note": "The link is over."}, "Link opens nothing", "The link is over."),
}


@pytest.mark.parametrize(("preview", "short", "words"), OPENED.values(), ids=OPENED.keys())
def test_a_link_says_what_it_has_opened(
    page: Page, shop: RecordingServer, server: RecordingServer, preview: dict[str, str], short: str, words: str
) -> None:
    server.answer = lambda request: debug_answer(server, request, preview)
    page.goto(f"{shop.url}/index.html?notesik=preview&notesik_campaign=draft&notesik_token=other")
    visit = server.wait(lambda request: request.path == "/v1/visit").body
    assert visit["preview"] == "other"
    assert visit["page"]["url"] == f"{shop.url}/index.html"
    opener(page).get_by_text(short, exact=True).wait_for()
    opener(page).click()
    assert overlay(page).locator(".opened", has_text=words).is_visible()
    assert overlay(page).locator(".context").count() == 0


def test_the_overlay_works_under_a_strict_policy_and_a_pages_own_resets(
    page: Page, shop: RecordingServer, answering: RecordingServer
) -> None:
    shop.headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src 'self' {answering.url}; connect-src {answering.url}; style-src 'self';"
        " require-trusted-types-for 'script'; trusted-types notesik"
    )
    page.goto(shop.url + LINK)
    page.evaluate(
        "const sheet = new CSSStyleSheet(); document.adoptedStyleSheets = [sheet];"
        "sheet.replaceSync('* { all: unset; display: none !important; color: red !important }"
        " html, body { display: block !important }')"
    )
    opener(page).click()
    panel = overlay(page).locator(".panel")
    assert panel.evaluate("panel => getComputedStyle(panel).display") == "flex"
    assert panel.evaluate("panel => getComputedStyle(panel).color") != "rgb(255, 0, 0)"


@pytest.mark.parametrize(("width", "height"), [(390, 700), (1280, 800)])
def test_the_panel_fits_the_window_and_is_for_everyone(
    page: Page, shop: RecordingServer, answering: RecordingServer, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(shop.url + LINK)
    opener(page).click()
    for name in ("spring", "free-shipping"):
        overlay(page).locator(".name", has_text=name).click()
    box: Any = overlay(page).locator(".panel").bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= height
    body = overlay(page).locator(".body")
    assert body.evaluate("body => body.scrollWidth <= body.clientWidth")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run({include: [['notesik-widget']]})")
        assert [each["id"] for each in found["violations"]] == []
        assert len(found["passes"]) > 5


def test_visitors_load_nothing_of_it(page: Page, shop: RecordingServer, answering: RecordingServer) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(shop.url)
    answering.wait_for_event("page")
    page.evaluate("notesik.track('Sentinel')")
    answering.wait_for_event("Sentinel")
    [part] = [url for url in loaded if "/notesik/" in url]
    assert "/rest-" in part
    assert page.locator("notesik-widget").count() == 0
