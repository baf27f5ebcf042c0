"""How events change a visitor's state. Pure: the same state, events and shop give the same outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from notesik import ecommerce
from notesik.answers import (
    FORM_COMPLETED,
    FORM_SUBMITTED,
    FormProgress,
    Known,
    Questions,
    last_forms,
    read_submission,
)
from notesik.attribution import Goal
from notesik.counters import Counter, last_counters
from notesik.ecommerce import Line, Lookup
from notesik.event_facts import facts_of, kept_facts
from notesik.events import Event
from notesik.log_entries import Entry
from notesik.recent_events import recent_after, recent_of
from notesik.scores import NO_PLANS, Plans, scores_after
from notesik.seen_messages import DAY_MS, digest_of
from notesik.sessions import PAGE_LEFT, session_after, session_after_leaving
from notesik.shopping import with_shopping
from notesik.visitors import Orders, Visitor, last_scores, traits_after
from notesik.widget_events import conversion_tallies, widget_tally, with_conversions, with_exposure

NEVER = Counter()
PAGES = frozenset({"page", "screen"})
FEW_EVENTS = 16
"""For more, it pays to unpack the digests of seen messages."""


SegmentsAfter = Callable[[Visitor, str, Event], tuple[str, ...]]
"""The segments that a visitor, by that id, is in after an event."""


IsRobot = Callable[[Event], bool]


def no_segments(visitor: Visitor, who: str, event: Event) -> tuple[str, ...]:
    """Where nobody is counted."""
    return ()


class Shop(NamedTuple):
    """What of the shop decides how an event is read: its products, its currency, its campaigns' goals, its plans."""

    site: str
    lookup: Lookup
    currency: str
    goals: Mapping[str, Goal]
    plans: Plans = NO_PLANS
    questions: Mapping[tuple[str, str], Questions] = {}
    """What the site's forms ask, by campaign and variant."""
    segments_after: SegmentsAfter = no_segments
    """Asked for the sizes of segments, of a visitor's last page view of a day at most."""
    is_robot: IsRobot = lambda event: False
    """Whether a known robot sent the event: what it looks at counts for nobody."""


class Change(NamedTuple):
    """The state afterwards, and what goes into the log: one entry for each event that was not known yet."""

    visitor: Visitor
    entries: list[Entry]


