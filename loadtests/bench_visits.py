"""How many visits a second one process on one core answers, beside the least that a Starlette server does.

    python loadtests/bench_visits.py [--seconds 6] [--lines 100,history]

Needs ``wrk`` (a package of most systems) and two cores: the server has one; the store, the worker of the log and wrk
share the other. The ratios of one run count; the rates depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

import httpx

from benched_shop import SITE, fill, fill_histories
from notesik.store.embedded import EmbeddedStore
from paced import TooSlow, p99, waits_ms
from served import APP, VISITORS, Served, loaded, log_worker, needs_wrk, served, stay_beside

ROUNDS = 3
MANY = 10**9
"""So many visitors that nobody comes twice."""


def template() -> str:
    """A page event as the snippet sends it."""
    url = "https://shop.example/c/bicycles"
    page = {"url": url, "referrer": "https://www.google.com/", "title": "Bicycles", "language": "en", "type": ""}
    event = {
        "type": "page",
        "messageId": "@message@",
        "context": {"page": page, "locale": "en-GB", "library": {"name": "notesik.js", "version": "0.1.0"}},
    }
    request = {
        "writeKey": SITE.write_key,
        "anonymousId": "@visitor@",
        "page": page,
        "slots": ["hero", "below"],
        "on_screen": [],
        "page_id": "@message@",
        "batch": [event],
    }
    return json.dumps(request)


class Line(NamedTuple):
    """One line of the table; a yardstick has no campaigns. ``goal``: the least ratio to the line ``beside``."""

    name: str
    what: str
    factory: str = APP
    campaigns: int = 100
    recommends: bool = False
    visitors: int = VISITORS
    has_history: bool = False
    log_workers: str = "apart"
    goal: float = 0
    beside: str = "bare"


LINES = (
    Line("bare", "bare endpoint", "yardsticks:bare_app", 0),
    Line("naive", "naive endpoint, one GET", "yardsticks:naive_app", 0),
    Line("100", "visit, 100 campaigns", goal=0.50),
    Line("products", "the same with six products", recommends=True, goal=0.35),
    Line("10000", "visit, 10,000 campaigns", campaigns=10_000, goal=0.8, beside="100"),
    Line("new", "visit, each visitor new", visitors=MANY),
    Line("history", "visit, a year of history", has_history=True, goal=0.8, beside="new"),
    Line("inside", "visit, log worked inside", log_workers="inside"),
)


def measured(line: Line, seconds: float) -> Served:
    """One line's figures, on a store of its own, after a second of warming up."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedStore(Path(folder) / "data") as store:
        body = Path(folder) / "body.json"
        body.write_text(template())
        if line.campaigns:
            asyncio.run(fill(store.url, line.campaigns, recommends=line.recommends))
        if line.has_history:
            asyncio.run(fill_histories(store.url, line.visitors, int(time.time() * 1000)))
        works_apart = line.campaigns and line.log_workers == "apart"
        with (
            log_worker(store.url) if works_apart else nullcontext(),
            served(line.factory, store.url, log_workers=line.log_workers) as port,
        ):
            if line.campaigns:
                _check(line, port)
            loaded(port, body, 1, line.visitors)
            return loaded(port, body, seconds, line.visitors)


def _check(line: Line, port: int) -> None:
    answer = httpx.post(f"http://127.0.0.1:{port}/v1/visit", content=template()).json()
    shown = [each["campaign"] for each in answer["widgets"]]
    expected = ["banner", "bar", *["strip"] * line.recommends]
    if shown != expected:
        raise SystemExit(f"the answer is not the one that is to be measured: {shown} instead of {expected}")


def p99_at_half(rate: float, seconds: float) -> float:
    """Milliseconds that 99 of 100 visits take at most, at half of ``rate`` visits a second: the best of some rounds."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedStore(Path(folder) / "data") as store:
        asyncio.run(fill(store.url, 100, recommends=False))
        with log_worker(store.url), served(APP, store.url) as port:
            try:
                asyncio.run(waits_ms(port, _requests(int(rate / 2)), rate / 2))
                requests = [_requests(int(rate / 2 * seconds / ROUNDS)) for _ in range(ROUNDS)]
                return min(p99(asyncio.run(waits_ms(port, some, rate / 2))) for some in requests)
            except TooSlow:
                return float("inf")


def _requests(count: int) -> list[bytes]:
    """So many visits, none of which was sent before."""
    head = "POST /v1/visit HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://shop.example\r\nContent-Type: text/plain\r\n"
    body = template()
    requests = []
    for number in range(count):
        filled = body.replace("@visitor@", f"visitor-{number % VISITORS}").replace("@message@", uuid.uuid4().hex)
        requests.append(f"{head}Content-Length: {len(filled)}\r\n\r\n{filled}".encode())
    return requests


class Row(NamedTuple):
    """One line measured, and its ratio to the line that its goal is told beside."""

    line: Line
    found: Served
    to_bare: float
    ratio: float

    def __str__(self) -> str:
        goal = f"  {self.ratio:.2f} × {self.line.beside} of {self.line.goal:.2f}" if self.line.goal else ""
        return (
            f"{self.line.what:28} {self.found.rate:8.0f}/s  {self.to_bare:5.2f} × bare  p50 {self.found.p50_ms:.1f} ms"
            f"  p99 {self.found.p99_ms:.1f} ms  {self.found.refused} refused{goal}"
        )


def rows(seconds: float, names: Sequence[str] = ()) -> Iterator[Row]:
    """The lines, of ``names`` only and what they are told beside. They take turns, so that the machine's other work
    falls on all; the best round of each counts."""
    wanted = {"bare", *names, *(line.beside for line in LINES if line.name in names)}
    lines = [line for line in LINES if not names or line.name in wanted]
    best: dict[str, Served] = {}
    for _ in range(ROUNDS):
        for line in lines:
            found = measured(line, seconds / ROUNDS)
            best[line.name] = max(best.get(line.name, found), found)
    for line in lines:
        rate = best[line.name].rate
        yield Row(line, best[line.name], rate / best["bare"].rate, rate / best[line.beside].rate)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6, help="of load for each line, in three turns")
    parser.add_argument("--lines", default="", help=f"some of {', '.join(line.name for line in LINES)}")
    given = parser.parse_args(arguments)
    needs_wrk()
    stay_beside()
    for row in rows(given.seconds, [name for name in given.lines.split(",") if name]):
        print(row, flush=True)
        if row.line.name == "100":
            print(f"{'at half of that':28} p99 {p99_at_half(row.found.rate, given.seconds):.1f} ms of 5.0", flush=True)


if __name__ == "__main__":
    main()
