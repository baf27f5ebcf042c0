"""Answers to the steps of a form: untrusted texts → the values of traits, or why they are not taken."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from typing import Any

from notesik.answers import MAX_ANSWER_LENGTH
from notesik.email_addresses import is_email_address
from notesik.form_steps import Step

FAULTS = ("missing", "choice", "long", "email", "number", "date", "range", "wording")
"""Why an answer is not taken; the words for the visitor are ``fault_…`` of ``widgets/words.toml``."""

_NUMBER = re.compile(r"-?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
"""HTML's valid floating-point number: what a browser's field sends; Python reads ``1_000`` and ``٣`` too."""
_NUMBERS_END = 2**53
"""A number nearer to nought is exact as a JSON number in every language; this one may be a greater one, rounded."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""HTML's valid date; Python reads weeks too."""


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
    if not is_email_address(given[0]):
        raise BadAnswer("email")
    return given[0]


def _read_number(step: Step, given: Sequence[str]) -> float:
    written = given[0].replace(",", ".")
    if not _NUMBER.fullmatch(written):
        raise BadAnswer("number")
    number = float(written)
    if abs(number) >= _NUMBERS_END or not step.minimum <= number <= step.maximum:
        raise BadAnswer("range")
    return int(number) if number.is_integer() else number


def _read_date(step: Step, given: Sequence[str]) -> str:
    if not _DATE.fullmatch(given[0]):
        raise BadAnswer("date")
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
