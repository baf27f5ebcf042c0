"""Who sees what, and why: pure, every yes and no with its reason."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from notesik.campaign_index import CampaignIndex
from notesik.campaigns import CompiledCampaign
from notesik.checks import CHECKS, Checked, checks_of
from notesik.explanations import Member, members_of
from notesik.exposures import HELD_OUT, Exposure
from notesik.frequency import Obstacle
from notesik.ledger import Ledger, Render, Request, anything
from notesik.members_in_words import failures_in_words
from notesik.obstacles import Check
from notesik.segments import NO_SEGMENTS, Segments
from notesik.shared_caps import shared_caps
from notesik.site_rules import SiteRules

__all__ = ["REASONS", "Decision", "Request", "choose", "decide", "explain"]

REASONS: dict[str, str] = {
    "shown": "The visitor sees it.",
    "status": "The campaign is not live.",
    "schedule": "The campaign has not begun yet, is over, or does not run at this day and hour.",
    "no_slot": "The page does not have the slot.",
    "consent": "The condition reads what is known of the visitor, who has not agreed to personalising.",
    "condition": "The condition does not hold.",
    "namespace": "The visitor falls outside the campaign's part of its namespace.",
    "no_variant": "The visitor falls outside the share of visitors that the variants cover.",
    "search_arrival": "A modal would stand before the first page of a visit from a search engine, on a phone.",
    "checkout": "A modal would stand in the way of paying.",
    "converted": "The visitor has done what the campaign (or its group) is for.",
    "closed": "The visitor has closed it (or another of its group), and the time to wait is not over.",
    "frequency_lifetime": "The visitor has seen it (or its group, or all campaigns) as often as they ever may.",
    "frequency_window": "The visitor has seen it (or its group, or all campaigns) as often as they may in a period.",
    "reserved": "Other pages of the visitor may still show it; with them, one of these caps is reached.",
    "lower_priority": "Another campaign has the place.",
    "exclusive_group": "Another campaign of its exclusive group is shown.",
    "nothing_to_show": "The widget has nothing to show to this visitor.",
    "holdout": "The visitor would see it, but is held out, to compare.",
}
"""Every reason of a decision, in the order in which they are looked for, as sentences for the README and the API."""


class Decision(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was decided of one campaign for one visitor, and the first thing that decided it.

    ``variant`` is what they shall meet: one of the campaign's, or ``holdout``.
    """

    campaign: str
    shown: bool
    reason: str
    variant: str | None = None
    detail: str = ""
    tests: tuple[Member, ...] = ()
    """What the condition tested; only in an explanation."""
    checks: tuple[Checked, ...] = ()
    """All that was asked, in this order, the condition among it; only in an explanation."""


def decide(
    campaigns: Sequence[CompiledCampaign],
    context: Mapping[str, Any],
    exposures: Mapping[str, Exposure],
    request: Request,
    now_ms: int,
    rules: SiteRules | None = None,
    render: Render = anything,
) -> list[Decision]:
    """One decision a campaign, the higher priority first (and by id where it is the same).

    ``exposures`` are the visitor's, by campaign id; ``now_ms`` is Unix milliseconds; ``rules`` are the site's.
    """
    rules = rules or SiteRules()
    ledger = Ledger(context, exposures, request, now_ms, rules.holdout, shared_caps(campaigns, rules), render)
    return [_decided(each, ledger, _ALL_CHECKS) for each in sorted(campaigns, key=_rank)]


def unheard(reason: str) -> None:
    """For those who do not want to hear it."""


def choose(
    index: CampaignIndex,
    context: Mapping[str, Any],
    exposures: Mapping[str, Exposure],
    request: Request,
    now_ms: int,
    render: Render = anything,
    *,
    on_refusal: Callable[[str], object] = unheard,
) -> list[Decision]:
    """The decisions of ``decide`` that have a consequence: who is shown, and who is held out. For every visit.

    ``on_refusal`` is told why the others whose condition holds are not.
    """
    ledger = Ledger(context, exposures, request, now_ms, index.rules.holdout, index.shared_caps, render)
    candidates = index.candidates(context, request.slots)
    found = []
    for each, checks in candidates:
        if each.matches(context):
            decision = _decided(each, ledger, checks)
            if decision.variant is not None:
                for place in each.places:
                    if ledger.taken.get(place) is each:
                        candidates.settle(place)
                found.append(decision)
            else:
                on_refusal(decision.reason)
    return found


def explain(
    campaigns: Sequence[CompiledCampaign],
    context: Mapping[str, Any],
    exposures: Mapping[str, Exposure],
    request: Request,
    now_ms: int,
    rules: SiteRules | None = None,
    render: Render = anything,
    *,
    segments: Segments = NO_SEGMENTS,
) -> list[Decision]:
    """The decisions of ``decide`` with all that was asked and tested, and the actual values: dear, so only for owners.

    ``segments`` are those that the campaigns' conditions may name.
    """
    rules = rules or SiteRules()
    ledger = Ledger(context, exposures, request, now_ms, rules.holdout, shared_caps(campaigns, rules), render)
    return [_explained(each, ledger, segments) for each in sorted(campaigns, key=_rank)]


def _explained(compiled: CompiledCampaign, ledger: Ledger, segments: Segments) -> Decision:
    checks = checks_of(compiled, ledger)  # before it takes its place itself
    decision = _decided(compiled, ledger, _ALL_CHECKS)
    tests = members_of(compiled.campaign.condition, ledger.context, segments)
    failures = failures_in_words(tests)
    detail = failures if decision.reason == "condition" else decision.detail
    told = tuple(
        msgspec.structs.replace(each, detail=failures) if each.name == "condition" and not each.passed else each
        for each in checks
    )
    return msgspec.structs.replace(decision, detail=detail, tests=tests, checks=told)


def _decided(compiled: CompiledCampaign, ledger: Ledger, checks: Sequence[Check]) -> Decision:
    campaign = compiled.campaign
    for check in checks:
        obstacle = check(compiled, ledger)
        if obstacle is not None:
            return _refused(compiled, ledger, obstacle)
    ledger.take(compiled)
    ledger.count(compiled)
    return Decision(campaign.id, shown=True, reason="shown", variant=ledger.variant(compiled))


def _refused(compiled: CompiledCampaign, ledger: Ledger, obstacle: Obstacle) -> Decision:
    """Who is held out counts as if they were shown it; who is from this campaign alone leaves its place to others."""
    variant = None
    if obstacle.takes_place:
        ledger.take(compiled)
    if obstacle.reason == "holdout":
        ledger.count(compiled)
        variant = HELD_OUT
    return Decision(compiled.campaign.id, shown=False, reason=obstacle.reason, variant=variant, detail=obstacle.detail)


_rank: Callable[[CompiledCampaign], tuple[int, str]] = operator.attrgetter("rank")
_ALL_CHECKS = tuple(CHECKS.values())
