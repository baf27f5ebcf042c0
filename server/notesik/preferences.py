"""The choices that visitors have about what they hear: topics, channels and how often. Pure.

A topic that is chosen is kept with the words that stood beside it, as proof; one that is taken back keeps its proof,
and the time of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from notesik.answers import MAX_TOPICS, MAX_WORDING_LENGTH, Agreement, Asked, Known, Submission, Taken
from notesik.errors import Fault
from notesik.languages import in_language
from notesik.wordings import mark_of


class Choices(NamedTuple):
    """What may be chosen. ``topics`` are by value, each with its words by language."""

    topics: Mapping[str, Mapping[str, str]]
    channels: tuple[str, ...]
    frequencies: tuple[str, ...]

    def taken(self, submission: Submission, known: Known) -> Taken:
        """What was shown and not chosen is taken back; what is not offered here stays, and cannot be chosen. Nothing
        is agreed to whose words are others by now: the form comes again, with these."""
        at_ms, before = submission.at_ms, known.preferences
        shown = submission.fields.get("shown", ())
        chosen = [topic for topic in submission.fields.get("topics", ()) if topic in self.topics]
        unseen = {topic for topic in self.topics if not any(each.startswith(f"{topic}:") for each in shown)}
        after = before.without(frozenset(self.topics).difference(chosen, unseen), at_ms)
        new = [topic for topic in chosen if topic not in before.topics]
        changed = [topic for topic in new if self._shown(topic, submission.one("language")) not in shown]
        for topic in new:
            if topic not in changed:
                after = after.with_agreement(topic, self._agreement(topic, submission))
        frequency = submission.one("frequency")
        elsewhere = [each for each in before.channels if each not in self.channels]
        wanted = [each for each in self.channels if each in submission.fields.get("channels", ())]
        after = replace(
            after,
            channels=(*elsewhere, *wanted)[-MAX_TOPICS:],
            frequency=frequency if frequency in self.frequencies else after.frequency,
            at_ms=at_ms,
        )
        tries = known.progress.tries + 1
        progress = replace(known.progress, tries=tries, at_ms=at_ms)
        if changed:
            return Taken(replace(progress, fault="wording", is_on_page=False), {}, after)
        return Taken(replace(progress, fault="", completed_ms=at_ms, is_on_page=True), {}, after)

    def _shown(self, topic: str, language: str) -> str:
        """What a form sends to say that it showed the topic, with which words."""
        return f"{topic}:{mark_of(self.topics[topic], language)}"

    def _all_shown(self, language: str) -> list[str]:
        return [self._shown(topic, language) for topic in self.topics]

    def _agreement(self, topic: str, submission: Submission) -> Agreement:
        wording = in_language(self.topics[topic], submission.one("language"))
        return Agreement(at_ms=submission.at_ms, wording=wording[:MAX_WORDING_LENGTH], campaign=submission.campaign)

    def view(self, values: Mapping[str, Any], known: Known) -> Asked:
        """``chosen`` before, how far the form is, and whether anything may be chosen."""
        shown = {
            "chosen": known.preferences,
            "progress_of_form": known.progress,
            "may_choose": known.may_remember,
            "shown": self._all_shown,
        }
        return Asked(shown, is_kept=False)


def compile_choices(parameters: Mapping[str, Any]) -> Choices:
    """What may be chosen by parameters that have passed ``choices_faults``."""
    return Choices(
        topics={each["value"]: _wordings(each) for each in parameters["topics"]},
        channels=tuple(each["value"] for each in parameters.get("channels") or ()),
        frequencies=tuple(each["value"] for each in parameters.get("frequencies") or ()),
    )


def _wordings(topic: Mapping[str, Any]) -> dict[str, str]:
    """The topic's label with its explanation, by language."""
    labels, texts = (_by_language(topic.get(field) or {}) for field in ("label", "text"))
    return {
        language: f"{label} – {in_language(texts, language)}" if texts else label for language, label in labels.items()
    }


def _by_language(text: str | Mapping[str, str]) -> dict[str, str]:
    texts = {"en": text} if isinstance(text, str) else text
    return {language.lower(): words for language, words in texts.items()}


def choices_faults(parameters: Mapping[str, Any], path: str) -> list[Fault]:
    """Every fault of parameters that have the right shape and stand at ``path``."""
    return list(_values_twice(parameters, path))


def _values_twice(parameters: Mapping[str, Any], path: str) -> Iterator[Fault]:
    for name in ("topics", "channels", "frequencies"):
        seen: set[str] = set()
        for index, each in enumerate(parameters.get(name) or ()):
            if each["value"] in seen:
                yield Fault(f"{path}.{name}[{index}].value", f'another one also has "{each["value"]}"')
            seen.add(each["value"])
