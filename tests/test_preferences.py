"""What visitors choose to hear about, and the proof of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notesik.answers import MAX_TOPICS, Agreement, Known, Preferences, read_submission
from notesik.preferences import choices_faults, compile_choices
from notesik.wordings import mark_of

CHOICES = compile_choices(
    {
        "topics": [
            {
                "value": "letter",
                "label": {"en": "The letter", "pl": "List"},
                "text": {"en": "Monthly", "pl": "Co miesiąc"},
            },
            {"value": "sales", "label": "Sales"},
        ],
        "channels": [{"value": "email", "label": "E-mail"}],
        "frequencies": [{"value": "weekly", "label": "Weekly"}],
    }
)


def saved(before: Preferences, at_ms: int, *topics: str, language: str = "en", **fields: list[str]) -> Preferences:
    shown = CHOICES.view({}, Known()).shown["shown"](language)
    stated = {"topics": list(topics), "language": [language], "shown": shown, **fields}
    submission = read_submission({"campaign": "c", "variant": "a", "fields": stated}, at_ms)
    return CHOICES.taken(submission, Known(preferences=before)).preferences


def test_a_chosen_topic_keeps_the_words_beside_it_in_the_visitors_language() -> None:
    agreement = saved(Preferences(), 5, "letter", language="pl").agreements["letter"]
    assert agreement == Agreement(at_ms=5, wording="List – Co miesiąc", campaign="c")


def test_a_topic_that_stays_chosen_keeps_its_first_proof() -> None:
    assert saved(saved(Preferences(), 5, "sales"), 9, "sales").agreements["sales"].at_ms == 5


def test_a_topic_that_is_taken_back_keeps_its_proof_and_the_time() -> None:
    after = saved(saved(Preferences(), 5, "sales"), 9)
    assert (after.topics, after.agreements["sales"].at_ms, after.agreements["sales"].withdrawn_ms) == ((), 5, 9)


def test_a_topic_that_is_chosen_again_is_agreed_to_anew() -> None:
    after = saved(saved(saved(Preferences(), 5, "sales"), 9), 12, "sales")
    assert after.agreements["sales"] == Agreement(at_ms=12, wording="Sales", campaign="c")


def test_topics_of_other_forms_stay_and_what_is_not_offered_cannot_be_chosen() -> None:
    before = Preferences().with_agreement("birthday", Agreement(1, "Yes", "other"))
    after = saved(before, 5, "letter", "unheard", channels=["email", "fax"], frequency=["hourly"])
    assert (after.topics, after.channels, after.frequency) == (("birthday", "letter"), ("email",), "")


def test_channels_that_are_not_offered_here_stay() -> None:
    before = Preferences(channels=("sms", "email"))
    assert saved(before, 5, channels=["email"]).channels == ("sms", "email")
    assert saved(before, 5).channels == ("sms",)


def test_no_more_channels_are_kept_than_the_last_ones() -> None:
    before = Preferences(channels=tuple(f"c{number}" for number in range(MAX_TOPICS)))
    after = saved(before, 5, channels=["email"])
    assert (len(after.channels), after.channels[0], after.channels[-1]) == (MAX_TOPICS, "c1", "email")


def test_nothing_is_agreed_to_whose_words_were_not_shown_but_what_was_shown_can_be_taken_back() -> None:
    before = saved(Preferences(), 5, "sales")
    shown = [f"letter:{mark_of({'en': 'Other words'}, 'en')}", "sales:"]
    sent = read_submission({"fields": {"topics": ["letter"], "language": ["en"], "shown": shown}}, 9)
    taken = CHOICES.taken(sent, Known(preferences=before))
    assert (taken.preferences.topics, taken.progress.fault) == ((), "wording")
    assert taken.preferences.agreements["sales"].withdrawn_ms == 9
    assert not taken.progress.is_on_page


def test_a_topic_that_the_form_did_not_show_yet_is_not_taken_back() -> None:
    before = saved(Preferences(), 5, "sales")
    assert saved(before, 9, shown=["letter:"]).topics == ("sales",)


def test_two_histories_hold_the_newer_word_on_each_topic() -> None:
    phone = saved(saved(Preferences(), 1, "letter"), 2, "letter", "sales", channels=["email"])
    laptop = saved(saved(Preferences(), 3, "letter", "sales"), 4, "letter")
    for both in (phone.merged(laptop), laptop.merged(phone)):
        assert set(both.topics) == {"letter"}
        assert both.agreements["sales"].withdrawn_ms == 4


def test_a_letter_on_one_device_and_preferences_on_another_come_together() -> None:
    phone = Preferences().with_agreement("birthday", Agreement(7, "Yes", "other"))
    laptop = saved(Preferences(), 4, "letter", frequency=["weekly"])
    for both in (phone.merged(laptop), laptop.merged(phone)):
        assert (set(both.topics), both.frequency) == ({"birthday", "letter"}, "weekly")


def test_values_that_stand_twice_are_refused() -> None:
    twice = [{"value": "a", "label": "A"}, {"value": "a", "label": "B"}]
    assert [fault.path for fault in choices_faults({"topics": twice}, "p")] == ["p.topics[1].value"]


@given(st.lists(st.lists(st.sampled_from(["letter", "sales", "x"]), max_size=3), max_size=6))
def test_a_topic_is_wanted_exactly_when_its_proof_is_not_withdrawn(choices: list[list[str]]) -> None:
    preferences = Preferences()
    for at_ms, topics in enumerate(choices, start=1):
        preferences = saved(preferences, at_ms, *topics)
    wanted = {topic for topic, each in preferences.agreements.items() if not each.withdrawn_ms}
    assert set(preferences.topics) == wanted
