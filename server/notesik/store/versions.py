"""What has changed in the store, so that processes which hold things in memory know when to read them again.

One hash counts the changes of each thing: `sites`, `campaigns:SITE`, `segments:SITE`, `scoring-plans:SITE`,
`rules:SITE`, `theme:SITE`, `catalogue:SITE`, `together:SITE`, `product-counts:SITE`. A process polls it (one small
read) and reloads what has another count than before.
"""

from __future__ import annotations

from collections.abc import Sequence

from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.keys import VERSIONS
from notesik.store.scripts import Command
from notesik.store.wire import Reply

SITES = "sites"


def campaigns(site: str) -> str:
    return f"campaigns:{site}"


def segments(site: str) -> str:
    return f"segments:{site}"


def scoring_plans(site: str) -> str:
    return f"scoring-plans:{site}"


def site_rules(site: str) -> str:
    return f"rules:{site}"


def site_theme(site: str) -> str:
    return f"theme:{site}"


def catalogue(site: str) -> str:
    return f"catalogue:{site}"


def together(site: str) -> str:
    return f"together:{site}"


def product_counts(site: str) -> str:
    return f"product-counts:{site}"


async def change(client: Client, name: str, commands: Sequence[Command]) -> list[Reply]:
    """Carry out ``commands``, which change this, and count the change when they are done: whoever sees the count
    finds the change. That takes two trips, since the servers of a Redis Cluster do not wait for each other."""
    replies = [expect(reply) for reply in await client.trip(commands)]
    [counted] = await client.trip([("HINCRBY", VERSIONS, name, 1)])
    expect(counted)
    return replies


async def load(client: Client) -> dict[str, int]:
    [found] = await client.trip([("HGETALL", VERSIONS)])
    return {name.decode(): int(count) for name, count in expect(found).items()}
