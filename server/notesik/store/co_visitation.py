"""What is viewed or bought together, and what sells best. Fresh pairs weigh more than old ones.

The weight of a pair or a sale doubles with each HALF_LIFE after EPOCH_MS. So only additions are needed: old weights
need not be reduced, since all that matters is how weights compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from notesik.store import versions
from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import (
    DAY_MS,
    TOGETHER_LIFETIME_MS,
    Kind,
    best_sellers_key,
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

_PAIRS_IN_SCRIPT = 200


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


async def add_pairs(client: Client, site: str, kind: Kind, pairs: Iterable[tuple[str, str]], now_ms: int) -> None:
    """Count that the products of each pair came together; both ways."""
    found = [pair for pair in pairs if pair[0] != pair[1]]
    if not found:
        return
    chunks = [found[start : start + _PAIRS_IN_SCRIPT] for start in range(0, len(found), _PAIRS_IN_SCRIPT)]
    commands = [_pairs_command(site, kind, chunk, now_ms) for chunk in chunks]
    await versions.change(client, versions.together(site), commands)


async def add_sales(client: Client, site: str, sold: Iterable[tuple[str, int]], now_ms: int) -> None:
    """Count sold quantities."""
    key = best_sellers_key(site)
    amounts = [("ZINCRBY", key, weight(now_ms) * quantity, product) for product, quantity in sold if quantity > 0]
    if not amounts:
        return
    commands: list[Command] = [
        *amounts,
        ("ZREMRANGEBYRANK", key, 0, -BEST_SELLERS_KEPT - 1),
        ("PEXPIRE", key, TOGETHER_LIFETIME_MS),
    ]
    await versions.change(client, versions.together(site), commands)


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


def _pairs_command(site: str, kind: Kind, pairs: Sequence[tuple[str, str]], now_ms: int) -> Command:
    both_ways = [(product, other) for a, b in pairs for product, other in ((a, b), (b, a))]
    places = {product: place for place, product in enumerate(dict(both_ways), start=2)}
    keys = [together_changed_key(site, kind), *(together_key(site, kind, product) for product in places)]
    arguments: list[Argument] = [weight(now_ms), NEIGHBOURS_KEPT, TOGETHER_LIFETIME_MS]
    for product, other in both_ways:
        arguments += [places[product], product, other]
    return SCRIPTS["add_pairs"].call(keys, arguments)
