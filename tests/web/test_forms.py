"""Forms through the whole server: what is answered is known in the same answer, and asked no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from notesik.identity import sign_token
from notesik.wordings import mark_of
from running_app import DAY_MS, MINUTE_MS, SITE, App, banner, identify, page, running_app, track

SURVEY = {
    "title": "What do you ride?",
    "done_text": "Noted, {{ visitor.first_name }}.",
    "steps": [
        {
            "id": "rides",
            "question": "What do you ride?",
            "options": [
                {"value": "road", "label": "Roads", "next": "often"},
                {"value": "trails", "label": "Trails"},
            ],
        },
        {"id": "tyres", "question": "Which tyres?", "type": "number", "minimum": 20, "maximum": 70},
        {"id": "often", "question": "How often?", "type": "text", "trait": "first_name"},
    ],
}
AGREED = {"en": "I agree.", "pl": "Zgadzam się."}
NEWSLETTER: dict[str, Any] = {
    "title": "A letter a month",
    "steps": [{"id": "email", "question": "E-mail", "type": "email", "consent": AGREED}],
}
PREFERENCES = {
    "topics": [{"value": "newsletter", "label": "The letter"}, {"value": "sales", "label": "Sales"}],
    "channels": [{"value": "email", "label": "E-mail"}],
    "frequencies": [{"value": "weekly", "label": "Weekly"}],
}


def form(id: str, parameters: dict[str, Any], widget: str = "form", **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "name": id,
        "status": "live",
        "placement": {"type": "slot", "slot": id},
        "variants": [{"id": "a", "widget": widget, "parameters": parameters}],
        **more,
    }


DISTANCE = {"title": "How far?", "steps": [{"id": "distance", "question": "How far?", "type": "number"}]}

CAMPAIGNS = [
    form("survey", SURVEY, frequency={"stop_after_conversion": True}),
    form("letter", NEWSLETTER),
    form("distance", DISTANCE),
    form("choices", PREFERENCES, "preferences"),
    banner("trails", {"visitor.traits.rides": "trails"}),
    banner("sales", {"preferences.topics": {"$in": ["sales"]}}, placement={"type": "slot", "slot": "sales"}),
]
SLOTS = ["survey", "letter", "distance", "choices", "hero", "sales"]


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    with running_app(store_url, campaigns=CAMPAIGNS) as app:
        yield app


def visit(app: App, *events: dict[str, Any], who: str = "anna", **more: Any) -> dict[str, str]:
    """The HTML of what is shown, by campaign; what was shown before is on the screen."""
    answer = app.visit(who, *events, slots=SLOTS, **more)
    return {each["campaign"]: each["html"] for each in answer["widgets"]}


def submit(campaign: str, /, **fields: Any) -> dict[str, Any]:
    return track("Form Submitted", {"campaign": campaign, "variant": "a", "widget": "form", "fields": fields})


def answer(step: str, *values: str, campaign: str = "survey", language: str = "en") -> dict[str, Any]:
    wording = [mark_of(AGREED, language)] if campaign == "letter" else []
    return submit(campaign, step=[step], language=[language], wording=wording, answer=list(values))


def seen(campaign: str) -> dict[str, Any]:
    return track("Widget Viewed", {"campaign": campaign, "variant": "a"})


def test_an_answer_brings_the_next_step_and_changes_what_else_is_shown(app: App) -> None:
    assert "trails" not in visit(app, page())
    shown = visit(app, answer("rides", "trails"), on_screen=["survey"])
    assert 'value="tyres"' in shown["survey"]
    assert "trails" in shown


def test_an_option_leads_past_a_step(app: App) -> None:
    visit(app, page())
    assert 'value="often"' in visit(app, answer("rides", "road"), on_screen=["survey"])["survey"]


def test_a_fault_is_told_at_its_field_until_the_page_is_left(app: App) -> None:
    visit(app, page(), answer("rides", "trails"))
    shown = visit(app, answer("tyres", "5"), on_screen=["survey"])["survey"]
    assert 'aria-invalid="true"' in shown
    assert "too small or too great" in shown
    assert "aria-invalid" not in visit(app, page())["survey"]


def test_a_number_beyond_all_bounds_is_a_fault_of_its_field(app: App) -> None:
    visit(app, page())
    shown = visit(app, answer("distance", "1e30", campaign="distance"), on_screen=["distance"])["distance"]
    assert "too small or too great" in shown
    assert app.state("anna")["traits"] == {}


def test_an_event_with_a_trait_beyond_64_bits_is_rejected_alone(app: App) -> None:
    identified = identify("anna-17", {"points": 10**30}, anonymousId="anna")
    answer = app.visit("anna", page(), identified)
    assert [each["reason"] for each in answer["rejected"]] == ["a whole number beyond 64 bits"]
    assert app.state("anna")["counters"]["page"]["count"] == 1


def test_a_form_goes_on_at_the_next_visit_where_it_was_left(app: App) -> None:
    visit(app, page(), answer("rides", "trails"))
    app.clock.advance(3 * DAY_MS)
    assert 'value="tyres"' in visit(app, page())["survey"]


def test_a_form_goes_on_with_the_same_verified_person_on_another_device(app: App) -> None:
    token = sign_token("anna-17", SITE.secret_key, expires_ms=app.clock.now_ms + DAY_MS)
    who = {"userId": "anna-17", "token": token}
    visit(app, identify("anna-17"), page(), answer("rides", "trails"), who="phone", **who)
    shown = visit(app, identify("anna-17"), page(), who="laptop", **who)
    assert 'value="tyres"' in shown["survey"]


def test_a_completed_form_thanks_on_that_page_counts_as_conversion_and_comes_no_more(app: App) -> None:
    visit(app, page(), seen("survey"), answer("rides", "road"))
    shown = visit(app, answer("often", "Ola"), on_screen=["survey"])
    assert "Noted, Ola." in shown["survey"]
    assert "survey" not in visit(app, page())
    state = app.state("anna")
    assert state["exposures"]["survey"]["converted_ms"] > 0
    assert state["counters"]["Form Completed"]["count"] == 1


def test_what_is_known_is_not_asked(app: App) -> None:
    traits = {"rides": "trails", "first_name": "Ola"}
    shown = visit(app, identify("anna-17", traits, anonymousId="anna"), page())
    assert 'value="tyres"' in shown["survey"]
    assert "Question 1 of 1" not in shown["survey"]


def test_a_letter_sets_the_address_and_keeps_the_words_that_were_agreed_to(app: App) -> None:
    visit(app, page(), answer("email", "anna@shop.example", campaign="letter", language="pl"))
    state = app.state("anna")
    assert state["traits"] == {"email": "anna@shop.example"}
    assert state["preferences"]["agreements"]["newsletter"]["wording"] == "Zgadzam się."
    assert state["merged_from"] == {}


def hidden(html: str, name: str) -> list[str]:
    """What a hidden field of a form sends."""
    return re.findall(f'<input type="hidden" name="{name}" value="([^"]*)">', html)


def test_words_that_changed_since_the_form_was_shown_are_shown_again_and_not_agreed_to(app: App) -> None:
    visit(app, page())
    stated = {"step": ["email"], "language": ["en"], "answer": ["anna@shop.example"]}
    older = submit("letter", **stated, wording=[mark_of({"en": "I agree to less."}, "en")])
    again = visit(app, older, on_screen=["letter"])["letter"]
    assert "The words that you agree to have changed." in again
    assert "I agree." in again
    assert (app.state("anna")["traits"], app.state("anna")["preferences"]["topics"]) == ({}, [])
    visit(app, submit("letter", **stated, wording=hidden(again, "wording")))
    assert app.state("anna")["preferences"]["agreements"]["newsletter"]["wording"] == "I agree."


def test_an_address_that_is_none_agrees_to_nothing(app: App) -> None:
    visit(app, page(), answer("email", "anna", campaign="letter"))
    assert app.state("anna")["preferences"]["topics"] == []


def test_an_answer_to_a_form_or_step_that_there_is_not_changes_nothing(app: App) -> None:
    visit(app, page(), answer("rides", "trails", campaign="gone"), answer("end", "x"), submit("survey", step={"a": 1}))
    assert app.state("anna")["traits"] == {}


def test_preferences_are_saved_taken_back_and_usable_in_conditions(app: App) -> None:
    marks = hidden(visit(app, page())["choices"], "shown")
    saved = submit(
        "choices", shown=marks, topics=["sales", "unheard"], channels=["email"], frequency=["weekly"], language=["en"]
    )
    shown = visit(app, saved, on_screen=["choices"])
    assert "sales" in shown
    assert "Saved." in shown["choices"]
    app.clock.advance(MINUTE_MS)
    assert "sales" not in visit(app, submit("choices", shown=marks, channels=["fax"], language=["en"]))
    preferences = app.state("anna")["preferences"]
    assert (preferences["topics"], preferences["channels"], preferences["frequency"]) == ([], [], "weekly")
    assert preferences["agreements"]["sales"]["wording"] == "Sales"
    assert preferences["agreements"]["sales"]["withdrawn_ms"] > preferences["agreements"]["sales"]["at_ms"]


def test_a_topic_whose_words_changed_is_not_saved_and_says_so(app: App) -> None:
    visit(app, page())
    older = submit("choices", shown=["sales:older"], topics=["sales"], language=["en"])
    shown = visit(app, older, on_screen=["choices"])["choices"]
    assert "The words that you agree to have changed." in shown
    assert "data-notesik-focus hidden" in shown
    assert app.state("anna")["preferences"]["topics"] == []


def test_who_refuses_to_be_remembered_is_asked_nothing_but_finds_their_data(app: App) -> None:
    shown = visit(app, page(), consent={"analytics": False})
    assert "survey" not in shown
    assert "<form" not in shown["choices"]
    assert 'data-path="my-data/erase"' in shown["choices"]


def test_who_does_not_want_to_be_personalised_can_answer_all_the_same(app: App) -> None:
    consent = {"analytics": True, "personalization": False}
    visit(app, page(), consent=consent)
    shown = visit(app, answer("rides", "trails"), on_screen=["survey"], consent=consent)
    assert 'value="tyres"' in shown["survey"]
    assert "trails" not in shown


def test_a_form_that_cannot_work_is_refused_with_the_paths_of_its_faults(app: App) -> None:
    steps = [{"id": "a", "question": "A", "type": "text", "next": "b"}, {"id": "c", "question": "C", "type": "text"}]
    document = form("broken", {"title": "Broken", "steps": steps})
    response = app.http.put(
        "/api/v1/campaigns/broken", json=document, headers={"Authorization": f"Bearer {SITE.secret_key}"}
    )
    assert response.status_code == 400
    assert [fault["path"] for fault in response.json()["error"]["faults"]] == ["variants[0].parameters.steps[0].next"]
