"""What conditions measure of what a visitor did (pure).

``count`` within a time is exact where the ring reaches back beyond it, or holds all that ever happened; where it does
not, the day counters answer, and the time begins with its first whole UTC day. An event whose counter is forgotten is
counted in the ring.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from notesik.behaviours import DAY_MS, EVER, Behaviour, CounterLike, EventMatch, RecentLike, Window, behaviour_of
from notesik.fields import Context, Test
from notesik.lazy_mapping import LazyMapping
from notesik.predicates import Predicate, as_number

Measure = Callable[[Behaviour], float | None]
"""A number taken of the behaviour, or None where there is nothing to take it of."""


def measured(measure: Measure, fits: Predicate, names: frozenset[str], nothing: float | None) -> Test:
    """A test that there is a measure, and that it fits. It is ``nothing`` where no event of these ``names`` is
    remembered, which is soon found, and what most conditions find with most visitors."""
    nothing_fits = nothing is not None and fits(nothing)

    def measure_fits(context: Context) -> bool:
        behaviour: Behaviour = context["behaviour"] if context.__class__ is LazyMapping else behaviour_of(context)
        counters, ring = behaviour.counters, behaviour.by_name or behaviour.ring()
        for name in names:
            if name in counters or name in ring:
                value = measure(behaviour)
                return value is not None and fits(value)
        return nothing_fits

    return measure_fits


def count(match: EventMatch, window: Window) -> Measure:
    """How often the events happened in the window."""
    if match.where is not None:
        return lambda behaviour: len(_events(behaviour, match, window))
    names = match.names
    if window is EVER:

        def count_ever(behaviour: Behaviour) -> int:
            counters, ring = behaviour.counters, behaviour.ring()
            total = 0
            for name in names:
                if name in counters:
                    total += counters[name].count
                elif name in ring:
                    total += len(ring[name])
            return total

        return count_ever

    def count_by_counters(behaviour: Behaviour) -> int:
        until_ms = window.until_ms(behaviour)
        total = _count_since(behaviour, names, window.from_ms(behaviour))
        return total if until_ms == math.inf else total - _count_since(behaviour, names, until_ms)

    return count_by_counters


def since_last(match: EventMatch, window: Window) -> Measure:
    """Milliseconds since the last of the events in the window; None where there was none."""

    names = match.names

    def since(behaviour: Behaviour) -> int | None:
        times = [event.at_ms for event in _events(behaviour, match, window)]
        return max(behaviour.now_ms - max(times), 0) if times else None

    def since_by_counters(behaviour: Behaviour) -> int | None:
        counters, ring = behaviour.counters, behaviour.ring()
        happened = [name for name in names if name in counters or name in ring]
        times = [at_ms for name in happened if (at_ms := _last_ms(behaviour, name, window)) is not None]
        return max(behaviour.now_ms - max(times), 0) if times else None

    return since_by_counters if match.where is None else since


def total(match: EventMatch, window: Window, name: str) -> Measure:
    """The sum of a fact of the events in the window; a text with a number counts as that number, other things as 0.

    Rounded to six decimals, so that ten dimes are a dollar.
    """
    return lambda behaviour: round(
        sum(as_number(event.facts.get(name)) or 0 for event in _events(behaviour, match, window)), 6
    )


def share(match: EventMatch, window: Window) -> Measure:
    """The part, 0 to 1, of the events of these names in the window whose facts fit; None where there was none."""

    named = EventMatch(match.names)

    def part(behaviour: Behaviour) -> float | None:
        events = _events(behaviour, named, window)
        return len(_events(behaviour, match, window)) / len(events) if events else None

    return part


def steps_reached(
    steps: Sequence[EventMatch], longest_ms: float, window: Window, without: EventMatch | None = None
) -> Measure:
    """How many of the steps happened at most, in this order, with nothing that ``without`` means between them.

    The first and the last are ``longest_ms`` apart at most, and all are within the window.
    """

    def reached(behaviour: Behaviour) -> int:
        from_ms, until_ms = window.from_ms(behaviour), window.until_ms(behaviour)
        starts: list[int | None] = [None] * len(steps)  # of chains with 1, 2, … steps: when the latest began
        most = 0
        for event in behaviour.recent:
            if not from_ms <= event.at_ms < until_ms:
                continue
            for index in range(len(steps) - 1, 0, -1):  # from the end, so that one event is not two steps of a chain
                start_ms = starts[index - 1]
                if start_ms is not None and steps[index].fits(event.name, event.facts):
                    starts[index] = start_ms
                    if index >= most and event.at_ms - start_ms <= longest_ms:
                        most = index + 1
            if most == len(steps):
                break
            starts[-1] = None
            if without is not None and without.fits(event.name, event.facts):
                starts = [None] * len(steps)
            if steps[0].fits(event.name, event.facts):
                starts[0] = event.at_ms
                most = max(most, 1)
        return most

    return reached


def _events(behaviour: Behaviour, match: EventMatch, window: Window) -> Sequence[RecentLike]:
    events = behaviour.named(match.names)
    if not events:
        return ()
    if window is not EVER:
        from_ms, until_ms = window.from_ms(behaviour), window.until_ms(behaviour)
        events = [event for event in events if from_ms <= event.at_ms < until_ms]
    where = match.where
    return events if where is None else [event for event in events if event.holds(where)]


def _count_since(behaviour: Behaviour, names: frozenset[str], from_ms: float) -> int:
    recent, counters = behaviour.recent, behaviour.counters
    # Newer events than the oldest of the ring are all in it; of the oldest's own moment some may have dropped out.
    if recent and recent[0].at_ms < from_ms:
        return _count_in_ring(behaviour, names, from_ms)
    total, ring = 0, behaviour.ring()
    for name in names:
        if name in counters:
            total += _count_by_days(counters[name], from_ms)
        elif name in ring:
            total += sum([event.at_ms >= from_ms for event in ring[name]])
    return total


def _count_by_days(counter: CounterLike, from_ms: float) -> int:
    if from_ms == -math.inf:
        return counter.count
    if counter.last_ms < from_ms:
        return 0
    return counter.since(from_ms // DAY_MS)


def _count_in_ring(behaviour: Behaviour, names: frozenset[str], from_ms: float) -> int:
    return sum([event.at_ms >= from_ms for event in behaviour.named(names)])


def _last_ms(behaviour: Behaviour, name: str, window: Window) -> int | None:
    from_ms, until_ms = window.from_ms(behaviour), window.until_ms(behaviour)
    counter = behaviour.counters.get(name)
    if counter is not None and counter.last_ms < until_ms:
        return counter.last_ms if counter.last_ms >= from_ms else None
    times = [event.at_ms for event in behaviour.named(frozenset((name,))) if from_ms <= event.at_ms < until_ms]
    return max(times, default=None)