def after(
    visitor: Visitor, events: Sequence[Event], shop: Shop, who: str, now_ms: int, *, is_decided_on: bool = False
) -> Change:
    """``visitor`` after ``events``. An event whose message was taken before changes nothing.

    Args:
        who: the visitor's id as the log names it.
        now_ms: when the events came in, Unix milliseconds.
        is_decided_on: whether a decision follows, which tells today's segments (see ``with_segments``).
    """
    today = now_ms // DAY_MS if is_decided_on else None
    entries: list[Entry] = []
    new = _new_events(visitor, events)
    counted = {event.at_ms // DAY_MS: event for event in new.values() if event.type in PAGES}
    for event in new.values():
        visitor, entry = _after_one(visitor, event, shop, who, now_ms)
        day = event.at_ms // DAY_MS
        if day != today and event is counted.get(day):
            entry = replace(entry, segments=shop.segments_after(visitor, who, event))
        entries.append(replace(entry, by_robot=True) if shop.is_robot(event) else entry)
        if event.name == FORM_SUBMITTED and event.type == "track":
            visitor, more = _after_submission(visitor, event, shop, who, now_ms)
            entries += more
    return Change(replace(visitor, seen=visitor.seen.after(list(new), now_ms)) if new else visitor, entries)


def with_segments(entries: list[Entry], segments: Callable[[], tuple[str, ...]], now_ms: int) -> None:
    """Put those of now to the last page view of today, if there is one."""
    for place in range(len(entries) - 1, -1, -1):
        event = entries[place].event
        if event.type in PAGES and event.at_ms // DAY_MS == now_ms // DAY_MS:
            entries[place] = replace(entries[place], segments=segments())
            return


def _new_events(visitor: Visitor, events: Sequence[Event]) -> dict[bytes, Event]:
    """The events whose messages were not taken yet, by the digests of these."""
    new: dict[bytes, Event] = {}
    was_seen = visitor.seen.has if len(events) < FEW_EVENTS else visitor.seen.digests().__contains__
    for event in events:
        digest = digest_of(event.message_id)
        if digest not in new and not was_seen(digest):
            new[digest] = event
    return new


def _after_one(visitor: Visitor, event: Event, shop: Shop, who: str, now_ms: int) -> tuple[Visitor, Entry]:
    if event.type == "track" and event.name == PAGE_LEFT:
        # Nothing that a visitor did: it must not take the place of what they did among their recent events.
        return replace(visitor, session=session_after_leaving(visitor.session, event)), Entry(shop.site, who, event)
    visitor = _with_visit(visitor, event, shop, now_ms)
    if event.type == "page" and visitor.forms:
        visitor = replace(visitor, forms={name: each.off_page() for name, each in visitor.forms.items()})
    if event.type in ("identify", "group"):
        return _with_traits(visitor, event), Entry(shop.site, who, event)
    if event.type != "track":
        return visitor, Entry(shop.site, who, event)
    if (tally := widget_tally(event, shop.goals, (visitor.assignment_id, event.anonymous_id or who))) is not None:
        variants = shop.goals[tally.campaign].variants
        return with_exposure(visitor, event, tally, variants), Entry(shop.site, who, event, tallies=(tally,))
    lines = ecommerce.read_lines(event.properties, shop.lookup, shop.currency, now_ms)
    if event.name == ecommerce.ORDER_COMPLETED:
        return _with_order(visitor, event, lines, shop, who)
    entry = Entry(
        shop.site, who, event, tallies=conversion_tallies(visitor, event, shop.goals), known=_known(event, lines, shop)
    )
    if event.name == ecommerce.PRODUCT_VIEWED and lines and visitor.session:
        # A product looked at again (a reload, the way back) makes no new pairs.
        is_again = lines[0].product_id in visitor.session.viewed
        entry = replace(entry, viewed_with=() if is_again else visitor.session.viewed)
    return with_conversions(with_shopping(visitor, event, lines), entry.tallies, event.at_ms), entry


def _with_visit(visitor: Visitor, event: Event, shop: Shop, now_ms: int) -> Visitor:
    """Times, session, language, counter, recent events and scores: what every event tells.

    An order that was told before is no second event, but the visitor was there.
    """
    at_ms = event.at_ms
    name = event.name if event.type == "track" else event.type
    changes: dict[str, object] = {
        "first_seen_ms": min(visitor.first_seen_ms or at_ms, at_ms),
        "last_seen_ms": max(visitor.last_seen_ms, at_ms),
        "session": session_after(visitor.session, event),
    }
    if language := ecommerce.text(event.context.get("locale"), 20):
        changes["language"] = language
    if not _is_known_order(visitor, event):
        counter = visitor.counters.get(name, NEVER)
        facts = facts_of(event, shop.lookup, now_ms)
        changes["counters"] = last_counters({**visitor.counters, name: counter.after(at_ms)})
        changes["recent"] = recent_after(visitor.recent, recent_of(name, at_ms, kept_facts(facts)))
        changes["scores"] = last_scores(scores_after(visitor.scores, shop.plans, name, facts, at_ms))
    return replace(visitor, **changes)


def _is_known_order(visitor: Visitor, event: Event) -> bool:
    """Whether it is an order that was told before, by the browser or the shop's server."""
    is_order = event.type == "track" and event.name == ecommerce.ORDER_COMPLETED
    return is_order and ecommerce.order_id(event.properties) in visitor.orders.revenue_by_id


def _with_traits(visitor: Visitor, event: Event) -> Visitor:
    if event.type == "group":
        return replace(visitor, group_id=event.group_id)
    in_context = event.context.get("traits")
    stated = {**(in_context if isinstance(in_context, dict) else {}), **event.traits}
    return replace(visitor, traits=traits_after(visitor.traits, stated))


def _after_submission(visitor: Visitor, event: Event, shop: Shop, who: str, now_ms: int) -> tuple[Visitor, list[Entry]]:
    """The answer that a form sent, and what follows from it: one that is completed tells so by an event of its own."""
    submission = read_submission(event.properties, event.at_ms)
    questions = shop.questions.get((submission.campaign, submission.variant))
    if questions is None:
        return visitor, []
    before = visitor.forms.get(submission.campaign, FormProgress())
    taken = questions.taken(submission, Known(before, visitor.traits, visitor.preferences))
    visitor = replace(
        visitor,
        traits=traits_after(visitor.traits, dict(taken.traits)) if taken.traits else visitor.traits,
        forms=last_forms({**visitor.forms, submission.campaign: taken.progress}),
        preferences=taken.preferences,
    )
    if before.completed_ms or not taken.progress.completed_ms:
        return visitor, []
    told = {name: event.properties.get(name) for name in ("campaign", "variant", "widget")}
    completed = replace(event, name=FORM_COMPLETED, message_id=f"{event.message_id}:completed", properties=told)
    visitor, entry = _after_one(visitor, completed, shop, who, now_ms)
    return visitor, [entry]


def _with_order(visitor: Visitor, event: Event, lines: tuple[Line, ...], shop: Shop, who: str) -> tuple[Visitor, Entry]:
    """An order empties the cart; told again (by the browser, then by the shop's server) it changes nothing more."""
    if _is_known_order(visitor, event):
        return visitor, Entry(shop.site, who, event)
    revenue = ecommerce.order_revenue(event.properties, lines, shop.currency)
    revenue_minor = revenue.minor if revenue.currency == shop.currency else 0
    order_id = ecommerce.order_id(event.properties)
    order = Orders(
        count=1,
        revenue_minor=revenue_minor,
        last_ms=event.at_ms,
        revenue_by_id={order_id: revenue_minor} if order_id else {},
        products=tuple(line.product_id for line in lines),
    )
    tallies = conversion_tallies(visitor, event, shop.goals, revenue)
    sold = tuple((line.product_id, line.quantity) for line in lines)
    visitor = replace(with_shopping(visitor, event, lines), orders=visitor.orders.merged(order))
    entry = Entry(shop.site, who, event, tallies=tallies, sold=sold, known=_known(event, lines, shop))
    return with_conversions(visitor, tallies, event.at_ms), entry


def _known(event: Event, lines: tuple[Line, ...], shop: Shop) -> tuple[str, ...]:
    """The products of a view or an order that the catalogue has now."""
    if event.name not in (ecommerce.PRODUCT_VIEWED, ecommerce.ORDER_COMPLETED):
        return ()
    named = dict.fromkeys((ecommerce.product_id(event.properties), *(line.product_id for line in lines)))
    return tuple(id for id in named if shop.lookup(id) is not None)
