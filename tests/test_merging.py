"""Two histories of one person become one: at once, once, and without loss."""

from __future__ import annotations

from hypothesis import given
from msgspec.structs import replace

from notesik.answers import Agreement, FormProgress, Preferences
from notesik.events import Event
from notesik.exposures import TIMES_KEPT
from notesik.merging import merged
from notesik.scores import Score
from notesik.visitors import MAX_MERGED, InboxMessage, Visitor
from sample_events import (
    DAY_MS,
    NOW_MS,
    PLANS,
    changed,
    histories,
    identify,
    order,
    page,
    track,
    visitor_of,
    visitors,
)


def added(id: str, **more: object) -> Event:
    return track("Product Added", {"product_id": id, **more})


def test_what_was_answered_on_a_device_is_answered_by_the_person() -> None:
    agreement = Agreement(NOW_MS, "I agree.", "letter")
    phone = Visitor(
        forms={"survey": FormProgress(answers={"rides": "road"}, at_ms=NOW_MS)},
        preferences=Preferences().with_agreement("newsletter", agreement),
    )
    person = Visitor(forms={"survey": FormProgress(answers={"tyres": True}, at_ms=NOW_MS - DAY_MS)})
    both = merged(person, phone, "phone")
    assert both.forms["survey"].answers == {"rides": "road", "tyres": True}
    assert both.preferences.topics == ("newsletter",)
    assert both.preferences.agreements == {"newsletter": agreement}


@given(visitors, visitors)
def test_sums_add_up_and_nothing_is_lost(person: Visitor, device: Visitor) -> None:
    both = merged(person, device, "phone")
    told_twice = person.orders.revenue_by_id.keys() & device.orders.revenue_by_id.keys()
    for name in {*person.counters, *device.counters}:
        both_counts = [each.counters[name].count for each in (person, device) if name in each.counters]
        once_less = len(told_twice) if name == "Order Completed" else 0
        assert both.counters[name].count == sum(both_counts) - once_less
    assert both.orders.count == person.orders.count + device.orders.count - len(told_twice)
    for campaign in {*person.exposures, *device.exposures}:
        seen = [each.exposures[campaign] for each in (person, device) if campaign in each.exposures]
        assert both.exposures[campaign].count == sum(exposure.count for exposure in seen)
        times_ms = sorted(at_ms for exposure in seen for at_ms in exposure.times_ms)
        assert both.exposures[campaign].times_ms == tuple(times_ms[-TIMES_KEPT:])
        assert both.exposures[campaign].closed_ms == max(exposure.closed_ms for exposure in seen)
    assert {*both.viewed} == {*person.viewed, *device.viewed}
    assert {*both.wishlist} == {*person.wishlist, *device.wishlist}
    assert {line.product_id for line in both.cart.lines} == {
        line.product_id for each in (person, device) for line in each.cart.lines
    }
    assert {*both.traits} == {*person.traits, *device.traits}
    assert len(both.recent) == min(len(person.recent) + len(device.recent) - len(told_twice), 40)
    assert both.last_seen_ms == max(person.last_seen_ms, device.last_seen_ms)


@given(visitors, visitors)
def test_merging_again_changes_nothing(person: Visitor, device: Visitor) -> None:
    once = merged(person, device, "phone", b"1")
    assert merged(once, device, "phone", b"1") is once
    assert merged(once, Visitor(), "phone") is once


@given(visitors)
def test_a_new_person_is_who_they_were_on_their_device(device: Visitor) -> None:
    theirs = merged(Visitor(), device, "phone", b"1")
    assert theirs == replace(device, merged_from={"phone": b"1"}, assignment_id="phone")


@given(visitors)
def test_a_device_without_history_changes_nothing_but_is_noted_as_theirs(person: Visitor) -> None:
    noted = merged(person, Visitor(), "phone")
    assert noted == replace(person, merged_from={"phone": b""}, assignment_id="phone")


def test_a_person_goes_on_being_assigned_as_on_their_first_device() -> None:
    person = merged(Visitor(), Visitor(), "phone")
    assert merged(person, Visitor(), "laptop").assignment_id == "phone"
    assert merged(Visitor(assignment_id="u1"), Visitor(), "phone").assignment_id == "u1"


def test_an_order_that_both_were_told_of_happened_once() -> None:
    person = visitor_of(order("1", at_ms=NOW_MS), order("2", at_ms=NOW_MS - DAY_MS))
    device = visitor_of(order("1", at_ms=NOW_MS - 5), order("3", at_ms=NOW_MS))
    both = merged(person, device, "phone")
    assert both.counters["Order Completed"].count == both.orders.count == 3
    assert sum(both.counters["Order Completed"].days.values()) == 3
    assert [each.facts["order_id"] for each in both.recent] == ["2", "1", "3"]


