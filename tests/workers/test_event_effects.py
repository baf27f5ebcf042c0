"""What an entry of the log adds to the counts of who looked at or bought a product."""

from __future__ import annotations

import pytest

from notesik.log_entries import Entry, encode_entry
from notesik.workers.event_effects import effects_of
from sample_events import NOW_MS, track


def shopping(entry: Entry) -> list[tuple[str, str, str, int]]:
    return effects_of(encode_entry(entry)).shopping


def test_a_look_and_each_product_of_an_order_count_for_their_visitor() -> None:
    look = track("Product Viewed", {"product_id": "bag"}, anonymous_id="anna")
    order = track("Order Completed", {}, anonymous_id="anna")
    assert shopping(Entry("shop", "anna", look, known=("bag",))) == [("viewed", "bag", "anna", NOW_MS)]
    sold = (("bag", 2), ("tent", 1))
    assert shopping(Entry("shop", "anna", order, sold=sold, known=("bag", "tent"))) == [
        ("bought", "bag", "anna", NOW_MS),
        ("bought", "tent", "anna", NOW_MS),
    ]


def test_a_browser_stays_one_visitor_when_its_shopper_signs_in() -> None:
    look = track("Product Viewed", {"product_id": "bag"}, anonymous_id="browser-1", user_id="anna@example.com")
    entry = Entry("shop", "anna@example.com", look, known=("bag",))
    assert [visitor for _, _, visitor, _ in shopping(entry)] == ["browser-1"]


@pytest.mark.parametrize(
    "entry",
    [
        Entry("shop", "anna", track("Product Viewed", {"product_id": "bag"}), by_robot=True, known=("bag",)),
        Entry("shop", "anna", track("Order Completed", {}), sold=(("bag", 1),), by_robot=True, known=("bag",)),
        Entry("shop", "anna", track("Product Clicked", {"product_id": "bag"}), known=("bag",)),
        Entry("shop", "anna", track("Product Viewed", {"name": "no id"}), known=("bag",)),
        Entry("shop", "anna", track("Product Viewed", {"product_id": "invented"})),
        Entry("shop", "anna", track("Order Completed", {}), sold=(("invented", 1),)),
    ],
)
def test_robots_invented_products_and_what_is_no_look_count_for_nobody(entry: Entry) -> None:
    assert shopping(entry) == []
