"""Where a widget appears (placements) and at what moment (triggers); both go to the browser as they are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
_Selector = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class _Tagged(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    pass


class Slot(_Tagged, frozen=True, tag="slot"):
    """In an element that the page has named as a slot."""

    slot: _Name


class Selector(_Tagged, frozen=True, tag="selector"):
    """At the first element that a CSS selector finds."""

    selector: _Selector
    position: Literal["replace", "before", "after", "prepend", "append"] = "replace"


class Top(_Tagged, frozen=True, tag="top"):
    """Above the page."""


class Bottom(_Tagged, frozen=True, tag="bottom"):
    """At the lower edge of the window."""


class Modal(_Tagged, frozen=True, tag="modal"):
    """Over the page; the browser shows one at a time."""


class Corner(_Tagged, frozen=True, tag="corner"):
    """In the lower corner of the window."""


class Inbox(_Tagged, frozen=True, tag="inbox"):
    """A card in the shopping inbox."""


class Immediate(_Tagged, frozen=True, tag="immediate"):
    """At once."""


class Delay(_Tagged, frozen=True, tag="delay"):
    """After so many seconds on the page."""

    seconds: Annotated[float, msgspec.Meta(ge=0, le=3600)]


class Scroll(_Tagged, frozen=True, tag="scroll"):
    """When so much of the page has been scrolled."""

    percent: Annotated[float, msgspec.Meta(ge=0, le=100)]


class ExitIntent(_Tagged, frozen=True, tag="exit_intent"):
    """When the visitor is about to leave."""


Placement = Slot | Selector | Top | Bottom | Modal | Corner | Inbox
Trigger = Immediate | Delay | Scroll | ExitIntent

PLACEMENTS = (Slot, Selector, Top, Bottom, Modal, Corner, Inbox)
TRIGGERS = (Immediate, Delay, Scroll, ExitIntent)


def placement_name(placement: Placement) -> str:
    """The ``type`` of its document, as widgets name what they fit."""
    return str(placement.__struct_config__.tag)


def place_of(placement: Placement) -> str | None:
    """The place that holds one campaign at a time, in words; None where any number may show."""
    match placement:
        case Slot(slot=name):
            return f"slot {name}"
        case Selector(selector=selector):
            return f"selector {selector}"
        case Top() | Bottom():
            return placement_name(placement)
    return None


def wire_object(part: Placement | Trigger) -> dict[str, Any]:
    """The object that the browser gets: ``{"type": "delay", "seconds": 5}``."""
    built: dict[str, Any] = msgspec.to_builtins(part)
    return built
