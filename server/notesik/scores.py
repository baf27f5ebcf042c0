"""Scoring plans: points for what a visitor does, which fade with time.

A plan gives each event its points; the sum halves every ``half_life``, and never leaves 0 to ``maximum``. Conditions
read it as ``visitor.scores.<plan>``. Points are given when the event comes in, by all its properties: a plan that
changes does not look back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Any

import msgspec

from notesik.behaviours import EventMatch
from notesik.conditions import compile_event_match
from notesik.documents import read_document
from notesik.errors import BadDocument, Fault
from notesik.ids import Id, Title
from notesik.schedules import Period

MAX_PLANS = 10
"""Of a site: each is a number in every visitor's state."""
DIGITS = 4


class Points(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an event is worth; negative points take away."""

    event: str | list[str]
    points: Annotated[float, msgspec.Meta(ge=-1_000_000, le=1_000_000)]
    where: dict[str, Any] = {}


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A scoring plan as its document says it."""

    id: Id
    name: Title
    half_life: Period
    maximum: Annotated[float, msgspec.Meta(gt=0, le=1_000_000_000)] | None = None
    points: Annotated[tuple[Points, ...], msgspec.Meta(min_length=1, max_length=50)]


class CompiledPlan(msgspec.Struct, frozen=True):
    """A plan ready to score with; ``rules`` are the events and their points, in the plan's order."""

    plan: Plan
    half_life_ms: float
    maximum: float
    rules: tuple[tuple[EventMatch, float], ...]

    def points_of(self, name: str, properties: Mapping[str, Any]) -> float:
        """What the event is worth: all that fits it, in sum."""
        return sum(points for match, points in self.rules if match.fits(name, properties))


class Score(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """``value`` as it was at ``at_ms``."""

    value: float
    at_ms: int


Scores = dict[str, Score]
"""By the plan's id: a part of a visitor's state."""
Plans = Mapping[str, CompiledPlan]
NO_PLANS: Plans = MappingProxyType({})


def compile_plan(document: object) -> CompiledPlan:
    """Raises BadDocument that lists every fault with its path (``points[0].where.price.$gt``)."""
    plan, faults = read_document(document, Plan)
    rules = []
    for index, points in enumerate(plan.points if plan else ()):
        match, found = compile_event_match({"event": points.event, "where": points.where}, f"points[{index}]")
        faults.extend(found)
        rules.append((match, points.points))
    if plan is None or faults:
        id = document.get("id") if isinstance(document, dict) else None
        raise BadDocument(f"scoring plan {id}" if isinstance(id, str) else "the scoring plan", faults)
    return CompiledPlan(plan, plan.half_life.ms, math.inf if plan.maximum is None else plan.maximum, tuple(rules))


def compile_plans(documents: Iterable[object]) -> Plans:
    """The plans of a site by id; raises BadDocument."""
    plans: dict[str, CompiledPlan] = {}
    for compiled in map(compile_plan, documents):
        if compiled.plan.id in plans:
            raise BadDocument("the scoring plans", [Fault("id", f'another is also called "{compiled.plan.id}"')])
        plans[compiled.plan.id] = compiled
    if len(plans) > MAX_PLANS:
        raise BadDocument("the scoring plans", [Fault("", f"a site may have {MAX_PLANS} at most, has {len(plans)}")])
    return plans


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as a document that reads back as the same plan."""
    document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(plan, enc_hook=str))
    return document


def score_after(
    score: Score | None, plan: CompiledPlan, name: str, properties: Mapping[str, Any], at_ms: int
) -> Score | None:
    """The score after an event; ``score`` itself where the event is worth nothing.

    An event that comes late adds what is left of its points by then. ``name`` is as in conditions: of a track call, or
    else its type.
    """
    points = plan.points_of(name, properties)
    return _added(score, Score(points, at_ms), plan) if points else score


def score_at(score: Score, plan: CompiledPlan, now_ms: int) -> float:
    """The faded score."""
    return float(score.value * 0.5 ** (max(now_ms - score.at_ms, 0) / plan.half_life_ms))


def scores_after(scores: Scores, plans: Plans, name: str, properties: Mapping[str, Any], at_ms: int) -> Scores:
    """The scores of all plans after an event; ``scores`` itself where nothing changes."""
    changed = scores
    for id, plan in plans.items():
        before = scores.get(id)
        after = score_after(before, plan, name, properties, at_ms)
        if after is not None and after is not before:
            changed = {**changed, id: after}
    return changed


def scores_at(scores: Scores, plans: Plans, now_ms: int) -> dict[str, float]:
    """The faded scores of all plans, 0 where there are no points yet: ``visitor.scores`` of the context."""
    return {id: round(score_at(scores[id], plan, now_ms), 3) if id in scores else 0.0 for id, plan in plans.items()}


def merged_scores(one: Scores, other: Scores, plans: Plans) -> Scores:
    """Both histories as one; a score whose plan is gone is forgotten."""
    merged: Scores = {}
    for id, plan in plans.items():
        if both := [score for score in (one.get(id), other.get(id)) if score is not None]:
            merged[id] = both[0] if len(both) == 1 else _added(both[0], both[1], plan)
    return merged


def _added(score: Score | None, other: Score, plan: CompiledPlan) -> Score:
    before = score or Score(0.0, other.at_ms)
    at_ms = max(before.at_ms, other.at_ms)
    value = score_at(before, plan, at_ms) + score_at(other, plan, at_ms)
    return Score(round(min(max(value, 0.0), plan.maximum), DIGITS), at_ms)
