"""Records that this and earlier versions wrote are read as what they said."""

from __future__ import annotations

from hypothesis import given

from first_records import as_first
from notesik.counters import counter_of
from notesik.recent_events import recent_of
from notesik.visitors import Visitor, decode_visitor, encode_visitor
from sample_events import DAY_MS, NOW_MS, visitors


@given(visitors)
def test_a_record_of_the_first_version_says_what_it_said(visitor: Visitor) -> None:
    assert decode_visitor(as_first(visitor)) == visitor


WRITTEN_BY_THE_FIRST = bytes.fromhex(
    "01de0007ad66697273745f7365656e5f6d73cf000001a1ff9f6a80ac6c6173745f7365656e5f6d73cf000001a1ff9f6a80a7"
    "73657373696f6e87aa737461727465645f6d73cf000001a1ff9f6a80a76c6173745f6d73cf000001a1ff9f6a80a570616765"
    "7301ac6c616e64696e675f70616765ba68747470733a2f2f73686f702e6578616d706c652f62656c6c73a66d656469756da4"
    "6e6f6e65a6736f75726365a6646972656374a676696577656491a462656c6ca8636f756e7465727382a4706167659301cf00"
    "0001a1ff9f6a8081cd512a01ae50726f64756374205669657765649301cf000001a1ff9f6a8081cd512a01a6726563656e74"
    "9293a470616765cf000001a1ff9f6a8082a470617468a62f62656c6c73a375726cba68747470733a2f2f73686f702e657861"
    "6d706c652f62656c6c7393ae50726f6475637420566965776564cf000001a1ff9f6a8083aa70726f647563745f6964a46265"
    "6c6ca57072696365cb4023000000000000a86d6174657269616ca56272617373a676696577656491a462656c6ca47365656e"
    "93cd512ac4100444cc705e1aa5d0d11f79d4b490b654c400"
)
"""A page view and a look at a bell."""


def test_the_bytes_that_the_first_version_wrote_are_read() -> None:
    visitor = decode_visitor(WRITTEN_BY_THE_FIRST)
    assert {name: (each.count, each.days) for name, each in visitor.counters.items()} == {
        "page": (1, {NOW_MS // DAY_MS: 1}),
        "Product Viewed": (1, {NOW_MS // DAY_MS: 1}),
    }
    assert [(each.name, each.facts) for each in visitor.recent] == [
        ("page", {"path": "/bells", "url": "https://shop.example/bells"}),
        ("Product Viewed", {"product_id": "bell", "price": 9.5, "material": "brass"}),
    ]
    assert (visitor.first_seen_ms, visitor.viewed) == (NOW_MS, ("bell",))


def test_an_earlier_record_is_written_as_todays() -> None:
    visitor = decode_visitor(WRITTEN_BY_THE_FIRST)
    assert decode_visitor(encode_visitor(visitor)) == visitor


TODAY = NOW_MS // DAY_MS
VISITOR = Visitor(
    first_seen_ms=NOW_MS,
    counters={
        "page": counter_of(40, NOW_MS, {TODAY - 90: 1, TODAY - 1: 200, TODAY: 3}),
        "Products Searched": counter_of(2, NOW_MS, {}),
    },
    recent=(
        recent_of("page", NOW_MS, {"path": "/bells", "url": "https://shop.example/bells"}),
        recent_of(
            "Products Searched",
            NOW_MS + 1,
            {"query": "bell", "price": 9.5, "on_sale": True, "material": "brass", "step": 2},
        ),
        recent_of("Looked", NOW_MS + 2, {}),
    ),
)
WRITTEN_BY_THE_SECOND = bytes.fromhex(
    "02de0003ad66697273745f7365656e5f6d73cf000001a1ff9f6a80a8636f756e7465727382a4706167659328cf000001a1ff"
    "9f6a80c40a96cd50d00159ccc80103b150726f64756374732053656172636865649302cf000001a1ff9f6a80c400a6726563"
    "656e749393a470616765cf000001a1ff9f6a80c425820ba62f62656c6c7312ba68747470733a2f2f73686f702e6578616d70"
    "6c652f62656c6c7393b150726f6475637473205365617263686564cf000001a1ff9f6a81c4248509a462656c6c03cb402300"
    "000000000004c3a86d6174657269616ca56272617373250293a64c6f6f6b6564cf000001a1ff9f6a82c400"
)


def test_the_bytes_that_the_second_version_wrote_are_read() -> None:
    assert decode_visitor(WRITTEN_BY_THE_SECOND) == VISITOR


def test_a_record_is_written_as_these_bytes() -> None:
    """With others, VERSION has to be another, and this one's are read as an earlier record's."""
    assert encode_visitor(VISITOR) == WRITTEN_BY_THE_SECOND
