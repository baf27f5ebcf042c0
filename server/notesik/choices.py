"""The choice of what one visitor sees at one moment: decided on their state, and rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter

from msgspec.structs import replace

from notesik.calls import Call, Speaker, page_id_of
from notesik.context import Context, read_page
from notesik.decisions import Decision, Request, choose, explain
from notesik.exposures import Exposure
from notesik.holdouts import held_out_wire
from notesik.inboxes import with_messages
from notesik.live_sites import LiveSite
from notesik.notebook_tasks import Amended
from notesik.previewed import Opened, Wire, making_way, opened_by, uncounted
from notesik.renderings import Renderings
from notesik.reservations import after_decisions
from notesik.segments import segments_of
from notesik.visitor_scenes import context_of, scene_of, unread_of
from notesik.visitors import Visitor, last_exposures
from notesik.widget_scenes import Inbox, Scene

MAX_SLOTS = 100
MAX_CAMPAIGNS = 100
"""On the screen, or viewed, that a request may tell of."""

_IS_SHOWN = attrgetter("shown")
_STRANGER = Visitor()
_NO_SCENE = Scene()
_NO_RENDERINGS = Renderings({}, _NO_SCENE)
_NOTHING_OPENED = Opened()
"""Until it is decided."""


class Choice:
    """What is shown to one visitor at one moment. Made anew whenever a conflict shows that the visitor has changed."""

    def __init__(self, call: Call, speaker: Speaker, live: LiveSite, now_ms: int) -> None:
        self._call, self._speaker, self._live, self._now_ms = call, speaker, live, now_ms
        self._page = read_page(call.request.page)
        self._is_preview = call.preview.purpose == "preview"
        self.opened = _NOTHING_OPENED
        """What an owner's link previews."""
        self._visitor = _STRANGER
        self._scene = _NO_SCENE
        self._renderings = _NO_RENDERINGS
        self.context: Context = {}
        self.decisions: Sequence[Decision] = ()
        self.reasons: list[str] = []
        """Of the decisions on all campaigns whose condition holds; none where an owner asks why."""
        self._exposures: Mapping[str, Exposure] = _STRANGER.exposures

    def made_for(self, visitor: Visitor) -> Amended:
        """Decide for ``visitor`` and give them back with what is reserved for the page and their new inbox messages.

        Who has not agreed to be treated by their history is a stranger, but for what they have closed and how often
        they have seen it, and what they have answered: to come back at once would be no privacy.
        They get no messages. In the tab of a preview nothing is reserved and no message sent.
        """
        live, now_ms, may_personalise = self._live, self._now_ms, self._call.consent.personalization
        known = visitor if may_personalise else Visitor(forms=visitor.forms, preferences=visitor.preferences)
        self.context = context_of(known, self._call, self._speaker, self._page, live, now_ms)
        self._scene = scene = scene_of(known, self.context, self._page, live, now_ms)
        self._renderings = Renderings(live.looks, scene, known.inbox)
        self.opened = opened_by(self._call.preview, live, self._call.request.slots[:MAX_SLOTS], scene)
        request = self._request(visitor)
        self.decisions = self._decided(visitor, request)
        if self.opened.compiled is not None:
            self.decisions = making_way(self.decisions, self.opened.compiled, live)
        reserving = () if self._is_preview else self.decisions
        exposures = after_decisions(visitor.exposures, reserving, live.index, request, now_ms)
        if exposures is not visitor.exposures:
            visitor = replace(visitor, exposures=last_exposures(dict(exposures)))
        if may_personalise and not self._is_preview and (messages := self._messages()):
            visitor = with_messages(visitor, messages, now_ms)
        self._visitor = visitor if may_personalise else known
        self._exposures = visitor.exposures
        return Amended(visitor, self._segments)

    def _segments(self) -> tuple[str, ...]:
        """Those that the visitor is in now; none without consent to personalise."""
        if not self._call.consent.personalization:
            return ()
        return tuple(segments_of(self.context, self._live.segments))

    def _request(self, visitor: Visitor) -> Request:
        asked = self._call.request
        return Request(
            slots=frozenset(asked.slots[:MAX_SLOTS]),
            on_screen=_first_campaigns(asked.on_screen),
            # Where nothing may be written, no device has brought the person along: then this one counts, for now.
            assignment_id=visitor.assignment_id or self._speaker.device_id,
            may_personalise=self._call.consent.personalization,
            page_id=page_id_of(asked.page_id),
            left_page_id=page_id_of(asked.left_page_id),
            viewed=_first_campaigns(asked.viewed),
            left_viewed=_first_campaigns(asked.left_viewed),
        )

    def _decided(self, visitor: Visitor, request: Request) -> Sequence[Decision]:
        """With every no, and all that was tested, when the owner asks for them, which takes much longer."""
        index, context, now_ms = self._live.index, self.context, self._now_ms
        if not self._call.wants_decisions:
            reasons: list[str] = []
            found = choose(
                index, context, visitor.exposures, request, now_ms, self._renderings, on_refusal=reasons.append
            )
            self.reasons = reasons + [each.reason for each in found]
            return found
        return explain(
            index.campaigns,
            context,
            visitor.exposures,
            request,
            now_ms,
            index.rules,
            self._renderings,
            segments=self._live.segments,
        )

    @property
    def unread(self) -> int:
        return unread_of(self._visitor, self._live)

    def widgets(self) -> list[Wire]:
        """The shown campaigns as the browser gets them; then, because others may be in their places, those that the
        visitor is held out from."""
        scene, unread = self._scene, self.unread
        if unread != scene.inbox.unread:
            scene = replace(scene, inbox=Inbox(unread))
        shown_first = sorted(self.decisions, key=_IS_SHOWN, reverse=True)
        found = [wire for each in shown_first if (wire := self._wire(each, scene)) is not None]
        if self._is_preview:
            found = [uncounted(wire) for wire in found]
        return [self.opened.wire, *found] if self.opened.wire else found

    def _wire(self, decision: Decision, scene: Scene) -> Wire | None:
        campaign = decision.campaign
        if decision.variant is None:
            return None
        look = self._renderings.chosen[campaign]
        if decision.shown:
            return None if look.is_message else {**look.wire, "html": self._renderings.html(campaign, scene)}
        met = self._exposures.get(campaign)
        return None if self._is_preview else held_out_wire(look.wire, met.held_out_ms if met else 0)

    def _messages(self) -> list[tuple[str, str]]:
        return [
            (each.campaign, each.variant)
            for each in self.decisions
            if each.shown and each.variant is not None and self._renderings.chosen[each.campaign].is_message
        ]


def _first_campaigns(told: list[str]) -> frozenset[str]:
    return frozenset(told[:MAX_CAMPAIGNS]) if told else _NO_CAMPAIGNS


_NO_CAMPAIGNS: frozenset[str] = frozenset()
