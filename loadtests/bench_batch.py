"""How many events a second one process on one core takes in by batches, beside a bare endpoint that parses them.

    python loadtests/bench_batch.py [--seconds 6]

Each request of ``POST /v1/batch`` holds 100 events, page views and what is done with products, as a server of the shop
sends them: all of one visitor, or each of another. They are written and logged; the log is not worked through
meanwhile, as on a server with ``notesik work`` beside it. Needs ``wrk`` and two cores, as ``bench_visits.py`` does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from benched_shop import SITE, fill
from notesik.store.embedded import EmbeddedStore
from served import APP, OTHER_CORE, Served, loaded, served

EVENTS = 100
"""Of each batch."""
VISITORS = 1_000
ROUNDS = 2
CAMPAIGNS = 100
SHOP = "https://shop.example"


def event(number: int, visitor: str) -> dict[str, Any]:
    """One event of a batch: by turns a page view and what is done there; of ten, four views and one product added."""
    shared = {
        "anonymousId": visitor,
        "messageId": f"@message@-{number}",
        "context": {"library": {"name": "analytics-node", "version": "2.1.0"}, "locale": "en-GB"},
    }
    if number % 2 == 0:
        page = {
            "url": f"{SHOP}/p/{number}",
            "path": f"/p/{number}",
            "referrer": f"{SHOP}/",
            "title": f"Product {number}",
        }
        return {"type": "page", "properties": page, **shared}
    product = {"product_id": f"p{number}", "category": "Bicycles", "price": 19.9, "currency": "EUR"}
    name = "Product Added" if number % 10 == 1 else "Product Viewed"
    return {"type": "track", "event": name, "properties": product, **shared}


def template(visitors: int) -> str:
    """A batch of so many ``visitors``, with the places that ``visits.lua`` fills in."""
    names = ["@visitor@" if visitors == 1 else f"@visitor@-{number}" for number in range(visitors)]
    batch = [event(number, names[number % visitors]) for number in range(EVENTS)]
    return json.dumps({"writeKey": SITE.write_key, "anonymousId": "server", "batch": batch})


class Line(NamedTuple):
    """One line of the table; ``visitors`` are those of each batch."""

    what: str
    factory: str
    path: str
    visitors: int


LINES = (
    Line("bare endpoint", "yardsticks:bare_app", "/v1/visit", 1),
    Line("batches of one visitor", APP, "/v1/batch", 1),
    Line("batches of 100 visitors", APP, "/v1/batch", 100),
)


def measured(line: Line, folder: Path, seconds: float) -> Served:
    """One line's figures, on a store of its own, after a second of warming up: the best of some rounds."""
    body = folder / "body.json"
    body.write_text(template(line.visitors))
    with tempfile.TemporaryDirectory() as data, EmbeddedStore(Path(data) / "data") as store:
        asyncio.run(fill(store.url, CAMPAIGNS, recommends=False))
        with served(line.factory, store.url) as port:
            answer = httpx.post(f"http://127.0.0.1:{port}{line.path}", content=body.read_text()).json()
            assert answer["accepted"] == EVENTS, "the answer is not the one that is to be measured"
            turns = VISITORS // line.visitors
            loaded(port, body, 1, turns, line.path)
            return max(loaded(port, body, seconds / ROUNDS, turns, line.path) for _ in range(ROUNDS))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6, help="of load for each line")
    seconds = parser.parse_args(arguments).seconds
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: it is a package of most systems, such as `apt install wrk`")
    os.environ["NOTESIK_LOG_WORKERS"] = "apart"
    with tempfile.TemporaryDirectory() as folder:
        os.sched_setaffinity(0, {OTHER_CORE})
        bare = 0.0
        for line in LINES:
            found = measured(line, Path(folder), seconds)
            bare = bare or found.rate
            print(
                f"{line.what:24} {found.rate * EVENTS:8.0f} events/s  {found.rate / bare:5.2f} × bare  "
                f"p50 {found.p50_ms:.1f} ms  p99 {found.p99_ms:.1f} ms  {found.refused} refused"
            )


if __name__ == "__main__":
    main()
