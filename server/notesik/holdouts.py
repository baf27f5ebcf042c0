"""Who is held out from a campaign meets nothing; their browser waits for what it would have waited for, and tells when
they would have seen it. So they can be compared with those who have: both are counted at the same moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from notesik.exposures import HELD_OUT
from notesik.placements import Corner, Event, Inbox, placement_name, wire_object

_OPENED = wire_object(Event(name="Inbox Opened"))
_ANYWHERE = wire_object(Corner())
_INBOX = placement_name(Inbox())


def held_out_wire(wire: Mapping[str, Any], held_out_ms: int) -> dict[str, Any] | None:
    """What the browser gets in place of a campaign's widget, whose ``wire`` is given; None where there is nothing to
    wait for.

    A message is met once, when the inbox that would hold it is opened: who was held out from it before, at
    ``held_out_ms``, has it behind them.
    """
    placement, trigger = wire["placement"], wire["trigger"]
    if placement["type"] == _INBOX:
        if held_out_ms:
            return None
        placement, trigger = _ANYWHERE, _OPENED
    return {
        "campaign": wire["campaign"],
        "variant": HELD_OUT,
        "placement": placement,
        "trigger": trigger,
        "html": "",
        "styles": "",
    }
