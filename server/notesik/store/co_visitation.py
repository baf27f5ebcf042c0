"""What is viewed or bought together, and what sells best. Fresh pairs weigh more than old ones.

The weight of a pair or a sale doubles with each HALF_LIFE after EPOCH_MS. So only additions are needed: old weights
need not be reduced, since all that matters is how weights compare.

In a cluster these are on another server than the log, so they cannot be written together with the acknowledgement of an
entry. What it adds is added once nevertheless: its name is written along, and stays for a while after it is
acknowledged, since a worker that stood still may add what another has taken over and acknowledged long since. That
while is bounded, by ACKNOWLEDGED_LIFETIME_MS and ACKNOWLEDGED_KEPT: who stands still for longer counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from notesik.store import versions
from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import (
    ACKNOWLEDGED_LIFETIME_MS,
    COUNTING_LIFETIME_MS,
    DAY_MS,
    TOGETHER_LIFETIME_MS,
    Kind,
    best_sellers_key,
    counting_key,
    together_changed_key,
    together_key,
)
from notesik.store.scripts import SCRIPTS, Argument, Command

NEIGHBOURS_KEPT = 50
"""How many neighbours a product keeps; up to twice as many gather until the weakest are dropped, so that new ones
have a chance to grow."""

BEST_SELLERS_KEPT = 2_000
HALF_LIFE_MS = 30 * DAY_MS
EPOCH_MS = 1_767_225_600_000
"""2026-01-01; a weight fits a double for the next eighty years."""

ACKNOWLEDGED_KEPT = 100_000
"""How many names of acknowledged entries a site keeps, the newest: 8 MB of the store. At 3,000 entries a second that
is half a minute, six times as long as it takes until an entry is taken over."""

_ADDITIONS_IN_SCRIPT = 400
"""One script holds up all others on the store as long as it runs."""

Pair = tuple[str, str]
_KINDS: tuple[Kind, ...] = ("viewed", "bought")


class Counted(NamedTuple):
    """What an entry of the log adds: pairs of products, and products with how many of them were sold. ``entry`` is its
    name."""

    entry: str
    viewed: Sequence[Pair] = ()
    bought: Sequence[Pair] = ()
    sold: Sequence[tuple[str, int]] = ()


class Changed(NamedTuple):
    """The products whose neighbours have changed, and the moment to ask from the next time."""

    ids: list[str]
    until_ms: int


def weight(now_ms: int) -> float:
    """
    >>> weight(EPOCH_MS), weight(EPOCH_MS + HALF_LIFE_MS)
    (1.0, 2.0)
    """
    return float(2 ** ((now_ms - EPOCH_MS) / HALF_LIFE_MS))


async def add(client: Client, site: str, entries: Iterable[Counted], now_ms: int) -> None:
    """Count pairs, both ways, and sales. Of an entry that has been added before nothing is, as long as its name is
    known."""
    commands = [_add_command(site, chunk, now_ms) for chunk in _chunks(entries)]
    if commands:
        await versions.change(client, versions.together(site), commands)


async def forget_soon(client: Client, entries: Mapping[str, Sequence[str]]) -> None:
    """The entries of each site, by name, are acknowledged: only who read them before that may add them again."""
    bounds = (COUNTING_LIFETIME_MS, ACKNOWLEDGED_LIFETIME_MS, ACKNOWLEDGED_KEPT)
    commands = [
        SCRIPTS["forget_soon"].call([counting_key(site)], [*bounds, *names[start : start + _ADDITIONS_IN_SCRIPT]])
        for site, names in entries.items()
        for start in range(0, len(names), _ADDITIONS_IN_SCRIPT)
    ]
    for reply in await client.trip(commands):
        expect(reply)


async def changed_since(client: Client, site: str, kind: Kind, since_ms: int) -> Changed:
    """What changed at or after `since_ms`, by the store's own clock (0: everything there is)."""
    key = together_changed_key(site, kind)
    clock, ids = await client.trip([("TIME",), ("ZRANGE", key, since_ms, "+inf", "BYSCORE")])
    seconds, microseconds = expect(clock)
    return Changed([id.decode() for id in expect(ids)], int(seconds) * 1000 + int(microseconds) // 1000)


async def neighbours(
    client: Client, site: str, kind: Kind, ids: Sequence[str], limit: int = NEIGHBOURS_KEPT
) -> dict[str, list[str]]:
    """The products that come together most with each of `ids`, best first, in one round trip."""
    replies = await client.trip([("ZRANGE", together_key(site, kind, id), 0, limit - 1, "REV") for id in ids])
    return {id: [other.decode() for other in expect(reply)] for id, reply in zip(ids, replies, strict=True)}


async def best_sellers(client: Client, site: str, limit: int) -> list[str]:
    [ids] = await client.trip([("ZRANGE", best_sellers_key(site), 0, limit - 1, "REV")])
    return [id.decode() for id in expect(ids)]


def _chunks(entries: Iterable[Counted]) -> Iterator[list[Counted]]:
    """An entry is added by one script as a whole."""
    chunk: list[Counted] = []
    additions = 0
    for each in entries:
        chunk.append(each)
        additions += 2 * (len(each.viewed) + len(each.bought)) + len(each.sold)
        if additions >= _ADDITIONS_IN_SCRIPT:
            yield chunk
            chunk, additions = [], 0
    if chunk:
        yield chunk


def _add_command(site: str, entries: Sequence[Counted], now_ms: int) -> Command:
    one = weight(now_ms)
    keys = [counting_key(site), best_sellers_key(site), *(together_changed_key(site, kind) for kind in _KINDS)]
    sellers, changed = 2, 3
    places: dict[str, int] = {}
    arguments: list[Argument] = [NEIGHBOURS_KEPT, BEST_SELLERS_KEPT, TOGETHER_LIFETIME_MS, COUNTING_LIFETIME_MS]
    for each in entries:
        additions: list[Argument] = []
        for product, quantity in each.sold:
            if quantity > 0:
                additions += [sellers, product, one * quantity, 0, ""]
        for place, kind, pairs in zip((changed, changed + 1), _KINDS, (each.viewed, each.bought), strict=True):
            for product, other in _both_ways(pairs):
                key = together_key(site, kind, product)
                additions += [places.setdefault(key, len(keys) + len(places) + 1), other, one, place, product]
        arguments += [each.entry, len(additions) // 5, *additions]
    return SCRIPTS["add_together"].call([*keys, *places], arguments)


def _both_ways(pairs: Iterable[Pair]) -> Iterator[Pair]:
    return (way for a, b in pairs if a != b for way in ((a, b), (b, a)))
