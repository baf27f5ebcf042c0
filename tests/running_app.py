"""A whole application on a real store, with a site, products and campaigns, and a clock that tests set."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from starlette.applications import Starlette

from local_client import client_of
from notesik import owners_work
from notesik.app import create_app
from notesik.campaigns import read_campaign
from notesik.catalogue import Product
from notesik.ready_segments import compile_site_segments
from notesik.serving import listen, server_of
from notesik.settings import Settings
from notesik.shipped import shipped_folder
from notesik.sites import Site
from notesik.store.client import Client
from notesik.widget_loading import load_widgets

START_MS = 1_795_290_000_000
MINUTE_MS = 60_000
DAY_MS = 86_400_000
ORIGIN = "https://shop.example"

SITE = Site(
    id="shop",
    name="Shop",
    origins=(ORIGIN,),
    write_key="write-key",
    secret_key="secret-key-secret-key-secret-key-secret-key",
)
OTHER_SITE = Site(id="other", name="Other", origins=(), write_key="other-key", secret_key="another-secret" * 4)

WIDGETS = load_widgets(shipped_folder("widgets"))
SEGMENTS = compile_site_segments(())
"""Those that come with Notesik."""


class Clock:
    """The time, which stands still unless it is told to go on."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms

    def advance(self, milliseconds: int) -> None:
        self.now_ms += milliseconds


def product(id: str, category: str = "Bicycles", price_minor: int = 10_000, **more: Any) -> Product:
    return Product(
        id=id,
        title=f"Product {id}",
        url=f"/product/{id}",
        category=(category,),
        currency="EUR",
        price_minor=price_minor,
        **more,
    )


class App:
    """Speaks HTTP with the application as a browser or a server would."""

    def __init__(self, http: httpx.Client, clock: Clock) -> None:
        self.http = http
        self.clock = clock

    def visit(self, anonymous_id: str = "anna", *events: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The answer to a visit; ``more`` are fields of the request."""
        response = self.http.post("/v1/visit", json=self.visit_request(anonymous_id, *events, **more))
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def visit_request(self, anonymous_id: str, *events: dict[str, Any], **more: Any) -> dict[str, Any]:
        page = {"url": f"{ORIGIN}/", "referrer": "", "title": "Home", **more.pop("page", {})}
        return {"writeKey": SITE.write_key, "anonymousId": anonymous_id, "page": page, "batch": list(events), **more}

    def send(self, *events: dict[str, Any], path: str = "/v1/batch") -> dict[str, Any]:
        response = self.http.post(path, json={"writeKey": SITE.write_key, "batch": list(events)})
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def owner(self, method: str, path: str, **more: Any) -> Any:
        response = self.http.request(
            method, f"/api/v1/{path}", headers={"Authorization": f"Bearer {SITE.secret_key}"}, **more
        )
        assert response.is_success, response.text
        return response.json() if response.content else None

    def state(self, id: str, kind: str | None = None) -> dict[str, Any]:
        shown: dict[str, Any] = self.owner("GET", f"visitors/{id}", params={"kind": kind} if kind else {})
        state: dict[str, Any] = shown["state"]
        return state


def page(url: str = f"{ORIGIN}/", **more: Any) -> dict[str, Any]:
    return {"type": "page", "messageId": str(uuid.uuid4()), "properties": {"url": url, **more}}


def track(event: str, properties: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": event, "messageId": str(uuid.uuid4()), "properties": properties or {}, **more}


def identify(user_id: str, traits: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"type": "identify", "userId": user_id, "messageId": str(uuid.uuid4()), "traits": traits or {}, **more}


def banner(id: str, condition: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A campaign's document: a banner in the slot ``hero``."""
    return {
        "id": id,
        "name": id,
        "status": "live",
        "condition": condition or {},
        "placement": {"type": "slot", "slot": "hero"},
        "variants": [{"id": "a", "widget": "banner", "parameters": {"title": f"Banner {id}"}}],
        **more,
    }


def page_campaign(
    id: str, widget: str, parameters: dict[str, Any], placement: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """A campaign's document: for everyone, on a page of its own, ``/shop/ID``."""
    return {
        "id": id,
        "name": id,
        "status": "live",
        "condition": {"page.path": f"/shop/{id}"},
        "placement": placement,
        "variants": [{"id": "a", "widget": widget, "parameters": parameters}],
        **more,
    }


@contextmanager
def running_app(
    store_url: str,
    *,
    campaigns: Sequence[dict[str, Any]] = (),
    products: Sequence[Product] = (),
    settings: Settings | None = None,
) -> Iterator[App]:
    """The application on the store at ``store_url``, which is prepared first; it serves on a port of its own."""
    asyncio.run(prepare(store_url, campaigns, products))
    clock = Clock()
    app = create_app(settings or Settings(), store_url, clock=clock)
    with served(app) as url, client_of(url) as http:
        yield App(http, clock)


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """The address of ``app``, which a thread serves as the command line would."""
    settings = Settings(port=0)
    listener, url = listen(settings)
    ready = threading.Event()
    server = server_of(app, settings, url, lambda _: ready.set())
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        assert ready.wait(10), "the server did not start"
        yield url
    finally:
        server.should_exit = True
        thread.join(20)


async def prepare(store_url: str, campaigns: Sequence[dict[str, Any]], products: Sequence[Product]) -> None:
    async with Client(store_url) as client:
        for site in (SITE, OTHER_SITE):
            await owners_work.put_site(client, site)
        await owners_work.put_products(client, SITE, products)
        await owners_work.apply_campaigns(client, SITE, [read_campaign(each, WIDGETS, SEGMENTS) for each in campaigns])
