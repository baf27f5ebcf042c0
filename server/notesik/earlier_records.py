"""Visitors' records as earlier versions of Notesik wrote them, read as today's (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from notesik.counters import counter_of
from notesik.recent_events import recent_of

_encode = msgspec.msgpack.Encoder().encode


def _from_first(packed: bytes | memoryview) -> bytes:
    """From version 1, where the days of counters and the facts of recent events were maps."""
    fields: dict[str, Any] = msgspec.msgpack.decode(packed)
    changed = {
        "counters": {name: counter_of(*counter) for name, counter in fields.get("counters", {}).items()},
        "recent": [recent_of(*event) for event in fields.get("recent", ())],
    }
    return _encode({**fields, **changed})


TODAYS: Mapping[int, Callable[[bytes | memoryview], bytes]] = {1: _from_first}
"""By the version of a record, what makes today's of it; both are without the version's byte."""
