"""The demo shop as an application of its own. It knows of Notesik only the tag that stands on its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from notesik.catalogue import Product
from notesik.demo import routes
from notesik.demo.headers import SafeHeaders
from notesik.demo.pages import ShopSettings, Stage, open_stage
from notesik.demo.shelves import Shelves, product_address
from notesik.demo.shipping import read_shipping
from notesik.demo.words import Words, detect_language, read_texts
from notesik.shipped import shipped_folder

__all__ = ["ShopSettings", "detect_language", "own_links", "shop_app"]

Page = Callable[[Request, Stage], Response]

_PAGES: Sequence[tuple[str, Page]] = (
    ("/", routes.home),
    ("/category/{slug:path}", routes.category),
    ("/product/{id:path}", routes.product),
    ("/search", routes.search),
    ("/cart", routes.cart),
    ("/checkout", routes.checkout),
    ("/thank-you", routes.thank_you),
    ("/my-data", routes.my_data),
    ("/feed.xml", routes.feed),
)


def shop_app(products: Sequence[Product], shop: ShopSettings) -> Starlette:
    """A shop with these products: pages drawn on the server, a cart in the browser, nothing inline."""
    folder = shipped_folder("demo")
    words = Words(read_texts(folder / "texts.toml"), shop.language)
    stage = open_stage(shop, Shelves(products), words, read_shipping(folder / "shipping.toml", shop.currency), folder)
    return Starlette(
        routes=[
            *(Route(path, _on(stage, page)) for path, page in _PAGES),
            Mount("/static", StaticFiles(directory=folder / "static")),
        ],
        middleware=[Middleware(SafeHeaders, notesik_origin=shop.notesik_origin)],
        exception_handlers={404: lambda request, _: routes.not_found(request, stage)},
    )


def _on(stage: Stage, page: Page) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        return page(request, stage)

    return endpoint


def own_links(products: Iterable[Product]) -> list[Product]:
    """The products with links into this shop: those of an outside feed lead to the shop that it came from."""
    return [
        replace(product, url=product_address(product)) if urlsplit(product.url).netloc else product
        for product in products
    ]
