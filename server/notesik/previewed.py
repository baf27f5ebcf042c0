"""One campaign shown to who has followed an owner's link: whatever its status, its schedule, its condition and its caps
say, in place of what else would be there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from notesik.campaigns import CompiledCampaign
from notesik.decisions import Decision
from notesik.live_sites import LiveSite
from notesik.previews import Preview
from notesik.widget_scenes import Scene

MARK = "preview:"
"""Stands before the variant's id of all that the tab of a preview shows. No variant is called so: what the browser then
reports of it is counted in no result, uses up no cap and earns no conversion."""

Wire = dict[str, Any]

_SEEN_AT = {"type": "top"}
"""Where a message of the inbox is shown, which the inbox itself must not get: it would keep it."""


class Opened(NamedTuple):
    """The campaign that a link previews on this page, and it as the browser gets it; None with a ``note`` that says why
    there is none."""

    compiled: CompiledCampaign | None = None
    wire: Wire | None = None
    note: str = ""
    variant: str = ""
    """The variant that is shown, also where it is not the one that was asked for; then ``note`` says so."""


_NOTHING = Opened()


def opened_by(preview: Preview, live: LiveSite, slots: Collection[str], scene: Scene) -> Opened:
    """The campaign of ``preview``, where the page, which has ``slots``, has the place for it, and it has something to
    show there."""
    if preview.purpose != "preview":
        return Opened(note=preview.note) if preview.note else _NOTHING
    compiled = next((each for each in live.index.campaigns if each.campaign.id == preview.campaign), None)
    if compiled is None:
        return Opened(note=f"preview: there is no campaign {preview.campaign!r}")
    if compiled.slot is not None and compiled.slot not in slots:
        return Opened(note=f"preview: this page has no slot {compiled.slot!r}")
    variant = preview.variant if preview.variant in compiled.weights else next(iter(compiled.weights))
    look = live.looks[compiled.campaign.id, variant]
    html = look.widget.render(scene)
    if not html:
        return Opened(note=f"preview: nothing to show to this visitor: {look.widget.absence(scene)}")
    placement = _SEEN_AT if look.is_message else look.wire["placement"]
    is_another = preview.variant and preview.variant != variant
    note = f"preview: the campaign has no variant {preview.variant!r}; this is {variant}" if is_another else ""
    return Opened(compiled, uncounted({**look.wire, "placement": placement, "html": html}), note, variant)


def uncounted(wire: Wire) -> Wire:
    """A widget that is shown beside a preview, or is one."""
    return {**wire, "variant": f"{MARK}{wire['variant']}"}


def making_way(decisions: Sequence[Decision], previewed: CompiledCampaign, live: LiveSite) -> list[Decision]:
    """``decisions`` without those for the same places: what is not shown must not be reserved either."""
    places = {each.campaign.id: each.places for each in live.index.campaigns}
    id, taken = previewed.campaign.id, frozenset(previewed.places)
    return [each for each in decisions if each.campaign != id and taken.isdisjoint(places[each.campaign])]
