"""Users of the load: shoppers, shoppers who have signed in, and bots. Each answer is judged as it comes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import gevent
from locust import FastHttpUser, task

from claims import SLOTS, Asked, Claim, claims, taken
from habits import Habits, one_of, read_habits
from memory import SOURCES, Memory
from messages import Json, Page, Sender, order_facts, product_facts
from notesik.catalogue import Product
from notesik.feeds import FeedReport, open_feed, read_feed
from notesik.identity import sign_token
from plans import Step, plan_session, shelves_of
from verdict_book import BOOK, WrongAnswer

DAY_MS = 86_400_000
HISTORY_DAYS = 10
NOT_SEEN = ("modal", "inbox")
"""Placements of widgets that are not seen as soon as they are there."""
FEED = Path(__file__).parents[1] / "demo" / "feed.xml"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
ROBOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@cache
def habits() -> Habits:
    return read_habits()


@cache
def products() -> dict[str, Product]:
    """The demo's, by id."""
    return {each.id: each for each in read_feed(open_feed(str(FEED)), FeedReport())}


@cache
def categories() -> dict[str, str]:
    """Of each product."""
    return {id: product.category[0] for id, product in products().items()}


@cache
def shelves() -> dict[str, list[Product]]:
    return shelves_of(list(products().values()))


class Visitor(FastHttpUser):
    """What all who open pages do."""

    abstract = True
    agent = DESKTOP

    def on_start(self) -> None:
        self.dice = Random()
        self.options = self.environment.parsed_options

    def think(self) -> None:
        gevent.sleep(habits().think_time_s(self.dice) * self.options.pace)

    @contextmanager
    def posted(self, path: str, name: str, body: Json) -> Iterator[tuple[Any, list[Claim]]]:
        """The answer, None (and a failure) with another status than 200; and a list for the claims on it."""
        headers = {"User-Agent": self.agent, "Origin": self.host}
        judged: list[Claim] = []
        with self.client.post(path, json=body, headers=headers, name=name, catch_response=True) as response:
            answer = response.json() if response.status_code == 200 else None
            yield answer, judged
            if faults := BOOK.note(judged):
                response.failure(WrongAnswer("; ".join(faults)))

    def send(self, sender: Sender, events: Sequence[Json], name: str, sent_ms: int | None) -> None:
        """Events that want no answer but that they were taken."""
        with self.posted("/v1/batch", name, sender.batch(events, sent_ms)) as (answer, judged):
            if answer is not None:
                judged.append(taken(answer, len(events)))


