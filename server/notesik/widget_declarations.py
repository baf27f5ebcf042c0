"""What a ``widget.toml`` says: what a widget is, its parameters, and examples of its use."""

from __future__ import annotations

from typing import Any

import msgspec
from babel import Locale

from notesik.answers import FormProgress, Preferences
from notesik.money import to_minor
from notesik.parameter_types import Parameter
from notesik.widget_scenes import Inbox, Scene


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
