"""The context document is what its table says: no field is missing, none is undocumented."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.behaviours import Behaviour
from notesik.catalogue import Catalogue, Product
from notesik.consent import Consent
from notesik.context import Context, Page, Situation, build_context, read_page, shown_context
from notesik.context_fields import FIELDS
from notesik.devices import Device
from notesik.fields import compile_path
from notesik.geo import Geo
from notesik.identity import Level
from notesik.lazy_mapping import whole
from notesik.ready_segments import READY_SEGMENTS
from notesik.rfm import RfmThresholds
from notesik.scores import Score
from notesik.segments import compile_segments
from notesik.sites import Site
from notesik.visitors import Visitor
from sample_events import DAY_MS, HOUR_MS, NOW_MS, PLANS, PRODUCTS, identify, order, page, track, visitor_of, visitors

SITE = Site(id="shop", name="Shop", origins=(), write_key="w", secret_key="s", time_zone="Europe/Warsaw")
TENT_PAGE = Page("https://shop.example/p/tent?x=1", "https://shop.example/", "Tent", "product", "tent", "de")
SEGMENTS = compile_segments(READY_SEGMENTS)
_KINDS = {"text": str, "number": (int, float), "boolean": bool, "list": list, "object": dict}


def context_of(visitor: Visitor, page: Page = TENT_PAGE, site: Site = SITE, **more: Any) -> Context:
    return build_context(situation_of(visitor, page=lambda: page, site=site, **more))


def situation_of(visitor: Visitor, **more: Any) -> Situation:
    situation = Situation(
        visitor=visitor,
        visitor_id="anna",
        level=Level.ANONYMOUS,
        page=lambda: TENT_PAGE,
        device=lambda: Device("phone", "Android", "Firefox", is_bot=False),
        consent=Consent(),
        site=SITE,
        catalogue=more.pop("catalogue", Catalogue(PRODUCTS.values())),
        now_ms=NOW_MS,
        geo=Geo("PL", "Kraków"),
        plans=PLANS,
        segments=SEGMENTS,
    )
    return msgspec.structs.replace(situation, **more)


def full_visitor() -> Visitor:
    address = "https://shop.example/?utm_source=news&gclid=Cj0"
    group = msgspec.structs.replace(identify("", {}), type="group", group_id="club")
    return visitor_of(
        page({"url": address, "referrer": "https://www.google.com/"}, NOW_MS - HOUR_MS // 4),
        identify("u", {"first_name": "Anna", "loyalty_tier": "gold"}, context={"locale": "pl-PL"}),
        group,
        order("1", 249.9, products=[{"product_id": "tent"}]),
        track("Product Viewed", {"product_id": "bike"}),
        track("Product Added", {"product_id": "bike"}),
        track("Product Added to Wishlist", {"product_id": "tent"}),
    )


def leaves(value: object, path: str = "") -> Iterator[str]:
    """Paths down to what is no object, or is one whose keys are the shop's and not ours."""
    if not isinstance(value, dict) or (path in FIELDS and FIELDS[path][0].name == "object"):
        yield path
        return
    for name, each in value.items():
        if not isinstance(each, Behaviour):  # conditions look back on it, but it is no field
            yield from leaves(each, f"{path}.{name}" if path else name)


def test_a_full_context_has_every_field_and_no_other() -> None:
    context = context_of(full_visitor())
    assert compile_path("visitor.segments")(context), "it is worked out when it is first asked for"
    assert sorted(leaves(context)) == sorted(FIELDS)


@pytest.mark.parametrize("path", FIELDS)
def test_a_field_is_of_the_kind_that_the_table_says(path: str) -> None:
    assert isinstance(compile_path(path)(context_of(full_visitor())), _KINDS[FIELDS[path][0].name])


@given(visitors)
def test_no_context_has_a_field_that_is_not_in_the_table(visitor: Visitor) -> None:
    assert set(leaves(context_of(visitor))) <= set(FIELDS)


@given(visitors, st.lists(st.sampled_from(sorted(FIELDS)), max_size=8))
def test_the_document_is_the_same_whatever_is_asked_of_it_first(visitor: Visitor, first: list[str]) -> None:
    document, asked = whole(context_of(visitor)), context_of(visitor)
    del document["behaviour"]
    assert [compile_path(path)(asked) for path in first] == [compile_path(path)(document) for path in first]
    assert shown_context(asked) == document


def test_a_context_goes_with_its_last_user_and_leaves_no_knot_to_the_garbage_collector() -> None:
    catalogue = Catalogue(PRODUCTS.values())
    lives = weakref.ref(catalogue)
    context = context_of(full_visitor(), catalogue=catalogue)
    assert whole(context)["favourite"]
    gc.disable()
    try:
        del context, catalogue
        assert lives() is None
    finally:
        gc.enable()


def test_a_stranger_is_new_and_has_nothing() -> None:
    context = context_of(Visitor(), Page())
    assert set(leaves(context)) <= set(FIELDS)
    visitor = context["visitor"]
    assert (visitor["is_new"], visitor["visits"], visitor["orders"]) == (True, 1, 0)
    assert context["session"]["source"] == "direct"
    assert (context["cart"]["value"], context["product"], context["favourite"]) == (0, {}, {})


def test_money_is_in_major_units_of_its_own_currency() -> None:
    context = context_of(full_visitor())
    assert (context["cart"]["value"], context["visitor"]["revenue"], context["product"]["price"]) == (
        900.0,
        249.9,
        300.0,
    )
    kuwait = Catalogue([Product("tent", "Tent", "/", currency="KWD", price_minor=1_500)])
    assert context_of(Visitor(), catalogue=kuwait)["product"]["price"] == 1.5


