"""Why a visitor sees what they see, without their being there: the decisions on a visitor's record as it stands, or on
a context that is made up in part. Pure: nothing is reserved, no message sent, nothing written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from notesik.campaigns import Campaign, CompiledCampaign, compile_campaign
from notesik.choices import messages_of, scene_of
from notesik.consent import Consent
from notesik.context import Context, Page, Situation, build_context, read_page, shown_context
from notesik.context_fields import FIELDS
from notesik.decisions import Decision, Request, explain
from notesik.devices import device_of
from notesik.documents import describe, join_path, suggestion
from notesik.errors import Fault
from notesik.identity import Level
from notesik.inboxes import unread_count
from notesik.live_campaigns import looks_of
from notesik.live_sites import LiveSite
from notesik.renderings import Renderings
from notesik.segments import Segments, segments_of
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
    campaigns = _asked(live, question.draft)
    context = _context(question, live, now_ms)
    slots = question.slots
    if slots is None:
        slots = frozenset(each.slot for each in campaigns if each.slot is not None)
    request = Request(
        slots=slots,
        assignment_id=_assignment_id(question, str(context["visitor"].get("id") or "")),
        may_personalise=context["consent"].get("personalization") is not False,
    )
    render = _renderings(campaigns, question, context, live, now_ms)
    exposures, rules = question.visitor.exposures, live.index.rules
    decisions = explain(campaigns, context, exposures, request, now_ms, rules, render, segments=live.segments)
    if question.draft is not None:
        decisions = [each for each in decisions if each.campaign == question.draft.id]
    return Answer(decisions, shown_context(context), sorted(slots))


def change_faults(changes: object, path: str) -> list[Fault]:
    """What is wrong with changes of a context: they are a mapping, nested as the context is, or with dotted names."""
    if not isinstance(changes, dict):
        return [Fault(path, f"expected a mapping, not {describe(changes)}")]
    return list(_faults(changes, path, ""))


def _assignment_id(question: Question, id: str) -> str:
    """What the visitor is assigned by; one with another ``id`` than they have is another visitor."""
    return (id == question.id and question.visitor.assignment_id) or id


def _renderings(
    campaigns: Sequence[CompiledCampaign], question: Question, context: Context, live: LiveSite, now_ms: int
) -> Renderings:
    scene = scene_of(question.visitor, context, read_page(context["page"]), live, now_ms)
    looks = live.looks if question.draft is None else {**live.looks, **looks_of(campaigns[:1], live.widgets)}
    return Renderings(looks, scene, question.visitor.inbox)


def _asked(live: LiveSite, draft: Campaign | None) -> Sequence[CompiledCampaign]:
    """The draft first, where there is one."""
    if draft is None:
        return live.index.campaigns
    compiled = compile_campaign(msgspec.structs.replace(draft, status="live"), live.segments)
    return [compiled, *(each for each in live.index.campaigns if each.campaign.id != draft.id)]


def _context(question: Question, live: LiveSite, now_ms: int) -> Context:
    changes = _nested(question.changes)
    # A made-up page is the whole page: its path and its product come with it.
    page = read_page({**question.page._asdict(), **changes.get("page", {})})
    context = build_context(
        Situation(
            visitor=question.visitor,
            visitor_id=question.id,
            level=question.level,
            page=page,
            device=device_of(""),
            consent=Consent(),
            site=live.site,
            catalogue=live.catalogue,
            now_ms=now_ms,
            unread=unread_count(question.visitor, messages_of(question.visitor, live)),
            plans=live.plans,
            segments=live.segments,
        )
    )
    return _changed(context, changes, live.segments) if changes else context


def _changed(context: Context, changes: Context, segments: Segments) -> Context:
    changed = _merged(context, changes)
    if "segments" not in changes.get("visitor", {}):
        changed["visitor"]["segments"] = segments_of(changed, segments)
    return changed


def _nested(changes: Mapping[str, Any]) -> Context:
    """``{"cart.value": 250}`` as ``{"cart": {"value": 250}}``; what is below a field stays as it is."""
    nested: Context = {}
    for path, value in _leaves(changes, ""):
        place = nested
        *groups, name = path.split(".")
        for group in groups:
            inner = place.get(group)
            place[group] = place = dict(inner) if isinstance(inner, dict) else {}
        place[name] = value
    return nested


def _leaves(changes: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for name, value in changes.items():
        path = join_path(above, name)
        if path not in FIELDS and isinstance(value, Mapping) and any(each.startswith(f"{path}.") for each in FIELDS):
            yield from _leaves(value, path)
        else:
            yield path, value


def _field_of(path: str) -> str:
    """The field that ``path`` names, or that it is a part of; empty when there is none."""
    if path in FIELDS:
        return path
    return next((each for each in _OBJECTS if path.startswith(f"{each}.")), "")


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Context:
    """``old`` with what ``new`` says, mapping by mapping."""
    merged = dict(old)
    for name, value in new.items():
        before = merged.get(name)
        is_deeper = isinstance(before, Mapping) and isinstance(value, Mapping)
        merged[name] = _merged(before, value) if is_deeper else value  # type: ignore[arg-type]
    return merged


def _faults(changes: Mapping[str, Any], path: str, above: str) -> Iterator[Fault]:
    for field, _ in _leaves(changes, above):
        if not _field_of(field):
            yield Fault(join_path(path, field), f"there is no such field{suggestion(field, FIELDS)}")


_OBJECTS = tuple(field for field, (kind, _, _) in FIELDS.items() if kind == "object")
