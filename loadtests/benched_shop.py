"""The shop of the benchmarks: its campaigns and products, and the visitors who have a history there."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from bench_decisions import campaign as narrow_campaign
from notesik import owners_work
from notesik.campaigns import Campaign, read_campaign
from notesik.catalogue import Product
from notesik.events import Event
from notesik.ready_segments import compile_site_segments
from notesik.seen_messages import DAY_MS
from notesik.shipped import shipped_folder
from notesik.sites import Site
from notesik.store.client import Client
from notesik.store.keys import visitor_key
from notesik.store.visitors import Change, save
from notesik.visitor_changes import Shop, after
from notesik.visitors import Visitor, encode_visitor
from notesik.widget_loading import load_widgets

SITE = Site(
    id="shop",
    name="Shop",
    origins=("https://shop.example",),
    write_key="write-key",
    secret_key="secret-key-secret-key-secret-key-secret-key",
)
PRODUCTS = 500
HISTORIES = 20
"""Different ones, of those who have a history."""
HOUR_MS = 3_600_000
YEAR_HOURS = 365 * 24


def campaigns(count: int, *, recommends: bool) -> list[Campaign]:
    """One banner and one bar for everyone, the others for few; with ``recommends`` six products too.

    Of those for few a half would stand where the banner or the bar stands, the others on other pages.
    """
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
        places = [{"type": "slot", "slot": "hero"}, {"type": "top"}, *2 * [{"type": "slot", "slot": f"s{len(found)}"}]]
        document["placement"] = dice.choice(places)
        kind = "bar" if document["placement"]["type"] == "top" else "banner"
        looks = {"widget": kind, "parameters": {"text": "For few"} if kind == "bar" else {"title": "For few"}}
        document["variants"] = [{**each, **looks} for each in document["variants"]]
        found.append(document)
    return [read_campaign(each, widgets, segments) for each in found]


def _document(id: str, placement: dict[str, Any], widget: str, parameters: dict[str, Any]) -> dict[str, Any]:
    variants = [{"id": "a", "widget": widget, "parameters": parameters}]
    return {"id": id, "name": id, "status": "live", "priority": 50, "placement": placement, "variants": variants}


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
        for n in range(PRODUCTS)
    ]


async def fill(store_url: str, count: int, *, recommends: bool) -> None:
    """The site with ``count`` campaigns and its products."""
    async with Client(store_url) as client:
        await owners_work.put_site(client, SITE)
        await owners_work.put_products(client, SITE, products())
        await owners_work.apply_campaigns(client, SITE, campaigns(count, recommends=recommends))


async def fill_histories(store_url: str, visitors: int, now_ms: int) -> int:
    """Give ``visitor-0`` and those after them a year of history; how many bytes the state of each is, about."""
    states = [encode_visitor(_regular(now_ms, number)) for number in range(HISTORIES)]
    async with Client(store_url) as client:
        keys = [visitor_key(SITE.id, "a", f"visitor-{number}", client.partitions) for number in range(visitors)]
        changes = [Change(key, 0, states[number % HISTORIES]) for number, key in enumerate(keys)]
        await save(client, changes)
    return len(states[0])


def _regular(now_ms: int, number: int) -> Visitor:
    """Who came every day of a year: as much as a record remembers of views, events and orders. By their ``number`` they
    look at other products."""
    lookup = {product.id: product for product in products()}.get
    shop = Shop(site=SITE.id, lookup=lookup, currency=SITE.currency, goals={})
    visitor = Visitor()
    for _, day in groupby(_year(now_ms, number), lambda event: event.at_ms // DAY_MS):  # as each day's messages came in
        events = list(day)
        visitor = after(visitor, events, shop, "regular", events[-1].at_ms).visitor
    return visitor


def _year(now_ms: int, number: int) -> Iterator[Event]:
    for hour in range(0, YEAR_HOURS, 6):
        at_ms, product_id = (
            now_ms - (YEAR_HOURS - hour) * HOUR_MS,
            f"p{(hour + number * PRODUCTS // HISTORIES) % PRODUCTS}",
        )
        facts = {
            "product_id": product_id,
            "category": f"Category {hour % 40}",
            "price": 19.9,
            "currency": SITE.currency,
        }
        yield _event("page", "", at_ms, {"url": f"https://shop.example/p/{product_id}"})
        yield _event("track", "Product Viewed", at_ms + 1, facts)
        yield _event("track", f"Clicked {hour % 40}", at_ms + 2, {})
        if hour % 240 == 0:
            yield _event("track", "Order Completed", at_ms + 3, {"order_id": f"{hour}", "products": [facts]})


def _event(kind: str, name: str, at_ms: int, properties: dict[str, Any]) -> Event:
    return Event(kind, f"{kind}-{at_ms}", at_ms, anonymous_id="regular", name=name, properties=properties)
