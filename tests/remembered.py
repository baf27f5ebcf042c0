"""What a visitor's state remembers of a made-up past, as conditions read it."""

from __future__ import annotations

from collections import Counter as TallyOf
from collections.abc import Iterable
from typing import Any

from notesik.behaviours import MAX_RECENT, Behaviour
from notesik.counters import Counter, counter_of
from notesik.recent_events import recent_of

DAY_MS = 86_400_000


def remembered(
    history: Iterable[tuple[str, int, dict[str, Any]]], now_ms: int, session_started_ms: int | None = None
) -> Behaviour:
    """``history`` is (name, Unix milliseconds, facts); without a session's beginning there is none."""
    events = sorted(history, key=lambda event: event[1])
    counters: dict[str, Counter] = {}
    for name in {event[0] for event in events}:
        times = [at_ms for each, at_ms, _ in events if each == name]
        counters[name] = counter_of(len(times), times[-1], TallyOf(at_ms // DAY_MS for at_ms in times))
    recent = [recent_of(*event) for event in events[-MAX_RECENT:]]
    return Behaviour(now_ms, now_ms if session_started_ms is None else session_started_ms, recent, counters)
