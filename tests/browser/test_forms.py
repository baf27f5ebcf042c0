"""Forms and preferences in a real browser against the real server: asked, answered, remembered, erased."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route as Path_

from local_client import client_of
from notesik.app import create_app
from notesik.settings import Settings
from notesik.web.my_data import ASKED_A_MINUTE
from running_app import DAY_MS, SITE, App, Clock, banner, page_campaign, prepare, served

PAGE = f"""<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A shop</title>
<script async src="/notesik.js" data-site="{SITE.write_key}"></script>
<main><h1>A shop</h1><div data-notesik-slot="SLOT"></div><div data-notesik-slot="hero"></div></main>"""

LETTER = {
    "title": "A letter a month",
    "button": "Subscribe",
    "done_title": "Welcome aboard",
    "coupon": "LETTER10",
    "steps": [{"id": "email", "question": "Your e-mail", "type": "email", "consent": "I agree to the letter."}],
}
SURVEY = {
    "title": "What fits you?",
    "done_title": "That is all",
    "steps": [
        {
            "id": "rides",
            "question": "What do you ride?",
            "options": [
                {"value": "road", "label": "Roads"},
                {"value": "trails", "label": "Trails", "next": "tyres"},
            ],
        },
        {"id": "club", "question": "Your club?", "type": "text", "next": "end"},
        {"id": "tyres", "question": "Your tyres, in millimetres?", "type": "number", "minimum": 20, "maximum": 70},
    ],
}
CHOICES = {
    "topics": [{"value": "letter", "label": "The letter"}, {"value": "sales", "label": "Sales"}],
    "frequencies": [{"value": "weekly", "label": "Weekly"}, {"value": "monthly", "label": "Monthly"}],
}


CAMPAIGNS = [
    page_campaign("letter", "form", LETTER, {"type": "modal"}),
    page_campaign("survey", "form", SURVEY, {"type": "slot", "slot": "survey"}),
    page_campaign("choices", "preferences", CHOICES, {"type": "slot", "slot": "choices"}),
    banner("trails", {"visitor.traits.rides": "trails"}),
]


@pytest.fixture(scope="module", autouse=True)  # before the browser, beside which no event loop can be run
def app(module_store_url: str) -> Iterator[App]:
    def page(request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE.replace("SLOT", request.path_params["slot"]))

    asyncio.run(prepare(module_store_url, CAMPAIGNS, ()))
    clock = Clock()
    app = create_app(Settings(), module_store_url, clock=clock, more_routes=[Path_("/shop/{slot}", page)])
    with served(app) as url, client_of(url) as http:
        yield App(http, clock)


def opened(page: Page, app: App, id: str) -> Locator:
    """The page of a campaign, and that campaign's widget on it."""
    page.goto(f"{app.http.base_url}/shop/{id}")
    widget = page.locator(f'notesik-widget[data-campaign="{id}"]')
    expect(widget.get_by_role("heading").first).to_be_visible()
    return widget


def state(page: Page, app: App) -> dict[str, Any]:
    return app.state(anonymous_id(page))


def anonymous_id(page: Page) -> str:
    id: str = page.evaluate("JSON.parse(localStorage.notesik).a")
    return id


def test_a_letter_is_subscribed_to_in_a_pop_up_by_keyboard(page: Page, app: App) -> None:
    letter = opened(page, app, "letter")
    field = letter.get_by_label("Your e-mail")
    field.fill("anna@shop")  # the browser's own check takes it, the server's does not
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("This is not an e-mail address yet, such as anna@example.com.")
    expect(field).to_have_value("anna@shop")
    field.press("End")
    field.press_sequentially(".example")
    field.press("Enter")
    expect(letter.get_by_role("heading", name="Welcome aboard")).to_be_focused()
    expect(letter.get_by_role("dialog")).to_contain_text("LETTER10")
    known = state(page, app)
    assert known["traits"] == {"email": "anna@shop.example"}
    assert known["preferences"]["agreements"]["newsletter"]["wording"] == "I agree to the letter."
    page.keyboard.press("Escape")
    expect(letter).to_have_count(0)


def test_what_the_browser_itself_refuses_is_not_sent(page: Page, app: App) -> None:
    letter = opened(page, app, "letter")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    letter.get_by_label("Your e-mail").fill("anna")
    letter.get_by_role("button", name="Subscribe").click()
    with page.expect_request(lambda request: "Known Event" in (request.post_data or "")):
        page.evaluate("notesik.track('Known Event')")
    assert "Form Submitted" not in "".join(sent)


