"""What follows from one entry of the log: counters for campaigns, which products came together, who was
in which segment."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from notesik import ecommerce
from notesik.log_entries import Entry, decode_entry
from notesik.social_proof import Action
from notesik.workers.effects import Effects

MAX_ORDER_PRODUCTS = 20
"""Products of an order that are paired with each other; a wholesale order would else make thousands of pairs."""


def effects_of(stored: bytes) -> Effects:
    """The effects of a stored entry."""
    entry = decode_entry(stored)
    day = entry.day
    bought = list(dict.fromkeys(product for product, _ in entry.sold))[:MAX_ORDER_PRODUCTS]
    viewed = ecommerce.product_id(entry.event.properties)
    return Effects(
        site=entry.site,
        counters=[(each.campaign, day, each.variant, each.field, each.amount) for each in entry.tallies],
        viewed_pairs=[(viewed, other) for other in entry.viewed_with],
        bought_pairs=list(combinations(bought, 2)),
        sold=list(entry.sold),
        members=[(segment, day, entry.visitor) for segment in entry.segments],
        shopping=list(_shopping(entry)),
    )


def _shopping(entry: Entry) -> Iterator[tuple[Action, str, str, int]]:
    """Who looked at or bought what of the catalogue: of ids that anybody could invent, nothing is kept. A browser stays
    one visitor when its shopper signs in; robots are none."""
    event = entry.event
    visitor = event.anonymous_id or entry.visitor
    if entry.by_robot:
        return
    if (
        event.type == "track"
        and event.name == ecommerce.PRODUCT_VIEWED
        and (id := ecommerce.product_id(event.properties)) in entry.known
    ):
        yield "viewed", id, visitor, event.at_ms
    for id, _ in entry.sold:
        if id in entry.known:
            yield "bought", id, visitor, event.at_ms
