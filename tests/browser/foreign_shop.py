"""Pages that were not made for Notesik, with its tag pasted in as an owner would, and the site that serves them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace
from playwright.sync_api import Page, Route

from browser.recording_server import RecordingServer
from notesik import owners_work
from notesik.app import create_app
from notesik.campaigns import read_campaign
from notesik.settings import Settings
from notesik.store.client import Client
from running_app import SEGMENTS, SITE, WIDGETS, served
from sample_products import shelf

PACKAGES = Path(__file__).parent / "node_modules"
BUNDLE = PACKAGES / "bootstrap" / "dist" / "js" / "bootstrap.bundle.min.js"
RESET = (PACKAGES / "the-new-css-reset" / "css" / "reset.css").read_text("utf-8")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="450" height="300"><rect width="450" height="300"/></svg>'


class ForeignPage(NamedTuple):
    """A package's page, what is added to it besides the tag, and before which of its ends."""

    package: str
    tag_before: str
    added: str = ""


PAGES = {
    "shop item": ForeignPage("startbootstrap-shop-item", tag_before="</body>"),
    "shop homepage": ForeignPage("startbootstrap-shop-homepage", tag_before="</head>"),
    "the new CSS reset": ForeignPage(
        "startbootstrap-shop-item", tag_before="</head>", added='<link rel="stylesheet" href="/reset.css">'
    ),
}


def campaign(id: str, placement: dict[str, Any], widget: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """A live campaign for everyone."""
    variant = {"id": "a", "widget": widget, "parameters": parameters}
    return {"id": id, "name": id, "status": "live", "placement": placement, "variants": [variant]}


CAMPAIGNS = (
    campaign(
        "season",
        {"type": "selector", "selector": "section", "position": "append"},
        "banner",
        {"title": "Gravel season is open", "text": "New frames and wide tyres.", "button": "See", "url": "/#season"},
    ),
    campaign(
        "first-order",
        {"type": "modal"},
        "popup",
        {"title": "Ten per cent off", "text": "On your first order.", "coupon": "FIRST10", "button": "Go", "url": "/#"},
    ),
    campaign(
        "others-like",
        {"type": "selector", "selector": "footer", "position": "before"},
        "recommendations",
        {"title": "Others like", "strategy": "best_sellers"},
    ),
)


@contextmanager
def foreign_shops(store_url: str) -> Iterator[dict[str, str]]:
    """The address of each page, by name; Notesik has an origin of its own, and knows them all as one site."""
    with served(create_app(Settings(), store_url)) as notesik_url:
        shops = {name: _shop(page, notesik_url) for name, page in PAGES.items()}
        asyncio.run(_open_site(store_url, tuple(shop.url for shop in shops.values())))
        for shop in shops.values():
            shop.__enter__()
        try:
            yield {name: shop.url for name, shop in shops.items()}
        finally:
            for shop in shops.values():
                shop.__exit__(None, None, None)


def _shop(page: ForeignPage, notesik_url: str) -> RecordingServer:
    tag = f'<script async src="{notesik_url}/notesik.js" data-site="{SITE.write_key}"></script>'
    added = {"</head>": f"{page.added}</head>"} if page.added else {}
    added |= {page.tag_before: f"{page.added if page.tag_before in added else ''}{tag}{page.tag_before}"}
    shop = RecordingServer({"/": PACKAGES / page.package / "dist"}, replace=added)
    shop.pages["reset.css"] = RESET
    return shop


async def _open_site(store_url: str, origins: tuple[str, ...]) -> None:
    async with Client(store_url) as client:
        await owners_work.put_site(client, replace(SITE, origins=origins))
        await owners_work.put_products(client, SITE, shelf())
        await owners_work.apply_campaigns(client, SITE, [read_campaign(each, WIDGETS, SEGMENTS) for each in CAMPAIGNS])


def without_the_net(page: Page) -> None:
    """Answers what the page fetches from others, and the products' pictures: no test reaches the net."""

    def answer(route: Route) -> None:
        url = route.request.url
        if url.endswith(".svg"):
            route.fulfill(body=PICTURE, content_type="image/svg+xml")
        elif "127.0.0.1" in url:
            route.fallback()
        elif url.endswith(".js"):
            route.fulfill(path=BUNDLE, content_type="text/javascript")
        elif url.endswith(".css"):
            route.fulfill(body="", content_type="text/css")
        else:
            route.fulfill(body=PICTURE, content_type="image/svg+xml")

    page.route("**/*", answer)
