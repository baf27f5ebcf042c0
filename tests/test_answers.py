"""What visitors answer: how it is read, and how two devices' progress comes together."""

from __future__ import annotations

from notesik.answers import MAX_TOPICS, Agreement, FormProgress, Preferences, read_submission

NOW_MS = 1_795_290_668_558


def test_what_is_no_text_is_left_out_of_a_submission() -> None:
    fields = {"step": {"a": 1}, "answer": [None, True, ["x"], 5, "b"], "more": None}
    read = read_submission({"campaign": 7, "fields": fields}, NOW_MS)
    assert (read.campaign, read.one("step"), read.fields["answer"]) == ("7", "", ("5", "b"))
    assert read_submission({"fields": "no"}, NOW_MS).fields == {}


def test_progress_on_two_devices_comes_together() -> None:
    phone = FormProgress(answers={"a": 1}, at_ms=1, completed_ms=0, tries=1)
    laptop = FormProgress(answers={"b": 2}, at_ms=2, completed_ms=2, tries=1)
    assert laptop.merged(phone).answers == phone.merged(laptop).answers == {"a": 1, "b": 2}
    assert phone.merged(laptop).completed_ms == 2


def test_a_form_that_was_completed_on_either_device_is_completed() -> None:
    done, later = FormProgress(at_ms=1, completed_ms=1), FormProgress(at_ms=2)
    assert done.merged(later).completed_ms == later.merged(done).completed_ms == 1


def test_no_more_topics_and_proofs_are_kept_than_the_last_ones() -> None:
    phone, laptop = Preferences(), Preferences()
    for number in range(MAX_TOPICS + 2):
        phone = phone.with_agreement(f"p{number}", Agreement(at_ms=number, wording="Yes", campaign="c"))
        laptop = laptop.with_agreement(f"l{number}", Agreement(at_ms=100 + number, wording="Yes", campaign="c"))
    last = [f"{number}" for number in range(2, MAX_TOPICS + 2)]
    assert phone.topics == tuple(f"p{each}" for each in last)
    assert set(phone.agreements) == set(phone.topics)
    for both in (phone.merged(laptop), laptop.merged(phone)):
        assert len(both.topics) == MAX_TOPICS
        assert set(both.agreements) == {f"l{each}" for each in last}
