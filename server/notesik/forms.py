"""Forms: questions asked step by step, over several visits. Pure.

Each answer becomes a trait, so that conditions see it in the same answer of the server. A step whose trait is known is
left out unless it says ``ask_again``; a chosen option may name the step that comes next. The texts are the template's;
what is here decides which step is asked, what an answer may be, and what is kept of it.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from notesik.answers import (
    MAX_ANSWER_LENGTH,
    MAX_WORDING_LENGTH,
    Agreement,
    Known,
    Submission,
    Taken,
)
from notesik.widget_parameters import in_language

END = "end"
"""In place of a step's id: the form is over."""

FAULTS = ("missing", "choice", "long", "email", "number", "date", "range")
"""Why an answer is not taken; the words for the visitor are ``fault_…`` of ``widgets/words.toml``."""

_RATINGS = (1, 5)
_EMAIL = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"']+\.[^@\s<>\"'.]{2,}")
_MAX_EMAIL_LENGTH = 254


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


class BadAnswer(Exception):
    """Inner signal: this answer is not taken; the code is one of ``FAULTS``."""


class Form(NamedTuple):
    """A form's questions, in the order of the document. ``results`` are the ids of a quiz's outcomes."""

    steps: Mapping[str, Step]
    steps_left: Mapping[str, int]
    """How many steps the longest way from each step has, with itself."""
    results: tuple[str, ...] = ()
    result_trait: str = ""

    def answer_to(self, step: Step, known: Known) -> Any:
        """The visitor's answer ("" where they left it out), or what is known anyway; None while it is to be asked."""
        if step.id in known.progress.answers:
            answer = known.progress.answers[step.id]
            if answer is None:
                return ""
            if answer is True:
                return known.traits.get(step.trait, True)
        else:
            answer = None if step.asks_again else known.traits.get(step.trait)
        is_unknown = answer in (None, "") or (step.type == "choice" and step.option(answer) is None)
        return None if is_unknown else answer

    def next_step(self, known: Known) -> Step | None:
        """The first step of the visitor's way that is to be asked; None at its end."""
        return next((step for step, answer in self._way(known) if answer is None), None)

    def _way(self, known: Known) -> Iterator[tuple[Step, Any]]:
        """The steps from the first to the one to be asked, with their answers. Documents have no cycles."""
        id = next(iter(self.steps))
        while id in self.steps:
            step = self.steps[id]
            answer = self.answer_to(step, known)
            yield step, answer
            if answer is None:
                return
            option = step.option(answer)
            id = (option.next if option else "") or step.next

    def result(self, known: Known) -> str:
        """The outcome with the most points, of several the first; nothing where no answer speaks for any."""
        points = dict.fromkeys(self.results, 0.0)
        for step, answer in self._way(known):
            for value in answer if isinstance(answer, list | tuple) else [answer]:
                option = step.option(value)
                if option is not None and option.result:
                    points[option.result] += option.points
        best = max(points, key=points.__getitem__, default="")
        return best if points.get(best, 0) > 0 else ""

    def taken(self, submission: Submission, known: Known) -> Taken:
        """What becomes of an answer. One to a step that there is not, or that may not be given, changes nothing but
        the note that it was sent."""
        progress = replace(known.progress, tries=known.progress.tries + 1, at_ms=submission.at_ms, fault="")
        step = self.steps.get(submission.one("step"))
        if step is None:
            return Taken(progress, {}, known.preferences)
        try:
            answer = read_answer(step, submission.fields.get("answer", ()))
        except BadAnswer as fault:
            return Taken(replace(progress, fault=str(fault)), {}, known.preferences)
        traits = {} if answer is None else {step.trait: answer}
        progress = replace(progress, answers={**self._known_answers(progress.answers), step.id: _kept(step, answer)})
        preferences = known.preferences
        if step.wordings and answer is not None:
            preferences = preferences.with_agreement(step.topic, _agreement(step, submission))
        told = Known(progress, {**known.traits, **traits}, preferences)
        if not progress.completed_ms and self.next_step(told) is None:
            progress = replace(progress, completed_ms=submission.at_ms, is_on_page=True)
            if self.result_trait and (result := self.result(told)):
                traits[self.result_trait] = result
        return Taken(progress, traits, preferences)

    def _known_answers(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Without those to steps that the form has no more."""
        return {id: answer for id, answer in answers.items() if id in self.steps}

    def view(self, values: Mapping[str, Any], known: Known) -> Mapping[str, Any] | str:
        """``step`` to be asked with its ``number`` of ``count``, or ``result`` and no step where it is over."""
        progress = known.progress
        if not known.may_remember:
            return "the visitor has not agreed that answers are kept"
        if progress.completed_ms:
            if not progress.is_on_page:
                return "the visitor has completed the form"
            result = self.result(known)
            found = next((each for each in values["results"] or () if each["id"] == result), None)
            return {"step": None, "result": found, "progress_of_form": progress}
        step = self.next_step(known)
        if step is None:
            return "all that the form asks is known"
        number = 1 + sum(id in progress.answers for id in self.steps)
        return {
            "step": next(each for each in values["steps"] if each["id"] == step.id),
            "number": number,
            "count": number - 1 + self.steps_left[step.id],
            "bounds": (step.minimum, step.maximum),
            "result": None,
            "progress_of_form": progress,
        }


def _kept(step: Step, answer: Any) -> Any:
    """What the progress keeps of an answer: where it leads to, and for which result it speaks."""
    return answer if answer is None or step.options else True


def _agreement(step: Step, submission: Submission) -> Agreement:
    wording = in_language(step.wordings, submission.one("language"))
    return Agreement(at_ms=submission.at_ms, wording=wording[:MAX_WORDING_LENGTH], campaign=submission.campaign)


# -- answers ----------------------------------------------------------------------------------------------------------


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


# -- documents --------------------------------------------------------------------------------------------------------


def compile_form(parameters: Mapping[str, Any]) -> Form:
    """The questions of a form's parameters, which have passed ``form_faults``."""
    documents = parameters["steps"]
    followers = [*(each["id"] for each in documents[1:]), END]
    steps = [_step(document, follower) for document, follower in zip(documents, followers, strict=True)]
    by_id = {step.id: step for step in steps}
    return Form(
        steps=by_id,
        steps_left=_steps_left(by_id),
        results=tuple(each["id"] for each in parameters.get("results") or ()),
        result_trait=parameters.get("result_trait") or "",
    )


def _steps_left(steps: Mapping[str, Step]) -> dict[str, int]:
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


def _step(document: Mapping[str, Any], follower: str) -> Step:
    type = document.get("type") or "choice"
    consent = document.get("consent") or {}
    texts = {"en": consent} if isinstance(consent, str) else consent
    lowest, highest = _RATINGS if type == "rating" else (-math.inf, math.inf)
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