@pytest.mark.parametrize(
    ("traits", "first_name"),
    [
        ({"first_name": "Anna"}, "Anna"),
        ({"firstName": "Anna"}, "Anna"),
        ({"name": "Anna Maria Nowak"}, "Anna"),
        ({"first_name": "", "name": "Ola"}, "Ola"),
        ({"first_name": ["Anna"]}, None),
    ],
)
def test_the_first_name_is_found_where_shops_put_it(traits: dict[str, Any], first_name: str | None) -> None:
    assert context_of(visitor_of(identify("u", traits)))["visitor"].get("first_name") == first_name


def test_the_favourite_is_the_category_with_the_most_points_and_an_available_product_of_it() -> None:
    sold_out = Product("b0", "Old", "/p/b0", category=("Bicycles",), availability="out_of_stock")
    catalogue = Catalogue([sold_out, *PRODUCTS.values()])
    visitor = visitor_of(track("Product Viewed", {"product_id": "bike"}), track("Product Viewed", {"sku": "bike"}))
    favourite = context_of(visitor, catalogue=catalogue)["favourite"]
    assert (favourite["category"], favourite["slug"], favourite["url"]) == ("Bicycles", "bicycles", "/p/bike")


def test_time_is_in_the_sites_zone() -> None:
    assert context_of(Visitor())["time"] == {"hour": 20, "weekday": 6, "date": "2026-11-21"}


def test_the_page_is_read_only_by_who_asks_for_what_it_tells() -> None:
    unread = [TENT_PAGE]
    visitor = build_context(situation_of(Visitor(), page=unread.pop))["visitor"]
    assert (visitor["visits"], visitor["level"], len(unread)) == (1, "anonymous", 1)
    assert (visitor["language"], len(unread)) == ("de", 0)


def test_the_language_is_the_visitors_else_the_pages() -> None:
    assert context_of(Visitor())["visitor"]["language"] == "de"
    assert context_of(full_visitor())["visitor"]["language"] == "pl-PL"


@pytest.mark.parametrize(
    ("url", "path"), [("https://shop.example", "/"), ("/a/b?c", "/a/b"), ("", "/"), ("https://[broken", "/")]
)
def test_the_path_of_a_page_is_without_its_query(url: str, path: str) -> None:
    assert context_of(Visitor(), Page(url))["page"]["path"] == path


def test_a_page_is_read_from_whatever_the_browser_says() -> None:
    facts = {"url": 7, "title": None, "type": ["product"], "product_id": "tent", "referrer": "x" * 9_999}
    read = read_page(facts)
    assert (read.url, read.title, read.type, read.product_id, len(read.referrer)) == ("7", "", "", "tent", 2_000)


def test_segments_are_those_that_hold_for_the_visitor() -> None:
    find = compile_path("visitor.segments")
    assert find(context_of(full_visitor())) == ["category-lover", "rfm-potential-loyalists"]
    assert find(context_of(Visitor())) == ["new"]


def test_each_context_looks_back_on_its_own_visitor_and_session() -> None:
    visitor = full_visitor()
    behaviour = context_of(visitor)["behaviour"]
    assert (behaviour.now_ms, behaviour.session_started_ms) == (NOW_MS, NOW_MS - HOUR_MS // 4)
    assert (behaviour.recent, behaviour.counters) == (visitor.recent, visitor.counters)
    assert context_of(visitor)["behaviour"].memo is not behaviour.memo
    assert context_of(Visitor())["behaviour"].session_started_ms == NOW_MS


def test_who_has_ordered_is_scored_by_the_sites_thresholds() -> None:
    visitor = visitor_of(order("1", 249.9, NOW_MS - 20 * DAY_MS))
    assert context_of(visitor)["visitor"]["rfm"] == {
        "recency": 4,
        "frequency": 1,
        "monetary": 4,
        "class": "potential-loyalists",
    }
    strict = msgspec.structs.replace(SITE, rfm=RfmThresholds(days=(1, 2, 3, 4), revenue=(1000, 2000, 3000, 4000)))
    assert context_of(visitor, site=strict)["visitor"]["rfm"]["class"] == "hibernating"
    assert "rfm" not in context_of(Visitor())["visitor"]


def test_every_plan_has_a_score_that_has_faded_by_now() -> None:
    visitor = msgspec.structs.replace(Visitor(), scores={"bikes": Score(8, NOW_MS - 7 * DAY_MS)})
    assert context_of(visitor)["visitor"]["scores"] == {"bikes": 4.0, "visits": 0.0}


@pytest.mark.parametrize(
    ("traits", "loyalty"),
    [
        ({"loyalty": {"tier": "gold", "card": "7"}}, {"tier": "gold", "card": "7"}),
        ({"loyalty_tier": "gold", "loyalty_points": 120}, {"tier": "gold", "points": 120}),
        ({"loyalty": {"tier": "gold"}, "loyalty_tier": "silver", "loyalty_points": 5}, {"tier": "gold", "points": 5}),
        ({"loyalty": "gold"}, {}),
    ],
)
def test_loyalty_is_what_the_traits_say_of_it(traits: dict[str, Any], loyalty: dict[str, Any]) -> None:
    assert context_of(visitor_of(identify("u", traits)))["loyalty"] == loyalty


def test_what_is_not_known_of_a_place_is_absent() -> None:
    assert context_of(Visitor(), geo=Geo("PL"))["geo"] == {"country": "PL"}
    assert context_of(Visitor(), geo=Geo())["geo"] == {}
