"""In which segments a visitor is after an event, and for the owner who asks."""

from __future__ import annotations

from typing import Any

from notesik.audiences import Audience, Sender
from notesik.catalogue import Catalogue
from notesik.consent import Consent
from notesik.devices import Device
from notesik.geo import Geo
from notesik.identity import Level
from notesik.ready_segments import compile_site_segments
from notesik.sites import Site
from sample_events import HOUR_MS, NOW_MS, PLANS, PRODUCTS, SHOP, page, track, visitor_of

SITE = Site(id="shop", name="Shop", origins=(), write_key="w", secret_key="s")
PHONE = Device("phone", "Android", "Firefox", is_bot=False)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


def own(**conditions: dict[str, Any]) -> Audience:
    documents = [{"id": id, "name": id, "condition": condition} for id, condition in conditions.items()]
    return Audience(SITE, Catalogue(PRODUCTS.values()), PLANS, compile_site_segments(documents))


EVERYWHERE = own(
    phones={"device.type": "phone"},
    poles={"geo.country": "PL"},
    tents={"page.path": "/tents"},
    claimed={"visitor.level": "claimed"},
    cyclists={"visitor.scores.bikes": {"$gte": 2}},
    lookers={"event": "Product Viewed", "within": "1h"},
)


def segments_after(*before: Any, sender: Sender = Sender(), **more: Any) -> tuple[str, ...]:  # noqa: B008 - immutable
    last = page(**more)
    visitor = visitor_of(*before, last, shop=SHOP._replace(plans=PLANS))
    return EVERYWHERE.segments_after(sender, visitor, "anna", last)


def test_a_segment_may_ask_for_all_that_a_page_view_tells() -> None:
    sender = Sender(PHONE, Geo("PL"))
    looked = track("Product Viewed", {"product_id": "bike"})
    found = segments_after(looked, sender=sender, properties={"url": "https://shop.example/tents"}, user_id="u")
    assert found == ("new", "phones", "poles", "tents", "claimed", "cyclists", "lookers")
    assert segments_after() == ("new",)


def test_without_a_browser_the_event_tells_its_device() -> None:
    assert segments_after(context={"userAgent": IPHONE}) == ("new", "phones")


def test_a_late_event_is_judged_by_its_own_time() -> None:
    looked = track("Product Viewed", {"product_id": "tent"}, NOW_MS - 2 * HOUR_MS)
    assert "lookers" not in segments_after(looked)
    assert "lookers" in segments_after(looked, at_ms=NOW_MS - HOUR_MS)


def test_who_may_not_be_treated_by_their_history_is_in_no_segment() -> None:
    assert segments_after(sender=Sender(PHONE, consent=Consent(personalization=False))) == ()


def test_the_owner_learns_a_visitors_segments_without_a_page() -> None:
    visitor = visitor_of(page(), track("Product Viewed", {"product_id": "bike"}))
    assert EVERYWHERE.segments_now(visitor, "anna", Level.VERIFIED, NOW_MS) == ["new", "lookers"]
    assert EVERYWHERE.segments_now(visitor, "anna", Level.CLAIMED, NOW_MS + 2 * HOUR_MS) == [
        "new",
        "bounced-once",
        "claimed",
    ]
