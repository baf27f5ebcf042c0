"""How many events a second one worker of the log works through, on one core, with the store on the other.

    python loadtests/bench_log.py [--events 50000] [--rounds 3]

The log is filled first, with what shoppers of a shop do: pages, views of products, impressions and clicks, carts,
orders. Then the worker has it all to itself. The best round counts, since other work on a machine only ever adds.
Needs two cores.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import uvloop

from notesik.events import Event
from notesik.log_entries import Entry, Tally, encode_entry
from notesik.store import log
from notesik.store.client import Client
from notesik.store.embedded import EmbeddedStore
from notesik.store.keys import log_key, partition_of
from notesik.workers import consumer
from notesik.workers.effects import Effects
from notesik.workers.event_effects import effects_of

WORKER_CORE, STORE_CORE = 0, 1
VISITORS = 20_000
PRODUCTS = 2_000
CAMPAIGNS = 20
SEGMENTS = ("new-visitors", "browsers", "mobile", "from-search", "high-spenders")
HABITS = {"page": 45, "impression": 25, "view": 20, "add": 5, "click": 3, "order": 2}
"""Of each hundred events."""


class Round(NamedTuple):
    """How long the worker took for all of the log, and how much of that it had the processor."""

    seconds: float
    busy_s: float


def shoppers_entries(count: int, now_ms: int) -> list[tuple[int, bytes]]:
    """What ``count`` events of a shop stand as in the log, with the partition of each."""
    dice = random.Random(2026)
    kinds = dice.choices(list(HABITS), list(HABITS.values()), k=count)
    entries = (_entry(kind, number, dice, now_ms) for number, kind in enumerate(kinds))
    return [(partition_of(each.site, each.visitor, 64), encode_entry(each)) for each in entries]


def _entry(kind: str, number: int, dice: random.Random, now_ms: int) -> Entry:
    visitor, id = f"visitor-{dice.randrange(VISITORS)}", _product(dice)
    name, properties = _WORDS[kind]
    page = {"path": f"/product/{id}", "url": f"https://shop.example/product/{id}", "title": f"Product {id}"}
    event = Event(
        "page" if kind == "page" else "track",
        f"message-{number}",
        now_ms - dice.randrange(3_600_000),
        anonymous_id=visitor,
        name=name,
        properties=page if kind == "page" else {**properties, "product_id": id},
        context={"page": page, "locale": "en-GB", "library": {"name": "notesik.js", "version": "0.1.0"}},
    )
    won = tuple(
        Tally(f"campaign-{dice.randrange(CAMPAIGNS)}", "ab"[dice.randrange(2)], field) for field in _TALLIES[kind]
    )
    sold = ((id, 1), (_product(dice), 2)) if kind == "order" else ()
    return Entry(
        "shop",
        visitor,
        event,
        tallies=won,
        viewed_with=tuple(_product(dice) for _ in range(dice.randrange(6))) if kind == "view" else (),
        sold=sold,
        segments=SEGMENTS[: dice.randrange(len(SEGMENTS) + 1)] if kind == "page" else (),
        known=(id, *(each for each, _ in sold)) if kind in ("view", "order") else (),
    )


def _product(dice: random.Random) -> str:
    """Few products are looked at most."""
    return f"p{int(PRODUCTS * dice.random() ** 2)}"


_WORDS: dict[str, tuple[str, dict[str, object]]] = {
    "page": ("", {}),
    "impression": ("Widget Viewed", {"campaign": "campaign-1", "variant": "a"}),
    "view": ("Product Viewed", {"price": 19.9, "currency": "EUR"}),
    "add": ("Product Added", {"price": 19.9, "currency": "EUR", "quantity": 1}),
    "click": ("Widget Clicked", {"campaign": "campaign-1", "variant": "a"}),
    "order": ("Order Completed", {"order_id": "1", "revenue": 59.7, "currency": "EUR"}),
}
_TALLIES = {"impression": ("impressions",), "click": ("clicks",), "order": ("conversions", "revenue_minor_EUR")}
_TALLIES |= dict.fromkeys(("page", "view", "add"), ())


async def worked_through(url: str, entries: Sequence[tuple[int, bytes]]) -> Round:
    """Fill an empty store's log with ``entries``, and let one worker loose on it."""
    async with Client(url) as client:
        await client.trip([("FLUSHALL",)])
        for start in range(0, len(entries), 1_000):
            await client.trip([("XADD", log_key(p), "*", "d", entry) for p, entry in entries[start : start + 1_000]])
        stop, seen = asyncio.Event(), 0

        def counted(stored: bytes) -> Effects:
            nonlocal seen
            seen += 1
            if seen == len(entries):
                stop.set()  # the batch in hand is finished all the same
            return effects_of(stored)

        begun_s, busy_s = time.perf_counter(), time.process_time()
        await consumer.run(client, "worker", counted, stop)
        took = Round(time.perf_counter() - begun_s, time.process_time() - busy_s)
        assert await log.lag(client) == log.Lag(0, 0), "the worker has left something"
        return took


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=50_000, help="in the log")
    parser.add_argument("--rounds", type=int, default=3, help="of which the best counts")
    options = parser.parse_args(arguments)
    os.sched_setaffinity(0, {STORE_CORE})
    with tempfile.TemporaryDirectory() as folder, EmbeddedStore(Path(folder) / "data") as store:
        os.sched_setaffinity(0, {WORKER_CORE})
        entries = shoppers_entries(options.events, time.time_ns() // 1_000_000)
        best = min(uvloop.run(worked_through(store.url, entries)) for _ in range(options.rounds))
    print(
        f"one worker: {len(entries) / best.seconds:,.0f} events/s; "
        f"{best.busy_s / len(entries) * 1e6:.1f} µs of its processor an event"
    )


if __name__ == "__main__":
    main()
