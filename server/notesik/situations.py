"""Who asks, where and when: what a context document is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from notesik.catalogue import Catalogue
from notesik.consent import Consent
from notesik.devices import Device
from notesik.ecommerce import text
from notesik.geo import Geo
from notesik.identity import Level
from notesik.scores import NO_PLANS, Plans
from notesik.segments import NO_SEGMENTS, Segments
from notesik.sites import Site
from notesik.visitors import Visitor

MAX_URL = 2_000


class Page(msgspec.Struct, frozen=True, gc=False):
    """The page that a request asks for, as the browser told it."""

    url: str = ""
    referrer: str = ""
    title: str = ""
    type: str = ""
    product_id: str = ""
    language: str = ""


def read_page(facts: dict[str, Any]) -> Page:
    """The page from untrusted facts; what is no text is left out."""
    return Page(
        url=text(facts.get("url"), MAX_URL),
        referrer=text(facts.get("referrer"), MAX_URL),
        title=text(facts.get("title"), 300),
        type=text(facts.get("type"), 60),
        product_id=text(facts.get("product_id")),
        language=text(facts.get("language"), 35),
    )


class Situation(msgspec.Struct, frozen=True, gc=False):
    """Who asks, where and when: all that the context is made of."""

    visitor: Visitor
    visitor_id: str
    level: Level
    page: Callable[[], Page]
    """Reads the page, and ``device`` the device, when a condition asks for them: few ask that of what is long past."""
    device: Callable[[], Device]
    consent: Consent
    site: Site
    catalogue: Catalogue
    now_ms: int
    unread: int = 0
    geo: Geo = Geo()
    plans: Plans = NO_PLANS
    segments: Segments = NO_SEGMENTS
