"""What documents of a site may name: fields of the context, and the site's own scoring plans and groups of campaigns.

A slip in a name would pass silently otherwise: a condition on what is never there could not ever hold, or would always.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from notesik.context_fields import FIELDS, is_known_field
from notesik.documents import join_path, suggestion
from notesik.errors import Fault

SCORES = "visitor.scores"
SEGMENTS = "visitor.segments"


class SiteNames(NamedTuple):
    """The names that a site has given, by kind; None where they are not known, and then nothing is said of them."""

    plans: Collection[str] | None = None
    """Ids of its scoring plans."""
    groups: Collection[str] | None = None
    """The groups in its rules."""


ANY_NAMES = SiteNames()


def field_faults(fields: Iterable[str], path: str, names: SiteNames = ANY_NAMES) -> Iterator[Fault]:
    """Of ``fields``, those of the condition at ``path``, all that the context document never has."""
    for field in sorted(fields):
        if not is_known_field(field):
            yield Fault(join_path(path, field), f"there is no such field{suggestion(field, FIELDS)}")
        elif names.plans is not None and (plan := plan_of(field)) and plan not in names.plans:
            message = f'the site has no scoring plan "{plan}"{suggestion(plan, names.plans)}'
            yield Fault(join_path(path, field), message)


def plan_faults(tags: Iterable[tuple[str, str]], names: SiteNames) -> Iterator[Fault]:
    """Of the merge tags of texts, each with its place, those that read a scoring plan that the site does not have."""
    for path, tag in tags:
        if names.plans is not None and (plan := plan_of(tag)) and plan not in names.plans:
            yield Fault(path, f'the site has no scoring plan "{plan}"{suggestion(plan, names.plans)}')


def group_faults(document: Mapping[str, Any], names: SiteNames) -> Iterator[Fault]:
    """Of a campaign's document, a group that has no caps in the site's rules, so that it would change nothing."""
    group = document.get("group")
    if names.groups is not None and isinstance(group, str) and group not in names.groups:
        hint = suggestion(group, names.groups) or "; the groups stand in the site's rules"
        yield Fault("group", f'the site\'s rules have no group "{group}"{hint}')


def named_segments(argument: object, path: str) -> Iterator[tuple[str, str]]:
    """The segments that a condition on ``visitor.segments`` names, each with its place.

    >>> list(named_segments({"$in": ["vip"], "$not": {"$alli": ["New"]}}, "s"))
    [('s.$in[0]', 'vip'), ('s.$not.$alli[0]', 'new')]
    """
    if isinstance(argument, list | tuple):
        yield from ((f"{path}[{index}]", item) for index, item in enumerate(argument) if isinstance(item, str))
    elif isinstance(argument, Mapping):
        for operator in filter(_NAMING.__contains__, argument):
            for place, id in named_segments(argument[operator], join_path(path, operator)):
                yield place, id.lower() if operator in _OF_ANY_CASE else id
        if isinstance(argument.get("$eq"), str):  # as it stands in {$elemMatch: {$eq: vip}}
            yield join_path(path, "$eq"), argument["$eq"]


_OF_ANY_CASE = frozenset({"$ini", "$nini", "$alli"})
_NAMING = _OF_ANY_CASE | {"$eq", "$ne", "$in", "$nin", "$all", "$not", "$elemMatch"}


def plan_of(field: str) -> str:
    """The scoring plan that a field reads; empty where it reads none.

    >>> plan_of("visitor.scores.interest"), plan_of("visitor.orders")
    ('interest', '')
    """
    return field.removeprefix(f"{SCORES}.") if field.startswith(f"{SCORES}.") else ""
