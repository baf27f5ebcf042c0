"""The main command: a shop, a site for it, its products and campaigns, all served by one process."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from pathlib import PurePath

from msgspec.structs import replace
from rich.console import Console
from starlette.routing import Mount

from notesik import audience_work, owners_work, theme_work
from notesik.app import create_app
from notesik.catalogue import Product
from notesik.demo.shop import ShopSettings, detect_language, own_links, shop_app
from notesik.feeds import FeedReport, open_feed, read_feed
from notesik.script_tags import tag_data
from notesik.serving import listen, serve_one
from notesik.settings import Settings
from notesik.shipped import shipped_folder
from notesik.sites import Site, new_site
from notesik.store.client import Client
from notesik.stores import own_store
from notesik.widget_loading import load_widgets

NAME = "Leśny Rower"
_SEARCHED = re.compile("[^a-z0-9]+")


def run_demo(settings: Settings, feed: str | None, *, as_json: bool) -> None:
    """Serve the demo shop until stopped. ``feed`` fills it with other products than its own.

    With ``as_json`` one line ``{"url", "write_key", "secret_key"}`` goes to standard output once it serves.
    """
    stderr = Console(stderr=True)
    listener, url = listen(settings)
    report = FeedReport()
    own_feed = shipped_folder("demo") / "feed.xml"
    with stderr.status("Reading the products…"):
        products = own_links(read_feed(open_feed(feed or str(own_feed)), report))
    with own_store(settings) as store_url:
        site = asyncio.run(_prepared(settings, store_url, feed, products, url))
        shop = ShopSettings(
            name=NAME,
            language=site.language,
            direction="rtl" if site.language == "ar" else "ltr",
            currency=site.currency,
            tag_src=settings.script_path,
            write_key=site.write_key,
            tag_data=tag_data(settings),
            notesik_origin="",
            feed_file=None if feed else own_feed,
        )
        app = create_app(settings, store_url, more_routes=[Mount("/", shop_app(products, shop))])

        def announce(url: str) -> None:
            if as_json:
                keys = {"url": url, "write_key": site.write_key, "secret_key": site.secret_key}
                print(json.dumps(keys), flush=True)
                return
            stderr.print(f"\n  The shop is open: [bold]{url}[/bold]   ({len(products)} products)")
            stderr.print("  Look at three products of a kind, go home, fill the cart, leave: Notesik answers.")
            stderr.print(f"  Data: {settings.redis_url or settings.data_folder}   Site: {site.id}", soft_wrap=True)
            stderr.print(f"  Its secret key, for /api/v1/…: {site.secret_key}", highlight=False, soft_wrap=True)
            stderr.print("  Ctrl+C closes it.\n")

        serve_one(app, settings, listener, url, announce)


async def _prepared(
    settings: Settings, store_url: str, feed: str | None, products: Sequence[Product], url: str
) -> Site:
    """The demo's site with its products, theme and campaigns in the store; its keys stay from run to run."""
    async with Client(store_url, partitions=settings.partitions) as client:
        fresh = new_site(_site_name(feed), [url, url.replace("127.0.0.1", "localhost")])
        known = {site.id: site for site in await owners_work.all_sites(client)}
        site = replace(
            known.get(fresh.id, fresh),
            origins=fresh.origins,
            currency=products[0].currency,
            language=detect_language(products),
        )
        await owners_work.put_site(client, site)
        await owners_work.put_products(client, site, products)
        await theme_work.apply_theme(client, site.id, theme_work.read_theme_file(shipped_folder("demo") / "theme.yaml"))
        files = sorted((shipped_folder("demo") / "campaigns").glob("*.yaml"))
        segments = await audience_work.site_segments(client, site.id)
        names = await audience_work.site_names(client, site.id)
        found = owners_work.read_campaign_files(files, load_widgets(shipped_folder("widgets")), segments, names)
        await owners_work.apply_campaigns(client, site, found)
        return site


def _site_name(feed: str | None) -> str:
    """A site of its own for each feed: what was learned of one shop's visitors means nothing in another."""
    return f"demo {_SEARCHED.sub('-', PurePath(feed).stem.lower())}" if feed else "demo"
