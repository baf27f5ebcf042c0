"""The steps of a form: what each asks, and where its answers lead."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from notesik.answers import MAX_ANSWER_LENGTH

END = "end"
"""In place of a step's id: the form is over."""

RATINGS = (1, 5)
"""The least and the greatest, unless a step says others."""


class Option(NamedTuple):
    value: str
    next: str
    """The id of a step, END, or nothing where the step itself says it."""
    result: str
    points: float


class Step(NamedTuple):
    """One question. ``wordings`` is the consent that its answer gives, by language; ``next`` is a step's id or END."""

    id: str
    type: str
    trait: str
    next: str
    options: tuple[Option, ...]
    is_required: bool
    asks_again: bool
    wordings: Mapping[str, str]
    topic: str
    minimum: float
    maximum: float

    def option(self, value: object) -> Option | None:
        return next((each for each in self.options if each.value == value), None)


def compile_steps(documents: Sequence[Mapping[str, Any]]) -> dict[str, Step]:
    """The steps of a form's parameters, which have passed ``form_faults``, by id."""
    followers = [*(each["id"] for each in documents[1:]), END]
    steps = [_step(document, follower) for document, follower in zip(documents, followers, strict=True)]
    return {step.id: step for step in steps}


def _step(document: Mapping[str, Any], follower: str) -> Step:
    type = document.get("type") or "choice"
    consent = document.get("consent") or {}
    texts = {"en": consent} if isinstance(consent, str) else consent
    lowest, highest = RATINGS if type == "rating" else (-math.inf, math.inf)
    if type == "text":
        highest = MAX_ANSWER_LENGTH
    minimum, maximum = document.get("minimum"), document.get("maximum")
    return Step(
        id=document["id"],
        type=type,
        trait=document.get("trait") or document["id"],
        next=document.get("next") or follower,
        options=tuple(_option(each) for each in document.get("options") or ()),
        is_required=document.get("required") is not False,
        asks_again=document.get("ask_again") is True,
        wordings={language.lower(): wording for language, wording in texts.items()},
        topic=document.get("topic") or "newsletter",
        minimum=lowest if minimum is None else minimum,
        maximum=highest if maximum is None else maximum,
    )


def _option(document: Mapping[str, Any]) -> Option:
    points = document.get("points")
    return Option(
        document["value"],
        document.get("next") or "",
        document.get("result") or "",
        1 if points is None else points,
    )


def steps_left(steps: Mapping[str, Step]) -> dict[str, int]:
    """How many steps the longest way from each step has, with itself."""
    left = {END: 0}

    def count(id: str) -> int:
        if id not in left:
            step = steps[id]
            left[id] = 1 + max(count(target) for target in _targets(step))
        return left[id]

    for id in steps:
        count(id)
    return left


def _targets(step: Step) -> set[str]:
    """The steps that an answer may lead to."""
    named = {option.next for option in step.options if option.next}
    is_left_by_options = step.is_required and step.options and all(option.next for option in step.options)
    return named if is_left_by_options else {step.next, *named}
