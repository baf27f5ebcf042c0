"""Widgets: folders of markup and style that a campaign fills with parameters, rendered to HTML.

``widget_loading.py`` reads the folders; ``Widget.compile`` makes one campaign's widget; ``CompiledWidget.render`` makes
HTML for one visitor.
Everything that comes from outside is escaped by Jinja2, and every address passes ``safe_address``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
from jinja2 import Template
from markupsafe import Markup

from notesik.answers import NOT_ASKED, Asked, Questions
from notesik.errors import BadDocument, Fault
from notesik.form_faults import form_faults
from notesik.forms import compile_form
from notesik.kept_html import PLAIN, Glance, Reading, Same
from notesik.languages import in_language, language_of, stand_in
from notesik.lazy_mapping import with_members
from notesik.money import format_money
from notesik.parameter_texts import languages_of
from notesik.parameter_types import Moment, Parameter, Value
from notesik.preferences import choices_faults, compile_choices
from notesik.recommendations import Recommendation
from notesik.widget_declarations import Example
from notesik.widget_parameters import (
    compile_parameters,
    parameter_faults,
)
from notesik.widget_proofs import PROVING, proof_of
from notesik.widget_scenes import Panel, Scene

RECOMMENDING = "recommendations"
"""The widget that has something to show where the scene recommends anything."""

PROPOSING = PLAIN | {"recommend", "wished", "now_ms"}
"""What a recommendation's mark tells, too: the products, which of them are wished for, what they cost now."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})
MAX_READINGS = 50
"""Languages and currencies of which a campaign keeps what is rendered."""

Words = Mapping[str, Mapping[str, Any]]
"""The built-in words (Close, Next, …) by language, from ``widgets/words.toml``."""


class View(msgspec.Struct, frozen=True):
    """What a template gets for one visitor, and the ``mark`` of it that no other has; None where nothing is kept."""

    moment: Moment
    varying: Mapping[str, Any]
    """By parameter, what is not the same for all."""
    asked: Asked
    progress: Progress | None
    mark: tuple[Hashable, ...] | None

    @property
    def more(self) -> dict[str, Any]:
        """By name, all that the template sees of it."""
        return {**self.varying, **self.asked.shown, "progress": self.progress, "moment": self.moment}


class Progress(NamedTuple):
    """How far the cart is on its way to a goal, in minor units."""

    value_minor: int
    goal_minor: int

    @property
    def remaining_minor(self) -> int:
        return max(0, self.goal_minor - self.value_minor)

    @property
    def is_reached(self) -> bool:
        return self.value_minor >= self.goal_minor


@dataclass(frozen=True)
class Widget:
    """One folder of ``widgets/``. ``css`` is the whole style sheet, tokens included; ``style_file`` is the name under
    which it is served, which holds its hash; empty where there are no styles."""

    name: str
    title: str
    description: str
    placements: frozenset[str]
    parameters: dict[str, Parameter]
    examples: tuple[Example, ...]
    css: str
    style_file: str
    template: Template
    panel: Template | None
    words: Words
    nothing: str

    @property
    def asks(self) -> bool:
        """Whether it puts questions to visitors."""
        return self.name in _ASKING

    def faults(self, parameters: object, path: str) -> list[Fault]:
        """All that is wrong with a campaign's ``parameters``, which stand at ``path`` in its document."""
        faults = parameter_faults(self.parameters, parameters, path)
        asking = _ASKING.get(self.name)
        return faults if faults or asking is None else asking.faults(parameters, path)

    def compile(self, parameters: Mapping[str, Any]) -> CompiledWidget:
        """One campaign's widget, its merge tags read once. Raises BadDocument when the parameters have faults."""
        if faults := self.faults(parameters, "parameters"):
            raise BadDocument(f"the widget {self.name}", faults)
        has_goal = parameters.get("goal") is not None
        asking = _ASKING.get(self.name)
        return CompiledWidget(
            widget=self,
            values=compile_parameters(self.parameters, parameters),
            has_goal=has_goal,
            questions=asking.compile(parameters) if asking else None,
            # The inbox's panel, which knows no campaign, speaks the visitor's language.
            languages=() if self.panel else languages_of(self.parameters, parameters),
        )

    def render_panel(self, scene: Scene, panel: Panel) -> str:
        """The HTML inside the opened inbox; the messages' own ``html`` is trusted, it comes from ``render``."""
        if self.panel is None:
            raise ValueError(f"the widget {self.name} has no panel.html")
        cards = [(message, Markup(message.html)) for message in panel.messages]  # noqa: S704 - rendered by us
        return self.panel.render(scene=scene, panel=panel, cards=cards, words=in_language(self.words, scene.language))


