"""What a visitor did, as far back as their state remembers it; ``behaviour_measures`` says what is measured of it.

Two memories answer, and both are bounded (the bounds are ``MAX_RECENT`` and those of ``counters``):

- the *ring*: the newest events, 40 in all, each with its exact time and eight short facts. ``where``, ``sum``,
  ``share`` and sequences read it, so they look back on those events and no further.
- the *counters*: of the 50 events that came last, how often each happened ever, when last, and how often on each of
  the last 30 UTC days on which it did. They answer ``count`` and ``since_last`` without ``where``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import msgspec

from notesik.fields import Context, Test
from notesik.lazy_mapping import LazyMapping

DAY_MS = 86_400_000
MAX_RECENT = 40
"""Events in the ring."""


class RecentLike(Protocol):
    """One event of the ring (``recent_events.Recent``)."""

    @property
    def name(self) -> str: ...
    @property
    def at_ms(self) -> int: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    def holds(self, test: Test) -> bool:
        """Whether a test of the facts holds."""


class CounterLike(Protocol):
    """How often one event happened (``counters.Counter``)."""

    @property
    def count(self) -> int: ...
    @property
    def last_ms(self) -> int: ...
    def since(self, first_day: float) -> int: ...


class Behaviour(msgspec.Struct, frozen=True):
    """The inner part of a context document, ``context["behaviour"]``: no field, and nothing for merge tags.

    ``session_started_ms`` is ``now_ms`` where there is no session. A context that is changed for a what-if needs a
    Behaviour of its own, because ``memo`` holds what was found out for this one.
    """

    now_ms: int
    session_started_ms: int
    recent: Sequence[RecentLike] = ()
    """Oldest first."""
    counters: Mapping[str, CounterLike] = {}
    memo: dict[Any, bool] = {}
    """Answers of the segments, each worked out at most once a context."""
    by_name: dict[str, list[RecentLike]] = {}
    """The ring by the events' names; filled when first asked for."""

    def ring(self) -> Mapping[str, list[RecentLike]]:
        """The events of the ring by their names."""
        found = self.by_name
        if not found:
            for event in self.recent:
                if (name := event.name) in found:
                    found[name].append(event)
                else:
                    found[name] = [event]
        return found

    def named(self, names: frozenset[str]) -> Sequence[RecentLike]:
        """The events of the ring with one of these names."""
        ring = self.by_name or self.ring()
        if len(names) == 1:
            [name] = names
            return ring.get(name, ())
        if names.isdisjoint(ring):
            return ()
        return [event for name in names if name in ring for event in ring[name]]


_NOTHING = Behaviour(now_ms=0, session_started_ms=0)


def behaviour_of(context: Context) -> Behaviour:
    """The context's inner part; without one, nothing ever happened."""
    behaviour = context["behaviour"] if context.__class__ is LazyMapping else context.get("behaviour")
    return behaviour if behaviour.__class__ is Behaviour else _NOTHING


class Window(NamedTuple):
    """The time that a condition looks back on; ``until_ms`` is exclusive."""

    from_ms: Callable[[Behaviour], float]
    until_ms: Callable[[Behaviour], float]


def _always(behaviour: Behaviour) -> float:
    return -math.inf


def _forever(behaviour: Behaviour) -> float:
    return math.inf


def _session_start(behaviour: Behaviour) -> float:
    return behaviour.session_started_ms


EVER = Window(_always, _forever)
WINDOWS = {"session": Window(_session_start, _forever), "earlier": Window(_always, _session_start)}
"""Windows that have a name: this session, and all before it."""


def last_window(period_ms: float) -> Window:
    """The last ``period_ms``."""
    return Window(lambda behaviour: behaviour.now_ms - period_ms, _forever)


class EventMatch(NamedTuple):
    """Which events are meant: by their names, and by a test of their facts."""

    names: frozenset[str]
    where: Test | None = None

    def fits(self, name: str, facts: Mapping[str, Any]) -> bool:
        return name in self.names and (self.where is None or self.where(facts))
