"""The context document: everything that conditions and merge tags can look up, as one nested mapping.

Money is in major units (19.99), times of people are in the site's zone, missing things are absent. The README's table
of its fields is held true by a test that walks ``FIELDS``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from notesik.affinities import ranked
from notesik.catalogue import Catalogue
from notesik.consent import Consent
from notesik.devices import Device
from notesik.ecommerce import text
from notesik.identity import Level
from notesik.money import to_major
from notesik.sites import Site
from notesik.visitors import Visitor

MAX_URL = 2_000

Context = dict[str, Any]

FIELDS: dict[str, tuple[str, str, str]] = {
    "visitor.id": ("text", "anon-7f3a", "the anonymous id, or the user id of a verified visitor"),
    "visitor.level": ("text", "verified", "anonymous, claimed or verified"),
    "visitor.first_name": ("text", "Anna", "the trait first_name, firstName or the first word of name"),
    "visitor.traits": ("object", "{size: M}", "what the visitor or the shop said with identify"),
    "visitor.first_seen": ("number", "1795290668558", "Unix milliseconds"),
    "visitor.last_seen": ("number", "1795290668558", "Unix milliseconds"),
    "visitor.is_new": ("boolean", "true", "whether this is the first session"),
    "visitor.visits": ("number", "3", "sessions so far, with this one"),
    "visitor.orders": ("number", "1", "completed orders"),
    "visitor.revenue": ("number", "249.90", "sum of the orders, in the site's currency"),
    "visitor.favourite_category": ("text", "Bicycles", "the category with the most affinity"),
    "visitor.favourite_category_score": (
        "number",
        "3.0",
        "its points: a look is 1, adding 3, an order 5; 14 days halve them",
    ),
    "visitor.favourite_brand": ("text", "Wiatr", "the brand with the most affinity"),
    "visitor.affinity.category": ("object", "{Bicycles: 3.0}", "points by category"),
    "visitor.affinity.brand": ("object", "{Wiatr: 2.0}", "points by brand"),
    "visitor.events": ("object", "{Product Viewed: 3}", "how often each event happened"),
    "visitor.group": ("text", "club", "the group that the visitor belongs to"),
    "visitor.language": ("text", "pl-PL", "the browser's language"),
    "visitor.unread": ("number", "1", "unread inbox messages"),
    "session.number": ("number", "2", "1 for the visitor's first session, 2 for the second"),
    "session.pages": ("number", "4", "pages seen in this session"),
    "session.duration": ("number", "95", "seconds since it began"),
    "session.landing_page": ("text", "https://shop.example/?utm_source=news", "its first page"),
    "session.referrer": ("text", "https://www.google.com/", "where it came from"),
    "session.source": ("text", "google", "the campaign's, else the referrer's; direct when there is none"),
    "session.medium": ("text", "organic", "the campaign's, or cpc, organic, social, referral, none"),
    "session.utm": ("object", "{campaign: autumn}", "source, medium, campaign, term, content"),
    "session.click_ids": ("object", "{gclid: Cj0…}", "gclid, fbclid, msclkid, ttclid"),
    "session.viewed": ("list", "[sku-1]", "products seen in this session, newest first"),
    "page.url": ("text", "https://shop.example/p/1", "the page's address"),
    "page.path": ("text", "/p/1", "its path"),
    "page.type": ("text", "product", "product, or what the page says it is"),
    "page.title": ("text", "Gravel bike", "its title"),
    "page.referrer": ("text", "https://shop.example/", "the page before"),
    "page.product_id": ("text", "sku-1", "the product that the page shows"),
    "product.id": ("text", "sku-1", "the page's product, from the catalogue"),
    "product.title": ("text", "Gravel bike", "its name"),
    "product.category": ("text", "Bicycles", "its outermost category"),
    "product.categories": ("list", "[Bicycles, Gravel]", "its whole category path"),
    "product.brand": ("text", "Wiatr", "its brand"),
    "product.price": ("number", "1899.00", "its price now"),
    "product.is_on_sale": ("boolean", "false", "whether a sale price holds now"),
    "product.is_available": ("boolean", "true", "whether it can be ordered"),
    "cart.value": ("number", "89.90", "sum of its lines"),
    "cart.count": ("number", "2", "pieces in it"),
    "cart.items": ("list", "[{id, name, category, quantity, price}]", "its lines"),
    "cart.categories": ("list", "[Lights]", "categories of its lines"),
    "cart.currency": ("text", "EUR", "the site's currency"),
    "favourite.category": ("text", "Bicycles", "as visitor.favourite_category, for texts"),
    "favourite.slug": ("text", "bicycles", "the category's name as it often stands in addresses"),
    "favourite.image": ("text", "/pictures/1.svg", "picture of a product of that category"),
    "favourite.url": ("text", "/product/1", "address of that product"),
    "device.type": ("text", "phone", "phone, tablet, desktop or other"),
    "device.os": ("text", "Android", "operating system"),
    "device.browser": ("text", "Firefox", "browser"),
    "device.bot": ("boolean", "false", "whether it is a known robot"),
    "time.hour": ("number", "14", "0 to 23, in the site's zone"),
    "time.weekday": ("number", "1", "1 is Monday, 7 is Sunday"),
    "time.date": ("text", "2026-11-21", "the day in the site's zone"),
    "consent.analytics": ("boolean", "true", "whether the visitor may be counted"),
    "consent.personalization": ("boolean", "true", "whether the visitor may be treated by their history"),
    "lists.viewed": ("list", "[sku-1]", "recently viewed products, newest first"),
    "lists.wishlist": ("list", "[sku-2]", "the wishlist, newest first"),
    "lists.bought": ("list", "[sku-3]", "bought products, newest first"),
}


class Page(NamedTuple):
    """The page that a request asks for, as the browser told it."""

    url: str = ""
    referrer: str = ""
    title: str = ""
    type: str = ""
    product_id: str = ""
    language: str = ""


def read_page(facts: dict[str, Any]) -> Page:
    """The page from untrusted facts; what is no text is left out."""
    return Page(
        url=text(facts.get("url"), MAX_URL),
        referrer=text(facts.get("referrer"), MAX_URL),
        title=text(facts.get("title"), 300),
        type=text(facts.get("type"), 60),
        product_id=text(facts.get("product_id")),
        language=text(facts.get("language"), 35),
    )


class Situation(NamedTuple):
    """Who asks, where and when: all that the context is made of."""

    visitor: Visitor
    visitor_id: str
    level: Level
    page: Page
    device: Device
    consent: Consent
    site: Site
    catalogue: Catalogue
    now_ms: int
    unread: int = 0


def build_context(situation: Situation) -> Context:
    """The context document of ``situation``; its fields are ``FIELDS``."""
    visitor, page, site = situation.visitor, situation.page, situation.site
    categories = ranked(visitor.categories, situation.now_ms)
    return {
        "visitor": _visitor(situation, categories),
        "session": _session(situation),
        "page": {
            "url": page.url,
            "path": _path(page.url),
            "type": page.type,
            "title": page.title,
            "referrer": page.referrer,
            "product_id": page.product_id,
        },
        "product": _product(situation),
        "cart": _cart(visitor, site),
        "favourite": _favourite(situation.catalogue, categories),
        "device": {
            "type": situation.device.type,
            "os": situation.device.os,
            "browser": situation.device.browser,
            "bot": situation.device.is_bot,
        },
        "time": _time(situation),
        "consent": {
            "analytics": situation.consent.analytics,
            "personalization": situation.consent.personalization,
        },
        "lists": {
            "viewed": list(visitor.viewed),
            "wishlist": list(visitor.wishlist),
            "bought": list(visitor.orders.products),
        },
    }


def _visitor(situation: Situation, categories: list[tuple[str, float]]) -> Context:
    visitor = situation.visitor
    brands = ranked(visitor.brands, situation.now_ms)
    visits = visitor.session.number if visitor.session else 1
    facts: Context = {
        "id": situation.visitor_id,
        "level": situation.level.value,
        "traits": visitor.traits,
        "first_seen": visitor.first_seen_ms,
        "last_seen": visitor.last_seen_ms,
        "is_new": visits == 1,
        "visits": visits,
        "orders": visitor.orders.count,
        "revenue": to_major(visitor.orders.revenue_minor, situation.site.currency),
        "affinity": {"category": dict(categories), "brand": dict(brands)},
        "events": {name: counter.count for name, counter in visitor.counters.items()},
        "language": visitor.language or situation.page.language,
        "unread": situation.unread,
    }
    if visitor.group_id:
        facts["group"] = visitor.group_id
    if first_name := _first_name(visitor):
        facts["first_name"] = first_name
    if categories:
        facts["favourite_category"], facts["favourite_category_score"] = categories[0]
    if brands:
        facts["favourite_brand"] = brands[0][0]
    return facts


def _first_name(visitor: Visitor) -> str:
    traits = visitor.traits
    stated = text(traits.get("first_name")) or text(traits.get("firstName"))
    return stated or text(traits.get("name")).split(" ", 1)[0]


def _session(situation: Situation) -> Context:
    session = situation.visitor.session
    if session is None:
        return {"number": 1, "pages": 0, "duration": 0, "source": "direct", "medium": "none", "utm": {}, "viewed": []}
    return {
        "number": session.number,
        "pages": session.pages,
        "duration": max(session.last_ms - session.started_ms, 0) // 1000,
        "landing_page": session.landing_page,
        "referrer": session.referrer,
        "source": session.source,
        "medium": session.medium,
        "utm": session.utm,
        "click_ids": session.click_ids,
        "viewed": list(session.viewed),
    }


def _product(situation: Situation) -> Context:
    product = situation.catalogue.get(situation.page.product_id)
    if product is None:
        return {}
    price_minor = product.current_price_minor(situation.now_ms)
    return {
        "id": product.id,
        "title": product.title,
        "category": product.category[0] if product.category else "",
        "categories": list(product.category),
        "brand": product.brand,
        "price": to_major(price_minor, product.currency or situation.site.currency),
        "is_on_sale": price_minor < product.price_minor,
        "is_available": product.is_available,
    }


def _cart(visitor: Visitor, site: Site) -> Context:
    lines = visitor.cart.lines
    return {
        "value": to_major(visitor.cart.value_minor, site.currency),
        "count": visitor.cart.count,
        "items": [
            {
                "id": line.product_id,
                "name": line.name,
                "category": line.category,
                "quantity": line.quantity,
                "price": to_major(line.price_minor, site.currency),
            }
            for line in lines
        ],
        "categories": list(dict.fromkeys(line.category for line in lines if line.category)),
        "currency": site.currency,
    }


def _favourite(catalogue: Catalogue, categories: list[tuple[str, float]]) -> Context:
    if not categories:
        return {}
    name = categories[0][0]
    facts: Context = {"category": name, "slug": "-".join(name.lower().split())}
    product = next((each for each in catalogue.in_category(name) if each.is_available), None)
    return facts | ({"image": product.image, "url": product.url} if product else {})


def _time(situation: Situation) -> Context:
    moment = datetime.fromtimestamp(situation.now_ms / 1000, ZoneInfo(situation.site.time_zone))
    return {"hour": moment.hour, "weekday": moment.isoweekday(), "date": moment.date().isoformat()}


def _path(url: str) -> str:
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return "/"
