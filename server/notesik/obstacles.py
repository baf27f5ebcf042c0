"""What can keep a campaign from a visitor: one small check each, in the order in which they are asked."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from typing import TypeAlias

from notesik.answers import FORM_COMPLETED
from notesik.assignment import in_namespace, within_share
from notesik.campaigns import RUNNING, CompiledCampaign, exclusive, goal_event
from notesik.exposures import MAX_RESERVED
from notesik.frequency import Obstacle, SharedFrequency, cap, dismissal
from notesik.interruptions import is_search_arrival, sign_of_checkout
from notesik.ledger import Ledger
from notesik.opening_hours import DAYS, opening_in_words
from notesik.placements import Modal
from notesik.site_rules import SiteRules

Check: TypeAlias = Callable[[CompiledCampaign, Ledger], Obstacle | None]


def _check_status(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    status = compiled.campaign.status
    return None if status in RUNNING else Obstacle("status", f"the campaign is {status}")


def _check_schedule(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    from_ms, until_ms = compiled.span
    schedule, now_ms = compiled.campaign.schedule, ledger.now_ms
    if from_ms is not None and now_ms < from_ms:
        return Obstacle("schedule", f"begins {schedule.from_} {schedule.time_zone}")
    if until_ms is not None and now_ms >= until_ms:
        return Obstacle("schedule", f"ended {schedule.until} {schedule.time_zone}")
    if compiled.is_open is None or compiled.is_open(now_ms):
        return None
    local = datetime.datetime.fromtimestamp(now_ms / 1000, zoneinfo.ZoneInfo(schedule.time_zone))
    opening = opening_in_words(schedule.days, schedule.hours)
    return Obstacle(
        "schedule", f"runs {opening} {schedule.time_zone}, where it is {DAYS[local.weekday()]} {local:%H:%M}"
    )


def _check_slot(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    slots = ledger.request.slots
    if compiled.slot is None or compiled.slot in slots:
        return None
    present = f"it has {', '.join(sorted(slots))}" if slots else "it has none"
    return Obstacle("no_slot", f"the page has no slot {compiled.slot}; {present}")


def _check_consent(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    if ledger.request.may_personalise or not compiled.personal_fields:
        return None
    return Obstacle("consent", f"the condition reads {', '.join(sorted(compiled.personal_fields))}")


def check_condition(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    return None if compiled.matches(ledger.context) else Obstacle("condition")


def _check_namespace(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    part = compiled.campaign.namespace
    if part is None or in_namespace(ledger.request.assignment_id, (part.name, part.from_, part.to)):
        return None
    return Obstacle("namespace", f"outside {part.from_:g} to {part.to:g} of {part.name}")


def _check_coverage(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    campaign = compiled.campaign
    if campaign.coverage >= 1 or within_share(
        campaign.coverage, f"{campaign.id}/coverage", ledger.request.assignment_id
    ):
        return None
    exposure = ledger.exposures.get(campaign.id)
    if exposure is not None and (exposure.variant in compiled.weights or exposure.held_out_ms):
        return None  # Who has met it stays, and so do those who are compared with them.
    return Obstacle("no_variant", f"outside the {percent(campaign.coverage)} who take part")


def _check_search_arrival(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    placement = compiled.campaign.placement
    if not isinstance(placement, Modal) or placement.on_search_arrival or not is_search_arrival(ledger.context):
        return None
    return Obstacle("search_arrival", "the first page of a visit from a search engine, on a phone")


def _check_checkout(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    placement = compiled.campaign.placement
    if not isinstance(placement, Modal) or placement.on_checkout or not (sign := sign_of_checkout(ledger.context)):
        return None
    return Obstacle("checkout", sign)


def _check_frequency(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    campaign = compiled.campaign
    exposure = ledger.exposures.get(campaign.id)
    if exposure is None:
        return None
    obstacle = _lasting(dismissal(campaign.frequency, exposure, ledger.now_ms), compiled, ledger)
    if obstacle is not None or ledger.keeps(campaign.id):
        return obstacle
    reserved = ledger.reserved(campaign.id, exposure)
    if reserved >= MAX_RESERVED:
        return Obstacle("reserved", f"{reserved} pages may still show it, as many as can be held")
    return cap(campaign.frequency, exposure, ledger.now_ms, reserved)


def _lasting(obstacle: Obstacle | None, compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    """Not what would take a form off the page in the moment in which it says thanks; it goes by itself."""
    is_form = goal_event(compiled.campaign) == FORM_COMPLETED
    if obstacle is not None and obstacle.reason == "converted" and is_form and ledger.keeps(compiled.campaign.id):
        return None
    return obstacle


def _check_shared_caps(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    campaign = compiled.campaign.id
    for shared in ledger.shared_caps.get(campaign, ()):
        tally, now_ms = ledger.tally(shared), ledger.now_ms
        obstacle = _lasting(dismissal(shared.frequency, tally.together, now_ms), compiled, ledger)
        if obstacle is None and not ledger.keeps(campaign):
            obstacle = cap(shared.frequency, tally.together, now_ms, tally.reserved)
        if obstacle is not None:
            return Obstacle(obstacle.reason, f"{shared.name}: {obstacle.detail}")
    return None


def _check_place(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    """Of several places (what a campaign edits on the page) all have to be free."""
    group = compiled.campaign.exclusive_group
    for place in compiled.places:
        winner = ledger.taken.get(place)
        if winner is not None and not (group and place == exclusive(group)):
            return Obstacle("lower_priority", _defeat(compiled, winner, f"at {place}"))
    return None


def _check_exclusive_group(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    group = compiled.campaign.exclusive_group
    winner = None if group is None else ledger.taken.get(exclusive(group))
    return None if winner is None else Obstacle("exclusive_group", _defeat(compiled, winner, f"in {group}"))


def _check_content(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    variant = ledger.variant(compiled)
    absence = None if variant is None else ledger.render(compiled, variant)
    return None if absence is None else Obstacle("nothing_to_show", absence)


def _check_holdout(compiled: CompiledCampaign, ledger: Ledger) -> Obstacle | None:
    """A campaign's own holdout is asked first, and leaves the place to the next. The site's does not: those after it
    would have lost their place to it, and must not be counted as if they had been seen."""
    campaign, visitor = compiled.campaign, ledger.request.assignment_id
    if campaign.holdout and within_share(campaign.holdout, f"{campaign.id}/holdout", visitor):
        return Obstacle("holdout", f"one of {percent(campaign.holdout)} held out")
    if within_share(ledger.holdout, "/holdout", visitor):
        return Obstacle("holdout", f"one of {percent(ledger.holdout)} held out from all of the site", takes_place=True)
    return None


BEFORE_THE_CONDITION: dict[str, Check] = {
    "status": _check_status,
    "schedule": _check_schedule,
    "slot": _check_slot,
    "consent": _check_consent,
}
AFTER_THE_CONDITION: dict[str, Check] = {
    "namespace": _check_namespace,
    "coverage": _check_coverage,
    "search_arrival": _check_search_arrival,
    "checkout": _check_checkout,
    "frequency": _check_frequency,
    "shared_caps": _check_shared_caps,
    "place": _check_place,
    "exclusive_group": _check_exclusive_group,
    "content": _check_content,
    "holdout": _check_holdout,
}
"""By the name that explanations (``checks.FACTS``) give them."""

_MAY_REFUSE: dict[str, Callable[[CompiledCampaign, SiteRules], bool]] = {
    "status": lambda compiled, rules: False,
    "slot": lambda compiled, rules: False,
    "schedule": lambda compiled, rules: any(compiled.span) or compiled.is_open is not None,
    "consent": lambda compiled, rules: bool(compiled.personal_fields),
    "namespace": lambda compiled, rules: compiled.campaign.namespace is not None,
    "coverage": lambda compiled, rules: compiled.campaign.coverage < 1,
    "search_arrival": lambda compiled, rules: isinstance(compiled.campaign.placement, Modal),
    "checkout": lambda compiled, rules: isinstance(compiled.campaign.placement, Modal),
    "shared_caps": lambda compiled, rules: rules.frequency != SharedFrequency() or bool(compiled.campaign.group),
    "place": lambda compiled, rules: False,
    "exclusive_group": lambda compiled, rules: False,
    "holdout": lambda compiled, rules: compiled.campaign.holdout + rules.holdout > 0,
}
"""Whether a check can say no at all to a campaign that the index has found: it runs, the page has its slot, and its
places, an exclusive group among them, are free (``Candidates.settle``). Checks that are not named here always can."""


def checks_left(compiled: CompiledCampaign, rules: SiteRules) -> tuple[Check, ...]:
    """Those that have to be asked beside the condition when the index has found a campaign, in their order. Most
    campaigns have no schedule, namespace or holdout, which need not be found out on every visit."""
    every = (BEFORE_THE_CONDITION | AFTER_THE_CONDITION).items()
    return tuple(check for name, check in every if name not in _MAY_REFUSE or _MAY_REFUSE[name](compiled, rules))


def _defeat(compiled: CompiledCampaign, winner: CompiledCampaign, where: str) -> str:
    if winner.campaign.priority > compiled.campaign.priority:
        return f"lower priority than {winner.campaign.id} {where}"
    return f"same priority as {winner.campaign.id} {where}, whose id comes first"


def percent(share: float) -> str:
    """A share in words, ``12.5 %``."""
    return f"{share * 100:g} %"
