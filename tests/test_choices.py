"""The choice of what one visitor sees at one moment, on what is known and what may be used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from notesik.calls import Call, VisitRequest, speaker_of
from notesik.catalogue import Catalogue
from notesik.choices import Choice
from notesik.consent import Consent
from notesik.context import Page
from notesik.devices import device_of
from notesik.exposures import Exposure
from notesik.identity import sign_token
from notesik.live_sites import LiveSite, LiveSites
from notesik.social_proof import HOUR_MS, MAX_HOURS, ProductCounts
from notesik.store import product_counts
from notesik.store.client import Client
from notesik.visitor_scenes import context_of, messages_of, scene_of
from notesik.visitors import InboxMessage, Visitor
from running_app import SITE, START_MS, WIDGETS, banner, prepare, product
from sample_events import identify, track, visitor_of

pytestmark = pytest.mark.anyio

NO_HISTORY = Consent(analytics=True, personalization=False)


def letter(id: str, **more: Any) -> dict[str, Any]:
    variants = [{"id": "a", "widget": "message", "parameters": {"title": f"Letter {id}"}}]
    return {"id": id, "name": id, "status": "live", "placement": {"type": "inbox"}, "variants": variants, **more}


HELLO = {"title": 'Hello {{ visitor.first_name | default("stranger") }}, {{ visitor.id | default("nobody") }}'}
CAMPAIGNS = [
    banner("everyone", variants=[{"id": "a", "widget": "banner", "parameters": HELLO}]),
    banner("bicycles", {"visitor.favourite_category": "Bicycles"}, priority=5),
    banner("favourite", {"favourite.category": "Bicycles"}, priority=4),
    letter("hello"),
    letter("paused", status="paused"),
    letter("over", status="ended"),
]


@pytest.fixture
async def live(store_url: str) -> AsyncIterator[LiveSite]:
    await prepare(store_url, CAMPAIGNS, [product("bike-1"), product("bike-2"), product("tent-1", "Tents")])
    async with Client(store_url) as client:
        sites = LiveSites(client, WIDGETS)
        await sites.refresh()
        yield sites.get(SITE.id)


def call_of(consent: Consent = NO_HISTORY, **fields: Any) -> Call:
    fields = {"slots": ["hero"], "page": {"url": "https://shop.example/"}, **fields}
    return Call(VisitRequest(**fields), "anna", device_of(""), consent, may_debug=True)


def choice_of(live: LiveSite, consent: Consent = NO_HISTORY, **fields: Any) -> Choice:
    call = call_of(consent, **fields)
    return Choice(call, speaker_of(call, SITE.secret_key, START_MS), live, START_MS)


def known_visitor() -> Visitor:
    looks = [track("Product Viewed", {"product_id": "bike-1", "category": "Bicycles"}) for _ in range(3)]
    return visitor_of(identify("u1", {"first_name": "Anna"}), *looks)


def shown(choice: Choice) -> dict[str, str]:
    return {each["campaign"]: each["html"] for each in choice.widgets()}


async def test_what_is_known_of_a_visitor_decides_what_they_see(live: LiveSite) -> None:
    choice = choice_of(live, Consent())
    choice.made_for(known_visitor())
    assert list(shown(choice)) == ["bicycles"]


async def test_what_a_visitor_is_drawn_to_is_worked_out_once_for_a_moment(live: LiveSite) -> None:
    call, visitor = call_of(Consent()), known_visitor()
    context = context_of(visitor, call, speaker_of(call, SITE.secret_key, START_MS), Page(), live, START_MS)
    scene = scene_of(visitor, context, Page(), live, START_MS)
    assert list(scene.order("")) == ["bike-1", "bike-2"]
    assert scene.order("") is scene.order("")


async def test_counts_of_a_shop_follow_what_is_told_and_lose_what_is_old_with_the_hour(
    live: LiveSite, store_url: str
) -> None:
    now_ms = START_MS
    async with Client(store_url) as client:
        sites = LiveSites(client, WIDGETS, lambda: now_ms)
        for product_id in ("bike-1", "bike-2", "bike-2"):
            await product_counts.add(client, SITE.id, [("viewed", product_id, "anna", now_ms)], now_ms)
            await sites.refresh()
        assert sites.get(SITE.id).counts.viewed.keys() == {"bike-1", "bike-2"}
        now_ms += MAX_HOURS * HOUR_MS
        await product_counts.add(client, SITE.id, [("viewed", "tent-1", "anna", now_ms)], now_ms)
        await sites.refresh()
        assert sites.get(SITE.id).counts.viewed.keys() == {"tent-1"}


async def test_what_orders_products_by_taste_is_kept_until_they_are_others(live: LiveSite) -> None:
    counted = replace(live, counts=ProductCounts(viewed={"bike-1": {}}))
    assert counted.tastes is live.tastes
    assert counted.tastes.drawn_to("", "/", {"Bicycles": 1.0}, {}) == ["bike-1", "bike-2"]
    changed = replace(live, catalogue=Catalogue([product("bike-3"), product("tent-1", "Tents")]))
    assert changed.tastes.drawn_to("", "/", {"Bicycles": 1.0}, {}) == ["bike-3"]


async def test_without_consent_a_visitor_is_a_stranger(live: LiveSite) -> None:
    choice = choice_of(live, debug=True)
    visitor = known_visitor()
    assert choice.made_for(visitor).visitor is visitor
    [(campaign, html)] = shown(choice).items()
    assert campaign == "everyone"
    assert "Hello stranger, nobody" in html
    reasons = {each.campaign: each.reason for each in choice.decisions}
    assert (reasons["bicycles"], reasons["favourite"]) == ("consent", "consent")


async def test_without_consent_not_even_proof_tells_who_a_visitor_is(live: LiveSite) -> None:
    token = sign_token("u1", SITE.secret_key, START_MS + 60_000)
    choice = choice_of(live, user_id="u1", token=token)
    choice.made_for(known_visitor())
    assert "nobody" in shown(choice)["everyone"]


async def test_without_consent_what_was_closed_stays_closed(live: LiveSite) -> None:
    choice = choice_of(live)
    choice.made_for(replace(known_visitor(), exposures={"everyone": Exposure("a").after_close(START_MS - 1)}))
    assert shown(choice) == {}


async def test_without_consent_there_are_no_messages(live: LiveSite) -> None:
    choice = choice_of(live)
    visitor = replace(known_visitor(), inbox={"hello": InboxMessage("a", START_MS)})
    assert choice.made_for(visitor).visitor == visitor
    assert choice.unread == 0


async def test_a_message_comes_into_the_inbox_and_not_onto_the_page(live: LiveSite) -> None:
    choice = choice_of(live, Consent())
    visitor = choice.made_for(Visitor()).visitor
    assert list(visitor.inbox) == ["hello"]
    assert choice.unread == 1
    assert "hello" not in shown(choice)


async def test_messages_that_the_owner_has_withdrawn_are_gone_and_those_of_ended_campaigns_stay(
    live: LiveSite,
) -> None:
    ids = ("hello", "paused", "over", "everyone", "never-was")
    visitor = replace(Visitor(), inbox={id: InboxMessage("a", START_MS) for id in ids})
    assert set(messages_of(visitor, live)) == {"hello", "over"}
    other_variant = replace(Visitor(), inbox={"hello": InboxMessage("b", START_MS)})
    assert messages_of(other_variant, live) == {}


async def test_the_same_count_of_unread_messages_stands_everywhere(live: LiveSite) -> None:
    visitor = replace(
        Visitor(),
        inbox={"hello": InboxMessage("a", 1), "paused": InboxMessage("a", 1), "over": InboxMessage("a", 1, 2)},
    )
    call = call_of(Consent())
    context = context_of(visitor, call, speaker_of(call, SITE.secret_key, START_MS), Page(), live, START_MS)
    assert context["visitor"]["unread"] == 1
    assert scene_of(visitor, context, Page(), live, START_MS).inbox.unread == 1


async def test_only_so_many_slots_are_looked_at(live: LiveSite) -> None:
    choice = choice_of(live, Consent(), slots=[*(f"slot-{number}" for number in range(100)), "hero"])
    choice.made_for(Visitor())
    assert shown(choice) == {}


async def test_the_values_that_made_a_no_are_told_when_asked(live: LiveSite) -> None:
    choice = choice_of(live, Consent(), debug=True)
    choice.made_for(Visitor())
    details = {each.campaign: each.detail for each in choice.decisions}
    assert "visitor.favourite_category is missing" in details["bicycles"]


async def test_recommendations_leave_out_the_page_and_the_cart(live: LiveSite) -> None:
    visitor = visitor_of(track("Product Added", {"product_id": "bike-1"}))
    scene = scene_of(visitor, {}, Page(product_id="bike-2"), live, START_MS)
    assert [each.product.id for each in scene.recommend("best_sellers", 5)] == ["tent-1"]


async def test_times_without_an_offset_are_the_sites(live: LiveSite) -> None:
    ends_at_noon = WIDGETS["banner"].compile({"title": "Until noon", "countdown_until": "2026-11-22T12:00"})
    noon_utc_ms = 1_795_348_800_000
    in_warsaw = replace(live, site=replace(live.site, time_zone="Europe/Warsaw"))
    is_shown = [
        bool(ends_at_noon.render(scene_of(Visitor(), {}, Page(), each, noon_utc_ms - 1))) for each in (live, in_warsaw)
    ]
    assert is_shown == [True, False]


@pytest.mark.parametrize(
    ("page", "browser", "language", "direction"),
    [
        ("ar-KW", "pl", "ar-KW", "rtl"),
        ("klingon", "he", "he", "rtl"),
        ("", "pl_PL", "pl-PL", "ltr"),
        ("", "", "en", "ltr"),
    ],
)
async def test_a_visitor_reads_the_pages_language_else_their_browsers_else_the_sites(
    live: LiveSite, page: str, browser: str, language: str, direction: str
) -> None:
    scene = scene_of(replace(Visitor(), language=browser), {}, Page(language=page), live, START_MS)
    assert (scene.language, scene.direction) == (language, direction)