class Shopper(Visitor):
    """Comes from somewhere, looks around, perhaps fills a cart and buys; most have been here before."""

    weight = round(1000 * (1 - habits().assumed["identified"]) * (1 - habits().assumed["bots"]))
    may_sign_in = False

    @task
    def session(self) -> None:
        """One visit to the shop, of somebody new to this run."""
        self.client.cookiejar.clear()
        is_returning = self.dice.random() < habits().returning
        id = uuid4().hex
        source = one_of(habits().sources, self.dice)
        self.memory = Memory(id, source, is_new=not is_returning)
        self.sender = Sender(self.options.write_key, id)
        self.agent = PHONE if self.dice.random() < habits().assumed["phones"] else DESKTOP
        self.page: Page | None = None
        self.exit_popup: Json | None = None
        if is_returning:
            self.remember_earlier_session()
        if self.may_sign_in:
            self.sign_in()
        steps = plan_session(habits(), shelves(), self.dice, has_cart=bool(self.memory.cart))
        for step in steps:
            _STEPS[step.what](self, step)
            self.think()
        self.leave()

    def sign_in(self) -> None:
        """From now on the shop's pages carry a token."""
        user_id = f"user-{self.memory.id}"
        token = sign_token(user_id, self.options.secret_key, now_ms() + DAY_MS)
        self.sender = Sender(self.options.write_key, self.memory.id, user_id, token)
        self.memory.nickname = f"Guest {self.memory.id[:12]}"

    def remember_earlier_session(self) -> None:
        """A session of some days ago, told as history is imported."""
        at_ms = now_ms() - self.dice.randrange(DAY_MS, HISTORY_DAYS * DAY_MS)
        events: list[Json] = []
        for step in plan_session(habits(), shelves(), self.dice, has_cart=False):
            facts = Page(self.host + _path_of(step), "").facts()
            told = self.happenings(step, at_ms, facts)
            page = [] if step.what == "add" else [self.sender.message(at_ms, facts, type="page", properties=facts)]
            events += page + told
            at_ms += round(habits().think_time_s(self.dice) * 1000)
        self.send(self.sender, events, "history", None)

    def happenings(self, step: Step, at_ms: int, facts: Json) -> list[Json]:
        """The events of a step beside the page itself; the shopper remembers them."""
        told: list[tuple[str, Json]] = []
        for product in step.products:
            told.append(("Product Added" if step.what == "add" else "Product Viewed", product_facts(product, at_ms)))
            (self.memory.add if step.what == "add" else self.memory.look)(product, at_ms)
        if step.what in ("list", "filter"):
            name = "Product List Viewed" if step.what == "list" else "Product List Filtered"
            told.append((name, {"list_id": step.category, "category": step.category}))
        if step.what in ("checkout", "order") and self.memory.cart:
            name = "Checkout Started" if step.what == "checkout" else "Order Completed"
            told.append((name, order_facts(self.memory.cart, products(), uuid4().hex, at_ms)))
        if step.what == "order":
            self.memory.order(categories(), at_ms)
        return [self.sender.message(at_ms, facts, type="track", event=name, properties=more) for name, more in told]

    def open(self, step: Step) -> None:
        """A new page in the same tab."""
        source = SOURCES[self.memory.source]
        arrival = ("" if self.page else source.query, self.page.url if self.page else source.referrer)
        page = Page(self.host + _path_of(step) + arrival[0], arrival[1], self.page)
        self.visit(page, step)
        self.page = page

    def open_tabs(self, step: Step) -> None:
        """Two products in two tabs at once."""
        steps = [Step("product", products=(product,)) for product in step.products]
        pages = [Page(self.host + _path_of(each), self.page.url if self.page else "") for each in steps]
        pairs = zip(pages, steps, strict=True)
        gevent.joinall([gevent.spawn(self.visit, page, each, is_alone=False) for page, each in pairs], raise_error=True)
        self.page = pages[-1]

    def visit(self, page: Page, step: Step, *, is_alone: bool = True) -> None:
        """Tells that the page is open, and what is on it."""
        at_ms, facts = now_ms(), page.facts()
        events = [self.sender.message(at_ms, facts, type="page", properties=facts)]
        if self.memory.nickname and page.left is None:
            traits = {"nickname": self.memory.nickname}
            events.append(self.sender.message(at_ms, facts, type="identify", traits=traits))
        events += self.happenings(step, at_ms, facts)
        self.ask(page, events, "visit: page", is_first=True, is_alone=is_alone)

    def add(self, step: Step) -> None:
        """Something changes on the page that is open."""
        if self.page is None:
            raise ValueError("a product is added on a page")
        self.ask(self.page, self.happenings(step, now_ms(), self.page.facts()), "visit: change", is_first=False)

    def ask(self, page: Page, events: Sequence[Json], name: str, *, is_first: bool, is_alone: bool = True) -> None:
        """The visit itself, and what the browser reports of the widgets that it brings."""
        body = page.visit(self.sender, events, SLOTS, now_ms())
        asked = Asked(page.facts()["path"], page.id, len(events), is_first, is_alone)
        with self.posted("/v1/visit", name, body) as (answer, judged):
            if answer is not None:
                judged += claims(answer, asked, self.memory, now_ms())
        if answer is not None:
            self.report(page, answer["widgets"])

    def report(self, page: Page, widgets: Sequence[Json]) -> None:
        """Widgets that are seen, and what comes of them."""
        there = [each for each in widgets if each["placement"]["type"] not in NOT_SEEN]
        page.on_screen = [each["campaign"] for each in there]
        fresh = [each for each in there if each["campaign"] not in page.viewed]
        page.viewed += [each["campaign"] for each in fresh]
        events = [self.widget_event("Widget Viewed", each, page) for each in fresh]
        closed = []
        for each in fresh:
            if self.dice.random() < habits().assumed["clicks"]:
                events.append(self.widget_event("Widget Clicked", each, page))
            elif each["placement"]["type"] == "top" and self.dice.random() < habits().assumed["closes"]:
                events.append(self.widget_event("Widget Closed", each, page))
                closed.append(each["campaign"])
        if events:
            self.send(self.sender, events, "beacon", now_ms())
        page.on_screen = [campaign for campaign in page.on_screen if campaign not in closed]
        self.memory.closed.update(closed)
        self.exit_popup = next((each for each in widgets if each["campaign"] == "exit-cart"), None)

    def widget_event(self, name: str, widget: Json, page: Page) -> Json:
        told = {key: widget[key] for key in ("campaign", "variant", "widget")} | {"page_id": page.id}
        return self.sender.message(now_ms(), page.facts(), type="track", event=name, properties=told)

    def leave(self) -> None:
        """Who goes with a filled cart is held back once, refuses, and goes on to the home page."""
        if self.page and self.exit_popup and not self.memory.has_refused_exit:
            told = [self.widget_event(name, self.exit_popup, self.page) for name in ("Widget Viewed", "Widget Closed")]
            self.send(self.sender, told, "beacon", now_ms())
            self.memory.has_refused_exit = True
            self.page.viewed.append("exit-cart")
            self.open(Step("home"))


class IdentifiedShopper(Shopper):
    """The same, signed in: the page carries a token, and what the device has done becomes the person's."""

    weight = round(1000 * habits().assumed["identified"] * (1 - habits().assumed["bots"]))
    may_sign_in = True


class Bot(Visitor):
    """Opens products one after another, keeps no cookies, and reports nothing."""

    weight = round(1000 * habits().assumed["bots"])

    @task
    def crawl(self) -> None:
        self.client.cookiejar.clear()
        self.agent = self.dice.choice(ROBOTS)
        sender = Sender(self.options.write_key, uuid4().hex)
        page = Page(self.host + self.dice.choice(list(products().values())).url, "")
        event = sender.message(now_ms(), page.facts(), type="page", properties=page.facts())
        with self.posted("/v1/visit", "visit: bot", page.visit(sender, [event], SLOTS, now_ms())) as (answer, judged):
            if answer is not None:
                judged.append(taken(answer, 1))
        self.think()


def _path_of(step: Step) -> str:
    """Where in the demo shop a step happens."""
    paths = {"home": "/", "cart": "/cart", "checkout": "/checkout", "order": "/thank-you"}
    if step.products:
        return step.products[0].url
    filtered = "?in_stock=1" if step.what == "filter" else ""
    return paths.get(step.what, f"/category/{step.category.lower()}{filtered}")


_STEPS = {
    **dict.fromkeys(("home", "list", "filter", "product", "cart", "checkout", "order"), Shopper.open),
    "tabs": Shopper.open_tabs,
    "add": Shopper.add,
}