@dataclass(frozen=True)
class CompiledWidget:
    """One campaign's widget, ready to be rendered for any visitor."""

    widget: Widget
    values: dict[str, Value]
    has_goal: bool
    questions: Questions | None = None
    languages: tuple[str, ...] = ()
    """Those that its main text is written in; none where that is written once for all."""
    campaign: str = ""
    placement: str = ""
    _readings: dict[tuple[str, ...], Reading] = field(default_factory=dict, repr=False, compare=False)

    def of(self, campaign: str, placement: str) -> CompiledWidget:
        """The same as the widget of a campaign, at its kind of place."""
        return replace(self, campaign=campaign, placement=placement, _readings={})

    def render(self, scene: Scene) -> str:
        """The HTML, or nothing when there is nothing to show; ``absence`` then says why."""
        reading = self._reading(scene)
        if reading.moment.language != scene.language:
            scene = msgspec.structs.replace(scene, language=reading.moment.language, direction=reading.direction)
        view = self._view(reading, scene)
        if view is None:
            return ""
        rendered = partial(self._rendered, reading, view, scene)
        return rendered()[0] if view.mark is None else reading.html(view.mark, rendered)

    def _reading(self, scene: Scene) -> Reading:
        key = (scene.language, scene.direction, scene.currency, scene.time_zone)
        reading = self._readings.get(key)
        if reading is None:
            if len(self._readings) >= MAX_READINGS:
                self._readings.clear()
            reading = self._readings[key] = self._read(scene)
        return reading

    def _read(self, scene: Scene) -> Reading:
        """In the language that is read here: where the main text lacks the visitor's, in that which stands in for it,
        with its direction. Words, money and dates follow (WCAG 2.2, 3.1.2)."""
        language, direction = scene.language, scene.direction
        if other := self.languages and stand_in(self.languages, language):
            language, direction = language_of(other, language)
        moment = Moment(language, scene.currency, {}, scene.time_zone)
        is_plural = self.widget.name == PROVING
        return Reading(direction, self.values, moment, in_language(self.widget.words, language), is_plural=is_plural)

    def _view(self, reading: Reading, scene: Scene) -> View | None:
        """What the template gets beside what is the same for all of ``reading``; None where there is nothing to show.

        ``scene`` is in the language that is read.
        """
        moment = reading.moment
        if reading.varying:
            moment = msgspec.structs.replace(moment, tags=scene.tags)
        progress, proof, proposed = None, None, None
        if self.widget.name == PROVING:
            proof = proof_of(self.values, scene, moment)
            if proof.absence:
                return None
            moment = proof.moment(moment)
        elif self.widget.name == RECOMMENDING:
            proposed = _proposed(scene, scene.recommend(reading.fixed["strategy"], reading.fixed["limit"]))
            if not proposed:
                return None
        if self.has_goal:
            goal_minor = reading.fixed["goal"]
            if goal_minor is None:
                return None
            progress = Progress(scene.cart_value_minor, goal_minor)
            if reading.varying:
                moment = msgspec.structs.replace(moment, tags=_with_progress(scene, progress))
        varying = {name: value(moment) for name, value in reading.varying.items()} if reading.varying else _NOTHING
        asked = NOT_ASKED
        if self.questions:
            found = self.questions.view({**reading.fixed, **varying}, scene.known(self.campaign))
            if isinstance(found, str):
                return None
            asked = found
        mark = (scene.inbox, progress, proof, proposed, asked.mark, *varying.values()) if asked.is_kept else None
        return View(moment, varying, asked, progress, mark)

    def _rendered(self, reading: Reading, view: View, scene: Scene) -> tuple[str, bool]:
        """The HTML, and whether its view's mark tells all that the template has looked at."""
        glance = Glance(scene)
        rest = {"scene": glance, "words": reading.words, "placement": self.placement or scene.placement}
        html = self.widget.template.render({**reading.fixed, **view.more, **rest}).strip()
        return html, glance.seen <= (PROPOSING if self.widget.name == RECOMMENDING else PLAIN)

    def foretold(self, scene: Scene) -> str | None:
        """What ``absence`` would say, empty where there is something to show; None where only ``render`` can tell.

        For those who are held out, who are told nothing more, and for whom much would be rendered in vain.
        """
        if self.widget.name not in (PROVING, RECOMMENDING):
            return None
        moment = Moment(scene.language, scene.currency, scene.tags)
        if self.widget.name == PROVING:
            return proof_of(self.values, scene, moment).absence
        found = scene.recommend(self.values["strategy"](moment), self.values["limit"](moment))
        return "" if found else self.widget.nothing

    def absence(self, scene: Scene) -> str:
        """What is missing where ``render`` has nothing: "no goal in EUR"."""
        if self.has_goal and self.values["goal"](Moment(scene.language, scene.currency, scene.tags)) is None:
            return f"no goal in {scene.currency}"
        if foretold := self.foretold(scene):
            return foretold
        if self.questions:
            moment = Moment(scene.language, scene.currency, scene.tags)
            values = {name: value(moment) for name, value in self.values.items()}
            if isinstance(reason := self.questions.view(values, scene.known(self.campaign)), str):
                return reason
        return self.widget.nothing or f"the widget {self.widget.name} is empty"


class Asking(NamedTuple):
    """A widget that asks: what else can be wrong with its parameters, and the questions that they make."""

    faults: Callable[[Any, str], list[Fault]]
    compile: Callable[[Mapping[str, Any]], Questions]


_ASKING = {
    "form": Asking(form_faults, compile_form),
    "preferences": Asking(choices_faults, compile_choices),
}
"""By name."""


def _proposed(scene: Scene, found: Sequence[Recommendation]) -> tuple[tuple[Hashable, ...], ...]:
    """What tells one proposal from another: the very products, since another of the same id may have another title. One
    that was unpacked anew is another, too; then the same is rendered once more."""
    wished, now_ms = scene.wished, scene.now_ms
    return tuple(
        (Same(product), reason, product.current_price_minor(now_ms), product.id in wished) for product, reason in found
    )


def _with_progress(scene: Scene, progress: Progress) -> Mapping[str, Any]:
    """The tags and ``cart.remaining``, ``cart.goal``: money as the visitor reads it."""
    cart = {
        **scene.tags.get("cart", {}),
        "remaining": format_money(progress.remaining_minor, scene.currency, scene.language),
        "goal": format_money(progress.goal_minor, scene.currency, scene.language),
    }
    return with_members(scene.tags, {"cart": cart})
