"""Widgets: folders of markup and style that a campaign fills with parameters, rendered to HTML.

``load_widgets`` reads ``widgets/<name>/`` (``widget.toml``, ``template.html``, ``style.css``, for the inbox also
``panel.html``); ``Widget.compile`` makes one campaign's widget; ``CompiledWidget.render`` makes HTML for one visitor.
Everything that comes from outside is escaped by Jinja2, and every address passes ``safe_address``.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import tomllib
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from notesik.addresses import safe_address
from notesik.answers import FormProgress, Preferences, Questions
from notesik.countdowns import figures
from notesik.debug_views import DebugView
from notesik.documents import read_document
from notesik.errors import BadDocument, Fault
from notesik.form_faults import form_faults
from notesik.forms import compile_form
from notesik.languages import in_language
from notesik.money import format_money, to_minor
from notesik.page_edits import Edit, edits_in_effect
from notesik.parameter_types import Moment, Parameter, Value
from notesik.plural_texts import form_of
from notesik.preferences import choices_faults, compile_choices
from notesik.widget_parameters import (
    compile_parameters,
    parameter_faults,
)
from notesik.widget_proofs import PROVING, proof_of
from notesik.widget_scenes import Inbox, Message, Panel, Scene

__all__ = ["CompiledWidget", "Example", "Inbox", "Message", "Panel", "Scene", "Widget", "load_widgets"]

Words = Mapping[str, Mapping[str, Any]]
"""The built-in words (Close, Next, …) by language, from ``widgets/words.toml``."""


class ExampleScene(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For whom an example is rendered; ``cart_value`` is in major units."""

    language: str = "en"
    currency: str = "EUR"
    cart_value: float = 0
    unread: int = 0
    tags: dict[str, Any] = {}
    placement: str = ""
    """Where the campaign has it, as far as the widget looks different there."""
    form: FormProgress = FormProgress()
    preferences: Preferences = Preferences()
    counts: dict[str, int] = {}
    """How many visitors did what a widget of social proof asks for, by product."""
    drawn_to: tuple[str, ...] = ()
    """Products in the order in which the visitor is drawn to them."""

    def scene(self, **rest: Any) -> Scene:
        """The whole scene; ``rest`` gives what an example does not say (``recommend``, ``now_ms``)."""
        return Scene(
            language=self.language,
            direction=Locale.parse(self.language, sep="-").text_direction,
            currency=self.currency,
            cart_value_minor=to_minor(self.cart_value, self.currency),
            inbox=Inbox(unread=self.unread),
            forms={"": self.form},
            placement=self.placement,
            preferences=self.preferences,
            count=lambda action, product_id, hours: self.counts.get(product_id, 0),
            order=lambda category: self.drawn_to,
            tags=self.tags,
            **rest,
        )


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One use of a widget, for documentation, previews and tests."""

    name: str
    parameters: dict[str, Any]
    scene: ExampleScene = ExampleScene()


class Declaration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``widget.toml`` says; ``parts`` are files of ``widgets/parts`` whose styles the widget needs."""

    title: str
    description: str
    placements: frozenset[str]
    nothing: str = ""
    """What is missing where the template renders to nothing."""
    parts: tuple[str, ...] = ()
    parameters: dict[str, Parameter] = {}
    examples: tuple[Example, ...] = ()


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
    campaign: str = ""
    placement: str = ""

    def of(self, campaign: str, placement: str) -> CompiledWidget:
        """The same as the widget of a campaign, at its kind of place."""
        return replace(self, campaign=campaign, placement=placement)

    def render(self, scene: Scene) -> str:
        """The HTML, or nothing when there is nothing to show; ``absence`` then says why."""
        moment = Moment(scene.language, scene.currency, scene.tags, scene.time_zone)
        progress = None
        if self.widget.name == PROVING:
            proof = proof_of(self.values, scene, moment)
            if proof.absence:
                return ""
            moment = proof.moment(moment)
        if self.has_goal:
            goal_minor = self.values["goal"](moment)
            if goal_minor is None:
                return ""
            progress = Progress(scene.cart_value_minor, goal_minor)
            moment = moment._replace(tags=_with_progress(scene, progress))
        values = {name: value(moment) for name, value in self.values.items()}
        asked = self.questions.view(values, scene.known(self.campaign)) if self.questions else {}
        if isinstance(asked, str):
            return ""
        words = in_language(self.widget.words, scene.language)
        rest = {
            "scene": scene,
            "words": words,
            "progress": progress,
            "moment": moment,
            "placement": self.placement or scene.placement,
        }
        return self.widget.template.render({**values, **asked, **rest}).strip()

    def absence(self, scene: Scene) -> str:
        """What is missing where ``render`` has nothing: "no goal in EUR"."""
        if self.has_goal and self.values["goal"](Moment(scene.language, scene.currency, scene.tags)) is None:
            return f"no goal in {scene.currency}"
        if self.widget.name == PROVING:
            return proof_of(self.values, scene, Moment(scene.language, scene.currency, scene.tags)).absence
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


