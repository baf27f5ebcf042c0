"""Who came for a product in the last three days (see social_proof.py): a set of visitors by the hour in which they came
last, and beside it how many came last in each hour, which is what processes read.

The counts are exact up to MOST_COUNTED visitors of a product. An entry of the log that is worked on twice adds nothing
the second time, so it does not matter that this is not written together with its acknowledgement. Visitors stand there
as eight bytes of a hash that differs from product to product: nobody can be followed through them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from notesik.social_proof import HOUR_MS, MAX_HOURS, MOST_COUNTED, Action, Hours, first_hour, hour_of
from notesik.store import versions
from notesik.store.client import Client
from notesik.store.co_visitation import Changed
from notesik.store.connections import expect
from notesik.store.keys import shoppers_changed_key, shoppers_hours_key, shoppers_key
from notesik.store.scripts import SCRIPTS, Argument, Command

Shopping = tuple[Action, str, str, int]
"""What a visitor did: action, product, visitor, Unix milliseconds."""

_IN_SCRIPT = 200


async def add(client: Client, site: str, shopping: Iterable[Shopping], now_ms: int) -> None:
    """Count visitors. What is said to come from the future came now."""
    by_action: dict[Action, dict[tuple[str, bytes], int]] = {}
    for action, product, visitor, at_ms in shopping:
        hours, one = by_action.setdefault(action, {}), (product, _mark(product, visitor))
        hours[one] = max(hours.get(one, 0), hour_of(min(at_ms, now_ms)))
    commands: list[Command] = []
    for action, hours in by_action.items():
        visits = [(product, mark, hour) for (product, mark), hour in hours.items()]
        for start in range(0, len(visits), _IN_SCRIPT):
            commands.append(_add_command(site, action, visits[start : start + _IN_SCRIPT], now_ms))
    if commands:
        await versions.change(client, versions.product_counts(site), commands)


async def changed_since(client: Client, site: str, action: Action, since_ms: int) -> Changed:
    """What changed at or after ``since_ms``, by the store's own clock (0: everything there is)."""
    key = shoppers_changed_key(site, action)
    clock, ids = await client.trip([("TIME",), ("ZRANGE", key, since_ms, "+inf", "BYSCORE")])
    seconds, microseconds = expect(clock)
    return Changed([id.decode() for id in expect(ids)], int(seconds) * 1000 + int(microseconds) // 1000)


async def load(client: Client, site: str, action: Action, products: Sequence[str]) -> dict[str, Hours]:
    """Of each product how many came last in which hour, in one round trip."""
    replies = await client.trip([("HGETALL", shoppers_hours_key(site, action, product)) for product in products])
    return {
        product: {int(hour): int(count) for hour, count in expect(reply).items() if int(count)}
        for product, reply in zip(products, replies, strict=True)
    }


def _mark(product: str, visitor: str) -> bytes:
    return blake2b(visitor.encode(), key=blake2b(product.encode(), digest_size=32).digest(), digest_size=8).digest()


def _add_command(site: str, action: Action, visits: Sequence[tuple[str, bytes, int]], now_ms: int) -> Command:
    keys = [shoppers_changed_key(site, action)]
    places: dict[str, int] = {}
    arguments: list[Argument] = [first_hour(MAX_HOURS, now_ms), MOST_COUNTED, MAX_HOURS * HOUR_MS]
    for product, mark, hour in visits:
        if product not in places:
            places[product] = len(keys) + 1
            keys += [shoppers_key(site, action, product), shoppers_hours_key(site, action, product)]
        arguments += [places[product], product, mark, hour]
    return SCRIPTS["add_shoppers"].call(keys, arguments)
