"""How much memory a process of ``notesik serve`` takes with many campaigns and products, and whether loading these
holds requests up.

    python loadtests/bench_memory.py [--campaigns 10000] [--products 100000]

It is the resident memory (Linux's VmRSS) of a real process after visits of many visitors on many pages. Then one
campaign is changed some times, and all products are imported anew, while another connection asks ``/healthz`` all the
time: the longest answer is told.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import random
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import msgspec

from bench_decisions import campaign as narrow_campaign
from bench_start import serving
from benched_shop import SITE
from goals import Row, at_most, told
from notesik import owners_work
from notesik.catalogue import Product
from notesik.store.campaigns import campaigns as stored_campaigns
from notesik.store.client import Client
from notesik.store.data_folder import wait_for
from notesik.store.embedded import EmbeddedStore

CAMPAIGNS, PRODUCTS = 10_000, 100_000
VISITS = 2_000
CHANGES = 10
MOST_MB = 120
LONGEST_STALL_MS = 50
WORDS = ("trail", "light", "carbon", "alloy", "gravel", "road", "city", "tour", "rain", "wind", "classic", "elite")
AGENTS = tuple(
    f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 {kind}Safari/537.36"
    for system, kind in (("X11; Linux x86_64", ""), ("Linux; Android 14; Pixel 8", "Mobile "))
    for version in range(120, 140)
)


def products(count: int) -> Iterator[Product]:
    """Products as feeds have them: long descriptions, own addresses, three variants of each article."""
    dice = random.Random(2026)
    paths = [(f"Department {n % 12}", f"Category {n % 60}", f"Shelf {n}") for n in range(300)]
    for number in range(count):
        title = f"{' '.join(dice.sample(WORDS, 4)).title()} {number // 3}"
        slug = f"{title.lower().replace(' ', '-')}-{number % 3}"
        yield Product(
            id=str(10_000_000 + number),
            title=title,
            url=f"https://www.shop.example/p/{slug}",
            image=f"https://cdn.shop.example/images/{number % 97:02d}/{slug}.jpg",
            description=" ".join(dice.choices(WORDS, k=80)),
            brand=f"Brand {dice.randrange(200)}",
            category=dice.choice(paths),
            currency="EUR",
            price_minor=dice.randrange(500, 90_000),
            availability=dice.choice(["in_stock"] * 9 + ["out_of_stock"]),
            group_id=f"article-{number // 3}",
            attributes={"color": "red", "size": "SML"[number % 3], "gtin": str(5_900_000_000_000 + number)},
        )


def campaigns(count: int) -> dict[str, bytes]:
    """Documents of campaigns that differ in whom they are for and in their words."""
    dice = random.Random(2026)
    made = {}
    for number in range(count):
        document = narrow_campaign(number, dice)
        if document["placement"]["type"] not in ("slot", "modal"):
            document["placement"] = {"type": "slot", "slot": f"slot-{number % 40}"}
        widget = "popup" if document["placement"]["type"] == "modal" else "banner"
        words = {"title": f"{dice.choice(WORDS).title()} season {number}", "text": " ".join(dice.choices(WORDS, k=10))}
        document["variants"] = [{**each, "widget": widget, "parameters": words} for each in document["variants"]]
        made[document["id"]] = msgspec.json.encode(document)
    return made


async def fill(store_url: str, campaign_count: int, product_count: int) -> None:
    async with Client(store_url) as client:
        await owners_work.put_site(client, SITE)
        await owners_work.put_products(client, SITE, products(product_count))
        await stored_campaigns(client, SITE.id).put_all(campaigns(campaign_count))


async def import_anew(store_url: str, product_count: int) -> None:
    async with Client(store_url) as client:
        await owners_work.put_products(client, SITE, products(product_count))


def visit(port: int, count: int, product_count: int) -> None:
    """So many visits, each of another visitor, by turns on a product's page and on the home page."""
    dice = random.Random(2026)
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number in range(count):
        id = str(10_000_000 + dice.randrange(max(product_count, 1)))
        facts = {"url": f"https://shop.example/p/{id}", "type": "product", "product_id": id}
        page = facts if number % 2 else {"url": "https://shop.example/", "type": "home"}
        slots = [f"slot-{n}" for n in range(0, 40, 10)] + ["hero"]
        event = {"type": "page", "messageId": f"m{number}", "properties": page}
        asked = {"writeKey": SITE.write_key, "anonymousId": f"visitor-{number}", "page": page, "slots": slots}
        body = json.dumps({**asked, "batch": [event]})
        _visited(line, body, {"User-Agent": dice.choice(AGENTS)})
    line.close()


