"""A site's campaigns made ready for its visitors: indexed, their widgets compiled, their goals at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec

from notesik.answers import Questions
from notesik.attribution import Goal
from notesik.campaign_index import CampaignIndex
from notesik.campaigns import RUNNING, Campaign, CompiledCampaign, Status, compile_campaign, goal_event, read_campaign
from notesik.condition_compiler import let_go_of_shared_tests
from notesik.errors import BadDocument
from notesik.held_once import HeldOnce
from notesik.placements import Inbox, placement_name, wire_object
from notesik.segments import Segments
from notesik.site_rules import SiteRules, read_site_rules
from notesik.widgets import CompiledWidget, Widget

LOOKS_HELD = 500
"""Of how many variants a site's looks are kept, those that were asked for last."""

MOST_APART = 500
"""So many campaigns may be compiled apart from the others, which have held once then what they say alike; the next time
all are compiled together again."""

_INBOX = placement_name(Inbox())


class Look(msgspec.Struct, frozen=True):
    """One variant of a campaign, ready to render; ``wire`` is what its answer always holds."""

    widget: CompiledWidget
    wire: Mapping[str, Any]
    status: Status
    """Of its campaign."""
    is_message: bool
    """Whether it belongs into the inbox, and not onto the page."""


class LiveCampaigns(msgspec.Struct, frozen=True):
    """``looks`` and ``questions`` are by campaign and variant, ``goals`` by campaign; ``faults``: what was left out.

    ``questions`` are those that take answers.
    """

    index: CampaignIndex
    looks: Mapping[tuple[str, str], Look]
    goals: Mapping[str, Goal]
    questions: Mapping[tuple[str, str], Questions]
    faults: Sequence[str]
    segments: Segments
    """Those that they were compiled with."""
    apart: int
    """How many were compiled since all of them were."""


class Stored(NamedTuple):
    """What a site has stored: its campaigns' documents by id, and that of its rules, None where it has none."""

    campaigns: Mapping[str, bytes]
    rules: bytes | None


def read_live_campaigns(
    stored: Stored, widgets: Mapping[str, Widget], segments: Segments, now_ms: int, before: LiveCampaigns | None = None
) -> LiveCampaigns:
    """All of them, ready at ``now_ms``. Ten thousand take some seconds, so it is for a thread of its own.

    Of those ``before``, with the same widgets, the ones are kept whose documents and segments have not changed.
    """
    kept = {} if before is None or before.apart > MOST_APART else _unchanged(before, stored, segments)
    faults: list[str] = []
    compiled: list[CompiledCampaign] = []
    once = HeldOnce()
    for id, document in stored.campaigns.items():
        if id in kept:
            compiled.append(kept[id])
            continue
        try:
            campaign = read_campaign(msgspec.json.decode(document), widgets, segments)
        except BadDocument as error:
            faults.append(f"campaign {id}: {error}")
            continue
        compiled.append(once.campaign(compile_campaign(campaign, segments, made_of=_digest(document))))
    let_go_of_shared_tests()
    rules = _rules(stored.rules, faults)
    return LiveCampaigns(
        index=CampaignIndex(compiled, rules, now_ms=now_ms),
        looks=looks_of(compiled, widgets),
        goals={each.campaign.id: once.value(_goal(each, rules)) for each in compiled},
        questions=_questions(compiled, widgets),
        faults=faults,
        segments=segments,
        apart=before.apart + len(compiled) - len(kept) if before is not None and kept else 0,
    )


def _unchanged(before: LiveCampaigns, stored: Stored, segments: Segments) -> dict[str, CompiledCampaign]:
    """Those that would be compiled to the same again, by id."""
    return {
        each.campaign.id: each
        for each in before.index.campaigns
        if (document := stored.campaigns.get(each.campaign.id)) is not None
        and each.made_of == _digest(document)
        and all(segments.get(id) is before.segments.get(id) for id in each.segments)
    }


def _digest(document: bytes) -> bytes:
    return blake2b(document, digest_size=12).digest()


def _questions(compiled: Iterable[CompiledCampaign], widgets: Mapping[str, Widget]) -> dict[tuple[str, str], Questions]:
    """Of the campaigns that run by their status. One that its schedule has ended still takes the answers of those who
    have it before them, and those that a browser kept while it had no connection."""
    found = {}
    for campaign in (each.campaign for each in compiled if each.campaign.status in RUNNING):
        for variant in (each for each in campaign.variants if widgets[each.widget].asks):
            questions = widgets[variant.widget].compile(variant.parameters).questions
            if questions is not None:
                found[campaign.id, variant.id] = questions
    return found


def _rules(stored: bytes | None, faults: list[str]) -> SiteRules:
    try:
        return SiteRules() if stored is None else read_site_rules(msgspec.json.decode(stored))
    except BadDocument as error:
        faults.append(str(error))
        return SiteRules()


class Looks(Mapping[tuple[str, str], Look]):
    """The looks of some campaigns' variants, each made when it is first asked for; the last are kept."""

    def __init__(self, compiled: Iterable[CompiledCampaign], widgets: Mapping[str, Widget]) -> None:
        self._campaigns = campaigns = {each.campaign.id: each.campaign for each in compiled}

        @lru_cache(LOOKS_HELD)
        def look(campaign: str, variant: str) -> Look | None:
            return _look(campaigns[campaign], variant, widgets) if campaign in campaigns else None

        self._look = look

    def __getitem__(self, key: tuple[str, str]) -> Look:
        found = self._look(*key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((each.id, variant.id) for each in self._campaigns.values() for variant in each.variants)

    def __len__(self) -> int:
        return sum(len(each.variants) for each in self._campaigns.values())


def looks_of(compiled: Iterable[CompiledCampaign], widgets: Mapping[str, Widget]) -> Looks:
    """The looks of all variants of some campaigns, by campaign and variant."""
    return Looks(compiled, widgets)


def _look(campaign: Campaign, variant_id: str, widgets: Mapping[str, Widget]) -> Look | None:
    variant = campaign.variant(variant_id)
    if variant is None:
        return None
    widget = widgets[variant.widget]
    wire = {
        "campaign": campaign.id,
        "variant": variant.id,
        "widget": variant.widget,
        "placement": wire_object(campaign.placement),
        "trigger": wire_object(campaign.trigger),
        "styles": widget.style_file,
    }
    place = placement_name(campaign.placement)
    compiled_widget = widget.compile(variant.parameters).of(campaign.id, place)
    return Look(compiled_widget, wire, campaign.status, is_message=place == _INBOX)


def _goal(compiled: CompiledCampaign, rules: SiteRules) -> Goal:
    campaign = compiled.campaign
    return Goal(
        event=goal_event(campaign),
        within_ms=int(campaign.conversion.within.ms),
        variants=frozenset(variant.id for variant in campaign.variants),
        holdout=campaign.holdout,
        site_holdout=rules.holdout,
    )
