"""How many visits a second one process on one core answers, beside the least that a Starlette server does.

    python loadtests/bench_visits.py [--seconds 6]

Needs ``wrk`` (a package of most systems) and two cores: the server has one, the store and wrk the other. The ratios of
one run count; the rates depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from bench_decisions import campaign as narrow_campaign
from notesik import owners_work
from notesik.campaigns import Campaign, read_campaign
from notesik.catalogue import Product
from notesik.ready_segments import compile_site_segments
from notesik.shipped import shipped_folder
from notesik.sites import Site
from notesik.store.client import Client
from notesik.store.data_folder import wait_for
from notesik.store.embedded import EmbeddedStore
from notesik.widget_loading import load_widgets
from notesik.worker_metrics import FOLDER_VARIABLE

HERE = Path(__file__).parent
SERVER_CORE, OTHER_CORE = 0, 1
CONNECTIONS = 16
VISITORS = 1_000
SITE = Site(
    id="shop",
    name="Shop",
    origins=("https://shop.example",),
    write_key="write-key",
    secret_key="secret-key-secret-key-secret-key-secret-key",
)


class Served(NamedTuple):
    """One server's figures: requests a second, and milliseconds in the median and at the 99th percentile."""

    rate: float
    p50_ms: float
    p99_ms: float
    refused: int


def campaigns(count: int, *, recommends: bool) -> list[Campaign]:
    """One banner and one bar for everyone, the others for few; with ``recommends`` six products too."""
    widgets, segments = load_widgets(shipped_folder("widgets")), compile_site_segments(())
    dice = random.Random(2026)
    greeting = {"title": "Gravel season is open", "text": "Test rides every Saturday."}
    found = [
        _document("banner", {"type": "slot", "slot": "hero"}, "banner", greeting),
        _document("bar", {"type": "top"}, "bar", {"text": "Delivery is free from 200", "goal": 200}),
    ]
    if recommends:
        strip = {"strategy": "best_sellers", "limit": 6, "title": "Best sellers"}
        found.append(_document("strip", {"type": "slot", "slot": "below"}, "recommendations", strip))
    while len(found) < count:
        document = narrow_campaign(len(found), dice)
        document["priority"] = 20
        looks = {"widget": "banner", "parameters": {"title": "For few"}}
        document["variants"] = [{**each, **looks} for each in document["variants"]]
        document["placement"] = {"type": "slot", "slot": f"slot-{len(found)}"}
        found.append(document)
    return [read_campaign(each, widgets, segments) for each in found]


def _document(id: str, placement: dict[str, Any], widget: str, parameters: dict[str, Any]) -> dict[str, Any]:
    variants = [{"id": "a", "widget": widget, "parameters": parameters}]
    return {"id": id, "name": id, "status": "live", "placement": placement, "variants": variants}


def products() -> list[Product]:
    return [
        Product(
            id=f"p{n}",
            title=f"Product {n}",
            url=f"/p/{n}",
            image=f"/i/{n}.svg",
            category=("Bicycles",),
            currency="EUR",
            price_minor=1_000 + n,
        )
        for n in range(500)
    ]


def template() -> str:
    """A page event as the snippet sends it."""
    url = "https://shop.example/c/bicycles"
    page = {"url": url, "referrer": "https://www.google.com/", "title": "Bicycles"}
    event = {
        "type": "page",
        "messageId": "@message@",
        "properties": page,
        "context": {"page": page, "locale": "en-GB", "library": {"name": "notesik.js", "version": "0.1.0"}},
    }
    request = {
        "writeKey": SITE.write_key,
        "anonymousId": "@visitor@",
        "page": page,
        "slots": ["hero", "below"],
        "on_screen": [],
        "page_id": "page",
        "batch": [event],
    }
    return json.dumps(request)


async def fill(store_url: str, count: int, *, recommends: bool) -> None:
    async with Client(store_url) as client:
        await owners_work.put_site(client, SITE)
        await owners_work.put_products(client, SITE, products())
        await owners_work.apply_campaigns(client, SITE, campaigns(count, recommends=recommends))


@contextmanager
def served(factory: str, store_url: str) -> Iterator[int]:
    """A server of one process on its own core; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as metrics, _server(factory, port, store_url, metrics):
        yield port


@contextmanager
def _server(factory: str, port: int, store_url: str, metrics: str) -> Iterator[None]:
    command = [sys.executable, "-m", "uvicorn", factory, "--factory", "--port", str(port), "--no-access-log"]
    command += ["--loop", "uvloop", "--http", "httptools", "--log-level", "warning", "--app-dir", str(HERE)]
    environment = {**os.environ, "NOTESIK_REDIS_URL": store_url, FOLDER_VARIABLE: metrics}
    with subprocess.Popen(
        command, env=environment, preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE})
    ) as server:
        try:
            if not wait_for(lambda: _answers(port), timeout_s=30):
                raise SystemExit("the server did not start")
            yield
        finally:
            server.send_signal(signal.SIGTERM)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def loaded(port: int, body: Path, seconds: float, visitors: int = VISITORS, path: str = "/v1/visit") -> Served:
    """The server under wrk's load."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--latency", "-s", str(HERE / "visits.lua")]
    command += [f"http://127.0.0.1:{port}", "--", str(body), str(visitors), path]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return Served(rate, _ms(told, "50%"), _ms(told, "99%"), int(refused[1]) if refused else 0)


def _ms(told: str, which: str) -> float:
    number, unit = re.search(rf"{which}\s+([\d.]+)(us|ms|s)", told).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


class Line(NamedTuple):
    """One line of the table; without campaigns it is a yardstick."""

    what: str
    factory: str
    campaigns: int = 0
    recommends: bool = False


APP = "notesik.app:create_app_from_environment"
LINES = (
    Line("bare endpoint", "yardsticks:bare_app"),
    Line("naive endpoint, one GET", "yardsticks:naive_app"),
    Line("visit, 100 campaigns", APP, 100),
    Line("the same with six products", APP, 100, recommends=True),
    Line("visit, 10,000 campaigns", APP, 10_000),
)


def measured(line: Line, store_url: str, body: Path, seconds: float) -> Served:
    """One line's figures, after a second of warming up."""
    if line.campaigns:
        asyncio.run(fill(store_url, line.campaigns, recommends=line.recommends))
    with served(line.factory, store_url) as port:
        if line.campaigns:
            shown = httpx.post(f"http://127.0.0.1:{port}/v1/visit", content=template()).json()["widgets"]
            assert len(shown) == 2 + line.recommends, "the answer is not the one that is to be measured"
        loaded(port, body, 1)
        return loaded(port, body, seconds)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6, help="of load for each line")
    seconds = parser.parse_args(arguments).seconds
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: it is a package of most systems, such as `apt install wrk`")
    with tempfile.TemporaryDirectory() as folder, EmbeddedStore(Path(folder) / "data") as store:
        os.sched_setaffinity(0, {OTHER_CORE})
        body = Path(folder) / "body.json"
        body.write_text(template())
        bare = 0.0
        for line in LINES:
            found = measured(line, store.url, body, seconds)
            bare = bare or found.rate
            print(
                f"{line.what:28} {found.rate:8.0f}/s  {found.rate / bare:5.2f} × bare  "
                f"p50 {found.p50_ms:.1f} ms  p99 {found.p99_ms:.1f} ms  {found.refused} refused"
            )


if __name__ == "__main__":
    main()
