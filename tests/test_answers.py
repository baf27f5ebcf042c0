"""What visitors answer: how it is read, and how two devices' progress comes together."""

from __future__ import annotations

from notesik.answers import FormProgress, read_submission

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
