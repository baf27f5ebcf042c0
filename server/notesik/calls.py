"""Who calls and with what: the browser's request, its connection, and for whom it may speak."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from notesik.consent import Consent
from notesik.devices import Device
from notesik.ecommerce import text
from notesik.envelopes import Envelope
from notesik.events import MAX_ID_LENGTH
from notesik.geo import Geo
from notesik.identity import Level, level_of
from notesik.notebook_tasks import Link, Subject, device_of, person_of
from notesik.previews import Preview


class VisitRequest(Envelope, rename="camel"):
    """What the browser sends: see the README's table of the visit API."""

    token: str = ""
    fresh: bool = False
    page: dict[str, Any] = msgspec.field(default_factory=dict)
    slots: list[str] = msgspec.field(default_factory=list)
    on_screen: list[str] = msgspec.field(default_factory=list, name="on_screen")
    page_id: str = msgspec.field(default="", name="page_id")
    left_page_id: str = msgspec.field(default="", name="left_page_id")
    viewed: list[str] = msgspec.field(default_factory=list)
    """Campaigns that the page has shown."""
    left_viewed: list[str] = msgspec.field(default_factory=list, name="left_viewed")
    """Those that the page before it has shown."""
    consent: Consent = Consent()
    debug: bool = False
    preview: str | None = None
    """The token of an owner's link that was followed in this tab."""


_PAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def page_id_of(stated: str) -> str:
    """The id of a page; what is none is empty: such a page is taken for a new one each time."""
    return stated if _PAGE_ID.fullmatch(stated) else ""


class Call(msgspec.Struct, frozen=True, gc=False):
    """A request with what the connection says of its sender. ``device_id`` is the anonymous id that holds."""

    request: VisitRequest
    device_id: str
    device: Device
    consent: Consent
    may_debug: bool
    geo: Geo = Geo()
    preview: Preview = Preview()

    @property
    def wants_decisions(self) -> bool:
        """Whether the owner asks why, by key or by link."""
        return (self.may_debug and self.request.debug) or self.preview.may_explain

    @property
    def is_narrowed(self) -> bool:
        """Whether the browser's privacy signal says no to counting where the page has said yes."""
        return self.request.consent.analytics and not self.consent.analytics


class Speaker(msgspec.Struct, frozen=True, gc=False):
    """For whom a request speaks, as far as it is proven; ``note`` says why a token did not prove it."""

    device_id: str
    user_id: str
    level: Level
    note: str

    @property
    def subject(self) -> Subject:
        """Whose record may be looked at: the person's only when that is proven."""
        return person_of(self.user_id) if self.level is Level.VERIFIED else device_of(self.device_id)

    @property
    def link(self) -> Link | None:
        """That the device is the person's, where the request proves it, whatever its events say."""
        return Link(self.device_id, self.user_id) if self.level is Level.VERIFIED else None


def speaker_of(call: Call, secret_key: str, now_ms: int) -> Speaker:
    """For whom ``call`` speaks, under the site's ``secret_key``."""
    user_id = text(call.request.user_id, MAX_ID_LENGTH)
    level, note = level_of(user_id, call.request.token, secret_key, now_ms)
    return Speaker(call.device_id, user_id, level, note)
