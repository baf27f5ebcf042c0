"""What the overlay of a signed link tells, ready for its template: nothing is decided or looked up there any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from notesik.decisions import REASONS, Decision
from notesik.explanations import Member
from notesik.members_in_words import actual_of, expected_of, subject_of

MOST_CAMPAIGNS = 200
"""Of more, those with the highest priority are told, and how many there are."""

_OPENED = {
    "preview": ("Preview", "You see the campaign {campaign} as visitors would, whatever its status and condition."),
    "absent": ("Preview is not here", ""),
    "nothing": ("Link opens nothing", "Ask for a new link."),
}
"""By what a link has opened: in short, and in a sentence."""


class Row(NamedTuple):
    """One test or check: what was looked at, whether it holds, and with what."""

    holds: bool
    subject: str
    expected: str = ""
    actual: str = ""
    rows: tuple[Row, ...] = ()


class CampaignView(NamedTuple):
    """One campaign: whether it is shown, why, and all that was asked and tested."""

    id: str
    shown: bool
    why: str
    variant: str | None
    detail: str
    checks: tuple[Row, ...]
    tests: tuple[Row, ...]


class DebugView(NamedTuple):
    """The whole overlay; ``context`` is JSON, empty where it is not told. ``stop_url``
    is where the link is forgotten."""

    short: str
    words: str
    campaigns: tuple[CampaignView, ...]
    context: str
    stop_url: str


def debug_view(
    opened: Mapping[str, str], decisions: Sequence[Decision], context: Mapping[str, Any] | None, page_url: str
) -> DebugView:
    """What to tell of a page at ``page_url``; ``opened`` is what the link has opened, as the answer says it."""
    short, words = _opened(opened, decisions)
    campaigns = tuple(_campaign(each) for each in decisions[:MOST_CAMPAIGNS])
    return DebugView(short, words, campaigns, _as_json(context), _stop_url(page_url))


def _opened(opened: Mapping[str, str], decisions: Sequence[Decision]) -> tuple[str, str]:
    if opened["opens"] == "debug":
        shown = sum(each.shown for each in decisions)
        most = f"Of {len(decisions)} campaigns the first {MOST_CAMPAIGNS} are told." if len(decisions) > 200 else ""
        return f"{shown} of {len(decisions)} shown", most if decisions else "There are no campaigns yet."
    is_absent = opened["opens"] == "preview" and "variant" not in opened
    short, words = _OPENED["absent" if is_absent else opened["opens"]]
    return short, opened.get("note") or words.format(campaign=opened.get("campaign", ""))


def _campaign(decision: Decision) -> CampaignView:
    return CampaignView(
        id=decision.campaign,
        shown=decision.shown,
        why=REASONS.get(decision.reason, decision.reason),
        variant=decision.variant,
        detail=decision.detail,
        checks=tuple(Row(each.passed, each.name.replace("_", " "), actual=each.detail) for each in decision.checks),
        tests=tuple(map(_test, decision.tests)),
    )


def _test(test: Member) -> Row:
    return Row(test.holds, subject_of(test), expected_of(test), actual_of(test), tuple(map(_test, test.tests)))


def _as_json(context: Mapping[str, Any] | None) -> str:
    return "" if context is None else msgspec.json.format(msgspec.json.encode(context, enc_hook=str)).decode()


def _stop_url(page_url: str) -> str:
    """The page with an empty token: this tab then carries none."""
    address, _, _ = page_url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}notesik_token="