def _visited(line: http.client.HTTPConnection, body: str, headers: dict[str, str]) -> str:
    line.request("POST", "/v1/visit", body, headers)
    answer = line.getresponse()
    said = answer.read().decode()
    if answer.status != http.client.OK:
        raise SystemExit(f"the visit was refused: {said}")
    return said


async def publish(store_url: str, title: str) -> None:
    """Put a campaign for everybody, in a slot of its own."""
    variant = {"id": "a", "widget": "banner", "parameters": {"title": title}}
    place = {"type": "slot", "slot": "news"}
    document = {"id": "news", "name": "News", "status": "live", "placement": place, "variants": [variant]}
    async with Client(store_url) as client:
        await stored_campaigns(client, SITE.id).put("news", msgspec.json.encode(document))


def change_campaigns(port: int, store_url: str, count: int) -> float:
    """Change one campaign so many times; the seconds until visitors saw it, the median of all."""
    page = {"url": "https://shop.example/", "type": "home"}
    body = json.dumps(
        {"writeKey": SITE.write_key, "anonymousId": "editor", "page": page, "slots": ["news"], "batch": []}
    )
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took = []
    for title in (f"News {number} of the day" for number in range(count)):
        asyncio.run(publish(store_url, title))
        began_s = time.perf_counter()
        if not wait_for(lambda title=title: title in _visited(line, body, {}), timeout_s=60, every_s=0.02):
            raise SystemExit("the change did not become live")
        took.append(time.perf_counter() - began_s)
    line.close()
    return median(took)


def resident_mb(pid: int) -> float:
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(lines["VmRSS"].split()[0]) * 1024 / 1e6


class Asking(threading.Thread):
    """Asks ``/healthz`` again and again until ``stop``; ``longest_ms`` is the longest that it waited."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port, self._is_over = port, threading.Event()
        self.longest_ms = 0.0

    def run(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self._is_over.wait(0.001):
            began_s = time.perf_counter()
            line.request("GET", "/healthz")
            line.getresponse().read()
            self.longest_ms = max(self.longest_ms, (time.perf_counter() - began_s) * 1000)
        line.close()

    def stop(self) -> float:
        self._is_over.set()
        self.join()
        return self.longest_ms


def longest_answer_ms(port: int, seconds: float) -> float:
    """The longest in a time in which nothing happens: what the machine's other work does."""
    asking = Asking(port)
    asking.start()
    time.sleep(seconds)
    return asking.stop()


def changes(port: int, store_url: str) -> Iterator[Row]:
    asking = Asking(port)
    asking.start()
    live_s = change_campaigns(port, store_url, CHANGES)
    stall_ms = asking.stop()
    yield Row("one campaign changed, seen after", f"{live_s:.2f} s")
    yield at_most("longest answer while campaigns change", stall_ms, LONGEST_STALL_MS, "ms")


def longest_stall_ms(port: int, store_url: str, product_count: int, load_s: float) -> float:
    """The longest answer while a catalogue is imported and the server loads it anew, for which it has ``load_s``."""
    asking = Asking(port)
    asking.start()
    asyncio.run(import_anew(store_url, product_count))
    time.sleep(load_s)
    return asking.stop()


def rows(campaign_count: int = CAMPAIGNS, product_count: int = PRODUCTS) -> Iterator[Row]:
    what = f"{campaign_count:,} campaigns, {product_count:,} products"
    with tempfile.TemporaryDirectory() as folder, EmbeddedStore(Path(folder) / "data") as store:
        with serving("--redis", store.url) as (pid, _, _):
            yield Row("resident memory, nothing loaded", f"{resident_mb(pid):.0f} MB")
        asyncio.run(fill(store.url, campaign_count, product_count))
        with serving("--redis", store.url) as (pid, port, ready_s):
            yield Row(f"start to ready, {what}", f"{ready_s:.1f} s")
            visit(port, VISITS, product_count)
            yield at_most(f"resident memory, {what}", resident_mb(pid), MOST_MB, "MB")
            yield Row("longest answer while nothing is loaded", f"{longest_answer_ms(port, ready_s + 2):.3g} ms")
            yield from changes(port, store.url)
            yield at_most(f"resident memory after {CHANGES} changes", resident_mb(pid), MOST_MB, "MB")
            stall_ms = longest_stall_ms(port, store.url, product_count, ready_s + 2)
            yield at_most("longest answer while products load anew", stall_ms, LONGEST_STALL_MS, "ms")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--campaigns", type=int, default=CAMPAIGNS)
    parser.add_argument("--products", type=int, default=PRODUCTS)
    options = parser.parse_args(arguments)
    for row in rows(options.campaigns, options.products):
        print(told(row), flush=True)


if __name__ == "__main__":
    main()
