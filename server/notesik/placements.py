"""Where a widget appears (placements) and at what moment (triggers); both go to the browser as they are.

What a trigger waits for adds up over the session's pages: a campaign that waits for 30 seconds appears on the page on
which the session gets so old. Only leaving and doing nothing are of the moment.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
_Selector = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
_Seconds = Annotated[float, msgspec.Meta(ge=0, le=3600)]


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


class Modal(_Tagged, frozen=True, tag="modal", kw_only=True, omit_defaults=True):
    """Over the page; the browser shows one at a time."""

    on_search_arrival: bool = False
    """Also on the first page of a visit from a search engine, on a phone."""
    on_checkout: bool = False
    """Also where the visitor pays."""


class Corner(_Tagged, frozen=True, tag="corner"):
    """In the lower corner of the window."""


class Inbox(_Tagged, frozen=True, tag="inbox"):
    """A card in the shopping inbox."""


class Page(_Tagged, frozen=True, tag="page"):
    """On the page itself, which is changed."""


class Immediate(_Tagged, frozen=True, tag="immediate"):
    """At once."""


class Delay(_Tagged, frozen=True, tag="delay"):
    """After so many seconds of the session."""

    seconds: _Seconds


class ActiveTime(_Tagged, frozen=True, tag="active_time"):
    """After so many seconds of the session in which the page was in sight and used."""

    seconds: _Seconds


class Scroll(_Tagged, frozen=True, tag="scroll"):
    """When so much of a page of the session has been scrolled."""

    percent: Annotated[float, msgspec.Meta(ge=0, le=100)]


class ExitIntent(_Tagged, frozen=True, tag="exit_intent"):
    """When the visitor is about to leave: the pointer goes out at the top; by touch, a fast scroll back up."""


class Inactivity(_Tagged, frozen=True, tag="inactivity"):
    """When the visitor has done nothing on the page for so many seconds."""

    seconds: _Seconds


class Click(_Tagged, frozen=True, tag="click"):
    """After a click, in the session, on an element that a CSS selector finds."""

    selector: _Selector


class ElementSeen(_Tagged, frozen=True, tag="element_seen"):
    """After an element that a CSS selector finds was in sight in the session."""

    selector: _Selector


class Event(_Tagged, frozen=True, tag="event"):
    """After an event of this name in the session."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


Placement = Slot | Selector | Top | Bottom | Modal | Corner | Inbox | Page
Trigger = Immediate | Delay | ActiveTime | Scroll | ExitIntent | Inactivity | Click | ElementSeen | Event

PLACEMENTS = (Slot, Selector, Top, Bottom, Modal, Corner, Inbox, Page)
TRIGGERS = (Immediate, Delay, ActiveTime, Scroll, ExitIntent, Inactivity, Click, ElementSeen, Event)


def placement_name(placement: Placement) -> str:
    """The ``type`` of its document, as widgets name what they fit."""
    return str(placement.__struct_config__.tag)


def place_of(placement: Placement, trigger: Trigger) -> str | None:
    """The place that holds one campaign at a time, in words; None where any number may wait their turn.

    Of modals that open at once only one can; the others are put in turn by the browser when their triggers fire.
    """
    match placement:
        case Slot(slot=name):
            return f"slot {name}"
        case Selector(selector=selector):
            return f"selector {selector}"
        case Modal() if isinstance(trigger, Immediate):
            return "modal, at once"
        case Top() | Bottom():
            return placement_name(placement)
    return None


def wire_object(part: Placement | Trigger) -> dict[str, Any]:
    """The object that the browser gets: ``{"type": "delay", "seconds": 5}``."""
    built: dict[str, Any] = msgspec.to_builtins(part)
    return built
