"""What stands in place of what is known of a visitor, where decisions are asked for what if: every change has an effect
on what reads it, or is refused with a reason. Pure.

Changes are a mapping, nested as the context is, or with dotted names: ``{"cart.value": 250}``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from notesik.behaviours import DAY_MS, behaviour_of
from notesik.context import Context
from notesik.context_fields import FIELDS
from notesik.documents import describe, join_path, suggestion
from notesik.errors import Fault
from notesik.field_kinds import expected_of, value_fits
from notesik.known_names import plan_of
from notesik.segments import Segments, segments_of
from notesik.visitors import MAX_RECENT, Counter, Recent, Visitor

EVENTS = "visitor.events"
SEGMENTS = "visitor.segments"
MAX_TIMES = 1_000_000
"""That an event may be said to have happened."""

_OBJECTS = tuple(field for field, (kind, _, _) in FIELDS.items() if kind == "object")
_NUMBERS_WITHIN = ("visitor.scores.", "visitor.affinity.")
"""Of what is in other objects, the shop alone knows the kind."""


def change_faults(changes: object, path: str, plans: Collection[str], segments: Collection[str]) -> list[Fault]:
    """What is wrong with changes of a context; ``plans`` and ``segments`` are the ids of those of the site."""
    if not isinstance(changes, dict):
        return [Fault(path, f"expected a mapping, not {describe(changes)}")]
    return [
        Fault(join_path(path, field), message)
        for field, value in _leaves(changes, "")
        if (message := _fault(field, value, plans, segments))
    ]


def page_of(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What changes say of the page."""
    page: dict[str, Any] = _nested(changes).get("page", {})
    return page


def visitor_with_events(visitor: Visitor, changes: Mapping[str, Any], now_ms: int) -> Visitor:
    """``visitor`` who has done so often what the changes say of ``visitor.events``: just now, and without facts.

    So conditions on their number hold, within any period; what asks for their facts or their order finds nothing more.
    """
    times = _events(changes)
    if not times:
        return visitor
    counters = {name: counter for name, counter in visitor.counters.items() if name not in times}
    recent = [event for event in visitor.recent if event.name not in times]
    for name, count in times.items():
        if count:
            counters[name] = Counter(count, now_ms, {now_ms // DAY_MS: count})
            recent.extend([Recent(name, now_ms, {})] * min(count, MAX_RECENT))
    return replace(visitor, counters=counters, recent=tuple(recent[-MAX_RECENT:]))


def changed_context(context: Context, changes: Mapping[str, Any], segments: Segments) -> Context:
    """``context`` with what the changes say, and the segments that follow from it, or that they say themselves."""
    changed = _merged(context, _nested(changes))
    stated = changed["visitor"].get("segments") if SEGMENTS in dict(_leaves(changes, "")) else None
    if stated is None:
        changed["visitor"]["segments"] = segments_of(changed, segments)
    else:
        behaviour_of(changed).memo.update({segment: id in stated for id, segment in segments.items()})
    return changed


def _fault(field: str, value: object, plans: Collection[str], segments: Collection[str]) -> str:
    """What is wrong with a change; empty when nothing is."""
    within = field if field in FIELDS else next((each for each in _OBJECTS if field.startswith(f"{each}.")), "")
    if not within:
        return f"there is no such field{suggestion(field, FIELDS)}"
    if field.startswith("time."):
        return 'is told by the clock; say "now" beside the context, which moves schedules and periods too'
    if within == EVENTS:
        return next(filter(None, (_times_fault(times) for times in _times(field, value).values())), "")
    if (plan := plan_of(field)) and plan not in plans:
        return f'the site has no scoring plan "{plan}"{suggestion(plan, plans)}'
    kind = FIELDS[field][0] if field in FIELDS else "number" if field.startswith(_NUMBERS_WITHIN) else ""
    if kind and not value_fits(kind, value):
        return expected_of(kind, value)
    unknown = [id for id in value if id not in segments] if field == SEGMENTS and isinstance(value, list) else []
    return f"the site has no segment {unknown[0]!r}{suggestion(str(unknown[0]), segments)}" if unknown else ""


def _times_fault(times: object) -> str:
    is_count = isinstance(times, int) and not isinstance(times, bool) and 0 <= times <= MAX_TIMES
    return "" if is_count else f"expected how often it happened, 0 to {MAX_TIMES:,}, got {describe(times)}"


def _times(field: str, value: object) -> dict[str, Any]:
    """How often each event happened, as one change says it: of one event, or of all that it names."""
    if field != EVENTS:
        return {field.removeprefix(f"{EVENTS}."): value}
    return dict(value) if isinstance(value, Mapping) else {"": value}


def _events(changes: Mapping[str, Any]) -> dict[str, int]:
    stated = [_times(field, value) for field, value in _leaves(changes, "") if _is_of_events(field)]
    return {name: times for each in stated for name, times in each.items()}


def _is_of_events(field: str) -> bool:
    return field == EVENTS or field.startswith(f"{EVENTS}.")


def _nested(changes: Mapping[str, Any]) -> Context:
    """``{"cart.value": 250}`` as ``{"cart": {"value": 250}}``; what is below a field stays as it is.

    Without the events, which are of the visitor.
    """
    nested: Context = {}
    for path, value in _leaves(changes, ""):
        if _is_of_events(path):
            continue
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


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Context:
    """``old`` with what ``new`` says, mapping by mapping."""
    merged = dict(old)
    for name, value in new.items():
        before = merged.get(name)
        is_deeper = isinstance(before, Mapping) and isinstance(value, Mapping)
        merged[name] = _merged(before, value) if is_deeper else value  # type: ignore[arg-type]
    return merged
