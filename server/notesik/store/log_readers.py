"""Which workers read the log now: each says so again and again, since the store itself may not know (before 7.2, Redis
does not notice a consumer that finds nothing)."""

from __future__ import annotations

from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import LOG_READERS

SEEN_FOR_MS = 5_000
"""Who has said nothing for so long is gone."""


async def say_present(client: Client, name: str, now_ms: int) -> None:
    """To be called every one or two seconds. `now_ms` is the clock of all that compare, hence the real one."""
    gone = ("ZREMRANGEBYSCORE", LOG_READERS, "-inf", now_ms - 12 * SEEN_FOR_MS)
    for reply in await client.trip([("ZADD", LOG_READERS, now_ms, name), gone]):
        expect(reply)


async def say_goodbye(client: Client, name: str) -> None:
    """Of one that ends as it should."""
    [reply] = await client.trip([("ZREM", LOG_READERS, name)])
    expect(reply)


async def count(client: Client, now_ms: int) -> int:
    """How many there are."""
    [reply] = await client.trip([("ZCOUNT", LOG_READERS, now_ms - SEEN_FOR_MS, "+inf")])
    found: int = expect(reply)
    return found
