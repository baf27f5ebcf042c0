"""What stands in place of what is known of a visitor, where decisions are asked for what if: every change has an effect
on what reads it, or is refused with a reason. Pure.

Changes are a mapping, nested as the context is, or with dotted names: ``{"cart.value": 250}``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from notesik.behaviours import behaviour_of
from notesik.context import Context
from notesik.context_fields import FIELDS, kind_of
from notesik.documents import describe, join_path, suggestion
from notesik.errors import Fault
from notesik.field_kinds import value_faults
from notesik.known_names import SEGMENTS, plan_of
from notesik.segments import Segments, segments_of

EVENTS = "visitor.events"
MAX_TIMES = 1_000_000
"""That an event may be said to have happened."""

_OBJECTS = tuple(field for field, (kind, _, _) in FIELDS.items() if kind.name == "object")


def change_faults(changes: object, path: str, plans: Collection[str], segments: Collection[str]) -> list[Fault]:
    """What is wrong with changes of a context; ``plans`` and ``segments`` are the ids of those of the site."""
    if not isinstance(changes, dict):
        return [Fault(path, f"expected a mapping, not {describe(changes)}")]
    stated = list(stated_fields(changes))
    faults = list(_twice(stated, path))
    for field, value in stated:
        faults.extend(_faults(field, value, join_path(path, field), plans, segments))
    return faults


def stated_fields(changes: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The fields that changes name, and what they say of each; of one field, all at once or name by name."""
    for name, value in changes.items():
        path = join_path(above, name)
        if path not in FIELDS and isinstance(value, Mapping) and value and _is_group(path):
            yield from stated_fields(value, path)
        else:
            yield path, value


def nested(changes: Mapping[str, Any]) -> Context:
    """``{"cart.value": 250}`` as ``{"cart": {"value": 250}}``; what is below a field stays as it is.

    Without the events, which are of the visitor.
    """
    found: Context = {}
    for path, value in stated_fields(changes):
        if is_of_events(path):
            continue
        place = found
        *groups, name = path.split(".")
        for group in groups:
            place = place.setdefault(group, {})
        place[name] = value
    return found


def page_of(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What changes say of the page."""
    page: dict[str, Any] = nested(changes).get("page", {})
    return page


def changed_context(context: Context, changes: Mapping[str, Any], segments: Segments) -> Context:
    """``context`` with what the changes say, and the segments that follow from it, or that they say themselves."""
    changed = _merged(context, nested(changes))
    changed["behaviour"] = msgspec.structs.replace(behaviour_of(changed), memo={})  # which may not hold any more
    stated = changed["visitor"].get("segments") if SEGMENTS in dict(stated_fields(changes)) else None
    if stated is None:
        changed["visitor"]["segments"] = segments_of(changed, segments)
    else:
        behaviour_of(changed).memo.update({segment: id in stated for id, segment in segments.items()})
    return changed


def times_of(field: str, value: object) -> dict[str, Any]:
    """How often each event happened, as one change says it: of one event, or of all that it names."""
    if field != EVENTS:
        return {field.removeprefix(f"{EVENTS}."): value}
    return dict(value) if isinstance(value, Mapping) else {"": value}


def is_of_events(field: str) -> bool:
    """Whether a field says how often an event happened."""
    return field == EVENTS or field.startswith(f"{EVENTS}.")


def _faults(field: str, value: object, path: str, plans: Collection[str], segments: Collection[str]) -> Iterator[Fault]:
    """What is wrong with one change."""
    kind = kind_of(field) if field in FIELDS or field.startswith(tuple(f"{each}." for each in _OBJECTS)) else None
    if kind is None:
        said = "says nothing" if _is_group(field) and value == {} else "there is no such field"
        yield Fault(path, f"{said}{suggestion(field, FIELDS)}")
    elif field.startswith("time."):
        yield Fault(path, 'is told by the clock; say "now" beside the context, which moves schedules and periods too')
    elif value == {}:
        yield Fault(path, "says nothing: what it holds is changed name by name, and null takes a name away")
    elif is_of_events(field):
        for times in times_of(field, value).values():
            yield from _times_faults(times, path)
    else:
        yield from value_faults(kind, value, path)
        yield from _name_faults(field, value, path, plans, segments)


def _name_faults(
    field: str, value: object, path: str, plans: Collection[str], segments: Collection[str]
) -> Iterator[Fault]:
    """Names that the site does not have."""
    stated = [f"{field}.{name}" for name in value] if isinstance(value, Mapping) else [field]
    for plan in filter(None, map(plan_of, stated)):
        if plan not in plans:
            yield Fault(path, f'the site has no scoring plan "{plan}"{suggestion(plan, plans)}')
    named = value if field == SEGMENTS and isinstance(value, list) else ()
    for index, id in enumerate(named):
        if isinstance(id, str) and id not in segments:
            yield Fault(f"{path}[{index}]", f'the site has no segment "{id}"{suggestion(id, segments)}')


def _times_faults(times: object, path: str) -> Iterator[Fault]:
    is_count = isinstance(times, int) and not isinstance(times, bool) and 0 <= times <= MAX_TIMES
    if not is_count:
        yield Fault(path, f"expected how often it happened, 0 to {MAX_TIMES:,}, got {describe(times)}")


def _twice(stated: list[tuple[str, Any]], path: str) -> Iterator[Fault]:
    """Fields that are stated more than once, or as a whole and in part: which one would count?"""
    seen: set[str] = set()
    for field, _ in sorted(stated, key=lambda each: each[0]):
        above = next((each for each in _heads(field) if each in seen), None)
        if above is not None:
            yield Fault(join_path(path, field), "is stated twice" if above == field else f"is stated in {above}, too")
        seen.add(field)


def _heads(field: str) -> list[str]:
    parts = field.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _is_group(path: str) -> bool:
    """Whether fields stand below: ``cart``, ``visitor.rfm``."""
    return any(each.startswith(f"{path}.") for each in FIELDS)


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Context:
    """``old`` with what ``new`` says, mapping by mapping."""
    merged = dict(old)
    for name, value in new.items():
        before = merged.get(name)
        is_deeper = isinstance(before, Mapping) and isinstance(value, Mapping)
        merged[name] = _merged(before, value) if is_deeper else value  # type: ignore[arg-type]
    return merged
