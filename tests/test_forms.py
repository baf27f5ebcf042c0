"""Which step of a form is asked, what an answer may be, and what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.answers import Asked, Known, Preferences, Submission, read_submission
from notesik.form_answers import FAULTS
from notesik.form_faults import form_faults
from notesik.forms import Form, compile_form
from notesik.wordings import mark_of

NOW_MS = 1_795_290_668_558

SURVEY: dict[str, Any] = {
    "steps": [
        {
            "id": "rides",
            "question": "What do you ride?",
            "options": [
                {"value": "road", "label": "Road"},
                {"value": "trails", "label": "Trails", "next": "tyres"},
                {"value": "none", "label": "Nothing yet", "next": "end"},
            ],
        },
        {"id": "group", "question": "Alone?", "options": [{"value": "alone", "label": "Yes"}], "next": "often"},
        {"id": "tyres", "question": "Which tyres?", "type": "text", "required": False, "trait": "tyre_width"},
        {"id": "often", "question": "How often?", "type": "number", "minimum": 0, "maximum": 7},
    ]
}

QUIZ: dict[str, Any] = {
    "results": [{"id": "tent", "title": "A tent"}, {"id": "bivouac", "title": "A bivouac"}],
    "result_trait": "shelter",
    "steps": [
        {
            "id": "weather",
            "options": [
                {"value": "rain", "label": "Rain", "result": "tent", "points": 2},
                {"value": "sun", "label": "Sun", "result": "bivouac"},
            ],
        },
        {
            "id": "gear",
            "type": "choices",
            "options": [
                {"value": "pad", "label": "Pad", "result": "bivouac"},
                {"value": "rope", "label": "Rope", "result": "bivouac"},
                {"value": "map", "label": "Map"},
            ],
        },
    ],
}

AGREED = {"en": "I agree to the letter.", "pl": "Zgadzam się na list."}
NEWSLETTER: dict[str, Any] = {
    "steps": [
        {
            "id": "email",
            "type": "email",
            "question": "Your e-mail",
            "topic": "letter",
            "consent": AGREED,
        }
    ]
}


def answer(step: str, *values: str, **more: str) -> Submission:
    fields: dict[str, Any] = {"step": step, "answer": list(values), **more}
    return read_submission({"campaign": "survey", "variant": "a", "fields": fields}, NOW_MS)


def answered(form: Form, *answers: Submission, known: Known | None = None) -> Known:
    known = known or Known()
    for each in answers:
        taken = form.taken(each, known)
        known = Known(taken.progress, {**known.traits, **taken.traits}, taken.preferences)
    return known


def asked(form: Form, known: Known) -> str:
    step = form.next_step(known)
    return step.id if step else "end"


# -- the way through --------------------------------------------------------------------------------------------------


def test_an_answer_becomes_a_trait_and_leads_to_the_step_that_follows() -> None:
    form = compile_form(SURVEY)
    known = answered(form, answer("rides", "road"))
    assert (known.traits, asked(form, known)) == ({"rides": "road"}, "group")


@pytest.mark.parametrize(("chosen", "follows"), [("road", "group"), ("trails", "tyres"), ("none", "end")])
def test_an_option_may_say_which_step_comes_next(chosen: str, follows: str) -> None:
    form = compile_form(SURVEY)
    assert asked(form, answered(form, answer("rides", chosen))) == follows


def test_a_form_that_an_option_ends_is_completed() -> None:
    form = compile_form(SURVEY)
    assert answered(form, answer("rides", "road")).progress.completed_ms == 0
    assert answered(form, answer("rides", "none")).progress.completed_ms == NOW_MS


def test_a_step_whose_trait_is_known_is_left_out() -> None:
    form = compile_form(SURVEY)
    assert asked(form, Known(traits={"rides": "trails"})) == "tyres"
    assert asked(form, Known(traits={"rides": "trails", "tyre_width": "45"})) == "often"


def test_a_known_trait_that_no_option_has_is_asked_for() -> None:
    assert asked(compile_form(SURVEY), Known(traits={"rides": "unicycle"})) == "rides"


def test_a_step_may_ask_again_for_what_is_known() -> None:
    steps = [{**SURVEY["steps"][0], "ask_again": True}, *SURVEY["steps"][1:]]
    assert asked(compile_form({"steps": steps}), Known(traits={"rides": "none"})) == "rides"


def test_an_answer_that_is_not_required_may_be_left_out_and_changes_no_trait() -> None:
    form = compile_form(SURVEY)
    known = answered(form, answer("rides", "trails"), answer("tyres"))
    assert (known.traits, asked(form, known)) == ({"rides": "trails"}, "often")


def test_a_form_of_which_everything_is_known_has_nothing_to_show() -> None:
    form = compile_form(SURVEY)
    shown = form.view({"steps": [], "results": None}, Known(traits={"rides": "none"}))
    assert shown == "all that the form asks is known"


def test_who_does_not_agree_to_being_remembered_is_not_asked() -> None:
    shown = compile_form(SURVEY).view({"steps": SURVEY["steps"], "results": None}, Known(may_remember=False))
    assert shown == "the visitor has not agreed that answers are kept"


def test_thanks_are_said_on_the_page_of_the_last_answer_only() -> None:
    form = compile_form(SURVEY)
    known = answered(form, answer("rides", "none"))
    shown = form.view({"steps": [], "results": None}, known)
    assert isinstance(shown, Asked)
    assert shown.shown["step"] is None
    later = form.view({"steps": [], "results": None}, known._replace(progress=known.progress.off_page()))
    assert later == "the visitor has completed the form"


def test_the_count_of_steps_is_that_of_the_longest_way_left() -> None:
    form = compile_form(SURVEY)
    values = {"steps": SURVEY["steps"], "results": None}
    first, second = form.view(values, Known()), form.view(values, answered(form, answer("rides", "trails")))
    assert isinstance(first, Asked)
    assert isinstance(second, Asked)
    assert (first.shown["number"], first.shown["count"]) == (1, 3)
    assert (second.shown["number"], second.shown["count"], second.shown["step"]["id"]) == (2, 3, "tyres")


# -- answers ----------------------------------------------------------------------------------------------------------

FIELDS: dict[str, dict[str, Any]] = {
    "choice": {"options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
    "choices": {"options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
    "number": {"minimum": 1, "maximum": 10},
}


def one_step(type: str) -> Form:
    return compile_form({"steps": [{"id": "it", "type": type, **FIELDS.get(type, {})}]})


@pytest.mark.parametrize(
    ("type", "sent", "trait"),
    [
        ("choice", ["a"], "a"),
        ("choices", ["b", "a", "b"], ["b", "a"]),
        ("text", ["  Gravel  "], "Gravel"),
        ("email", ["anna@shop.example"], "anna@shop.example"),
        ("email", ["o'neil+news@my-shop.co.uk"], "o'neil+news@my-shop.co.uk"),
        ("email", ["żółw@bücher.example"], "żółw@bücher.example"),
        ("email", ["anna@उदाहरण.भारत"], "anna@उदाहरण.भारत"),
        ("number", ["7"], 7),
        ("number", ["2,5"], 2.5),
        ("number", ["1e1"], 10),
        ("date", ["1990-02-28"], "1990-02-28"),
        ("rating", ["5"], 5),
    ],
)
def test_a_sound_answer_becomes_a_trait_of_its_type(type: str, sent: list[str], trait: object) -> None:
    assert answered(one_step(type), answer("it", *sent)).traits == {"it": trait}


@pytest.mark.parametrize(
    ("type", "sent", "fault"),
    [
        ("choice", [], "missing"),
        ("choice", ["c"], "choice"),
        ("choice", ["a", "b"], "choice"),
        ("choices", ["a", "c"], "choice"),
        ("text", ["x" * 501], "long"),
        ("text", ["   "], "missing"),
        ("email", ["anna"], "email"),
        ("email", ["anna@shop"], "email"),
        ("email", ["a@b.example, c@d.example"], "email"),
        ("email", ["anna;ben@shop.example"], "email"),
        ("email", ["anna,ben@shop.example"], "email"),
        ("email", ["an\x00na@shop.example"], "email"),
        ("email", ["anna@shop\x7f.example"], "email"),
        ("email", ["anna\u202e@shop.example"], "email"),
        ("email", ["anna@shop.exam\u202eple"], "email"),
        ("email", ["anna@-shop.example"], "email"),
        ("email", ["anna@shop-.example"], "email"),
        ("email", ["anna@shop..example"], "email"),
        ("email", ["anna@.example"], "email"),
        ("email", ["anna@shop.example."], "email"),
        ("email", ["anna@shop.e"], "email"),
        ("email", ["anna@shop_a.example"], "email"),
        ("email", ["anna@ben@shop.example"], "email"),
        ("email", ["@shop.example"], "email"),
        ("email", [f"anna@{'x' * 64}.example"], "email"),
        ("email", ["a\u3164b@shop.example"], "email"),
        ("email", ["a@раураl.example"], "email"),
        ("number", ["many"], "number"),
        ("number", ["nan"], "number"),
        ("number", ["1_0"], "number"),
        ("number", ["٣"], "number"),
        ("number", ["+3"], "number"),
        ("number", ["11"], "range"),
        ("date", ["1990-02-30"], "date"),
        ("date", ["yesterday"], "date"),
        ("date", ["2026-W01-1"], "date"),
        ("date", ["20260228"], "date"),
        ("rating", ["6"], "range"),
        ("rating", ["1.5"], "number"),
    ],
)
def test_an_unsound_answer_changes_nothing_but_says_why(type: str, sent: list[str], fault: str) -> None:
    known = answered(one_step(type), answer("it", *sent))
    assert (known.traits, known.progress.answers, known.progress.fault) == ({}, {}, fault)
    assert fault in FAULTS


@pytest.mark.parametrize("sent", ["1e30", "-1e30", "9007199254740992", "-9007199254740993", "1e999"])
def test_a_number_that_cannot_be_kept_exactly_is_out_of_range_where_no_bound_is_stated(sent: str) -> None:
    form = compile_form({"steps": [{"id": "it", "type": "number"}]})
    known = answered(form, answer("it", sent))
    assert (known.traits, known.progress.fault) == ({}, "range")
    assert answered(form, answer("it", "9007199254740991")).traits == {"it": 2**53 - 1}


def test_a_fault_is_gone_with_the_next_answer_and_with_the_next_page() -> None:
    form = one_step("number")
    faulty = answered(form, answer("it", "many"))
    assert faulty.progress.off_page().fault == ""
    assert answered(form, answer("it", "5"), known=faulty).progress.fault == ""


def test_an_answer_to_a_step_that_there_is_not_changes_no_trait() -> None:
    known = answered(one_step("text"), answer("other", "Hello"))
    assert (known.traits, known.progress.answers, known.progress.tries) == ({}, {}, 1)


# -- consent and results ----------------------------------------------------------------------------------------------


def test_the_words_that_were_agreed_to_are_kept_with_the_time_and_the_campaign() -> None:
    known = answered(
        compile_form(NEWSLETTER), answer("email", "anna@shop.example", language="pl", wording=mark_of(AGREED, "pl"))
    )
    agreement = known.preferences.agreements["letter"]
    assert known.preferences.topics == ("letter",)
    assert (agreement.wording, agreement.at_ms, agreement.campaign) == ("Zgadzam się na list.", NOW_MS, "survey")


@pytest.mark.parametrize("mark", ["", mark_of({"en": "I agreed to other words."}, "en"), mark_of(AGREED, "pl")])
def test_nothing_is_agreed_to_nor_kept_whose_words_were_not_shown(mark: str) -> None:
    sent = answer("email", "anna@shop.example", language="en", wording=mark)
    known = answered(compile_form(NEWSLETTER), sent)
    assert (known.preferences, known.traits, known.progress.fault) == (Preferences(), {}, "wording")
    assert asked(compile_form(NEWSLETTER), known) == "email"


def test_an_answer_that_is_left_out_agrees_to_nothing_whatever_the_words() -> None:
    form = compile_form({"steps": [{**NEWSLETTER["steps"][0], "required": False}]})
    known = answered(form, answer("email", wording="older"))
    assert (known.preferences, known.progress.fault, asked(form, known)) == (Preferences(), "", "end")


def test_an_unsound_answer_agrees_to_nothing() -> None:
    assert answered(compile_form(NEWSLETTER), answer("email", "anna")).preferences == Preferences()


def test_a_quiz_ends_with_the_result_of_most_points_and_of_several_the_first() -> None:
    quiz = compile_form(QUIZ)
    assert answered(quiz, answer("weather", "rain"), answer("gear", "map", "pad")).traits["shelter"] == "tent"
    assert answered(quiz, answer("weather", "rain"), answer("gear", "pad", "rope")).traits["shelter"] == "tent"
    assert answered(quiz, answer("weather", "sun"), answer("gear", "pad")).traits["shelter"] == "bivouac"


@pytest.mark.parametrize("form", [SURVEY, QUIZ, NEWSLETTER])
def test_a_form_that_works_has_no_faults(form: dict[str, Any]) -> None:
    assert form_faults(form, "p") == []


_IDS = ["a", "b", "c", "d"]
_nexts = st.sampled_from([*_IDS, "end", None])
_documents = st.lists(
    st.fixed_dictionaries(
        {
            "required": st.booleans(),
            "next": _nexts,
            "options": st.lists(
                st.fixed_dictionaries({"value": st.sampled_from("xyz"), "next": _nexts}), min_size=1, max_size=3
            ),
        }
    ),
    min_size=1,
    max_size=4,
)


@given(_documents, st.data())
def test_a_form_without_faults_ends_whatever_is_answered_and_known(
    documents: list[dict[str, Any]], data: st.DataObject
) -> None:
    steps = [{**each, "id": id} for id, each in zip(_IDS, documents, strict=False)]
    if form_faults({"steps": steps}, ""):
        return
    form = compile_form({"steps": steps})
    known = Known(traits=data.draw(st.dictionaries(st.sampled_from(_IDS), st.sampled_from(["x", "q", ""]))))
    for _ in steps:
        step = form.next_step(known)
        if step is None:
            break
        values = [option.value for option in step.options]
        chosen = data.draw(st.sampled_from(values if step.is_required else [*values, ""]))
        known = answered(form, answer(step.id, chosen), known=known)
    assert form.next_step(known) is None
