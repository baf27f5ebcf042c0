"""The context document: everything that conditions and merge tags can look up, as one nested mapping.

Money is in major units (19.99), times of people are in the site's zone, missing things are absent. Its fields are
``context_fields.FIELDS``, held true by a test. What conditions look back on stands in it too, as ``behaviour``, which
is no field.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from notesik.affinities import ranked
from notesik.behaviours import DAY_MS, Behaviour
from notesik.ecommerce import text
from notesik.lazy_mapping import LazyMapping, Maker, whole
from notesik.money import to_major
from notesik.rfm import score_rfm
from notesik.scores import scores_at
from notesik.segments import segments_of
from notesik.situations import MAX_URL, Page, Situation, read_page

__all__ = ["MAX_URL", "Context", "Page", "Situation", "build_context", "read_page", "shown_context"]

Context = dict[str, Any]


def build_context(situation: Situation) -> Context:
    """The context document of ``situation``; its fields are ``FIELDS``. Each part is made when it is asked for."""
    return LazyMapping(_PARTS, situation)


def shown_context(context: Context) -> Context:
    """The document as people may read it: its fields, without what is inside for conditions only."""
    return {name: whole(value) for name, value in context.items() if name != "behaviour"}


def _behaviour(context: Context, situation: Situation) -> Behaviour:
    visitor, now_ms = situation.visitor, situation.now_ms
    started_ms = visitor.session.started_ms if visitor.session else now_ms
    return Behaviour(now_ms, started_ms, visitor.recent, visitor.counters)


def _segments(facts: Context, situation: Situation) -> list[str]:
    """They are found in a context of their own. To ask the one that this is a part of would tie a knot that only the
    garbage collector can undo, on every visit.
    """
    return segments_of(build_context(situation), situation.segments)


def _visitor(context: Context, situation: Situation) -> Context:
    """With what most conditions on a visitor read, which costs less at once than each when it is asked for."""
    visitor = situation.visitor
    facts: Context = LazyMapping(_VISITOR, situation)
    facts["visits"] = visits = visitor.session.number if visitor.session else 1
    facts["is_new"] = visits == 1
    facts["orders"] = orders = visitor.orders.count
    if not orders:
        facts["rfm"] = None
    facts["level"] = str(situation.level)
    return facts


def _cart(context: Context, situation: Situation) -> Context:
    facts: Context = LazyMapping(_CART, situation)
    facts["count"] = situation.visitor.cart.count
    return facts


def _made_at_once(facts: Context, situation: Situation) -> None:
    """Stands, in its place, for a member that is made with the mapping that it is in."""


def _favourite_category(facts: Context, situation: Situation) -> str | None:
    return next(iter(facts["affinity"]["category"]), None) if situation.visitor.categories else None  # they are ranked


def _favourite_category_score(facts: Context, situation: Situation) -> float | None:
    return next(iter(facts["affinity"]["category"].values()), None) if situation.visitor.categories else None


def _favourite_brand(facts: Context, situation: Situation) -> str | None:
    return next(iter(facts["affinity"]["brand"]), None) if situation.visitor.brands else None


def _rfm(facts: Context, situation: Situation) -> Context | None:
    orders, site = situation.visitor.orders, situation.site
    if not orders.count:
        return None
    days = (situation.now_ms - orders.last_ms) / DAY_MS
    rfm = score_rfm(days, orders.count, facts["revenue"], site.rfm)
    if rfm is None:
        return None
    return {"recency": rfm.recency, "frequency": rfm.frequency, "monetary": rfm.monetary, "class": rfm.name}


def _loyalty(context: Context, situation: Situation) -> Context:
    """The trait ``loyalty``, where it is an object; shops whose traits are flat say ``loyalty_tier`` and so on."""
    visitor = situation.visitor
    stated = visitor.traits.get("loyalty")
    flat = {name: visitor.traits.get(f"loyalty_{name}") for name in ("tier", "points")}
    return {name: value for name, value in flat.items() if value is not None} | (
        stated if isinstance(stated, dict) else {}
    )


def _first_name(facts: Context, situation: Situation) -> str | None:
    traits = situation.visitor.traits
    stated = text(traits.get("first_name")) or text(traits.get("firstName"))
    return stated or text(traits.get("name")).split(" ", 1)[0] or None


def _preferences(context: Context, situation: Situation) -> Context:
    preferences = situation.visitor.preferences
    return {
        "topics": list(preferences.topics),
        "channels": list(preferences.channels),
        "frequency": preferences.frequency,
    }


def _session(context: Context, situation: Situation) -> Context:
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


def _page(context: Context, situation: Situation) -> Context:
    page = situation.page()
    return {
        "url": page.url,
        "path": _path(page.url),
        "type": page.type,
        "title": page.title,
        "referrer": page.referrer,
        "product_id": page.product_id,
    }


def _product(context: Context, situation: Situation) -> Context:
    product = situation.catalogue.get(situation.page().product_id)
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


def _cart_items(cart: Context, situation: Situation) -> list[Context]:
    return [
        {
            "id": line.product_id,
            "name": line.name,
            "category": line.category,
            "quantity": line.quantity,
            "price": to_major(line.price_minor, situation.site.currency),
        }
        for line in situation.visitor.cart.lines
    ]


def _cart_categories(cart: Context, situation: Situation) -> list[str]:
    return list(dict.fromkeys(line.category for line in situation.visitor.cart.lines if line.category))


def _favourite(context: Context, situation: Situation) -> Context:
    name = context["visitor"]["favourite_category"]
    if name is None:
        return {}
    facts: Context = {"category": name, "slug": "-".join(name.lower().split())}
    product = next((each for each in situation.catalogue.in_category(name) if each.is_available), None)
    return facts | ({"image": product.image, "url": product.url} if product else {})


def _device(context: Context, situation: Situation) -> Context:
    device = situation.device()
    return {"type": device.type, "os": device.os, "browser": device.browser, "bot": device.is_bot}


def _time(context: Context, situation: Situation) -> Context:
    hour, weekday, date = _moment(situation.site.time_zone, situation.now_ms // 1000)
    return {"hour": hour, "weekday": weekday, "date": date}


@lru_cache(maxsize=256)
def _moment(time_zone: str, now_s: int) -> tuple[int, int, str]:
    moment = datetime.fromtimestamp(now_s, ZoneInfo(time_zone))
    return moment.hour, moment.isoweekday(), moment.date().isoformat()


def _consent(context: Context, situation: Situation) -> Context:
    consent = situation.consent
    return {"analytics": consent.analytics, "personalization": consent.personalization}


def _lists(context: Context, situation: Situation) -> Context:
    visitor = situation.visitor
    return {
        "viewed": list(visitor.viewed),
        "wishlist": list(visitor.wishlist),
        "bought": list(visitor.orders.products),
    }


def _path(url: str) -> str:
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return "/"


_AFFINITY: dict[str, Maker[Situation]] = {
    "category": lambda _, situation: dict(ranked(situation.visitor.categories, situation.now_ms)),
    "brand": lambda _, situation: dict(ranked(situation.visitor.brands, situation.now_ms)),
}
_CART: dict[str, Maker[Situation]] = {
    "value": lambda _, situation: to_major(situation.visitor.cart.value_minor, situation.site.currency),
    "count": _made_at_once,
    "items": _cart_items,
    "categories": _cart_categories,
    "currency": lambda _, situation: situation.site.currency,
}
_VISITOR: dict[str, Maker[Situation]] = {
    "id": lambda _, situation: situation.visitor_id,
    "level": _made_at_once,
    "traits": lambda _, situation: situation.visitor.traits,
    "first_seen": lambda _, situation: situation.visitor.first_seen_ms,
    "last_seen": lambda _, situation: situation.visitor.last_seen_ms,
    "is_new": _made_at_once,
    "visits": _made_at_once,
    "orders": _made_at_once,
    "revenue": lambda _, situation: to_major(situation.visitor.orders.revenue_minor, situation.site.currency),
    "affinity": lambda _, situation: LazyMapping(_AFFINITY, situation),
    "events": lambda _, situation: {name: counter.count for name, counter in situation.visitor.counters.items()},
    "language": lambda _, situation: situation.visitor.language or situation.page().language,
    "unread": lambda _, situation: situation.unread,
    "scores": lambda _, situation: scores_at(situation.visitor.scores, situation.plans, situation.now_ms),
    "group": lambda _, situation: situation.visitor.group_id or None,
    "first_name": _first_name,
    "rfm": _rfm,
    "favourite_category": _favourite_category,
    "favourite_category_score": _favourite_category_score,
    "favourite_brand": _favourite_brand,
    "segments": _segments,
}
"""The facts of ``visitor``; those that give None are absent."""

_PARTS: dict[str, Maker[Situation]] = {
    "visitor": _visitor,
    "preferences": _preferences,
    "loyalty": _loyalty,
    "session": _session,
    "page": _page,
    "product": _product,
    "cart": _cart,
    "favourite": _favourite,
    "device": _device,
    "geo": lambda _, situation: {name: value for name, value in situation.geo._asdict().items() if value},
    "time": _time,
    "consent": _consent,
    "lists": _lists,
    "behaviour": _behaviour,
}
