"""What visitors have told in forms: how far they are, what they want to hear, and the proof that they agreed to it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple, Protocol

import msgspec

from notesik.ecommerce import text

FORM_SUBMITTED = "Form Submitted"
FORM_COMPLETED = "Form Completed"
"""Told by the server when the last step of a form is answered; the goal of a campaign with a form, unless it says
another."""

MAX_FORMS = 10
"""Forms of which a visitor's progress is kept."""
MAX_TOPICS = 20
"""Topics, and channels, that a visitor may have chosen."""
MAX_CHOSEN = 100
"""Values that one field may send."""
MAX_ANSWER_LENGTH = 500
MAX_WORDING_LENGTH = 600


class FormProgress(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """How far a visitor is in one form. Times are Unix milliseconds; 0 means never."""

    answers: dict[str, Any] = {}
    """By step: what was chosen, True for what was written (it is a trait), None for what was left out."""
    at_ms: int = 0
    completed_ms: int = 0
    fault: str = ""
    """Why the last answer was not taken, as long as the visitor stays on that page: a code of ``FAULTS``."""
    is_on_page: bool = False
    """Whether it was completed on the page that the visitor is on: thanks are said there, and only there."""
    tries: int = 0
    """How often something was sent: each answer of the server differs from the one before."""

    def off_page(self) -> FormProgress:
        """The same on the next page."""
        if not self.fault and not self.is_on_page:
            return self
        return msgspec.structs.replace(self, fault="", is_on_page=False)

    def merged(self, other: FormProgress) -> FormProgress:
        """Both histories as one: the newer answer holds, and what was completed once is."""
        older, newer = sorted((self, other), key=lambda each: each.at_ms)
        return msgspec.structs.replace(
            newer,
            answers={**older.answers, **newer.answers},
            completed_ms=max(older.completed_ms, newer.completed_ms),
        )


class Agreement(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The proof that a visitor agreed to hear about a topic: when, where, and the words that were before them."""

    at_ms: int
    wording: str
    campaign: str
    withdrawn_ms: int = 0


class Preferences(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What a visitor wants to hear about, how often, on which channels; and what they agreed to, by topic."""

    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    frequency: str = ""
    at_ms: int = 0
    agreements: dict[str, Agreement] = {}

    def with_agreement(self, topic: str, agreement: Agreement) -> Preferences:
        """The topic is wanted from now on, and this is the proof."""
        return msgspec.structs.replace(
            self,
            topics=tuple(dict.fromkeys((*self.topics, topic)))[-MAX_TOPICS:],
            agreements=_last({**self.agreements, topic: agreement}),
        )

    def without(self, topics: frozenset[str], at_ms: int) -> Preferences:
        """The topics are wanted no more; the proof stays, with the time of the withdrawal."""
        withdrawn = {
            topic: msgspec.structs.replace(agreement, withdrawn_ms=agreement.withdrawn_ms or at_ms)
            for topic, agreement in self.agreements.items()
            if topic in topics
        }
        return msgspec.structs.replace(
            self,
            topics=tuple(topic for topic in self.topics if topic not in topics),
            agreements={**self.agreements, **withdrawn},
        )

    def merged(self, other: Preferences) -> Preferences:
        """Both histories as one. Of a topic the newer word holds; what was never spoken of elsewhere stays."""
        older, newer = sorted((self, other), key=lambda each: each.at_ms)
        agreements = dict(older.agreements)
        for topic, agreement in newer.agreements.items():
            known = agreements.get(topic)
            agreements[topic] = agreement if known is None else max(known, agreement, key=_last_word_ms)
        wanted = (*older.topics, *newer.topics) if not newer.at_ms else newer.topics
        spoken = {topic: not agreement.withdrawn_ms for topic, agreement in agreements.items()}
        topics = [topic for topic in (*wanted, *spoken) if spoken.get(topic, True)]
        return Preferences(
            topics=tuple(dict.fromkeys(topics))[-MAX_TOPICS:],
            channels=newer.channels if newer.at_ms else older.channels,
            frequency=newer.frequency or older.frequency,
            at_ms=newer.at_ms,
            agreements=_last(agreements),
        )


def _last_word_ms(agreement: Agreement) -> int:
    return max(agreement.at_ms, agreement.withdrawn_ms)


def _last(agreements: dict[str, Agreement]) -> dict[str, Agreement]:
    kept = sorted(agreements, key=lambda topic: _last_word_ms(agreements[topic]))[-MAX_TOPICS:]
    return {topic: agreements[topic] for topic in kept}


class Known(NamedTuple):
    """What a form may know of the visitor who reads it."""

    progress: FormProgress = FormProgress()
    traits: Mapping[str, Any] = {}
    preferences: Preferences = Preferences()
    may_remember: bool = True
    """Whether the visitor agrees that what they do is kept."""


class Submission(NamedTuple):
    """What came from a form, read from untrusted properties: texts and lists of texts only, bounded."""

    campaign: str
    variant: str
    fields: Mapping[str, tuple[str, ...]]
    at_ms: int

    def one(self, field: str) -> str:
        """The only value of a field; nothing where there is none."""
        return next(iter(self.fields.get(field, ())), "")


class Taken(NamedTuple):
    """What a submission changes: the form's progress, traits that were told, and preferences."""

    progress: FormProgress
    traits: Mapping[str, Any]
    preferences: Preferences


class Asked(NamedTuple):
    """What a template sees of the questions: ``shown``, beside its parameters' values. What it sees is the same where
    these values and the ``mark`` are; if not, its HTML is not ``is_kept``."""

    shown: Mapping[str, Any]
    mark: Hashable = ()
    is_kept: bool = True


NOT_ASKED = Asked({})


class Questions(Protocol):
    """A widget that asks: ``forms.Form`` and ``preferences.Choices``."""

    def taken(self, submission: Submission, known: Known) -> Taken:
        """What becomes of the visitor's answer."""
        ...

    def view(self, values: Mapping[str, Any], known: Known) -> Asked | str:
        """What its template sees beside its parameters' ``values``; where it has nothing to ask, the reason."""
        ...


def read_submission(properties: Mapping[str, Any], at_ms: int) -> Submission:
    """The submission in the properties of a ``Form Submitted``; what is no text is left out."""
    stated = properties.get("fields")
    fields = stated if isinstance(stated, dict) else {}
    return Submission(
        campaign=text(properties.get("campaign")),
        variant=text(properties.get("variant")),
        fields={str(name)[:64]: _values(value) for name, value in list(fields.items())[:MAX_CHOSEN]},
        at_ms=at_ms,
    )


def _values(value: object) -> tuple[str, ...]:
    several = value if isinstance(value, list) else [value]
    # One character more than is allowed: what is too long is refused, not cut.
    return tuple(found for each in several[:MAX_CHOSEN] if (found := text(each, MAX_ANSWER_LENGTH + 1).strip()))


def last_forms(forms: dict[str, FormProgress]) -> dict[str, FormProgress]:
    """Those that were answered last."""
    if len(forms) <= MAX_FORMS:
        return forms
    kept = sorted(forms, key=lambda campaign: forms[campaign].at_ms)[-MAX_FORMS:]
    return {campaign: forms[campaign] for campaign in kept}


def merged_forms(one: dict[str, FormProgress], other: dict[str, FormProgress]) -> dict[str, FormProgress]:
    """The progress of both histories."""
    both = {name: one[name].merged(progress) if name in one else progress for name, progress in other.items()}
    return last_forms(one | both)
