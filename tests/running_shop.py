"""The demo shop alone, served on the loopback: without Notesik, as any shop."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from local_client import client_of
from notesik.catalogue import Product
from notesik.demo.shop import ShopSettings, shop_app
from notesik.feeds import FeedReport, open_feed, read_feed
from notesik.serving import listen, server_of
from notesik.settings import Settings

DEMO = Path(__file__).parents[1] / "demo"
ENGLISH = ShopSettings(
    name="Leśny Rower", language="en", direction="ltr", currency="EUR", tag_src="/notesik.js", write_key="key-1"
)
ARABIC = replace(ENGLISH, language="ar", direction="rtl", currency="KWD")


def own_products() -> list[Product]:
    return list(read_feed(open_feed(str(DEMO / "feed.xml")), FeedReport()))


@contextmanager
def running_shop(products: Sequence[Product], shop: ShopSettings = ENGLISH) -> Iterator[httpx.Client]:
    """A client of a shop with these products; its ``base_url`` is where the shop is."""
    settings = Settings(port=0)
    listener, url = listen(settings)
    is_ready = threading.Event()
    server = server_of(shop_app(products, shop), settings, url, lambda url: is_ready.set())
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert is_ready.wait(10), "the shop did not open"
        with client_of(url) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
