"""Campaigns: who sees which widget, where, when and how often. Documents in, compiled campaigns out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, Protocol

import msgspec

from notesik.answers import FORM_COMPLETED
from notesik.assignment import Share
from notesik.condition_compiler import SegmentsLike
from notesik.conditions import compilation_of, sound_compilation
from notesik.css_selectors import selector_fault
from notesik.documents import join_path, read_document, suggestion
from notesik.errors import BadDocument, Fault
from notesik.exposures import HELD_OUT
from notesik.fields import Test
from notesik.frequency import Frequency
from notesik.ids import Id, Title
from notesik.known_names import ANY_NAMES, SiteNames, field_faults, group_faults, plan_faults
from notesik.known_tags import tags_of
from notesik.opening_hours import compile_opening
from notesik.page_edits import edited_places
from notesik.placements import Immediate, Placement, Slot, Trigger, place_of, placement_name
from notesik.schedules import Period, Schedule, Span, compile_schedule, schedule_faults

Status = Literal["draft", "scheduled", "live", "paused", "ended"]
RUNNING: frozenset[Status] = frozenset({"scheduled", "live"})
"""Those that are shown while their schedule allows it; "scheduled" says besides that there is a beginning."""
Weight = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]

PERSONAL_FIELDS = frozenset({"visitor", "preferences", "loyalty", "session", "cart", "lists", "favourite"})
"""The parts of the context that tell visitors apart: a condition that reads them needs consent to personalise."""


class Conversion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The event that a campaign is for, and how long after an impression or click it counts."""

    event: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    """None is the event that its widgets are for: see ``goal_event``."""
    within: Period = Period.parse("7d")


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One of the widgets that compete in a campaign; of all visitors it gets its weight's share."""

    id: Id
    widget: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    weight: Weight = 1
    parameters: dict[str, Any] = {}


class Namespace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part (0 to 1) of all visitors: of campaigns with different parts of one name nobody sees more than one."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    from_: Share = msgspec.field(name="from")
    to: Share


class Campaign(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, gc=False):
    """A campaign as its document says it."""

    id: Id
    name: Title
    status: Status = "draft"
    priority: Annotated[int, msgspec.Meta(ge=-1_000_000, le=1_000_000)] = 0
    group: Id | None = None
    """Whose caps, in the site's rules, it shares."""
    exclusive_group: Id | None = None
    """Of the campaigns with the same one, only the first by priority is shown."""
    condition: dict[str, Any] = {}
    trigger: Trigger = Immediate()
    placement: Placement
    frequency: Frequency = Frequency()
    schedule: Schedule = Schedule()
    conversion: Conversion = Conversion()
    coverage: Share = 1
    """The share of visitors who take part; who has met a variant stays."""
    namespace: Namespace | None = None
    holdout: Share = 0
    """The share of visitors who never see it, but are counted."""
    automatic_winner: bool = False
    """Whether the weights follow the results, as the site's rules say."""
    variants: Annotated[tuple[Variant, ...], msgspec.Meta(min_length=1, max_length=20)]

    def variant(self, id: str) -> Variant | None:
        return next((variant for variant in self.variants if variant.id == id), None)


class WidgetLike(Protocol):
    """What a campaign asks of a widget (``widgets.Widget`` has it)."""

    @property
    def placements(self) -> frozenset[str]: ...

    def faults(self, parameters: object, path: str) -> list[Fault]: ...


class CompiledCampaign(msgspec.Struct, frozen=True, gc=False):
    """A campaign ready to be decided on: nothing is parsed or looked up after this."""

    campaign: Campaign
    matches: Test
    """Whether its condition holds."""
    weights: dict[str, float]
    """By variant."""
    span: Span
    is_open: Callable[[int], bool] | None
    """Whether its days and hours hold at a moment (Unix milliseconds); None where it has none."""
    slot: str | None
    """The slot that the page must have."""
    place: str | None
    """The place that only one campaign can have (``slot hero``); None where any number may be shown."""
    places: tuple[str, ...]
    """The same, and its exclusive group, which also only one can have."""
    fields: frozenset[str]
    """The paths of the context that its condition reads."""
    personal_fields: frozenset[str]
    """Those of them that need consent to personalise."""
    segments: frozenset[str]
    """The segments that its condition names, by id."""
    made_of: bytes
    """The digest of its document, where it is known."""

    @property
    def rank(self) -> tuple[int, str]:
        """Sorts the higher priority first, and by id where it is the same."""
        return (-self.campaign.priority, self.campaign.id)


def read_campaign(
    document: object,
    widgets: Mapping[str, WidgetLike],
    segments: SegmentsLike | None = None,
    names: SiteNames = ANY_NAMES,
) -> Campaign:
    """The campaign in a document; raises BadDocument with every fault and its path.

    ``segments`` and ``names`` are those of the site, which the document may name.
    """
    campaign, faults = read_document(document, Campaign)
    if isinstance(document, dict):
        faults.extend(_deeper_faults(document, campaign, widgets, segments, names))
    if campaign is None or faults:
        id = document.get("id") if isinstance(document, dict) else None
        raise BadDocument(f"campaign {id}" if isinstance(id, str) else "the campaign", faults)
    return campaign


