"""What a campaign would have done: visits of the past, replayed against a draft. Pure.

Each visitor starts as a stranger and is followed through their events, as the notebook does it; on each page the draft
is decided on, together with the live campaigns that could take its place. Where it would have been shown, that counts
as an impression, so that its caps hold for the visits after it.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from msgspec.structs import replace

from notesik.attribution import Goal
from notesik.campaigns import RUNNING, Campaign, CompiledCampaign, compile_campaign, goal_event
from notesik.catalogue import Catalogue
from notesik.consent import Consent
from notesik.context import Situation, build_context, read_page
from notesik.decisions import Decision, Request, decide
from notesik.devices import MAX_HEADER, device_of
from notesik.ecommerce import text
from notesik.events import Event
from notesik.exposures import Exposure
from notesik.identity import Level
from notesik.log_entries import Entry
from notesik.segments import Segments
from notesik.sessions import page_of
from notesik.site_rules import SiteRules
from notesik.sites import Site
from notesik.visitor_changes import Shop, after
from notesik.visitors import Visitor

MAX_VISITS = 10_000
MAX_VISITORS_HELD = 10_000
"""Of more at once, those who were away the longest start anew."""

NOTE = (
    "Visitors are followed from the beginning of this window only: what they did before is not known, so that they seem"
    " newer than they were, and one who identified themselves counts as another from then on."
    " Pages are taken to have the campaign's slot, visitors to agree to personalising; where they were, and often on"
    " which device, is not in the log. The draft's status, beginning and end do not count, its days and hours do."
    " Live campaigns that would take its place are those of now. Nothing is rendered: a widget that has nothing to show"
    " counts as shown. What would be shown counts as seen; nobody closes it."
)


class Ground(NamedTuple):
    """What of a site visits are replayed on: as it is now. ``shop`` is that of its events, ``campaigns`` all of its."""

    site: Site
    catalogue: Catalogue
    shop: Shop
    segments: Segments
    campaigns: Sequence[CompiledCampaign]
    rules: SiteRules


class DryRun:
    """Replays entries of the log, those of one visitor in their order; then ``report`` tells what came of it."""

    def __init__(self, draft: Campaign, ground: Ground, *, visitors_held: int = MAX_VISITORS_HELD) -> None:
        schedule = replace(draft.schedule, from_=None, until=None)
        self._draft = compile_campaign(replace(draft, status="live", schedule=schedule), ground.segments)
        self._ground = ground
        self._visitors_held = visitors_held
        self._campaigns = [self._draft, *(each for each in ground.campaigns if _may_hinder(each, self._draft))]
        others = {id: goal for id, goal in ground.shop.goals.items() if id != draft.id}
        self._shop_of_others = ground.shop._replace(goals=others)
        self._shop = ground.shop._replace(goals={**others, draft.id: _goal(draft)})
        self._visitors: OrderedDict[str, Visitor] = OrderedDict()
        self._reasons: Counter[str] = Counter()
        self._came: set[str] = set()
        self._saw: set[str] = set()
        self._first_ms = self._last_ms = 0
        self.visits = 0
        """How many were replayed so far."""

    def replay(self, entry: Entry, came_ms: int) -> None:
        """One event of the site, which came in at ``came_ms``, Unix milliseconds."""
        who, event = entry.visitor, entry.event
        # What is reported of the draft's earlier self is no impression of the draft.
        is_own = event.properties.get("campaign") == self._draft.campaign.id
        shop = self._shop_of_others if is_own else self._shop
        visitor = self._visitors.get(who, Visitor())
        if event.user_id and not visitor.assignment_id:
            visitor = replace(visitor, assignment_id=event.anonymous_id or who)
        visitor = after(visitor, [event], shop, who, came_ms).visitor
        if event.type == "page":
            visitor = self._visited(visitor, who, event)
            self._first_ms = min(self._first_ms or came_ms, came_ms)
            self._last_ms = max(self._last_ms, came_ms)
        self._visitors[who] = visitor
        self._visitors.move_to_end(who)
        if len(self._visitors) > self._visitors_held:
            self._visitors.popitem(last=False)

    def forget_visitors(self) -> None:
        """Let go of all who do not come again, because their entries are through."""
        self._visitors.clear()

    def report(self, note: str = "") -> dict[str, Any]:
        """What came of it; ``note`` joins the one that says how far this can be relied on."""
        return {
            "visits": self.visits,
            "visitors": len(self._came),
            "would_show": {"visits": self._reasons["shown"], "visitors": len(self._saw)},
            "reasons": dict(self._reasons.most_common()),
            "window": {"from": _iso(self._first_ms), "until": _iso(self._last_ms)} if self.visits else None,
            "note": f"{NOTE} {note}".strip(),
        }

    def _visited(self, visitor: Visitor, who: str, event: Event) -> Visitor:
        decision = self._decision(visitor, who, event)
        self.visits += 1
        self._reasons[decision.reason] += 1
        self._came.add(who)
        if decision.variant is None:
            return visitor
        before = visitor.exposures.get(decision.campaign) or Exposure("")
        if decision.shown:
            self._saw.add(who)
            met = before.of_variant(decision.variant, self._draft.weights).after_impression(event.at_ms)
        else:
            met = before.after_holdout(event.at_ms)
        return replace(visitor, exposures={**visitor.exposures, decision.campaign: met})

    def _decision(self, visitor: Visitor, who: str, event: Event) -> Decision:
        ground, draft = self._ground, self._draft
        situation = Situation(
            visitor=visitor,
            visitor_id=who,
            # An event proves nobody: who says they are someone is claimed at most.
            level=Level.CLAIMED if event.user_id else Level.ANONYMOUS,
            page=lambda: read_page(page_of(event)),
            device=lambda: device_of(text(event.context.get("userAgent"), MAX_HEADER)),
            consent=Consent(),
            site=ground.site,
            catalogue=ground.catalogue,
            now_ms=event.at_ms,
            plans=ground.shop.plans,
            segments=ground.segments,
        )
        request = Request(
            assignment_id=visitor.assignment_id or who,
            may_personalise=True,
            slots=frozenset(each.slot for each in self._campaigns if each.slot is not None),
        )
        decisions = decide(
            self._campaigns, build_context(situation), visitor.exposures, request, event.at_ms, ground.rules
        )
        return next(each for each in decisions if each.campaign == draft.campaign.id)


def _may_hinder(other: CompiledCampaign, draft: CompiledCampaign) -> bool:
    """Whether ``other`` is asked before the draft, and can take a place or use up a cap that it needs, too."""
    one, campaign = other.campaign, draft.campaign
    is_met = not set(other.places).isdisjoint(draft.places) or (one.group is not None and one.group == campaign.group)
    return one.status in RUNNING and one.id != campaign.id and other.rank < draft.rank and is_met


def _goal(draft: Campaign) -> Goal:
    conversion = draft.conversion
    return Goal(goal_event(draft), int(conversion.within.ms), frozenset(each.id for each in draft.variants))


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
