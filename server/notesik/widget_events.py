"""What widgets' events and conversions count for campaigns, and change of what a visitor has met of them (pure)."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping

from msgspec.structs import replace

from notesik import ecommerce
from notesik.attribution import Goal, converted
from notesik.events import Event
from notesik.exposures import HELD_OUT, Exposure
from notesik.log_entries import Tally
from notesik.money import Money
from notesik.visitors import Visitor, last_exposures


def conversion_tallies(
    visitor: Visitor, event: Event, goals: Mapping[str, Goal], revenue: Money | None = None
) -> tuple[Tally, ...]:
    """One for each campaign that ``event`` is the goal of, and one for its share of ``revenue``."""
    owed = converted(visitor.exposures, goals, event.name, event.at_ms)
    tallies = [Tally(campaign, variant, "conversions") for campaign, variant in owed]
    if revenue is not None and revenue.minor:
        field = f"revenue_minor_{revenue.currency}"
        tallies += [Tally(campaign, variant, field, revenue.minor) for campaign, variant in owed]
    return tuple(tallies)


def with_conversions(visitor: Visitor, tallies: tuple[Tally, ...], at_ms: int) -> Visitor:
    """``visitor``, who remembers when the campaigns of ``tallies`` converted them."""
    if not tallies:
        return visitor
    exposures = dict(visitor.exposures)
    for tally in tallies:
        exposures[tally.campaign] = exposures[tally.campaign].after_conversion(at_ms)
    return replace(visitor, exposures=exposures)


def _seen(exposure: Exposure, event: Event) -> Exposure:
    page_id = ecommerce.text(event.properties.get("page_id"))
    if ecommerce.text(event.properties.get("variant")) == HELD_OUT:
        return exposure.after_holdout(event.at_ms, page_id)
    return exposure.after_impression(event.at_ms, page_id)


def _clicked(exposure: Exposure, event: Event) -> Exposure:
    return exposure.after_click(event.at_ms)


def _closed(exposure: Exposure, event: Event) -> Exposure:
    return exposure.after_close(event.at_ms)


VIEWED = "Widget Viewed"
_WIDGET_EVENTS: dict[str, tuple[str, Callable[[Exposure, Event], Exposure]]] = {
    VIEWED: ("impressions", _seen),
    "Widget Clicked": ("clicks", _clicked),
    "Widget Closed": ("closes", _closed),
    "Message Read": ("impressions", _seen),
}


def widget_tally(event: Event, goals: Mapping[str, Goal], assignment_ids: Iterable[str]) -> Tally | None:
    """What a widget's event counts, where it names a campaign and variant that there are.

    Who is held out can only come to where they would have seen it; and it is looked after whether they are, by one of
    ``assignment_ids``, the visitor's and the device's: else anybody could add to what the campaign is compared with.
    """
    if event.name not in _WIDGET_EVENTS:
        return None
    campaign, variant = (
        ecommerce.text(event.properties.get("campaign")),
        ecommerce.text(event.properties.get("variant")),
    )
    goal = goals.get(campaign)
    if goal is None:
        return None
    if variant == HELD_OUT:
        is_sound = event.name == VIEWED and any(goal.holds_out(campaign, each) for each in assignment_ids)
    else:
        is_sound = variant in goal.variants
    if not is_sound:
        return None
    return Tally(campaign, variant, _WIDGET_EVENTS[event.name][0])


def with_exposure(visitor: Visitor, event: Event, tally: Tally, variants: Container[str]) -> Visitor:
    """``visitor``, who remembers the widget's event that ``tally`` counts; ``variants`` are those there are now."""
    before = (visitor.exposures.get(tally.campaign) or Exposure("")).of_variant(tally.variant, variants)
    changed = last_exposures({**visitor.exposures, tally.campaign: _WIDGET_EVENTS[event.name][1](before, event)})
    inbox = visitor.inbox
    if event.name == "Message Read" and tally.campaign in inbox:
        inbox = {**inbox, tally.campaign: inbox[tally.campaign].read(event.at_ms)}
    return replace(visitor, exposures=changed, inbox=inbox)
