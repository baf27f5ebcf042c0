"""A plain interpreter of conditions, to compare the compiled ones with, and strategies that make them up.

It knows the whole past of a visitor as a list, and reads it anew for each question.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from hypothesis import strategies as st

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
NOW_MS = 20_000 * DAY_MS + 15 * HOUR_MS + 7
"""In the afternoon, so that a day back does not begin with a UTC day."""
PERIODS_MS = {"1h": HOUR_MS, "1d": DAY_MS, "3d": 3 * DAY_MS}


class Past(NamedTuple):
    """All that a visitor ever did: (name, Unix milliseconds, facts), oldest first."""

    history: Sequence[tuple[str, int, dict[str, Any]]] = ()
    session_started_ms: int = NOW_MS


NO_PAST = Past()
NO_SEGMENTS: Mapping[str, Any] = {}
BEHAVIOUR_WORDS = {"event", "where", "within", "count", "since_last", "sum", "share", "sequence", "without"}


def look_up(document: Any, path: str) -> Any:
    for key in path.split("."):
        document = document.get(key) if isinstance(document, dict) else None
    return document


def exactly(value: Any) -> str:
    return json.dumps(float(value) if isinstance(value, int) and not isinstance(value, bool) else value)


def as_order(value: Any, other: Any) -> tuple[Any, Any] | None:
    if isinstance(value, str) and isinstance(other, str):
        return value, other
    pair = []
    for one in (value, other):
        try:
            pair.append(0 if one is None else float(one))
        except (TypeError, ValueError):
            return None
    return pair[0], pair[1]


def holds_operator(name: str, argument: Any, value: Any) -> bool:
    order = as_order(value, argument) if name in ("$lt", "$lte", "$gt", "$gte") else None
    match name:
        case "$eq":
            return exactly(value) == exactly(argument)
        case "$ne":
            return exactly(value) != exactly(argument)
        case "$lt":
            return order is not None and order[0] < order[1]
        case "$lte":
            return order is not None and order[0] <= order[1]
        case "$gt":
            return order is not None and order[0] > order[1]
        case "$gte":
            return order is not None and order[0] >= order[1]
        case "$in" | "$nin":
            items = value if isinstance(value, list) else [value]
            found = any(exactly(item) == exactly(one) for item in items for one in argument)
            return found == (name == "$in")
        case "$all":
            return isinstance(value, list) and all(any(holds_value(one, item) for item in value) for one in argument)
        case "$elemMatch":
            return isinstance(value, list) and any(holds_value(argument, item) for item in value)
        case "$exists":
            return (value is not None) is argument
        case "$size":
            return isinstance(value, list) and holds_value(argument, len(value))
    assert name == "$not"
    return not holds_value(argument, value)


def holds_value(condition: Any, value: Any) -> bool:
    if isinstance(condition, dict):
        return all(holds_operator(name, argument, value) for name, argument in condition.items())
    return exactly(condition) == exactly(value)


def holds(
    condition: dict[str, Any], document: dict[str, Any], past: Past = NO_PAST, segments: Mapping[str, Any] = NO_SEGMENTS
) -> bool:
    if ("event" in condition or "sequence" in condition) and not holds_behaviour(condition, past):
        return False
    for key, argument in condition.items():
        if key in BEHAVIOUR_WORDS:
            continue
        if key in ("$and", "$or", "$nor"):
            each = [holds(inner, document, past, segments) for inner in argument]
            held = all(each) if key == "$and" else (any(each) or not each) != (key == "$nor")
        elif key == "$not":
            held = not holds(argument, document, past, segments)
        elif key == "segment":
            held = holds(segments[argument], document, past, segments)
        else:
            held = holds_value(argument, look_up(document, key))
        if not held:
            return False
    return True


def is_meant(match: dict[str, Any], name: str, facts: dict[str, Any]) -> bool:
    names = match["event"] if isinstance(match["event"], list) else [match["event"]]
    return name in names and holds(match.get("where", {}), facts)


def in_window(within: str | None, past: Past) -> Sequence[tuple[str, int, dict[str, Any]]]:
    match within:
        case None:
            return past.history
        case "session":
            return [event for event in past.history if event[1] >= past.session_started_ms]
        case "earlier":
            return [event for event in past.history if event[1] < past.session_started_ms]
    return [event for event in past.history if event[1] >= NOW_MS - PERIODS_MS[within]]


def holds_behaviour(condition: dict[str, Any], past: Past) -> bool:
    within = condition.get("within")
    if "sequence" in condition:
        apart_ms = PERIODS_MS.get(within or "")
        return holds_sequence(condition, in_window(None if apart_ms else within, past), apart_ms)
    of_the_name = [event for event in in_window(within, past) if is_meant({"event": condition["event"]}, event[0], {})]
    events = [event for event in of_the_name if holds(condition.get("where", {}), event[2])]
    if "count" in condition and not holds_value(condition["count"], len(events)):
        return False
    if "since_last" in condition:
        (operator, period) = next(iter(condition["since_last"].items()))
        if not events or not holds_operator(operator, PERIODS_MS[period], NOW_MS - max(event[1] for event in events)):
            return False
    if "sum" in condition:
        total = sum(as_number(event[2].get(condition["sum"]["property"])) for event in events)
        if not holds_value(condition["sum"]["is"], total):
            return False
    if "share" in condition and not (of_the_name and holds_value(condition["share"], len(events) / len(of_the_name))):
        return False
    return bool(events) or bool({"count", "since_last", "sum", "share"} & condition.keys())


def as_number(value: Any) -> float:
    try:
        return float(value or 0)
    except (TypeError, ValueError):
        return 0


def holds_sequence(
    condition: dict[str, Any], events: Sequence[tuple[str, int, dict[str, Any]]], apart_ms: int | None
) -> bool:
    """Every way to choose events for the steps is tried."""
    steps = condition["sequence"]
    for chosen in combinations(range(len(events)), len(steps)):
        first, last = chosen[0], chosen[-1]
        if (
            all(is_meant(step, events[i][0], events[i][2]) for step, i in zip(steps, chosen, strict=True))
            and (apart_ms is None or events[last][1] - events[first][1] <= apart_ms)
            and not (
                "without" in condition
                and any(is_meant(condition["without"], e[0], e[2]) for e in events[first + 1 : last])
            )
        ):
            return True
    return False


scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, "", "a", "b", "1", "2"])
ordered = st.integers(-3, 3) | st.sampled_from([0.5, "a", "b", "1", "2"])
values = scalars | st.lists(scalars, max_size=3)
documents = st.fixed_dictionaries(
    {},
    optional={
        "a": values,
        "b": values | st.fixed_dictionaries({}, optional={"c": values, "d": st.dictionaries(st.just("e"), values)}),
    },
)
simple_operators = st.fixed_dictionaries(
    {},
    optional={
        "$eq": values,
        "$ne": values,
        "$lt": ordered,
        "$lte": ordered,
        "$gt": ordered,
        "$gte": ordered,
        "$in": st.lists(scalars, max_size=3),
        "$nin": st.lists(scalars, max_size=3),
        "$exists": st.booleans(),
    },
).filter(bool)
value_conditions = st.recursive(
    values | simple_operators,
    lambda inner: (
        st.fixed_dictionaries({"$not": inner})
        | st.fixed_dictionaries({"$all": st.lists(inner, max_size=2)})
        | st.fixed_dictionaries({"$elemMatch": simple_operators})
        | st.fixed_dictionaries({"$size": st.integers(0, 3) | simple_operators})
    ),
    max_leaves=4,
)
conditions = st.recursive(
    st.dictionaries(st.sampled_from(["a", "b", "b.c", "b.d.e", "x.y"]), value_conditions, max_size=5),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "$and": st.lists(inner, max_size=3),
            "$or": st.lists(inner, max_size=3),
            "$nor": st.lists(inner, max_size=3),
            "$not": inner,
            "b.c": value_conditions,
        },
    ),
    max_leaves=6,
)


names = st.sampled_from(["A", "B", "C"])
facts = st.dictionaries(st.sampled_from(["p", "q"]), scalars.filter(lambda value: value is not None), max_size=2)
wheres = st.dictionaries(st.sampled_from(["p", "q"]), values | simple_operators, min_size=1, max_size=2)
matches = st.fixed_dictionaries({"event": names | st.lists(names, min_size=1, max_size=2)}, optional={"where": wheres})
windows = st.sampled_from([*PERIODS_MS, "session", "earlier"])
numbers = st.integers(0, 4) | st.fixed_dictionaries(
    {},
    optional={
        "$lt": st.integers(1, 4),  # that nothing is less than 0 is told
        **{operator: st.integers(0, 4) for operator in ("$lte", "$gt", "$gte", "$ne")},
    },
).filter(bool)
orders = st.sampled_from(["$lt", "$lte", "$gt", "$gte"]).flatmap(
    lambda order: st.fixed_dictionaries({order: st.sampled_from(list(PERIODS_MS))})
)
looks_back = st.builds(
    lambda match, more, part: {**match, **more, **(part if "where" in match else {})},
    matches,
    st.fixed_dictionaries(
        {},
        optional={
            "within": windows,
            "count": numbers,
            "since_last": orders,
            "sum": st.fixed_dictionaries({"property": st.sampled_from(["p", "q"]), "is": numbers}),
        },
    ),
    st.fixed_dictionaries({}, optional={"share": st.sampled_from([0, 0.5, 1, {"$gt": 0.3}, {"$lt": 0.7}])}),
)
sequences = st.fixed_dictionaries(
    {"sequence": st.lists(matches, min_size=2, max_size=3)}, optional={"within": windows, "without": matches}
)
behaviour_conditions = looks_back | sequences


def with_behaviour(leaves: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Conditions made of ``leaves`` and of fields."""
    return st.recursive(
        leaves | st.dictionaries(st.sampled_from(["a", "b.c"]), values, max_size=1),
        lambda inner: st.fixed_dictionaries(
            {},
            optional={
                "$and": st.lists(inner, max_size=3),
                "$or": st.lists(inner, max_size=3),
                "$nor": st.lists(inner, max_size=2),
                "$not": inner,
            },
        ),
        max_leaves=4,
    )


@st.composite
def segment_sets(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Conditions by the ids of their segments; each may name those before it."""
    segments: dict[str, dict[str, Any]] = {}
    for id in draw(st.sampled_from([(), ("s",), ("s", "t"), ("s", "t", "u")])):
        named = st.sampled_from([{"segment": known} for known in segments]) if segments else st.nothing()
        segments[id] = draw(with_behaviour(behaviour_conditions | named))
    return segments


@st.composite
def pasts(draw: st.DrawFn, most: int = 8) -> Past:
    """Up to ten days of events, at half hours so that they meet the ends of periods."""
    half_hours = st.integers(0, 480) | st.integers(0, 4)
    times = sorted(NOW_MS - 30 * MINUTE_MS * draw(half_hours) for _ in range(draw(st.integers(0, most))))
    started_ms = NOW_MS - 30 * MINUTE_MS * draw(st.integers(0, 8))
    return Past([(draw(names), at_ms, draw(facts)) for at_ms in times], started_ms)
