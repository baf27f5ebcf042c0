"""How events change what is remembered of a visitor, and what follows from them for the log."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from notesik.behaviours import MAX_RECENT
from notesik.events import Event
from notesik.log_entries import Tally
from notesik.scores import Score
from notesik.visitors import Visitor
from sample_events import (
    DAY_MS,
    HOUR_MS,
    NOW_MS,
    PLANS,
    SHOP,
    changed,
    events,
    histories,
    identify,
    order,
    page,
    product_viewed,
    tallies_of,
    track,
    visitor_of,
    visitors,
)

IMPRESSION = {"campaign": "hero", "variant": "a"}


@given(visitors, histories)
def test_a_repeated_message_changes_nothing(visitor: Visitor, history: list[Event]) -> None:
    once = changed(visitor, *history).visitor
    again = changed(once, *history)
    assert again.visitor is once
    assert again.entries == []
    assert changed(visitor, *history, *history).visitor == once


@given(visitors, histories, st.data())
def test_the_same_events_in_one_call_or_in_several_give_the_same_visitor(
    visitor: Visitor, history: list[Event], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(history)))
    first = changed(visitor, *history[:cut])
    second = changed(first.visitor, *history[cut:])
    at_once = changed(visitor, *history)
    assert second.visitor == at_once.visitor
    assert first.entries + second.entries == at_once.entries


@given(histories, st.randoms())
def test_counters_and_times_do_not_ask_in_which_order_events_come(history: list[Event], random: Any) -> None:
    shuffled = list(history)
    random.shuffle(shuffled)
    one, other = visitor_of(*history), visitor_of(*shuffled)
    names = one.counters.keys() - {"Order Completed"}
    assert {name: one.counters[name] for name in names} == {name: other.counters[name] for name in names}
    assert (one.first_seen_ms, one.last_seen_ms) == (other.first_seen_ms, other.last_seen_ms)
    assert [each.at_ms for each in one.recent if each.name in names] == [
        each.at_ms for each in other.recent if each.name in names
    ]
    assert one.orders.count == other.orders.count


@given(visitors, events)
def test_every_event_that_is_new_goes_into_the_log_and_into_its_counter(visitor: Visitor, event: Event) -> None:
    change = changed(visitor, event)
    assert [entry.event for entry in change.entries] == [event]
    name = event.name if event.type == "track" else event.type
    before = visitor.counters[name].count if name in visitor.counters else 0
    is_told_again = event.properties.get("order_id") in visitor.orders.revenue_by_id
    assert change.visitor.counters[name].count == before + (0 if is_told_again else 1)


def test_an_order_that_is_told_twice_is_one_event() -> None:
    visitor = visitor_of(order("1", at_ms=NOW_MS), order("1", at_ms=NOW_MS + 5), order("2", at_ms=NOW_MS + 9))
    assert visitor.counters["Order Completed"].count == 2
    assert [each.at_ms for each in visitor.recent] == [NOW_MS, NOW_MS + 9]
    assert visitor.last_seen_ms == NOW_MS + 9


def test_no_events_leave_the_very_same_visitor() -> None:
    visitor = visitor_of(page())
    assert changed(visitor).visitor is visitor


def test_many_messages_are_told_apart_as_few_are() -> None:
    some = [track("A") for _ in range(40)]
    visitor = visitor_of(*some)
    change = changed(visitor, *some, track("A"), *some)
    assert len(change.entries) == 1
    assert change.visitor.counters["A"].count == 41


def test_the_recent_events_are_the_last_by_their_own_time() -> None:
    visitor = visitor_of(*(track(f"E{number}", at_ms=NOW_MS - number) for number in range(60)))
    assert [each.name for each in visitor.recent] == [f"E{number}" for number in reversed(range(MAX_RECENT))]


def test_a_recent_event_keeps_its_facts() -> None:
    [recent] = visitor_of(track("A", {"product_id": "x", "price": 5, "list": [1]})).recent
    assert recent.facts == {"product_id": "x", "price": 5}


def test_events_give_the_points_of_the_sites_plans_by_all_their_facts() -> None:
    shop = SHOP._replace(plans=PLANS)
    visitor = visitor_of(product_viewed("bike"), product_viewed("tent"), page(), shop=shop)
    assert visitor.scores == {"bikes": Score(2, NOW_MS), "visits": Score(1, NOW_MS)}
    assert visitor_of(product_viewed("bike")).scores == {}


def test_an_order_told_again_gives_no_points() -> None:
    shop = SHOP._replace(plans=PLANS)
    assert visitor_of(order("1"), order("1"), order("2"), shop=shop).scores["visits"].value == 20


def test_segments_are_asked_once_a_day_after_its_last_page_view() -> None:
    asked: list[tuple[str, int, int]] = []

    def segments_after(visitor: Visitor, who: str, event: Event) -> tuple[str, ...]:
        asked.append((who, event.at_ms, visitor.counters["page"].count))
        return ("vip",)

    told = [page(at_ms=NOW_MS - DAY_MS), page(), track("A"), page(at_ms=NOW_MS + 1), track("A")]
    change = changed(Visitor(), *told, shop=SHOP._replace(segments_after=segments_after))
    assert asked == [("anna", NOW_MS - DAY_MS, 1), ("anna", NOW_MS + 1, 3)]
    assert [entry.segments for entry in change.entries] == [("vip",), (), (), ("vip",), ()]
    changed(change.visitor, *told, shop=SHOP._replace(segments_after=segments_after))
    assert len(asked) == 2, "messages that were taken before count nobody"


def test_identify_states_traits_and_null_forgets_one() -> None:
    visitor = visitor_of(
        identify("u", {"size": "M", "email": "a@b.example"}), identify("u", {"email": None, "vip": True})
    )
    assert visitor.traits == {"size": "M", "vip": True}


def test_traits_may_come_in_the_context_and_the_events_own_go_before() -> None:
    event = identify("u", {"size": "M"}, context={"traits": {"size": "S", "vip": True}})
    assert visitor_of(event).traits == {"size": "M", "vip": True}
    assert visitor_of(identify("u", {}, context={"traits": "no"})).traits == {}


def test_only_identify_states_traits() -> None:
    assert visitor_of(track("A", traits={"size": "M"}, context={"traits": {"size": "M"}})).traits == {}


def test_a_visitor_belongs_to_the_group_that_was_told_last() -> None:
    told = [Event("group", f"g{id}", NOW_MS, "anna", group_id=id) for id in ("club", "team")]
    assert visitor_of(*told).group_id == "team"


def test_the_language_is_the_one_told_last() -> None:
    visitor = visitor_of(page(context={"locale": "pl-PL"}), page(), page(context={"locale": {}}))
    assert visitor.language == "pl-PL"


def test_products_seen_before_in_the_session_go_with_a_view_into_the_log() -> None:
    entries = changed(Visitor(), product_viewed("bike"), product_viewed("tent"), product_viewed("mug")).entries
    assert [entry.viewed_with for entry in entries] == [(), ("bike",), ("tent", "bike")]


def test_the_log_says_which_products_the_catalogue_had_at_the_time() -> None:
    bought = [{"product_id": id} for id in ("bike", "invented", "tent")]
    entries = changed(
        Visitor(), product_viewed("bike"), product_viewed("invented"), order("1", products=bought)
    ).entries
    assert [entry.known for entry in entries] == [("bike",), (), ("bike", "tent")]


def test_a_second_look_at_a_product_makes_no_new_pairs() -> None:
    entries = changed(
        Visitor(), product_viewed("bike"), product_viewed("tent"), product_viewed("bike"), product_viewed("bike")
    ).entries
    assert [entry.viewed_with for entry in entries] == [(), ("bike",), (), ()]


def test_a_new_session_begins_new_pairs() -> None:
    entries = changed(Visitor(), product_viewed("bike", NOW_MS - HOUR_MS), product_viewed("tent", NOW_MS)).entries
    assert entries[1].viewed_with == ()


def test_an_order_counts_empties_the_cart_and_says_what_was_sold() -> None:
    products = [{"product_id": "bike", "quantity": 2}, {"product_id": "tent"}]
    visitor = visitor_of(track("Product Added", {"product_id": "bike"}))
    change = changed(visitor, order("1", 1_999.5, products=products))
    assert change.visitor.cart.lines == ()
    assert (change.visitor.orders.count, change.visitor.orders.revenue_minor) == (1, 199_950)
    assert change.visitor.orders.products == ("bike", "tent")
    assert change.entries[0].sold == (("bike", 2), ("tent", 1))


def test_an_order_told_again_changes_no_sum_no_cart_and_no_campaign() -> None:
    visitor = visitor_of(track("Widget Viewed", IMPRESSION), order("1", products=[{"product_id": "bike"}]))
    visitor = changed(visitor, track("Product Added", {"product_id": "tent"}, NOW_MS)).visitor
    change = changed(visitor, order("1", products=[{"product_id": "bike"}], at_ms=NOW_MS + 5))
    assert change.visitor.orders == visitor.orders
    assert change.visitor.cart == visitor.cart
    assert change.visitor.categories == visitor.categories
    assert change.visitor.exposures == visitor.exposures
    assert (change.entries[0].tallies, change.entries[0].sold) == ((), ())


def test_orders_without_an_id_count_each() -> None:
    assert visitor_of(order(""), order("")).orders.count == 2


def test_an_order_in_another_currency_is_an_order_but_no_revenue_in_the_sites() -> None:
    visitor = visitor_of(track("Widget Viewed", IMPRESSION))
    event = order("1", 5_000, currency="JPY")
    assert changed(visitor, event).visitor.orders.revenue_minor == 0
    assert changed(visitor, event).visitor.orders.count == 1
    assert Tally("hero", "a", "revenue_minor_JPY", 5_000) in tallies_of(visitor, event)


def test_an_import_of_old_events_leaves_the_visit_that_is_going_on() -> None:
    visitor = visitor_of(page({"url": "https://shop.example/?utm_source=news"}))
    imported = changed(visitor, page(at_ms=NOW_MS - 300 * DAY_MS)).visitor
    assert imported.session == visitor.session
    assert imported.first_seen_ms == NOW_MS - 300 * DAY_MS
    assert imported.counters["page"].count == 2
