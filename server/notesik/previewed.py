"""One campaign shown to who has followed an owner's link: whatever its status, its schedule, its condition and its caps
say, in place of what else would be there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from notesik.campaigns import CompiledCampaign
from notesik.decisions import Decision
from notesik.live_sites import LiveSite
from notesik.placements import Inbox, wire_object
from notesik.previews import Preview
from notesik.widgets import Scene

MARK = "preview:"
"""Stands before the variant's id in the answer. No variant is called so: what the browser then reports of it is counted
in no result, uses up no cap and earns no conversion."""

Wire = dict[str, Any]

_INBOX = str(Inbox.__struct_config__.tag)
_SEEN_AT = {"type": "top"}
"""Where a message of the inbox is shown, which the inbox itself must not get: it would keep it."""


class Opened(NamedTuple):
    """The campaign that a link previews on this page; None with a ``note`` that says why there is none."""

    compiled: CompiledCampaign | None
    note: str = ""


def campaign_of(preview: Preview, live: LiveSite, slots: Collection[str]) -> Opened:
    """The campaign of ``preview``, where the page, which has ``slots``, has the place for it."""
    if preview.purpose != "preview":
        return Opened(None, preview.note)
    compiled = next((each for each in live.index.campaigns if each.campaign.id == preview.campaign), None)
    if compiled is None:
        return Opened(None, f"preview: there is no campaign {preview.campaign!r}")
    if compiled.slot is not None and compiled.slot not in slots:
        return Opened(None, f"preview: this page has no slot {compiled.slot!r}")
    return Opened(compiled)


def making_way(decisions: Sequence[Decision], previewed: CompiledCampaign, live: LiveSite) -> list[Decision]:
    """``decisions`` without those for the same places: what is not shown must not be reserved either."""
    places = {each.campaign.id: each.places for each in live.index.campaigns}
    id, taken = previewed.campaign.id, frozenset(previewed.places)
    return [each for each in decisions if each.campaign != id and taken.isdisjoint(places[each.campaign])]


def rendered(previewed: CompiledCampaign, variant: str, live: LiveSite, scene: Scene) -> list[Wire]:
    """The previewed campaign as the browser gets it; nothing where it renders to nothing."""
    if variant not in previewed.weights:
        variant = next(iter(previewed.weights))
    look = live.looks[previewed.campaign.id, variant]
    html = look.widget.render(scene)
    placement = wire_object(previewed.campaign.placement)
    is_message = placement["type"] == _INBOX
    changes = {"variant": f"{MARK}{variant}", "placement": _SEEN_AT if is_message else placement, "html": html}
    return [{**look.wire, **changes}] if html else []
