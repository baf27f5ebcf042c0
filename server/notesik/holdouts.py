"""Who is held out from a campaign is counted as if they had seen it, so that those who have can be compared with them.

A page tells nothing of it, so it stands in the log as an event of its own, which is written together with the state
that knows of it: it is counted exactly once, whatever is repeated.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from notesik.campaigns import HELD_OUT
from notesik.decisions import Decision
from notesik.events import Event
from notesik.exposures import RESERVED_FOR_MS, Exposure
from notesik.log_entries import Entry, Tally
from notesik.visitor_changes import Change
from notesik.visitors import Visitor, last_exposures

HELD_OUT_AGAIN_MS = RESERVED_FOR_MS
"""Who is held out from a campaign on page after page is counted once in this time."""

EVENT_TYPE = "holdout"
"""Of the event in the log; nobody can send one."""


def held_out_by(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """The campaigns from which the visitor is held out, whether that was counted before or not."""
    return tuple(each.campaign for each in decisions if each.reason == HELD_OUT)


def after_holdout(visitor: Visitor, campaigns: Sequence[str], site: str, event: Event) -> Change:
    """``visitor`` when they are held out from ``campaigns``, with an entry of those of them that count anew.

    Args:
        event: made by ``holdout_event``.
    """
    met = {campaign: visitor.exposures.get(campaign) or Exposure("") for campaign in campaigns}
    counted = {each: it for each, it in met.items() if event.at_ms - it.held_out_ms >= HELD_OUT_AGAIN_MS}
    if not counted:
        return Change(visitor, [])
    changed = {campaign: exposure.after_holdout(event.at_ms) for campaign, exposure in counted.items()}
    tallies = tuple(Tally(campaign, HELD_OUT, "impressions") for campaign in counted)
    entry = Entry(site, event.user_id or event.anonymous_id, event, tallies=tallies)
    return Change(replace(visitor, exposures=last_exposures({**visitor.exposures, **changed})), [entry])


def holdout_event(at_ms: int, *, anonymous_id: str = "", user_id: str = "") -> Event:
    """What the log says of it; one of the ids is the visitor's."""
    return Event(EVENT_TYPE, message_id="", at_ms=at_ms, anonymous_id=anonymous_id, user_id=user_id)