def compile_campaign(
    campaign: Campaign, segments: SegmentsLike | None = None, *, made_of: bytes = b""
) -> CompiledCampaign:
    """Compile a campaign that ``read_campaign`` has passed, with the same segments; ``made_of`` is its digest."""
    compilation = sound_compilation(campaign.condition, segments=segments)
    fields = compilation.fields
    schedule = campaign.schedule
    place = place_of(campaign.placement, campaign.trigger)
    group = campaign.exclusive_group
    return CompiledCampaign(
        campaign=campaign,
        matches=compilation.test,
        weights={variant.id: variant.weight for variant in campaign.variants},
        span=compile_schedule(schedule),
        is_open=compile_opening(schedule.days, schedule.hours, schedule.time_zone),
        slot=campaign.placement.slot if isinstance(campaign.placement, Slot) else None,
        place=place,
        places=tuple(filter(None, (place, group and exclusive(group), *_edited(campaign)))),
        fields=fields,
        personal_fields=frozenset(field for field in fields if field.partition(".")[0] in PERSONAL_FIELDS),
        segments=frozenset(reference.segment for reference in compilation.references),
        made_of=made_of,
    )


def state_of(campaign: Campaign, now_ms: int) -> Status:
    """What a campaign is at a moment: one that runs may be scheduled still or ended already by its schedule."""
    if campaign.status not in RUNNING:
        return campaign.status
    from_ms, until_ms = compile_schedule(campaign.schedule)
    if until_ms is not None and now_ms >= until_ms:
        return "ended"
    return "scheduled" if from_ms is not None and now_ms < from_ms else "live"


def goal_event(campaign: Campaign) -> str:
    """The event that a campaign is for: the one that it names, else what its first widget is there for."""
    return campaign.conversion.event or _GOALS.get(campaign.variants[0].widget, _ORDER)


_ORDER = "Order Completed"
_GOALS = {"form": FORM_COMPLETED, "preferences": FORM_COMPLETED}


def _edited(campaign: Campaign) -> list[str]:
    """What any of its variants changes on the page itself."""
    places = [place for each in campaign.variants for place in edited_places(each.widget, each.parameters)]
    return list(dict.fromkeys(places))


def exclusive(group: str) -> str:
    """An exclusive group among the places; no place is called so."""
    return f"exclusive group {group}"


def campaign_document(campaign: Campaign) -> dict[str, Any]:
    """The campaign as a document that reads back as the same campaign; defaults are left out."""
    document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(campaign, enc_hook=str))
    return document


def _deeper_faults(
    document: dict[str, Any],
    campaign: Campaign | None,
    widgets: Mapping[str, WidgetLike],
    segments: SegmentsLike | None,
    names: SiteNames,
) -> Iterator[Fault]:
    """What the shape alone does not show, in each part whose own shape is sound; ``campaign``, if all of them are."""
    if isinstance(document.get("condition"), dict):
        compilation = compilation_of(document["condition"], segments=segments)
        yield from compilation.faults + compilation.doubts
        yield from field_faults(compilation.own_fields, "condition", names)
    yield from group_faults(document, names)
    for part in ("trigger", "placement"):
        selector = document[part].get("selector") if isinstance(document.get(part), dict) else None
        if isinstance(selector, str) and (message := selector_fault(selector)):
            yield Fault(f"{part}.selector", message)
    parts = _sound_parts(document) if campaign is None else campaign
    if parts.schedule is not None:
        yield from schedule_faults(parts.schedule, "schedule")
        if document.get("status") == "scheduled" and parts.schedule.from_ is None:
            yield Fault("schedule.from", "is missing: a scheduled campaign becomes live then")
    if parts.namespace is not None and parts.namespace.from_ >= parts.namespace.to:
        yield Fault("namespace.to", "must be more than from")
    yield from _variants_faults(parts.variants)
    for index, variant in enumerate(parts.variants):
        if variant is not None:
            path = f"variants[{index}]"
            yield from _widget_faults(variant, path, parts.placement, widgets)
            yield from plan_faults(tags_of(variant.parameters, join_path(path, "parameters")), names)


class _Placed(msgspec.Struct):
    """The one part of a campaign that its widgets must fit."""

    placement: Placement


class _Parts(NamedTuple):
    """Parts of a campaign, each None where its shape has faults."""

    schedule: Schedule | None
    namespace: Namespace | None
    placement: Placement | None
    variants: Sequence[Variant | None]


def _sound_parts(document: dict[str, Any]) -> _Parts:
    placed, _ = read_document({"placement": document.get("placement")}, _Placed)
    variants = document.get("variants")
    return _Parts(
        schedule=read_document(document.get("schedule", {}), Schedule)[0],
        namespace=read_document(document.get("namespace"), Namespace)[0],
        placement=None if placed is None else placed.placement,
        variants=[read_document(each, Variant)[0] for each in variants] if isinstance(variants, list) else (),
    )


def _variants_faults(variants: Sequence[Variant | None]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, variant in enumerate(variants):
        if variant is not None and variant.id in seen:
            yield Fault(f"variants[{index}].id", f'another variant is also called "{variant.id}"')
        if variant is not None and variant.id == HELD_OUT:
            yield Fault(f"variants[{index}].id", f'"{HELD_OUT}" is the name of the visitors who are held out')
        seen.add(variant.id if variant else "")
    if variants and all(variant is not None and variant.weight == 0 for variant in variants):
        yield Fault("variants", "at least one needs a weight above 0")


def _widget_faults(
    variant: Variant, path: str, placement: Placement | None, widgets: Mapping[str, WidgetLike]
) -> Iterator[Fault]:
    widget = widgets.get(variant.widget)
    if widget is None:
        yield Fault(
            join_path(path, "widget"), f'unknown widget "{variant.widget}"{suggestion(variant.widget, widgets)}'
        )
        return
    if placement is not None and (place := placement_name(placement)) not in widget.placements:
        fitting = " or ".join(sorted(widget.placements))
        yield Fault(join_path(path, "widget"), f"{variant.widget} does not fit placement {place}, only {fitting}")
    yield from widget.faults(variant.parameters, join_path(path, "parameters"))
