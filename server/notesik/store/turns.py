"""Whose turn it is: work that only one process should do at a time is done by whoever takes the turn first."""

from __future__ import annotations

from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import turn_key


async def take_turn(client: Client, work: str, for_ms: int) -> bool:
    """Whether the turn is ours; nobody else gets it within ``for_ms``."""
    [reply] = await client.trip([("SET", turn_key(work), 1, "NX", "PX", for_ms)])
    return expect(reply) is not None