def test_a_survey_branches_over_two_visits_and_changes_what_else_is_shown_at_once(page: Page, app: App) -> None:
    survey = opened(page, app, "survey")
    trails = page.locator('notesik-widget[data-campaign="trails"]')
    expect(trails).to_have_count(0)
    survey.get_by_label("Trails").check()
    with page.expect_response(lambda response: "Form Submitted" in (response.request.post_data or "")) as told:
        survey.get_by_role("button", name="Continue").click()
    assert "trails" in [each["campaign"] for each in told.value.json()["widgets"]]
    expect(trails).to_contain_text("Banner trails")
    expect(survey.get_by_text("Your tyres, in millimetres?")).to_be_focused()

    app.clock.advance(3 * DAY_MS)
    survey = opened(page, app, "survey")
    survey.get_by_label("Your tyres, in millimetres?").fill("45")
    survey.get_by_role("button", name="Continue").click()
    expect(survey.get_by_role("heading", name="That is all")).to_be_visible()
    assert state(page, app)["traits"] == {"rides": "trails", "tyres": 45}

    page.reload()
    expect(page.locator('notesik-widget[data-campaign="trails"]')).to_contain_text("Banner trails")
    expect(page.locator('notesik-widget[data-campaign="survey"]')).to_have_count(0)


def test_the_field_of_the_next_question_is_empty(page: Page, app: App) -> None:
    survey = opened(page, app, "survey")
    survey.get_by_label("Roads").check()
    survey.get_by_role("button", name="Continue").click()
    expect(survey.get_by_label("Your club?")).to_have_value("")


def test_an_answer_without_a_connection_is_kept_and_arrives_later(page: Page, app: App) -> None:
    survey = opened(page, app, "survey")
    page.route("**/v1/*", _is_away)
    page.context.set_offline(True)
    survey.get_by_label("Roads").check()
    survey.get_by_role("button", name="Continue").click()
    expect(survey.get_by_role("status")).to_contain_text("Your answer is kept")
    page.context.set_offline(False)
    page.unroute("**/v1/*")
    survey = opened(page, app, "survey")
    expect(survey.get_by_label("Your club?")).to_be_visible()
    assert state(page, app)["traits"] == {"rides": "road"}


def _is_away(route: Route) -> None:
    route.abort()


def test_preferences_are_saved_read_and_erased(page: Page, app: App, tmp_path: Path) -> None:
    choices = opened(page, app, "choices")
    choices.get_by_label("Sales").check()
    choices.get_by_label("Monthly").check()
    choices.get_by_role("button", name="Save").click()
    expect(choices.locator(".saved")).to_be_focused()
    expect(choices.locator(".saved")).to_have_text("Saved. It holds from now on.")
    expect(choices.get_by_label("Sales")).to_be_checked()

    with page.expect_download() as saved:
        choices.get_by_role("button", name="Download my data").click()
    saved.value.save_as(tmp_path / "my-data.json")
    told = json.loads((tmp_path / "my-data.json").read_text("utf-8"))
    before = anonymous_id(page)
    assert told["id"] == before
    assert told["state"]["preferences"]["topics"] == ["sales"]
    assert told["state"]["preferences"]["frequency"] == "monthly"

    choices.get_by_text("Erase my data").click()
    choices.get_by_role("button", name="Erase everything").click()
    expect(choices.get_by_text("It is erased.")).to_be_visible()
    expect(choices.get_by_label("Sales")).not_to_be_checked()
    assert anonymous_id(page) != before
    forgotten = app.http.get(f"/api/v1/visitors/{before}", headers={"Authorization": f"Bearer {SITE.secret_key}"})
    assert forgotten.status_code == 404


def test_erasing_that_fails_is_told_and_erases_nothing(page: Page, app: App) -> None:
    choices = opened(page, app, "choices")
    before = anonymous_id(page)
    page.route("**/v1/my-data/erase", _is_away)
    choices.get_by_text("Erase my data").click()
    choices.get_by_role("button", name="Erase everything").click()
    expect(choices.get_by_text("Check your connection and try again.")).to_be_visible()
    assert anonymous_id(page) == before


def test_who_asks_too_often_is_told_so(page: Page, app: App) -> None:
    choices = opened(page, app, "choices")
    download = choices.get_by_role("button", name="Download")
    for _ in range(ASKED_A_MINUTE):
        with page.expect_response("**/v1/my-data") as answer:
            download.click()
        assert answer.value.status == 200
    download.click()
    expect(choices.get_by_text("You have asked too often. Wait a minute, then try again.")).to_be_visible()
