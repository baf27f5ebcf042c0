"""Events as the modules behind the parser see them, by hand and by hypothesis."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import strategies as st

from notesik.attribution import Goal
from notesik.catalogue import Product
from notesik.events import Event
from notesik.exposures import Exposure
from notesik.log_entries import Tally
from notesik.scores import compile_plans
from notesik.visitor_changes import Change, Shop, after
from notesik.visitors import Visitor

NOW_MS = 1_795_290_000_000
MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000

PRODUCTS = {
    "bike": Product(
        "bike", "Gravel bike", "/p/bike", category=("Bicycles", "Gravel"), brand="Wiatr", price_minor=90_000
    ),
    "tent": Product("tent", "Tent", "/p/tent", category=("Tents",), brand="Dom", price_minor=30_000),
}
GOALS = {
    "hero": Goal("Order Completed", 7 * DAY_MS, frozenset({"a", "b"}), holdout=1),
    "news": Goal("Signed Up", DAY_MS, frozenset({"a"})),
}
PLANS = compile_plans(
    [
        {
            "id": "bikes",
            "name": "Drawn to bicycles",
            "half_life": "7d",
            "points": [{"event": "Product Viewed", "where": {"category": "Bicycles"}, "points": 2}],
        },
        {
            "id": "visits",
            "name": "Comes often",
            "half_life": "30d",
            "points": [{"event": "page", "points": 1}, {"event": "Order Completed", "points": 10}],
        },
    ]
)
SHOP = Shop("shop", PRODUCTS.get, "EUR", GOALS)

_numbers = count()


def track(name: str, properties: dict[str, Any] | None = None, at_ms: int = NOW_MS, **more: Any) -> Event:
    more = {"message_id": f"m{next(_numbers)}", "anonymous_id": "anna", **more}
    return Event("track", at_ms=at_ms, name=name, properties=properties or {}, **more)


def page(properties: dict[str, Any] | None = None, at_ms: int = NOW_MS, **more: Any) -> Event:
    more = {"message_id": f"m{next(_numbers)}", "anonymous_id": "anna", **more}
    return Event("page", at_ms=at_ms, properties=properties or {}, **more)


def identify(user_id: str, traits: dict[str, Any] | None = None, at_ms: int = NOW_MS, **more: Any) -> Event:
    more = {"message_id": f"m{next(_numbers)}", "anonymous_id": "anna", **more}
    return Event("identify", at_ms=at_ms, user_id=user_id, traits=traits or {}, **more)


def order(id: str, revenue: float = 100, at_ms: int = NOW_MS, **properties: Any) -> Event:
    return track("Order Completed", {"order_id": id, "revenue": revenue, **properties}, at_ms)


def nested(levels: int) -> Any:
    """Lists within each other."""
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def product_viewed(id: str, at_ms: int = NOW_MS) -> Event:
    return track("Product Viewed", {"product_id": id}, at_ms)


def changed(visitor: Visitor, *events: Event, shop: Shop = SHOP, now_ms: int = NOW_MS) -> Change:
    return after(visitor, events, shop, "anna", now_ms)


def visitor_of(*events: Event, shop: Shop = SHOP, now_ms: int = NOW_MS) -> Visitor:
    return changed(Visitor(), *events, shop=shop, now_ms=now_ms).visitor


def tallies_of(visitor: Visitor, event: Event) -> list[Tally]:
    [entry] = changed(visitor, event).entries
    return list(entry.tallies)


times_ms = st.integers(NOW_MS - 90 * DAY_MS, NOW_MS)
product_ids = st.sampled_from(["bike", "tent", "lamp", "sock", "mug"])
_products = st.fixed_dictionaries(
    {"product_id": product_ids},
    optional={
        "price": st.integers(0, 900),
        "quantity": st.integers(1, 3),
        "category": st.sampled_from(["Home", "Feet"]),
    },
)
_with_products = st.one_of(_products, st.fixed_dictionaries({"products": st.lists(_products, max_size=3)}))
_orders = st.fixed_dictionaries(
    {"revenue": st.integers(0, 500)}, optional={"order_id": st.sampled_from("12345"), "currency": st.just("PLN")}
)
_seen = st.fixed_dictionaries(
    {"campaign": st.sampled_from(["hero", "news", "gone"]), "variant": st.sampled_from("abc")}
)
_traits = st.dictionaries(st.sampled_from(["size", "email", "first_name"]), st.one_of(st.none(), st.text(max_size=5)))
_pages = st.fixed_dictionaries(
    {"url": st.sampled_from(["https://shop.example/", "https://shop.example/?utm_source=news", "nonsense"])},
    optional={"referrer": st.sampled_from(["https://www.google.com/", "https://blog.example/x"])},
)
_SHOPPING = ("Product Viewed", "Product Added", "Product Removed", "Cart Viewed", "Checkout Started")
_LISTS = ("Product Added to Wishlist", "Product Removed from Wishlist", "Wishlist Product Added to Cart")

_kinds = st.one_of(
    st.builds(lambda name, facts: ("track", name, facts, {}), st.sampled_from(_SHOPPING + _LISTS), _with_products),
    st.builds(lambda facts: ("track", "Order Completed", facts, {}), _orders),
    st.builds(
        lambda name, facts: ("track", name, facts, {}),
        st.sampled_from(["Widget Viewed", "Widget Clicked", "Widget Closed", "Message Read"]),
        _seen,
    ),
    st.just(("track", "Signed Up", {}, {})),
    st.builds(lambda facts: ("page", "", facts, {}), _pages),
    st.builds(lambda traits: ("identify", "", {}, traits), _traits),
)


def _event(kind: tuple[str, str, dict[str, Any], dict[str, Any]], at_ms: int) -> Event:
    type, name, properties, traits = kind
    return Event(type, f"m{next(_numbers)}", at_ms, "anna", name=name, properties=properties, traits=traits)


events = st.builds(_event, _kinds, times_ms)
"""Any event of a shopper in the last 90 days, each with a message id of its own."""

histories = st.lists(events, max_size=12)
visitors = st.builds(lambda history: visitor_of(*history), histories)

exposures = st.builds(
    lambda variant, seen_ms, clicked_ms, closed_ms: _exposure(variant, seen_ms, clicked_ms, closed_ms),
    st.sampled_from("ab"),
    st.lists(times_ms, max_size=40),
    st.one_of(st.just(0), times_ms),
    st.one_of(st.just(0), times_ms),
)


def _exposure(variant: str, seen_ms: list[int], clicked_ms: int, closed_ms: int) -> Exposure:
    exposure = Exposure(variant).after_click(clicked_ms).after_close(closed_ms)
    for at_ms in seen_ms:
        exposure = exposure.after_impression(at_ms)
    return exposure