def counts(visitor: Visitor) -> dict[str, int]:
    return {name: counter.count for name, counter in visitor.counters.items()}


@given(visitors, visitors, histories)
def test_events_before_or_after_merging_give_the_same_sums(
    person: Visitor, device: Visitor, history: list[Event]
) -> None:
    before = merged(changed(person, *history).visitor, device, "phone")
    after = changed(merged(person, device, "phone"), *history).visitor
    assert counts(before) == counts(after)
    assert before.orders.count == after.orders.count
    assert (before.first_seen_ms, before.last_seen_ms) == (after.first_seen_ms, after.last_seen_ms)
    assert {id: each.count for id, each in before.exposures.items()} == {
        id: each.count for id, each in after.exposures.items()
    }
    assert before.seen.digests() == after.seen.digests()


@given(visitors, visitors, histories)
def test_a_message_that_either_has_taken_is_not_taken_again(
    person: Visitor, device: Visitor, history: list[Event]
) -> None:
    both = merged(person, changed(device, *history).visitor, "phone")
    assert changed(both, *history).entries == []


@given(visitors, visitors, visitors)
def test_sums_do_not_ask_which_device_comes_first(person: Visitor, phone: Visitor, laptop: Visitor) -> None:
    one = merged(merged(person, phone, "phone"), laptop, "laptop")
    other = merged(merged(person, laptop, "laptop"), phone, "phone")
    assert counts(one) == counts(other)
    assert one.orders.count == other.orders.count
    assert one.first_seen_ms == other.first_seen_ms
    assert {id: each.times_ms for id, each in one.exposures.items()} == {
        id: each.times_ms for id, each in other.exposures.items()
    }


def test_what_the_person_said_of_themselves_stays_before_what_the_device_was_told() -> None:
    person = visitor_of(identify("u", {"size": "M"}))
    device = visitor_of(identify("", {"size": "S", "vip": True}))
    assert merged(person, device, "phone").traits == {"size": "M", "vip": True}


def test_a_product_in_both_carts_has_the_larger_quantity() -> None:
    person = visitor_of(added("bike"), added("tent", quantity=3))
    device = visitor_of(added("bike", quantity=2), added("tent"), added("mug"))
    lines = merged(person, device, "phone").cart.lines
    assert {line.product_id: line.quantity for line in lines} == {"bike": 2, "tent": 3, "mug": 1}


def test_scores_add_up_each_faded_to_the_later_time() -> None:
    person = replace(Visitor(), scores={"bikes": Score(8, NOW_MS - 7 * DAY_MS), "gone": Score(1, NOW_MS)})
    device = replace(Visitor(), scores={"bikes": Score(2, NOW_MS), "visits": Score(3, NOW_MS)})
    scores = merged(person, device, "phone", plans=PLANS).scores
    assert scores == {"bikes": Score(6, NOW_MS), "visits": Score(3, NOW_MS)}


def test_an_order_that_browser_and_shop_both_told_counts_once() -> None:
    device, person = visitor_of(order("1", 100), order("2", 50)), visitor_of(order("1", 100))
    orders = merged(person, device, "phone").orders
    assert (orders.count, orders.revenue_minor) == (2, 15_000)


def test_the_visit_that_goes_on_keeps_where_it_came_from() -> None:
    device = visitor_of(page({"url": "https://shop.example/?utm_source=news"}))
    person = visitor_of(page({"url": "https://shop.example/"}, NOW_MS - DAY_MS))
    session = merged(person, device, "phone").session
    assert session is not None
    assert (session.number, session.source, session.pages) == (2, "news", 1)


def test_a_message_read_on_one_is_read_on_both() -> None:
    unread, read = InboxMessage("a", NOW_MS - DAY_MS), InboxMessage("b", NOW_MS - DAY_MS, NOW_MS)
    for person, device, variant in ((unread, read, "a"), (read, unread, "b")):
        inboxes = [replace(Visitor(), inbox={"hello": message}) for message in (person, device)]
        assert merged(*inboxes, "phone").inbox == {"hello": InboxMessage(variant, NOW_MS - DAY_MS, NOW_MS)}


def test_the_devices_of_a_person_are_noted_in_order_and_bounded() -> None:
    person = Visitor()
    for number in range(MAX_MERGED + 5):
        person = merged(person, Visitor(), f"device-{number}")
    assert list(person.merged_from) == [f"device-{number}" for number in range(5, MAX_MERGED + 5)]


@given(visitors, visitors, visitors)
def test_a_device_that_was_forgotten_and_began_anew_adds_its_new_history(
    person: Visitor, device: Visitor, anew: Visitor
) -> None:
    once = merged(person, device, "phone", b"1")
    assert merged(once, anew, "phone", b"2").counters == merged(once, anew, "laptop").counters
