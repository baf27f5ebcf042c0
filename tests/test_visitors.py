"""A visitor's record is bounded whatever is sent, and reads back as it was written."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notesik.attribution import Goal
from notesik.events import MAX_ID_LENGTH, MAX_NAME_LENGTH, Event
from notesik.forms import compile_form
from notesik.inboxes import with_messages
from notesik.merging import merged
from notesik.scores import MAX_PLANS, Score, compile_plans
from notesik.seen_messages import MAX_A_DAY, WIDTH
from notesik.sessions import CLICK_IDS, UTM_NAMES
from notesik.visitor_changes import Shop
from notesik.visitors import (
    MAX_BYTES,
    MAX_SCORES,
    MAX_TRAIT_BYTES,
    MAX_TRAITS,
    VERSION,
    Orders,
    UnknownVersion,
    Visitor,
    decode_visitor,
    encode_visitor,
    first_of,
    last_scores,
    traits_after,
)
from notesik.wordings import mark_of
from sample_events import DAY_MS, NOW_MS, changed, histories, identify, order, page, track, visitor_of, visitors

WIDE = "\N{GRINNING FACE}"
"""Four bytes, as many as a character can take."""


def wide(number: int, length: int) -> str:
    """The longest text of ``length`` characters that differs by ``number``."""
    return f"{number}".ljust(length, WIDE)


CAMPAIGNS = [f"{number}".ljust(64, "x") for number in range(250)]
GOALS = {id: Goal("Signed Up", DAY_MS, frozenset({"v" * 64})) for id in CAMPAIGNS}
WORDING = wide(0, 600)
OPTIONS = [{"value": f"{number}".ljust(64, "x"), "label": "x"} for number in range(12)]
STEPS = [f"{number}".ljust(64, "x") for number in range(20)]
FORM = compile_form(
    {"steps": [{"id": id, "type": "choices", "options": OPTIONS, "topic": id, "consent": WORDING} for id in STEPS]}
)
GREEDY_SHOP = Shop("shop", lambda id: None, "EUR", GOALS, questions={(id, "v" * 64): FORM for id in CAMPAIGNS})


def greedy_shop(number: int) -> Shop:
    """A shop with as many scoring plans as it may have, which are others each time."""
    points = {"name": "Plan", "half_life": "7d", "points": [{"event": "page", "points": 1.23456}]}
    ids = [f"{number}-{place}".ljust(64, "x") for place in range(MAX_PLANS)]
    return GREEDY_SHOP._replace(plans=compile_plans({"id": id, **points} for id in ids))


def greedy_events(number: int) -> list[Event]:
    """Events that leave as much as they can, a day later each time."""
    at_ms = NOW_MS + number * DAY_MS
    item = {field: wide(number, 999) for field in ("product_id", "name", "category", "brand")}
    seen = {"campaign": CAMPAIGNS[number], "variant": "v" * 64}
    return [
        page({"url": _address(), "referrer": WIDE * 999}, at_ms, context={"locale": WIDE * 99}),
        track("Product Viewed", item, at_ms),
        track("Product Added", {**item, "price": 1e99, "quantity": 1e99}, at_ms),
        track("Product Added to Wishlist", item, at_ms),
        order(wide(number, 999), 1e99, at_ms - 300 * DAY_MS, products=[item]),
        *(track("Widget Viewed", seen, at_ms + each) for each in range(33)),
        track("Widget Clicked", seen, at_ms),
        track("Widget Closed", seen, at_ms),
        identify("u", {wide(number, 50): WIDE * 190}, at_ms),
        *(_submission(number, step, at_ms) for step in STEPS if number % 25 < 2),
        Event("group", f"g{number}", at_ms, "anna", group_id=WIDE * MAX_ID_LENGTH),
    ]


def _submission(number: int, step: str, at_ms: int) -> Event:
    fields = {"step": step, "answer": [option["value"] for option in OPTIONS], "language": "en"}
    fields["wording"] = mark_of({"en": WORDING}, "en")
    return track("Form Submitted", {"campaign": CAMPAIGNS[number], "variant": "v" * 64, "fields": fields}, at_ms)


def _address() -> str:
    names = (*(f"utm_{name}" for name in UTM_NAMES), *CLICK_IDS)
    return f"https://{WIDE * 200}/?" + "&".join(f"{name}={WIDE * 150}" for name in names) + WIDE * 500


@pytest.fixture(scope="module")
def greedy() -> Visitor:
    """The visitor of a sender who tries to leave as much as possible everywhere."""
    visitor = Visitor()
    for number in range(250):
        visitor = changed(visitor, *greedy_events(number), shop=greedy_shop(number)).visitor
        device = visitor_of(track(wide(number, MAX_NAME_LENGTH)), shop=GREEDY_SHOP)
        plans = greedy_shop(number).plans
        visitor = merged(visitor, device, wide(number, MAX_ID_LENGTH), b"12345678", plans)
        visitor = with_messages(visitor, [(CAMPAIGNS[number], "v" * 64)], NOW_MS + number)
    facts = {wide(each, 40): wide(each, 999) for each in range(9)}
    names = [wide(number, MAX_NAME_LENGTH) for number in range(50)]
    daily = [track(name, facts, NOW_MS + day * DAY_MS) for day in range(270, 300) for name in names]
    pages = [page({"url": _address()}, NOW_MS + 299 * DAY_MS)]
    views = [track("Product Viewed", {"product_id": wide(n, 999)}, NOW_MS + 299 * DAY_MS) for n in range(30)]
    visitor = changed(visitor, *pages, *views, *daily, shop=GREEDY_SHOP).visitor
    for day in range(2):
        digests = [number.to_bytes(WIDTH, "big") for number in range(MAX_A_DAY + 5)]
        visitor = Visitor(**{**_fields(visitor), "seen": visitor.seen.after(digests, NOW_MS + (300 + day) * DAY_MS)})
    return visitor


def _fields(visitor: Visitor) -> dict[str, Any]:
    return {name: getattr(visitor, name) for name in visitor.__struct_fields__}


def test_the_record_of_a_sender_who_leaves_all_they_can_stays_within_the_bound(greedy: Visitor) -> None:
    size = len(encode_visitor(greedy))
    assert MAX_BYTES * 0.9 < size <= MAX_BYTES
    assert decode_visitor(encode_visitor(greedy)) == greedy


def test_more_of_the_same_does_not_make_it_larger(greedy: Visitor) -> None:
    visitor = greedy
    for number in range(200, 250):
        shop = greedy_shop(number)
        visitor = changed(visitor, *greedy_events(number), shop=shop).visitor
        visitor = merged(visitor, greedy, wide(number + 1_000, MAX_ID_LENGTH), b"12345678", shop.plans)
    assert len(encode_visitor(visitor)) <= MAX_BYTES


def test_a_shoppers_record_is_a_few_kilobytes() -> None:
    looks = [
        track("Product Viewed", {"product_id": f"sku-{n}", "price": 9, "category": f"c{n % 9}"}) for n in range(60)
    ]
    seen = [track("Widget Viewed", {"campaign": "hero", "variant": "a"}) for _ in range(20)]
    visitor = visitor_of(
        page({"url": "https://shop.example/"}), *looks, *seen, order("1"), identify("u", {"size": "M"})
    )
    assert len(encode_visitor(visitor)) < 8_000


_any_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=60), inner, max_size=3)),
    max_leaves=10,
)
_contents = st.dictionaries(
    st.one_of(st.text(max_size=60), st.sampled_from(["product_id", "products", "price", "url", "campaign", "variant"])),
    st.one_of(_any_json, st.sampled_from([CAMPAIGNS[0], "v" * 64, WIDE * 8_000, [{"product_id": "a"}] * 300])),
    max_size=70,
)
_hostile = st.builds(
    lambda type, name, at_ms, facts, context, number: Event(
        type, f"h{number}", at_ms, "anna", name=name, properties=facts, traits=facts, context=context
    ),
    st.sampled_from(["track", "page", "identify", "screen", "group", "alias"]),
    st.sampled_from(["Product Added", "Cart Viewed", "Order Completed", "Widget Viewed", WIDE * MAX_NAME_LENGTH]),
    st.integers(1, NOW_MS),
    _contents,
    st.fixed_dictionaries(
        {}, optional={"traits": _any_json, "page": _any_json, "locale": _any_json, "campaign": _contents}
    ),
    st.integers(),
)


@settings(max_examples=60)
@given(st.lists(_hostile, max_size=6))
def test_whatever_is_sent_the_record_stays_within_the_bound(greedy: Visitor, sent: list[Event]) -> None:
    for before in (Visitor(), greedy):
        visitor = changed(before, *sent, shop=GREEDY_SHOP).visitor
        stored = encode_visitor(visitor)
        assert len(stored) <= MAX_BYTES
        assert decode_visitor(stored) == visitor


@given(visitors)
def test_a_record_reads_back_as_it_was_written(visitor: Visitor) -> None:
    assert decode_visitor(encode_visitor(visitor)) == visitor


def test_nothing_stored_is_a_new_visitor() -> None:
    assert decode_visitor(None) == decode_visitor(b"") == Visitor()


def test_a_record_of_a_newer_version_is_refused_and_not_misread() -> None:
    with pytest.raises(UnknownVersion, match=f"version {VERSION + 1}"):
        decode_visitor(bytes([VERSION + 1]) + encode_visitor(Visitor())[1:])


def test_traits_are_stated_anew_and_forgotten() -> None:
    assert traits_after({"a": 1, "b": 2}, {"a": 3, "b": None, "c": [4]}) == {"a": 3, "c": [4]}


def test_a_trait_that_is_too_large_is_not_kept_nor_is_what_it_replaces() -> None:
    fitting = "x" * (MAX_TRAIT_BYTES - 6)
    assert traits_after({"a": 1}, {"a": fitting}) == {"a": fitting}
    assert traits_after({"a": 1, "b": 2}, {"a": fitting + "x"}) == {"b": 2}
    assert traits_after({}, {"x" * MAX_TRAIT_BYTES: 1}) == {}


@pytest.mark.parametrize("value", [2**64, -(2**63) - 1, 10**30, [{"a": 10**30}]])
def test_a_trait_with_a_number_that_no_record_can_hold_is_not_kept(value: object) -> None:
    assert traits_after({"a": 1, "b": 2}, {"a": value}) == {"b": 2}


_all_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.integers(2**63), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), _all_json))
def test_whatever_traits_are_stated_the_record_can_be_written(stated: dict[str, Any]) -> None:
    visitor = Visitor(traits=traits_after({}, stated))
    assert decode_visitor(encode_visitor(visitor)) == visitor


def test_the_traits_that_were_stated_last_are_kept() -> None:
    traits = traits_after({str(number): 0 for number in range(MAX_TRAITS)}, {"0": 1, "new": 1})
    assert len(traits) == MAX_TRAITS
    assert "1" not in traits
    assert (traits["0"], traits["new"]) == (1, 1)


def test_scores_of_plans_that_are_long_gone_make_room() -> None:
    scores = {f"plan-{number}": Score(1, NOW_MS + number) for number in range(MAX_SCORES + 2)}
    assert list(last_scores(scores)) == [f"plan-{number}" for number in range(2, MAX_SCORES + 2)]


_orders = st.builds(
    lambda revenue, last_ms, id: Orders(1, revenue, last_ms, {id: revenue} if id else {}, (f"p{id}",)),
    st.integers(0, 999),
    st.integers(1, 9),
    st.sampled_from(["", *"abcdefgh"]),
)


@given(st.lists(_orders, max_size=6), st.lists(_orders, max_size=6))
def test_orders_merge_to_the_same_whoever_is_merged_into_whom(one: list[Orders], other: list[Orders]) -> None:
    first, second = _sum(one), _sum(other)
    assert first.merged(second).count == second.merged(first).count
    assert first.merged(first).count == first.count + sum(1 for each in one if not each.revenue_by_id)


def _sum(orders: list[Orders]) -> Orders:
    total = Orders()
    for each in orders:
        total = total.merged(each)
    return total


def test_an_order_that_both_histories_know_counts_once() -> None:
    told_by_browser = Orders(2, 150, 5, {"1": 100, "2": 50}, ("bike", "tent"))
    told_by_shop = Orders(2, 170, 7, {"1": 100, "3": 70}, ("bike", "mug"))
    expected = Orders(3, 220, 7, {"2": 50, "1": 100, "3": 70}, ("bike", "mug", "tent"))
    assert told_by_browser.merged(told_by_shop) == expected


@given(histories)
def test_ids_are_kept_once_in_their_order(history: list[Event]) -> None:
    ids = tuple(event.message_id[-1] for event in history)
    assert first_of(5, ids) == tuple(dict.fromkeys(ids))[:5]


def parts_of(type_: msgspec.inspect.Type) -> Iterator[type]:
    """The structures that a value of the type may hold, at any depth."""
    match type_:
        case msgspec.inspect.StructType(cls, fields):
            yield cls
            for field in fields:
                yield from parts_of(field.type)
        case msgspec.inspect.UnionType(types):
            for each in types:
                yield from parts_of(each)
        case msgspec.inspect.DictType(key_type=key, value_type=value):
            yield from (*parts_of(key), *parts_of(value))
        case msgspec.inspect.VarTupleType(item_type=item):
            yield from parts_of(item)


@pytest.mark.parametrize(
    "part", sorted(set(parts_of(msgspec.inspect.type_info(Visitor))), key=lambda part: part.__name__)
)
def test_the_garbage_collector_passes_all_parts_of_a_visitor_by(part: type[msgspec.Struct]) -> None:
    assert not part.__struct_config__.gc


def test_the_garbage_collector_passes_a_visitor_by() -> None:
    visitor = decode_visitor(encode_visitor(visitor_of(page(), track("A", {"product_id": "x"}))))
    assert not any(map(gc.is_tracked, (visitor, visitor.session, visitor.counters, *visitor.recent)))
