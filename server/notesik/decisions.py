"""Who sees what, and why: pure, every yes and no with its reason."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from notesik.assignment import choose_variant, hash_fraction
from notesik.campaigns import CompiledCampaign
from notesik.exposures import Exposure
from notesik.fields import Context, compile_path
from notesik.frequency import Obstacle, cap, dismissal

REASONS: dict[str, str] = {
    "shown": "The visitor sees it.",
    "status": "The campaign is not live.",
    "schedule": "The campaign has not begun yet, or is over.",
    "no_slot": "The page does not have the slot.",
    "consent": "The condition reads what is known of the visitor, who has not agreed to personalising.",
    "condition": "The condition does not hold.",
    "converted": "The visitor has done what the campaign is for.",
    "closed": "The visitor has closed it, and the time to wait is not over.",
    "frequency_lifetime": "The visitor has seen it as often as they ever may.",
    "frequency_window": "The visitor has seen it as often as they may in a period.",
    "no_variant": "The visitor falls outside the share of visitors that the variants cover.",
    "lower_priority": "Another campaign has the place.",
}
"""Every reason of a decision, in the order in which they are looked for, as sentences for the README and the API."""


class Decision(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was decided of one campaign for one visitor, and the first thing that decided it."""

    campaign: str
    shown: bool
    reason: str
    variant: str | None = None
    detail: str = ""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision needs to know of the page and the visitor beside the context document."""

    assignment_id: str
    may_personalise: bool
    slots: frozenset[str] = frozenset()
    on_screen: frozenset[str] = frozenset()
    """Ids of the campaigns on the page now: showing them on is no new impression, so caps do not count."""


class _Situation(msgspec.Struct):
    """All that the checks look at, and the places that are taken so far."""

    context: Context
    exposures: Mapping[str, Exposure]
    request: Request
    now_ms: int
    taken: dict[str, CompiledCampaign] = {}


def decide(
    campaigns: Sequence[CompiledCampaign],
    context: Mapping[str, Any],
    exposures: Mapping[str, Exposure],
    request: Request,
    now_ms: int,
) -> list[Decision]:
    """One decision a campaign, the higher priority first (and by id where it is the same).

    ``exposures`` are the visitor's, by campaign id; ``now_ms`` is Unix milliseconds.
    """
    situation = _Situation(context, exposures, request, now_ms)
    return [_decide_one(compiled, situation) for compiled in sorted(campaigns, key=operator.attrgetter("rank"))]


def explained(
    decisions: Sequence[Decision], campaigns: Sequence[CompiledCampaign], context: Mapping[str, Any]
) -> list[Decision]:
    """The decisions with the actual values of the fields that a condition read: dear, so only for those who ask."""
    by_id = {compiled.campaign.id: compiled for compiled in campaigns}
    return [
        msgspec.structs.replace(decision, detail=_values(by_id[decision.campaign], context))
        if decision.reason == "condition"
        else decision
        for decision in decisions
    ]


def _decide_one(compiled: CompiledCampaign, situation: _Situation) -> Decision:
    id = compiled.campaign.id
    for check in _CHECKS:
        obstacle = check(compiled, situation)
        if obstacle is not None:
            return Decision(id, shown=False, reason=obstacle.reason, detail=obstacle.detail)
    variant = _variant(compiled, situation)
    if variant is None:
        return Decision(id, shown=False, reason="no_variant")
    if compiled.place is not None:
        winner = situation.taken.setdefault(compiled.place, compiled)
        if winner is not compiled:
            return Decision(id, shown=False, reason="lower_priority", detail=_defeat(compiled, winner))
    return Decision(id, shown=True, reason="shown", variant=variant)


def _check_status(compiled: CompiledCampaign, situation: _Situation) -> Obstacle | None:
    status = compiled.campaign.status
    return None if status == "live" else Obstacle("status", f"the campaign is {status}")


def _check_schedule(compiled: CompiledCampaign, situation: _Situation) -> Obstacle | None:
    from_ms, until_ms = compiled.span
    schedule = compiled.campaign.schedule
    if from_ms is not None and situation.now_ms < from_ms:
        return Obstacle("schedule", f"begins {schedule.from_} {schedule.time_zone}")
    if until_ms is not None and situation.now_ms >= until_ms:
        return Obstacle("schedule", f"ended {schedule.until} {schedule.time_zone}")
    return None


def _check_slot(compiled: CompiledCampaign, situation: _Situation) -> Obstacle | None:
    slots = situation.request.slots
    if compiled.slot is None or compiled.slot in slots:
        return None
    present = f"it has {', '.join(sorted(slots))}" if slots else "it has none"
    return Obstacle("no_slot", f"the page has no slot {compiled.slot}; {present}")


def _check_consent(compiled: CompiledCampaign, situation: _Situation) -> Obstacle | None:
    if situation.request.may_personalise or not compiled.personal_fields:
        return None
    return Obstacle("consent", f"the condition reads {', '.join(sorted(compiled.personal_fields))}")


def _check_condition(compiled: CompiledCampaign, situation: _Situation) -> Obstacle | None:
    return None if compiled.matches(situation.context) else _CONDITION_FAILED


_CONDITION_FAILED = Obstacle("condition")


def _check_frequency(compiled: CompiledCampaign, situation: _Situation) -> Obstacle | None:
    campaign = compiled.campaign
    exposure = situation.exposures.get(campaign.id)
    if exposure is None:
        return None
    obstacle = dismissal(campaign.frequency, exposure, situation.now_ms)
    if obstacle is None and campaign.id not in situation.request.on_screen:
        obstacle = cap(campaign.frequency, exposure, situation.now_ms)
    return obstacle


_CHECKS: tuple[Callable[[CompiledCampaign, _Situation], Obstacle | None], ...] = (
    _check_status,
    _check_schedule,
    _check_slot,
    _check_consent,
    _check_condition,
    _check_frequency,
)


def _variant(compiled: CompiledCampaign, situation: _Situation) -> str | None:
    """The variant that the visitor has met before, as long as it exists; else the one that the hash gives."""
    campaign = compiled.campaign
    exposure = situation.exposures.get(campaign.id)
    if exposure is not None and campaign.variant(exposure.variant) is not None:
        return exposure.variant
    fraction = hash_fraction(campaign.id, situation.request.assignment_id, 2)
    index = -1 if fraction is None else choose_variant(fraction, compiled.ranges)
    return campaign.variants[index].id if index >= 0 else None


def _defeat(compiled: CompiledCampaign, winner: CompiledCampaign) -> str:
    if winner.campaign.priority > compiled.campaign.priority:
        return f"lower priority than {winner.campaign.id} at {compiled.place}"
    return f"same priority as {winner.campaign.id} at {compiled.place}, whose id comes first"


def _values(compiled: CompiledCampaign, context: Context) -> str:
    """``cart.value is 0, page.type is "home"``."""
    return ", ".join(f"{field} is {_shown(compile_path(field)(context))}" for field in sorted(compiled.fields))


def _shown(value: object) -> str:
    """A value as JSON, cut where it is long."""
    if value is None:
        return "missing"
    text = msgspec.json.encode(value, enc_hook=str).decode()
    return text if len(text) <= 80 else text[:79] + "…"
