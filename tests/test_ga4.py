"""GA4's names of products and orders become Segment's, and what bears those already stays as it is."""

from __future__ import annotations

import doctest

from hypothesis import given
from hypothesis import strategies as st

from notesik import ga4
from notesik.ga4 import FACTS, ITEM, Json, with_segment_names

ITEMS = [{"item_id": "7", "item_name": "Bell", "item_category": "Parts", "item_category3": "Bells", "index": 2}]
PRODUCT = {"product_id": "7", "name": "Bell", "category": "Parts > Bells", "position": 2}
SEGMENT_NAMES = sorted({*FACTS.values(), *ITEM.values(), "price", "sku", "revenue"})


def test_the_example_of_the_docstring_holds() -> None:
    assert doctest.testmod(ga4).failed == 0


def test_an_order_has_its_number_its_revenue_and_its_products() -> None:
    order = with_segment_names({"transaction_id": "T", "value": 20, "tax": 0, "products": ITEMS})
    assert order == {
        "order_id": "T",
        "value": 20,
        "total": 20,
        "revenue": 20,
        "tax": 0,
        "products": [PRODUCT],
    }


def test_a_product_in_the_event_itself_is_one() -> None:
    assert with_segment_names({"product_id": "7", "currency": "EUR", **ITEMS[0]}) == {"currency": "EUR", **PRODUCT}


def test_an_item_without_an_id_is_known_by_its_name() -> None:
    assert with_segment_names({"products": [{"item_name": "Bell"}]}) == {
        "products": [{"name": "Bell", "product_id": "Bell"}]
    }


def test_the_name_of_a_list_is_no_products_category() -> None:
    assert "category" not in with_segment_names({"item_id": "7", "item_list_name": "Summer"})
    assert with_segment_names({"item_list_name": "Summer", "products": []})["category"] == "Summer"


def test_stated_segment_names_win() -> None:
    assert with_segment_names({"transaction_id": "T", "order_id": "O", "value": 1, "revenue": 2}) == {
        "order_id": "O",
        "value": 1,
        "total": 1,
        "revenue": 2,
    }


@given(st.dictionaries(st.sampled_from(SEGMENT_NAMES), st.one_of(st.text(), st.integers(), st.none())))
def test_what_has_segment_names_stays_as_it_is(properties: Json) -> None:
    assert with_segment_names(properties) == properties


VALUES = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.dictionaries(st.sampled_from([*FACTS, *ITEM, "products", "item_category"]), VALUES))
def test_no_ga4_name_is_left_whatever_it_holds(properties: Json) -> None:
    named = with_segment_names(properties)
    assert not FACTS.keys() & named.keys()
