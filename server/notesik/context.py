"""The context document: everything that conditions and merge tags can look up, as one nested mapping.

Money is in major units (19.99), times of people are in the site's zone, missing things are absent. Its fields are
``context_fields.FIELDS``, held true by a test. What conditions look back on stands in it too, as ``behaviour``, which
is no field.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from notesik.affinities import ranked
from notesik.behaviours import DAY_MS, Behaviour
from notesik.catalogue import Catalogue
from notesik.consent import Consent
from notesik.devices import Device
from notesik.ecommerce import text
from notesik.geo import Geo
from notesik.identity import Level
from notesik.money import to_major
from notesik.rfm import score_rfm
from notesik.scores import NO_PLANS, Plans, scores_at
from notesik.segments import NO_SEGMENTS, Segments, segments_of
from notesik.sites import Site
from notesik.visitors import Visitor

MAX_URL = 2_000

Context = dict[str, Any]


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
    geo: Geo = Geo()
    plans: Plans = NO_PLANS
    segments: Segments = NO_SEGMENTS


def build_context(situation: Situation) -> Context:
    """The context document of ``situation``; its fields are ``FIELDS``."""
    visitor, page, site, device = situation.visitor, situation.page, situation.site, situation.device
    categories = ranked(visitor.categories, situation.now_ms)
    return {
        "visitor": _visitor(situation, categories),
        "preferences": {
            "topics": list(visitor.preferences.topics),
            "channels": list(visitor.preferences.channels),
            "frequency": visitor.preferences.frequency,
        },
        "loyalty": _loyalty(visitor),
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
        "device": {"type": device.type, "os": device.os, "browser": device.browser, "bot": device.is_bot},
        "geo": {name: value for name, value in situation.geo._asdict().items() if value},
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
        "behaviour": _behaviour(situation),
    }


def shown_context(context: Context) -> Context:
    """The document as people may read it: its fields, without what is inside for conditions only."""
    visitor = context["visitor"]
    fields = {name: value for name, value in context.items() if name != "behaviour"}
    return fields | {"visitor": {**visitor, "segments": visitor.get("segments")}}


class _VisitorFacts(dict[str, Any]):
    """Its ``segments`` are worked out when they are first asked for: hardly a condition wants all of them.

    They are found in a context of their own. To ask the one that this is a part of would tie a knot that only the
    garbage collector can undo, on every visit.
    """

    situation: Situation

    def get(self, key: str, default: Any = None, /) -> Any:
        if key == "segments" and key not in self:
            self[key] = segments_of(build_context(self.situation), self.situation.segments)
        return super().get(key, default)


def _behaviour(situation: Situation) -> Behaviour:
    visitor, now_ms = situation.visitor, situation.now_ms
    started_ms = visitor.session.started_ms if visitor.session else now_ms
    return Behaviour(now_ms, started_ms, visitor.recent, visitor.counters)


def _visitor(situation: Situation, categories: list[tuple[str, float]]) -> _VisitorFacts:
    visitor = situation.visitor
    brands = ranked(visitor.brands, situation.now_ms)
    visits = visitor.session.number if visitor.session else 1
    facts = _VisitorFacts(
        {
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
            "scores": scores_at(visitor.scores, situation.plans, situation.now_ms),
        }
    )
    facts.situation = situation
    if visitor.group_id:
        facts["group"] = visitor.group_id
    if first_name := _first_name(visitor):
        facts["first_name"] = first_name
    if rfm := _rfm(situation):
        facts["rfm"] = rfm
    if categories:
        facts["favourite_category"], facts["favourite_category_score"] = categories[0]
    if brands:
        facts["favourite_brand"] = brands[0][0]
    return facts


def _rfm(situation: Situation) -> Context:
    orders, site = situation.visitor.orders, situation.site
    days = (situation.now_ms - orders.last_ms) / DAY_MS
    rfm = score_rfm(days, orders.count, to_major(orders.revenue_minor, site.currency), site.rfm)
    if rfm is None:
        return {}
    return {"recency": rfm.recency, "frequency": rfm.frequency, "monetary": rfm.monetary, "class": rfm.name}


def _loyalty(visitor: Visitor) -> Context:
    """The trait ``loyalty``, where it is an object; shops whose traits are flat say ``loyalty_tier`` and so on."""
    stated = visitor.traits.get("loyalty")
    flat = {name: visitor.traits.get(f"loyalty_{name}") for name in ("tier", "points")}
    return {name: value for name, value in flat.items() if value is not None} | (
        stated if isinstance(stated, dict) else {}
    )


def _first_name(visitor: Visitor) -> str:
    traits = visitor.traits
    stated = text(traits.get("first_name")) or text(traits.get("firstName"))
    return stated or text(traits.get("name")).split(" ", 1)[0]


def _session(situation: Situation) -> Context:
    session = situation.visitor.session
    if session is None:
        counts = {"number": 1, "pages": 0, "duration": 0, "visible": 0}
        return {**counts, "source": "direct", "medium": "none", "utm": {}, "viewed": []}
    return {
        "number": session.number,
        "pages": session.pages,
        "duration": max(session.last_ms - session.started_ms, 0) // 1000,
        "visible": session.visible_s,
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
