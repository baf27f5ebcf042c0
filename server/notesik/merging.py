"""Two histories of one person as one: what happened on a device before its visitor said who they are."""

from __future__ import annotations

from msgspec.structs import replace

from notesik.affinities import merged_affinities
from notesik.carts import MAX_LINES, Cart
from notesik.exposures import Exposure
from notesik.sessions import Session
from notesik.visitor_changes import in_order, last_days
from notesik.visitors import (
    MAX_BOUGHT,
    MAX_COUNTERS,
    MAX_EXPOSURES,
    MAX_INBOX,
    MAX_MERGED,
    MAX_ORDER_IDS,
    MAX_TRAITS,
    MAX_VIEWED,
    MAX_WISHLIST,
    Counter,
    InboxMessage,
    Orders,
    Visitor,
)


def merged(person: Visitor, device: Visitor, device_id: str) -> Visitor:
    """``person`` with the anonymous history of ``device`` added, once: a device that was merged before adds nothing.

    Sums add up, rings keep the newest, what the person said of themselves stays before what the device was told.
    """
    if device_id in person.merged_from:
        return person
    device_is_newer = device.last_seen_ms >= person.last_seen_ms
    older, newer = (person, device) if device_is_newer else (device, person)
    exposures = dict(person.exposures)
    for campaign, exposure in device.exposures.items():
        exposures[campaign] = exposures[campaign].merged(exposure) if campaign in exposures else exposure
    return Visitor(
        first_seen_ms=min(filter(None, (person.first_seen_ms, device.first_seen_ms)), default=0),
        last_seen_ms=newer.last_seen_ms,
        traits=dict(list({**device.traits, **person.traits}.items())[-MAX_TRAITS:]),
        group_id=person.group_id or device.group_id,
        language=newer.language or older.language,
        session=_session(older.session, newer.session),
        counters=_counters(person.counters, device.counters),
        recent=in_order(person.recent + device.recent),
        cart=_cart(person.cart, device.cart),
        orders=_orders(person.orders, device.orders),
        categories=merged_affinities(person.categories, device.categories),
        brands=merged_affinities(person.brands, device.brands),
        exposures=_latest(exposures),
        viewed=_either(newer.viewed, older.viewed, MAX_VIEWED),
        wishlist=_either(newer.wishlist, older.wishlist, MAX_WISHLIST),
        inbox=_inbox(person.inbox, device.inbox),
        seen=person.seen.merged(device.seen),
        merged_from=(*person.merged_from, device_id)[-MAX_MERGED:],
    )


def _either(first: tuple[str, ...], then: tuple[str, ...], limit: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *then)))[:limit]


def _session(older: Session | None, newer: Session | None) -> Session | None:
    if older is None or newer is None:
        return newer or older
    return replace(newer, number=older.number + newer.number)


def _counters(one: dict[str, Counter], other: dict[str, Counter]) -> dict[str, Counter]:
    counters = dict(one)
    for name, counter in other.items():
        known = counters.get(name, Counter())
        days = {day: known.days.get(day, 0) + counter.days.get(day, 0) for day in {*known.days, *counter.days}}
        counters[name] = Counter(known.count + counter.count, max(known.last_ms, counter.last_ms), last_days(days))
    kept = sorted(counters, key=lambda name: -counters[name].last_ms)[:MAX_COUNTERS]
    return {name: counter for name, counter in counters.items() if name in kept}


def _cart(person: Cart, device: Cart) -> Cart:
    """Both carts; a product in both has the larger quantity, since it usually is the same wish told twice."""
    lines = {line.product_id: line for line in person.lines}
    for line in device.lines:
        if line.product_id not in lines or lines[line.product_id].quantity < line.quantity:
            lines[line.product_id] = line
    return Cart(tuple(lines.values())[-MAX_LINES:], max(person.updated_ms, device.updated_ms))


def _orders(person: Orders, device: Orders) -> Orders:
    return Orders(
        count=person.count + device.count,
        revenue_minor=person.revenue_minor + device.revenue_minor,
        last_ms=max(person.last_ms, device.last_ms),
        ids=tuple(dict.fromkeys((*person.ids, *device.ids)))[-MAX_ORDER_IDS:],
        products=_either(device.products, person.products, MAX_BOUGHT),
    )


def _inbox(person: dict[str, InboxMessage], device: dict[str, InboxMessage]) -> dict[str, InboxMessage]:
    messages = dict(device)
    for campaign, message in person.items():
        other = messages.get(campaign)
        read_ms = max(message.read_ms, other.read_ms) if other else message.read_ms
        messages[campaign] = replace(message, read_ms=read_ms)
    newest = sorted(messages, key=lambda campaign: -messages[campaign].at_ms)[:MAX_INBOX]
    return {campaign: messages[campaign] for campaign in newest}


def _latest(exposures: dict[str, Exposure]) -> dict[str, Exposure]:
    kept = sorted(exposures, key=lambda campaign: -exposures[campaign].last_ms)[:MAX_EXPOSURES]
    return {campaign: exposures[campaign] for campaign in kept}
