"""Two histories of one person as one: what happened on a device before its visitor said who they are."""

from __future__ import annotations

from collections.abc import Set

from msgspec.structs import replace

from notesik.affinities import merged_affinities
from notesik.answers import merged_forms
from notesik.carts import MAX_LINES, Cart
from notesik.counters import Counter, last_counters
from notesik.ecommerce import ORDER_COMPLETED, order_id
from notesik.exposures import Exposure
from notesik.recent_events import last_recent
from notesik.scores import NO_PLANS, Plans, merged_scores
from notesik.sessions import merged_sessions
from notesik.visitors import (
    MAX_INBOX,
    MAX_MERGED,
    MAX_TRAITS,
    MAX_VIEWED,
    MAX_WISHLIST,
    InboxMessage,
    Visitor,
    first_of,
    last_exposures,
)


def merged(person: Visitor, device: Visitor, device_id: str, mark: bytes = b"", plans: Plans = NO_PLANS) -> Visitor:
    """``person`` with the anonymous history of ``device`` added, once: what was merged before adds nothing.
    A device without any history is noted as theirs all the same.

    Sums add up, rings keep the newest, what the person said of themselves stays before what the device was told.
    Scores that no plan of ``plans`` has are forgotten. ``mark`` tells this history of the device from a later one: a
    device may be forgotten and begin anew.
    """
    if device_id in person.merged_from and mark in (b"", person.merged_from[device_id]):
        return person
    device = _without_orders(device, device.orders.revenue_by_id.keys() & person.orders.revenue_by_id.keys())
    device_is_newer = device.last_seen_ms >= person.last_seen_ms
    older, newer = (person, device) if device_is_newer else (device, person)
    return Visitor(
        first_seen_ms=min(filter(None, (person.first_seen_ms, device.first_seen_ms)), default=0),
        last_seen_ms=newer.last_seen_ms,
        traits=dict(list({**device.traits, **person.traits}.items())[-MAX_TRAITS:]),
        group_id=person.group_id or device.group_id,
        language=newer.language or older.language,
        session=merged_sessions(person.session, device.session),
        counters=_counters(person.counters, device.counters),
        recent=last_recent(person.recent + device.recent),
        cart=_cart(person.cart, device.cart),
        orders=person.orders.merged(device.orders),
        categories=merged_affinities(person.categories, device.categories),
        brands=merged_affinities(person.brands, device.brands),
        exposures=_exposures(person.exposures, device.exposures),
        viewed=first_of(MAX_VIEWED, newer.viewed, older.viewed),
        wishlist=first_of(MAX_WISHLIST, newer.wishlist, older.wishlist),
        inbox=_inbox(person.inbox, device.inbox),
        scores=merged_scores(person.scores, device.scores, plans),
        seen=person.seen.merged(device.seen),
        forms=merged_forms(person.forms, device.forms),
        preferences=person.preferences.merged(device.preferences),
        merged_from=dict(list({**person.merged_from, device_id: mark}.items())[-MAX_MERGED:]),
        assignment_id=person.assignment_id or device.assignment_id or device_id,
    )


def _without_orders(device: Visitor, told_twice: Set[str]) -> Visitor:
    """``device`` without the events of orders that the person's record was told of, too: each happened once.

    Their days are known as long as the events are among the recent ones.
    """
    counter = device.counters.get(ORDER_COMPLETED)
    if not told_twice or counter is None:
        return device
    twice = [each for each in device.recent if each.name == ORDER_COMPLETED and order_id(each.facts) in told_twice]
    counter = counter.without([each.at_ms for each in twice], len(told_twice))
    return replace(
        device,
        counters={**device.counters, ORDER_COMPLETED: counter},
        recent=tuple(each for each in device.recent if each not in twice),
    )


def _counters(one: dict[str, Counter], other: dict[str, Counter]) -> dict[str, Counter]:
    return last_counters(one | {name: one.get(name, Counter()).merged(counter) for name, counter in other.items()})


def _exposures(one: dict[str, Exposure], other: dict[str, Exposure]) -> dict[str, Exposure]:
    both = {
        campaign: one[campaign].merged(exposure) if campaign in one else exposure
        for campaign, exposure in other.items()
    }
    return last_exposures(one | both)


def _cart(person: Cart, device: Cart) -> Cart:
    """Both carts; a product in both has the larger quantity, since it usually is the same wish told twice."""
    lines = {line.product_id: line for line in person.lines}
    for line in device.lines:
        if line.product_id not in lines or lines[line.product_id].quantity < line.quantity:
            lines[line.product_id] = line
    return Cart(
        lines=tuple(lines.values())[-MAX_LINES:],
        updated_ms=max(person.updated_ms, device.updated_ms),
        stated_ms=max(person.stated_ms, device.stated_ms),
    )


def _inbox(person: dict[str, InboxMessage], device: dict[str, InboxMessage]) -> dict[str, InboxMessage]:
    """A message in both is the person's; read in one, it is read."""
    messages = dict(device)
    for campaign, message in person.items():
        other = messages.get(campaign)
        messages[campaign] = message.read(other.read_ms) if other else message
    newest = sorted(messages, key=lambda campaign: -messages[campaign].at_ms)[:MAX_INBOX]
    return {campaign: messages[campaign] for campaign in newest}
