"""Why a visitor sees what they see, without their being there: the decisions on a visitor's record as it stands, or on
a context that is made up in part. Pure: nothing is reserved, no message sent, nothing written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from notesik.campaigns import Campaign, CompiledCampaign, compile_campaign
from notesik.consent import Consent
from notesik.context import Context, Page, Situation, build_context, read_page, shown_context
from notesik.context_changes import changed_context, page_of
from notesik.decisions import Decision, Request, explain
from notesik.devices import device_of
from notesik.exposures import last_page_of
from notesik.identity import Level
from notesik.live_campaigns import looks_of
from notesik.live_sites import LiveSite
from notesik.renderings import Renderings
from notesik.supposed_visitors import supposed_visitor
from notesik.visitor_scenes import scene_of, unread_of
from notesik.visitors import Visitor


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Of whom, on which page, and with what in place of what is known, decisions shall be explained.

    ``id`` is the visitor's, empty for a made-up one. ``slots`` are those of the page; None is a page that has every
    slot. ``changes`` replace fields of the context. ``draft`` is the one campaign that is asked about, as if it were
    live in place of one with its id; None asks about all.
    """

    visitor: Visitor = Visitor()
    id: str = ""
    level: Level = Level.ANONYMOUS
    page: Page = Page()
    slots: frozenset[str] | None = None
    changes: Mapping[str, Any] = {}
    draft: Campaign | None = None


class Answer(msgspec.Struct, frozen=True):
    """The decisions with all that was tested, and what they were made on."""

    decisions: list[Decision]
    context: Context
    slots: list[str]


def answer_to(question: Question, live: LiveSite, now_ms: int) -> Answer:
    """The decisions that ``question`` asks for at ``now_ms``, Unix milliseconds."""
    visitor = supposed_visitor(question.visitor, question.changes, live.site.currency, now_ms)
    question = msgspec.structs.replace(question, visitor=visitor)
    campaigns = _asked(live, question.draft)
    context = _context(question, live, now_ms)
    slots = question.slots
    if slots is None:
        slots = frozenset(each.slot for each in campaigns if each.slot is not None)
    request = Request(
        slots=slots,
        assignment_id=_assignment_id(question, str(context["visitor"].get("id") or "")),
        may_personalise=context["consent"].get("personalization") is not False,
        # What is asked about is what the visitor would get next where they are: that page then gives back what it has
        # not shown. On what another page holds for them they have to wait.
        left_page_id=last_page_of(question.visitor.exposures.values()),
    )
    render = _renderings(campaigns, question, context, live, now_ms)
    exposures, rules = question.visitor.exposures, live.index.rules
    decisions = explain(campaigns, context, exposures, request, now_ms, rules, render, segments=live.segments)
    if question.draft is not None:
        decisions = [each for each in decisions if each.campaign == question.draft.id]
    return Answer(decisions, shown_context(context), sorted(slots))


def _assignment_id(question: Question, id: str) -> str:
    """What the visitor is assigned by; one with another ``id`` than they have is another visitor."""
    return (id == question.id and question.visitor.assignment_id) or id


def _renderings(
    campaigns: Sequence[CompiledCampaign], question: Question, context: Context, live: LiveSite, now_ms: int
) -> Renderings:
    scene = scene_of(question.visitor, context, read_page(context["page"]), live, now_ms)
    looks = live.looks if question.draft is None else looks_of(campaigns, live.widgets)
    return Renderings(looks, scene, question.visitor.inbox)


def _asked(live: LiveSite, draft: Campaign | None) -> Sequence[CompiledCampaign]:
    """The draft first, where there is one."""
    if draft is None:
        return live.index.campaigns
    compiled = compile_campaign(msgspec.structs.replace(draft, status="live"), live.segments)
    return [compiled, *(each for each in live.index.campaigns if each.campaign.id != draft.id)]


def _context(question: Question, live: LiveSite, now_ms: int) -> Context:
    changes = question.changes
    # A made-up page is the whole page: its path and its product come with it.
    page = read_page({**msgspec.structs.asdict(question.page), **page_of(changes)})
    context = build_context(
        Situation(
            visitor=question.visitor,
            visitor_id=question.id,
            level=question.level,
            page=lambda: page,
            device=lambda: device_of(""),
            consent=Consent(),
            site=live.site,
            catalogue=live.catalogue,
            now_ms=now_ms,
            unread=unread_of(question.visitor, live),
            plans=live.plans,
            segments=live.segments,
        )
    )
    return changed_context(context, changes, live.segments) if changes else context
