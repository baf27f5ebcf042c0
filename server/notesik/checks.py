"""All that was asked of one campaign for one visitor, passed or not, with the actual values: for explanations."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable, Iterator

import msgspec

from notesik.assignment import hash_fraction
from notesik.campaigns import CompiledCampaign
from notesik.exposures import Exposure
from notesik.frequency import Caps
from notesik.ledger import Ledger
from notesik.obstacles import AFTER_THE_CONDITION, BEFORE_THE_CONDITION, check_condition, percent
from notesik.opening_hours import DAYS, opening_in_words
from notesik.placements import Modal

CHECKS = {**BEFORE_THE_CONDITION, "condition": check_condition, **AFTER_THE_CONDITION}
"""By name, in the order in which they are asked; the first that fails decides."""

_LAST_ASKED = "content"
"""Is asked only where no other check before it has failed, since the widget has to be rendered for it."""


class Checked(msgspec.Struct, frozen=True):
    """One check; ``detail`` has the actual values in words."""

    name: str
    passed: bool
    detail: str


def checks_of(compiled: CompiledCampaign, ledger: Ledger) -> tuple[Checked, ...]:
    """All checks of a campaign whose turn it is: places and shared caps are as those before it have left them."""
    return tuple(_checks(compiled, ledger))


def _checks(compiled: CompiledCampaign, ledger: Ledger) -> Iterator[Checked]:
    is_shown = True
    for name, check in CHECKS.items():
        if name == _LAST_ASKED and not is_shown:
            continue
        obstacle = check(compiled, ledger)
        is_shown = is_shown and obstacle is None
        detail = FACTS[name](compiled, ledger) if obstacle is None else obstacle.detail
        if obstacle is not None and name in _POSITIONS:
            detail += f"; {_POSITIONS[name](compiled, ledger)}"
        yield Checked(name, obstacle is None, detail)


def _status(compiled: CompiledCampaign, ledger: Ledger) -> str:
    return f"the campaign is {compiled.campaign.status}"


def _schedule(compiled: CompiledCampaign, ledger: Ledger) -> str:
    schedule = compiled.campaign.schedule
    bounds = {"from": schedule.from_, "until": schedule.until, "on": opening_in_words(schedule.days, schedule.hours)}
    told = " ".join(f"{word} {bound}" for word, bound in bounds.items() if bound)
    if not told:
        return "it runs always"
    local = datetime.datetime.fromtimestamp(ledger.now_ms / 1000, zoneinfo.ZoneInfo(schedule.time_zone))
    return f"runs {told}; in {schedule.time_zone} it is {DAYS[local.weekday()]} {local:%Y-%m-%d %H:%M}"


def _slot(compiled: CompiledCampaign, ledger: Ledger) -> str:
    return "it needs no slot" if compiled.slot is None else f"the page has the slot {compiled.slot}"


def _consent(compiled: CompiledCampaign, ledger: Ledger) -> str:
    if ledger.request.may_personalise:
        return "the visitor has agreed to personalising"
    return "the condition reads nothing of the visitor"


def _condition(compiled: CompiledCampaign, ledger: Ledger) -> str:
    return "all of it holds" if compiled.campaign.condition else "it has none: it is for everyone"


def _namespace(compiled: CompiledCampaign, ledger: Ledger) -> str:
    part = compiled.campaign.namespace
    if part is None:
        return "it is in no namespace"
    return f"inside {part.from_:g} to {part.to:g} of {part.name}; {_in_namespace(compiled, ledger)}"


def _in_namespace(compiled: CompiledCampaign, ledger: Ledger) -> str:
    part = compiled.campaign.namespace
    return _at(f"__{part.name}" if part else "", ledger, version=1)


def _coverage(compiled: CompiledCampaign, ledger: Ledger) -> str:
    campaign = compiled.campaign
    if campaign.coverage >= 1:
        return "all visitors take part"
    return f"{percent(campaign.coverage)} take part; {_in_coverage(compiled, ledger)}"


def _in_coverage(compiled: CompiledCampaign, ledger: Ledger) -> str:
    return _at(f"{compiled.campaign.id}/coverage", ledger)


def _modal(compiled: CompiledCampaign, ledger: Ledger) -> str:
    return "nothing stands in the way" if isinstance(compiled.campaign.placement, Modal) else "it is no modal"


def _frequency(compiled: CompiledCampaign, ledger: Ledger) -> str:
    campaign = compiled.campaign
    exposure = ledger.exposures.get(campaign.id) or Exposure("")
    return _caps(campaign.frequency, exposure, ledger.reserved(campaign.id, exposure), ledger.now_ms)


def _shared_caps(compiled: CompiledCampaign, ledger: Ledger) -> str:
    tallies = [(each, ledger.tally(each)) for each in ledger.shared_caps.get(compiled.campaign.id, ())]
    told = [
        f"{each.name}: {_caps(each.frequency, tally.together, tally.reserved, ledger.now_ms)}"
        for each, tally in tallies
    ]
    return "; ".join(told) or "no cap of a group or of the site counts for it"


def _caps(caps: Caps, exposure: Exposure, reserved: int, now_ms: int) -> str:
    """``seen 2 of 5, 1 of 3 in 1d, 1 more may still be shown``."""
    told = [f"seen {exposure.count}" + (f" of {caps.lifetime}" if caps.lifetime is not None else " times")]
    for window in caps.windows:
        seen = sum(at_ms > now_ms - window.period.ms for at_ms in exposure.times_ms)
        told.append(f"{seen} of {window.cap} in {window.period}")
    if reserved:
        told.append(f"{reserved} more may still be shown")
    return ", ".join(told)


def _place(compiled: CompiledCampaign, ledger: Ledger) -> str:
    return "it takes no place from others" if compiled.place is None else f"{compiled.place} is free"


def _exclusive_group(compiled: CompiledCampaign, ledger: Ledger) -> str:
    group = compiled.campaign.exclusive_group
    return "it is in none" if group is None else f"no other of {group} is shown"


def _content(compiled: CompiledCampaign, ledger: Ledger) -> str:
    return "the widget has something to show"


def _holdout(compiled: CompiledCampaign, ledger: Ledger) -> str:
    campaign = compiled.campaign
    if not campaign.holdout and not ledger.holdout:
        return "nobody is held out"
    shares = f"{percent(campaign.holdout)} of the campaign and {percent(ledger.holdout)} of the site are held out"
    return f"{shares}; {_in_holdout(compiled, ledger)}"


def _in_holdout(compiled: CompiledCampaign, ledger: Ledger) -> str:
    campaign, site = _fraction(f"{compiled.campaign.id}/holdout", ledger), _fraction("/holdout", ledger)
    return f"the visitor is at {campaign:g} of the campaign's visitors and at {site:g} of the site's"


def _at(seed: str, ledger: Ledger, version: int = 2) -> str:
    return f"the visitor is at {_fraction(seed, ledger, version):g}"


def _fraction(seed: str, ledger: Ledger, version: int = 2) -> float:
    return hash_fraction(seed, ledger.request.assignment_id, version) or 0.0


FACTS: dict[str, Callable[[CompiledCampaign, Ledger], str]] = {
    "status": _status,
    "schedule": _schedule,
    "slot": _slot,
    "consent": _consent,
    "condition": _condition,
    "namespace": _namespace,
    "coverage": _coverage,
    "search_arrival": _modal,
    "checkout": _modal,
    "frequency": _frequency,
    "shared_caps": _shared_caps,
    "place": _place,
    "exclusive_group": _exclusive_group,
    "content": _content,
    "holdout": _holdout,
}
"""What is told of each check that is passed."""
_POSITIONS = {"namespace": _in_namespace, "coverage": _in_coverage, "holdout": _in_holdout}
"""Where the visitor stands among all, told of these also where they fail."""
