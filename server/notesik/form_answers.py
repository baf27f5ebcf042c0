"""Answers to the steps of a form: untrusted texts → the values of traits, or why they are not taken."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from notesik.answers import MAX_ANSWER_LENGTH
from notesik.form_steps import Step

FAULTS = ("missing", "choice", "long", "email", "number", "date", "range")
"""Why an answer is not taken; the words for the visitor are ``fault_…`` of ``widgets/words.toml``."""

_EMAIL = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"']+\.[^@\s<>\"'.]{2,}")
_MAX_EMAIL_LENGTH = 254


class BadAnswer(Exception):
    """Inner signal: this answer is not taken; the code is one of ``FAULTS``."""


def read_answer(step: Step, given: Sequence[str]) -> Any:
    """The value that becomes the trait; None where an answer that is not required is left out. Raises BadAnswer."""
    if not given:
        if step.is_required:
            raise BadAnswer("missing")
        return None
    if any(len(each) > MAX_ANSWER_LENGTH for each in given):
        raise BadAnswer("long")
    return _READERS[step.type](step, given)


def _read_choice(step: Step, given: Sequence[str]) -> str:
    if step.option(given[0]) is None or len(given) > 1:
        raise BadAnswer("choice")
    return given[0]


def _read_choices(step: Step, given: Sequence[str]) -> list[str]:
    if any(step.option(each) is None for each in given):
        raise BadAnswer("choice")
    return list(dict.fromkeys(given))


def _read_text(step: Step, given: Sequence[str]) -> str:
    if len(given[0]) > step.maximum:
        raise BadAnswer("long")
    return given[0]


def _read_email(step: Step, given: Sequence[str]) -> str:
    if len(given[0]) > _MAX_EMAIL_LENGTH or not _EMAIL.fullmatch(given[0]):
        raise BadAnswer("email")
    return given[0]


def _read_number(step: Step, given: Sequence[str]) -> float:
    try:
        number = float(given[0].replace(",", "."))
    except ValueError:
        raise BadAnswer("number") from None
    if not math.isfinite(number):
        raise BadAnswer("number")
    if not step.minimum <= number <= step.maximum:
        raise BadAnswer("range")
    return int(number) if number.is_integer() else number


def _read_date(step: Step, given: Sequence[str]) -> str:
    try:
        return datetime.date.fromisoformat(given[0]).isoformat()
    except ValueError:
        raise BadAnswer("date") from None


def _read_rating(step: Step, given: Sequence[str]) -> float:
    rating = _read_number(step, given)
    if not isinstance(rating, int):
        raise BadAnswer("number")
    return rating


_READERS: dict[str, Callable[[Step, Sequence[str]], Any]] = {
    "choice": _read_choice,
    "choices": _read_choices,
    "text": _read_text,
    "email": _read_email,
    "number": _read_number,
    "date": _read_date,
    "rating": _read_rating,
}
