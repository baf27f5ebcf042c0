"""What a trip to the store costs: processor time of this process, and how long who sent it waits.

    python loadtests/bench_store.py [--redis URL] [--replicas N] [--trips 20000] [--rounds 5]

So many requests at a time each load a visitor's record and save it, as a visit does: state of 1,500 bytes, one log
entry of 400. On the embedded store as it comes; with ``--redis`` on any other, Sentinels and clusters too, under the
site ``bench-store``, which is nobody's. ``--replicas`` waits for so many, as `NOTESIK_STORE_REPLICAS` does. The best
round counts, since other work on a machine only ever adds.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Coroutine
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import uvloop

from notesik.store import visitors
from notesik.store.client import Client
from notesik.store.embedded import EmbeddedStore
from notesik.store.keys import VisitorKey, visitor_key
from notesik.store.visitors import Change

AT_A_TIME = (1, 4, 16, 64)
STATE, ENTRY = b"s" * 1_500, b"e" * 400
LIFETIME_MS = 600_000


class Cost(NamedTuple):
    """Of one trip. ``waited_ms`` is how long its sender waits, among all that are sent at the time."""

    busy_us: float
    waited_ms: float


async def measure(client: Client, at_a_time: int, trips: int) -> dict[str, Cost]:
    """The cost of loading and of saving."""
    each = max(trips // at_a_time, 1)
    revisions: dict[str, int] = {}

    async def load(sender: int) -> None:
        for number in range(each):
            key = _key(sender, number)
            [record] = await visitors.load(client, [key])
            revisions[key.name] = record.revision

    async def save(sender: int) -> None:
        for number in range(each):
            key = _key(sender, number)
            change = Change(key, revisions[key.name], STATE, [ENTRY], lifetime_ms=LIFETIME_MS)
            [revisions[key.name]] = await visitors.save(client, [change])

    return {work.__name__: await _cost([work(sender) for sender in range(at_a_time)], each) for work in (load, save)}


async def _cost(work: list[Coroutine[None, None, None]], each: int) -> Cost:
    begun_s, busy_s = time.perf_counter(), time.process_time()
    await asyncio.gather(*work)
    seconds, busy_s = time.perf_counter() - begun_s, time.process_time() - busy_s
    return Cost(busy_s / len(work) / each * 1e6, seconds / each * 1e3)


def _key(sender: int, number: int) -> VisitorKey:
    return visitor_key("bench-store", "a", f"visitor-{sender}-{number % 50}", 64)


async def table(url: str, replicas: int, trips: int, rounds: int) -> None:
    print("at a time   work   µs of a core a trip   ms until it is answered")
    async with Client(url, replicas=replicas) as client:
        for at_a_time in AT_A_TIME:
            measured = [await measure(client, at_a_time, trips) for _ in range(rounds)]
            for work in ("load", "save"):
                busy_us = min(each[work].busy_us for each in measured)
                waited_ms = min(each[work].waited_ms for each in measured)
                print(f"{at_a_time:9}   {work}   {busy_us:19.1f}   {waited_ms:23.2f}")


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--redis", default="")
    options.add_argument("--replicas", type=int, default=0)
    options.add_argument("--trips", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    with ExitStack() as ends:
        url = chosen.redis
        if not url:
            folder = ends.enter_context(tempfile.TemporaryDirectory())
            url = ends.enter_context(EmbeddedStore(Path(folder))).url
        uvloop.run(table(url, chosen.replicas, chosen.trips, chosen.rounds))


if __name__ == "__main__":
    main()
