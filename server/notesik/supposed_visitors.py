"""A visitor with what is supposed of them, where decisions are asked for what if: so that the context, made of such a
visitor, has what follows from it. Pure.

The first name and the tier follow from traits, the favourites from affinities, the cart's value from its items, and
what conditions look back on from events.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from notesik.affinities import Affinities, Affinity
from notesik.behaviours import DAY_MS, MAX_RECENT
from notesik.carts import Cart
from notesik.context import Context
from notesik.context_changes import is_of_events, nested, stated_fields, times_of
from notesik.counters import counter_of
from notesik.ecommerce import Line
from notesik.money import to_minor
from notesik.recent_events import Recent
from notesik.visitors import Visitor


def supposed_visitor(visitor: Visitor, changes: Mapping[str, Any], currency: str, now_ms: int) -> Visitor:
    """``visitor`` with what changes that ``change_faults`` has passed say; prices are in ``currency``."""
    stated = nested(changes)
    about = stated.get("visitor", {})
    affinity = about.get("affinity", {})
    supposed = replace(
        visitor,
        traits=_traits(visitor.traits, about),
        categories=_affinities(visitor.categories, affinity.get("category"), now_ms),
        brands=_affinities(visitor.brands, affinity.get("brand"), now_ms),
        cart=_cart(visitor.cart, stated.get("cart", {}), currency),
    )
    return _with_events(supposed, changes, now_ms)


def _traits(traits: dict[str, Any], about: Context) -> dict[str, Any]:
    if "traits" not in about:
        return traits
    return {} if about["traits"] is None else {**traits, **about["traits"]}


def _affinities(affinities: Affinities, stated: Mapping[str, float] | None, now_ms: int) -> Affinities:
    """With the points that are stated, as of now; null takes a name away."""
    if stated is None:
        return affinities
    kept = {name: affinity for name, affinity in affinities.items() if name not in stated}
    return kept | {name: Affinity(float(points), now_ms) for name, points in stated.items() if points is not None}


def _cart(cart: Cart, stated: Context, currency: str) -> Cart:
    if "items" not in stated:
        return cart
    return replace(cart, lines=tuple(_line(item, currency) for item in stated["items"] or ()))


def _line(item: Context, currency: str) -> Line:
    return Line(
        product_id=item.get("id") or "",
        quantity=int(item.get("quantity") or 1),
        price_minor=to_minor(item.get("price") or 0, currency),
        name=item.get("name") or "",
        category=item.get("category") or "",
    )


def _with_events(visitor: Visitor, changes: Mapping[str, Any], now_ms: int) -> Visitor:
    """``visitor`` who has done so often what the changes say of ``visitor.events``: just now, and without facts.

    So conditions on their number hold, within any period; what asks for their facts or their order finds nothing more.
    """
    times = _events(changes)
    if not times:
        return visitor
    counters = {name: counter for name, counter in visitor.counters.items() if name not in times}
    recent = [event for event in visitor.recent if event.name not in times]
    for name, count in times.items():
        if count:
            counters[name] = counter_of(count, now_ms, {now_ms // DAY_MS: count})
            recent.extend([Recent(name, now_ms)] * min(count, MAX_RECENT))
    return replace(visitor, counters=counters, recent=tuple(recent[-MAX_RECENT:]))


def _events(changes: Mapping[str, Any]) -> dict[str, int]:
    stated = [times_of(field, value) for field, value in stated_fields(changes) if is_of_events(field)]
    return {name: times for each in stated for name, times in each.items()}