def _with_progress(scene: Scene, progress: Progress) -> dict[str, Any]:
    """The tags and ``cart.remaining``, ``cart.goal``: money as the visitor reads it."""
    cart = {
        **scene.tags.get("cart", {}),
        "remaining": format_money(progress.remaining_minor, scene.currency, scene.language),
        "goal": format_money(progress.goal_minor, scene.currency, scene.language),
    }
    return {**scene.tags, "cart": cart}


class Overlay(NamedTuple):
    """What tells an owner who has followed a signed link why the page shows what it shows: no campaign's widget."""

    css: str
    style_file: str
    template: Template

    def render(self, view: DebugView) -> str:
        """The HTML of ``view``; all that is in it is escaped."""
        return self.template.render(view=view).strip()


def load_overlay(folder: Path) -> Overlay:
    """The overlay of ``folder/debug``."""
    css = _compact("".join((folder / file).read_text("utf-8") for file in ("tokens.css", "debug/style.css")))
    return Overlay(css, _style_file("debug", css), _environment(folder).get_template("debug/template.html"))


def load_widgets(folder: Path) -> dict[str, Widget]:
    """Every widget of ``folder``, by name. Raises BadDocument with all faults of a ``widget.toml``."""
    environment = _environment(folder)
    words = {
        language: {**own, "language": language}
        for language, own in tomllib.loads((folder / "words.toml").read_text("utf-8")).items()
    }
    files = sorted(folder.glob("*/widget.toml"))
    return {file.parent.name: _load_widget(file.parent, environment, words) for file in files}


def _load_widget(folder: Path, environment: Environment, words: Words) -> Widget:
    name = folder.name
    document = tomllib.loads((folder / "widget.toml").read_text("utf-8"))
    declaration, faults = read_document(document, Declaration)
    if declaration is None:
        raise BadDocument(f"widgets/{name}/widget.toml", faults)
    sheets = [
        folder.parent / "tokens.css",
        *(folder.parent / "parts" / f"{part}.css" for part in declaration.parts),
        folder / "style.css",
    ]
    # What shows nothing of its own has no style sheet, not even the tokens.
    css = _compact("".join(sheet.read_text("utf-8") for sheet in sheets)) if sheets[-1].exists() else ""
    widget = Widget(
        name=name,
        title=declaration.title,
        description=declaration.description,
        placements=declaration.placements,
        parameters=declaration.parameters,
        examples=declaration.examples,
        css=css,
        style_file=_style_file(name, css),
        template=environment.get_template(f"{name}/template.html"),
        panel=environment.get_template(f"{name}/panel.html") if (folder / "panel.html").exists() else None,
        words=words,
        nothing=declaration.nothing,
    )
    if faults := _own_faults(widget):
        raise BadDocument(f"widgets/{name}/widget.toml", faults)
    return widget


def _own_faults(widget: Widget) -> list[Fault]:
    """Defaults and examples obey the same rules as a campaign's parameters."""
    defaults = {name: parameter.default for name, parameter in widget.parameters.items() if not parameter.required}
    faults = parameter_faults({name: widget.parameters[name] for name in defaults}, defaults, "parameters")
    for index, example in enumerate(widget.examples):
        faults += widget.faults(example.parameters, f"examples[{index}].parameters")
    return faults


def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    environment.filters.update(
        address=safe_address, money=_money, date=_date, figures=figures, plural=_plural, in_effect=_in_effect
    )
    return environment


@pass_context
def _money(context: Context, minor: int, currency: str) -> str:
    return format_money(minor, currency, context["scene"].language)


def _in_effect(edits: Iterable[Edit], scene: Scene) -> list[dict[str, Any]]:
    return edits_in_effect(edits, scene.order)


@pass_context
def _plural(context: Context, forms: Mapping[str, str], number: float) -> str:
    """Of a built-in word's forms the one for ``number``, in the language of the words."""
    return form_of(context["words"]["language"], number, forms)


@pass_context
def _date(context: Context, at_ms: int) -> str:
    """The day in the site's time zone, in the visitor's language."""
    zone = zoneinfo.ZoneInfo(context["scene"].time_zone)
    day = datetime.datetime.fromtimestamp(at_ms / 1000, zone).date()
    try:
        locale = Locale.parse(context["scene"].language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return str(format_date(day, "medium", locale=locale))


def _style_file(name: str, css: str) -> str:
    return f"{name}-{hashlib.sha256(css.encode()).hexdigest()[:8]}.css" if css else ""


_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _compact(css: str) -> str:
    """The style sheet without comments and layout."""
    css = re.sub(r"\s+", " ", _CSS_COMMENT.sub("", css))
    return re.sub(r" ?([{};,>]) ?", r"\1", css).replace(";}", "}").strip()
