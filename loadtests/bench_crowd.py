"""What a visitor takes in the store, and whether many of them slow a visit down.

    python loadtests/bench_crowd.py [--visitors 1000000] [--sample 1000] [--seconds 6]

The sample are shoppers who look at, add and buy as much as ``habits.toml`` says, each by real calls: what they did
before as a batch of history, then a visit. Their records are then copied under the ids of all others. Of all sessions
half are of somebody who was there before, which is assumed; *regulars* come as often as those in ``habits.toml``, who
were chosen for their long history.
Needs ``wrk`` and two cores, and memory: four gigabytes for a million.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import httpx

from bench_visits import template
from benched_shop import SITE, fill, products
from goals import Row, at_least, at_most, told
from habits import Habits, read_habits
from messages import Json, Page, Sender, order_facts, product_facts
from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.embedded import EmbeddedStore
from notesik.store.keys import visitor_key
from plans import Step, plan_session, shelves_of
from served import APP, loaded, needs_wrk, served, stay_beside

VISITORS, SAMPLE, SECONDS = 1_000_000, 1_000, 6.0
FEW = 1_000
CAMPAIGNS = 100
MOST_KB = 4
LEAST_RATIO = 0.95
RETURNING = 0.5
REGULARS = 300
COPIES_AT_ONCE = 1_000
DAY_MS = 86_400_000
SHOP = "https://shop.example"
LOOKED_AT = 10_000
EVENTS = {"product": "Product Viewed", "tabs": "Product Viewed", "add": "Product Added"}
ORDERS = {"checkout": "Checkout Started", "order": "Order Completed"}


class History:
    """What one shopper did in the last year, as events, session by session."""

    def __init__(self, sender: Sender, dice: random.Random) -> None:
        self._sender, self._dice = sender, dice
        self._products = {product.id: product for product in products()}
        self._cart: dict[str, int] = {}
        self.events: list[Json] = []

    def session(self, habits: Habits, begins_ms: int) -> None:
        shelves = shelves_of(list(self._products.values()))
        at_ms = begins_ms
        for step in plan_session(habits, shelves, self._dice, has_cart=bool(self._cart)):
            at_ms += self._dice.randrange(2_000, 60_000)
            self._do(step, at_ms)

    def _do(self, step: Step, at_ms: int) -> None:
        path = f"/p/{step.products[0].id}" if step.products else f"/{step.what}"
        page = Page(SHOP + path, "https://www.google.com/").facts()
        if step.what != "add":
            self._tell(at_ms, page, type="page", properties=page)
        for product in step.products:
            self._tell(at_ms, page, type="track", event=EVENTS[step.what], properties=product_facts(product, at_ms))
            if step.what == "add":
                self._cart[product.id] = self._cart.get(product.id, 0) + product.current_price_minor(at_ms)
        if step.what in ORDERS and self._cart:
            facts = order_facts(self._cart, self._products, f"order-{at_ms}", at_ms)
            self._tell(at_ms, page, type="track", event=ORDERS[step.what], properties=facts)
        if step.what == "order":
            self._cart = {}

    def _tell(self, at_ms: int, page: Json, **fields: Any) -> None:
        self.events.append(self._sender.message(at_ms, page, **fields))


def sample(port: int, name: str, count: int, returning: float) -> None:
    """So many shoppers, ``NAME-0`` and on, by real calls; ``returning`` is the share of sessions that are of somebody
    who was there before."""
    dice, habits, now_ms = random.Random(2026), read_habits(), int(time.time() * 1000)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
        for number in range(count):
            sender = Sender(SITE.write_key, f"{name}-{number}")
            history = History(sender, dice)
            begins_ms = [now_ms - dice.randrange(DAY_MS, 365 * DAY_MS)]
            while dice.random() < returning:
                begins_ms.append(now_ms - dice.randrange(DAY_MS, 365 * DAY_MS))
            for at_ms in sorted(begins_ms):
                history.session(habits, at_ms)
            for first in range(0, len(history.events), 100):
                batch = sender.batch(history.events[first : first + 100], None)
                http.post("/v1/batch", json=batch).raise_for_status()
            page = Page(f"{SHOP}/c/bicycles", "")
            event = sender.message(now_ms, page.facts(), type="page", properties=page.facts())
            http.post("/v1/visit", json=page.visit(sender, [event], ["hero", "below"], now_ms)).raise_for_status()


async def multiply(store_url: str, known: int, count: int) -> None:
    """Copy the records of ``known`` visitors, in turn, until there are ``count``."""
    async with Client(store_url) as client:

        def key(number: int) -> str:
            return visitor_key(SITE.id, "a", f"visitor-{number}", client.partitions).name

        await client.trip([("CONFIG", "SET", "appendonly", "no")])
        for first in range(known, count, COPIES_AT_ONCE):
            numbers = range(first, min(first + COPIES_AT_ONCE, count))
            for reply in await client.trip([("COPY", key(number % known), key(number)) for number in numbers]):
                expect(reply)


class Size(NamedTuple):
    """Bytes: of the median record, and of all that the store uses."""

    median: float
    all: int


async def size(store_url: str, name: str, count: int) -> Size:
    dice = random.Random(2026)
    async with Client(store_url) as client:
        numbers = dice.sample(range(count), min(count, LOOKED_AT))
        keys = [visitor_key(SITE.id, "a", f"{name}-{number}", client.partitions).name for number in numbers]
        replies = await client.trip([("MEMORY", "USAGE", key, "SAMPLES", 0) for key in keys])
        [info] = await client.trip([("INFO", "memory")])
    used = dict(line.split(":", 1) for line in expect(info).decode().splitlines() if ":" in line)["used_memory"]
    return Size(median(expect(reply) for reply in replies), int(used))


def rows(visitors: int = VISITORS, sampled: int = SAMPLE, seconds: float = SECONDS) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, EmbeddedStore(Path(folder) / "data") as store:
        stay_beside()
        body = Path(folder) / "body.json"
        body.write_text(template())
        asyncio.run(fill(store.url, CAMPAIGNS, recommends=False))
        with served(APP, store.url) as port:
            sample(port, "regular", REGULARS, read_habits().returning)
            sample(port, "visitor", sampled, RETURNING)
            before = asyncio.run(size(store.url, "visitor", sampled))
            asyncio.run(multiply(store.url, sampled, visitors))
            after = asyncio.run(size(store.url, "visitor", visitors))
            each = (after.all - before.all) / (visitors - sampled)
            yield at_most(f"a visitor's record, median of {visitors:,}", after.median / 1000, MOST_KB, "kB")
            regular = asyncio.run(size(store.url, "regular", REGULARS)).median
            yield Row("a regular's record, median", f"{regular:,.0f} bytes")
            yield Row("what the store uses for each of them", f"{each:,.0f} bytes, {after.all / 1e9:.2f} GB in all")
            few, many = _rates(port, body, seconds, visitors)
            told = f"{many:,.0f} and {few:,.0f}/s"
            yield at_least(f"visits of {visitors:,} visitors", many / few, LEAST_RATIO, f"those of {FEW:,}", told)


def _rates(port: int, body: Path, seconds: float, visitors: int) -> tuple[float, float]:
    """Visits of few and of all, a second, by turns; the best round of each counts."""
    rounds = 3
    loaded(port, body, 1, FEW)
    rates = [
        (loaded(port, body, seconds / rounds, FEW).rate, loaded(port, body, seconds / rounds, visitors).rate)
        for _ in range(rounds)
    ]
    return max(few for few, _ in rates), max(many for _, many in rates)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=VISITORS)
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args(arguments)
    needs_wrk()
    for row in rows(options.visitors, options.sample, options.seconds):
        print(told(row), flush=True)


if __name__ == "__main__":
    main()
