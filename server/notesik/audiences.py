"""In which segments a visitor is when no page asks: after an event, for the daily sizes, and for the owner."""

from __future__ import annotations

from typing import NamedTuple

from notesik.catalogue import Catalogue
from notesik.consent import Consent
from notesik.context import Page, Situation, build_context, read_page
from notesik.devices import MAX_HEADER, Device, device_of
from notesik.ecommerce import text
from notesik.events import Event
from notesik.geo import Geo
from notesik.identity import Level
from notesik.scores import Plans
from notesik.segments import Segments, segments_of
from notesik.sessions import page_of
from notesik.sites import Site
from notesik.visitors import Visitor


class Sender(NamedTuple):
    """What a request says of the one who sent its events; ``device`` is None where each event says its own."""

    device: Device | None = None
    geo: Geo = Geo()
    consent: Consent = Consent()

    def device_for(self, event: Event) -> Device:
        """The device on which ``event`` happened."""
        return self.device or device_of(text(event.context.get("userAgent"), MAX_HEADER))

    def is_robot(self, event: Event) -> bool:
        """Whether ``event`` comes from a robot that says that it is one."""
        return self.device_for(event).is_bot


class Audience(NamedTuple):
    """What of a site segments are asked by."""

    site: Site
    catalogue: Catalogue
    plans: Plans
    segments: Segments

    def segments_after(self, sender: Sender, visitor: Visitor, who: str, event: Event) -> tuple[str, ...]:
        """Those that ``visitor`` is in at the time of ``event``; none without consent to personalise."""
        if not sender.consent.personalization:
            return ()
        situation = Situation(
            visitor=visitor,
            visitor_id=who,
            # An event proves nobody: who says they are someone is claimed at most.
            level=Level.CLAIMED if event.user_id else Level.ANONYMOUS,
            page=lambda: read_page(page_of(event)),
            device=lambda: sender.device_for(event),
            consent=sender.consent,
            site=self.site,
            catalogue=self.catalogue,
            now_ms=event.at_ms,
            geo=sender.geo,
            plans=self.plans,
            segments=self.segments,
        )
        return tuple(segments_of(build_context(situation), self.segments))

    def segments_now(self, visitor: Visitor, who: str, level: Level, now_ms: int) -> list[str]:
        """Those that ``visitor`` is in while they are on no page."""
        situation = Situation(
            visitor=visitor,
            visitor_id=who,
            level=level,
            page=Page,
            device=lambda: device_of(""),
            consent=Consent(),
            site=self.site,
            catalogue=self.catalogue,
            now_ms=now_ms,
            plans=self.plans,
            segments=self.segments,
        )
        return segments_of(build_context(situation), self.segments)
