"""Forms: questions asked step by step, over several visits. Pure.

Each answer becomes a trait, so that conditions see it in the same answer of the server. A step whose trait is known is
left out unless it says ``ask_again``; a chosen option may name the step that comes next. The texts are the template's;
what is here decides which step is asked, what an answer may be, and what is kept of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from msgspec.structs import replace

from notesik.answers import MAX_WORDING_LENGTH, Agreement, Asked, Known, Submission, Taken
from notesik.form_answers import BadAnswer, read_answer
from notesik.form_steps import Step, compile_steps, steps_left
from notesik.languages import in_language
from notesik.wordings import mark_of


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
            if answer is not None and submission.one("wording") != mark_of(step.wordings, submission.one("language")):
                raise BadAnswer("wording")
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

    def view(self, values: Mapping[str, Any], known: Known) -> Asked | str:
        """``step`` to be asked with its ``number`` of ``count``, or ``result`` and no step where it is over."""
        progress = known.progress
        if not known.may_remember:
            return "the visitor has not agreed that answers are kept"
        mark = (progress.fault, progress.tries)
        if progress.completed_ms:
            if not progress.is_on_page:
                return "the visitor has completed the form"
            result = self.result(known)
            found = next((each for each in values["results"] or () if each["id"] == result), None)
            return Asked({"step": None, "result": found, "progress_of_form": progress}, (*mark, result))
        step = self.next_step(known)
        if step is None:
            return "all that the form asks is known"
        number = 1 + sum(id in progress.answers for id in self.steps)
        shown = {
            "step": next(each for each in values["steps"] if each["id"] == step.id),
            "number": number,
            "count": number - 1 + self.steps_left[step.id],
            "bounds": (step.minimum, step.maximum),
            "result": None,
            "progress_of_form": progress,
            "wording_mark": partial(mark_of, step.wordings),
        }
        return Asked(shown, (*mark, step.id, number))


def _kept(step: Step, answer: Any) -> Any:
    """What the progress keeps of an answer: where it leads to, and for which result it speaks."""
    return answer if answer is None or step.options else True


def _agreement(step: Step, submission: Submission) -> Agreement:
    wording = in_language(step.wordings, submission.one("language"))
    return Agreement(at_ms=submission.at_ms, wording=wording[:MAX_WORDING_LENGTH], campaign=submission.campaign)


def compile_form(parameters: Mapping[str, Any]) -> Form:
    """The questions of a form's parameters, which have passed ``form_faults``."""
    steps = compile_steps(parameters["steps"])
    return Form(
        steps=steps,
        steps_left=steps_left(steps),
        results=tuple(each["id"] for each in parameters.get("results") or ()),
        result_trait=parameters.get("result_trait") or "",
    )
