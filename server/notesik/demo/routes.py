"""The shop's pages, one function each."""

from __future__ import annotations

import time
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from notesik.catalogue import Product
from notesik.demo.browsing import SORTS, Choice, listing, matching, parse_choice
from notesik.demo.facts import Json, item, items, json_for_script, product_graph
from notesik.demo.filters import Pool, chosen_values, filters
from notesik.demo.pages import Stage
from notesik.demo.shelves import ALL, Shelf, category_address, product_address, slug


def _now_ms() -> int:
    return int(time.time() * 1000)


def _list_facts(id: str, name: str, products: Sequence[Product], now_ms: int) -> Json:
    return {"id": id, "name": name, "items": items(products, now_ms)}


def home(request: Request, stage: Stage) -> Response:
    now_ms, shelves, t = _now_ms(), stage.shelves, stage.words
    rows = [
        ("favourites", t("home.favourites"), shelves.labelled("favourite"), f"/category/{ALL}"),
        ("new", t("home.new"), shelves.newest(), f"/category/{ALL}"),
        ("sale", t("home.sale"), shelves.reduced(now_ms), f"/category/{ALL}?sort=discount"),
    ]
    rows = [row for row in rows if row[2]]
    lists = [_list_facts(id, name, products, now_ms) for id, name, products, _ in rows]
    return stage.page("home.html", page="home", facts={"lists": lists}, rows=rows, now_ms=now_ms)


def category(request: Request, stage: Stage) -> Response:
    wanted = request.path_params["slug"]
    products = stage.shelves.products_of(wanted)
    if not products:
        raise HTTPException(404)
    is_only = wanted == ALL or not stage.shelves.shelves
    name = stage.words("nav.all") if is_only else products[0].category[0]
    return _list_page(request, stage, products, Shelf(wanted, name, len(products)))


def search(request: Request, stage: Stage) -> Response:
    query = request.query_params.get("q", "").strip()[:120]
    name = stage.words("search.results", query=query) if query else stage.words("search.title")
    found = stage.shelves.search(query)
    return _list_page(request, stage, found, Shelf("", name, len(found)), query=query)


def _list_page(
    request: Request, stage: Stage, products: Sequence[Product], shelf: Shelf, query: str | None = None
) -> Response:
    now_ms = _now_ms()
    choice = parse_choice(request.query_params, request.query_params.getlist("brand"))
    kept = stage.shelves.heads(matching(products, choice, now_ms))
    shown = listing(kept, choice)
    found = filters(Pool(products, choice, stage.shelves.heads, now_ms), stage.words, stage.price)
    list_name = shelf.name if query is None else "Search results"
    facts: Json = {"lists": [_list_facts(shelf.slug or "search", list_name, shown.products, now_ms)]}
    if query:
        facts["search"] = query
    return stage.page(
        "list.html",
        page="search" if query is not None else "category",
        facts=facts,
        shelf=shelf,
        query=query,
        path=request.url.path if query is not None else category_address(shelf.slug),
        listing=shown,
        filters=found,
        chosen=chosen_values(found),
        sorts=list(SORTS),
        unfiltered=Choice(query=choice.query, sort=choice.sort),
        now_ms=now_ms,
    )


def product(request: Request, stage: Stage) -> Response:
    now_ms, shelves = _now_ms(), stage.shelves
    found = shelves.catalogue.get(request.path_params["id"])
    if found is None:
        raise HTTPException(404)
    trail = [(stage.words("site.home"), "/"), *_trail(found, stage), (found.title, product_address(found))]
    graph = product_graph(found, trail, str(request.base_url), now_ms)
    return stage.page(
        "product.html",
        page="product",
        facts={"item": item(found, now_ms)},
        product=found,
        trail=trail,
        graph=json_for_script(graph),
        colours=shelves.options(found, "color"),
        sizes=shelves.options(found, "size"),
        now_ms=now_ms,
    )


def _trail(found: Product, stage: Stage) -> list[tuple[str, str]]:
    """The way down to a product; a shop with one category has only its list of everything."""
    if not stage.shelves.shelves or not found.category:
        return [(stage.words("nav.all"), category_address(ALL))]
    top = category_address(slug(found.category[0]))
    kinds = [(kind, top + Choice(kind=kind).query_string()) for kind in found.category[1:2]]
    return [(found.category[0], top), *kinds]


def cart(request: Request, stage: Stage) -> Response:
    return stage.page("cart.html", page="cart")


def checkout(request: Request, stage: Stage) -> Response:
    return stage.page("checkout.html", page="checkout")


def thank_you(request: Request, stage: Stage) -> Response:
    return stage.page("thank-you.html", page="thank-you")


def my_data(request: Request, stage: Stage) -> Response:
    """What the visitor wants to hear about, and their data; a campaign has it in its slot."""
    return stage.page("my-data.html", page="my-data")


def feed(request: Request, stage: Stage) -> Response:
    """The feed that the shop was filled from, where that is a file."""
    if stage.shop.feed_file is None:
        raise HTTPException(404)
    return FileResponse(stage.shop.feed_file, media_type="application/xml")


def not_found(request: Request, stage: Stage) -> Response:
    return stage.page("lost.html", page="lost", status=404)
