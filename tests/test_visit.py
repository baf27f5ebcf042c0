"""The story of a visit on a real store: events in, what to show out; the inbox's panel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import msgspec
import pytest

from notesik.calls import Call, VisitRequest
from notesik.consent import Consent
from notesik.devices import device_of as device_described_by
from notesik.errors import StoreUnavailable
from notesik.identity import sign_token
from notesik.live_sites import LiveSite, LiveSites
from notesik.metrics import Recorder, VisitMeter
from notesik.notebook import Notebook, Subject, Terms, device_of, person_of
from notesik.store import log
from notesik.store.client import Client
from notesik.visit import VisitAnswer, open_inbox, visit
from notesik.visitors import Visitor
from running_app import DAY_MS, SITE, START_MS, WIDGETS, banner, identify, page, prepare, product, track

pytestmark = pytest.mark.anyio

CAMPAIGNS = [
    banner("everyone"),
    {
        "id": "hello",
        "name": "Hello",
        "status": "live",
        "placement": {"type": "inbox"},
        "variants": [{"id": "a", "widget": "message", "parameters": {"title": "Good to see you"}}],
    },
]
TERMS = Terms(lifetime_ms=DAY_MS, log_length=1_000)


class Stage(NamedTuple):
    client: Client
    live: LiveSite
    notebook: Notebook

    def call(self, *events: dict[str, Any], consent: Consent | None = None, **more: Any) -> Call:
        body = {"anonymousId": "anna", "batch": events, "slots": ["hero"], "page": {"url": "https://shop.example/"}}
        request = msgspec.json.decode(msgspec.json.encode({**body, **more}), type=VisitRequest)
        return Call(request, "anna", device_described_by(""), consent or Consent(), may_debug=more.get("debug", False))

    async def visit(self, *events: dict[str, Any], **more: Any) -> VisitAnswer:
        return await visit(self.call(*events, **more), self.live, self.notebook, START_MS, VisitMeter(Recorder()))

    async def panel(self, **more: Any) -> dict[str, Any]:
        return await open_inbox(self.call(**more), self.live, WIDGETS, self.notebook, START_MS)

    async def state(self, subject: Subject) -> Visitor:
        visitor, _ = await self.notebook.read(SITE.id, subject)
        return visitor


@pytest.fixture
async def stage(store_url: str) -> AsyncIterator[Stage]:
    await prepare(store_url, CAMPAIGNS, [product("bike-1"), product("bike-2")])
    async with Client(store_url) as client:
        sites = LiveSites(client, WIDGETS)
        await sites.refresh()
        yield Stage(client, sites.get(SITE.id), Notebook(client, TERMS))


def shown(answer: VisitAnswer) -> list[str]:
    return [each["campaign"] for each in answer.widgets]


async def test_events_go_in_and_widgets_come_out(stage: Stage) -> None:
    answer = await stage.visit(page(), {"type": "dance"})
    assert (answer.anonymous_id, answer.accepted, len(answer.rejected)) == ("anna", 1, 1)
    assert shown(answer) == ["everyone"]
    assert answer.inbox == {"unread": 1}
    assert (answer.decisions, answer.identity) == (msgspec.UNSET, msgspec.UNSET)


async def test_decisions_are_told_to_who_asks_and_may(stage: Stage) -> None:
    answer = await stage.visit(page(), debug=True)
    assert isinstance(answer.decisions, list)
    assert {each.campaign for each in answer.decisions} == {"everyone", "hello"}


async def test_a_message_of_the_inbox_is_kept_with_the_events_of_the_visit(stage: Stage) -> None:
    await stage.visit(page())
    assert list((await stage.state(device_of("anna"))).inbox) == ["hello"]


async def test_who_is_only_counted_is_counted_and_not_treated_by_their_history(stage: Stage) -> None:
    answer = await stage.visit(page(), consent=Consent(analytics=True, personalization=False))
    assert (answer.accepted, answer.inbox) == (1, {"unread": 0})
    visitor = await stage.state(device_of("anna"))
    assert visitor.counters["page"].count == 1
    assert visitor.inbox == {}


async def test_who_is_only_counted_is_not_shown_again_what_they_have_closed(stage: Stage) -> None:
    counted = Consent(analytics=True, personalization=False)
    closed = track("Widget Closed", {"campaign": "everyone", "variant": "a"})
    assert shown(await stage.visit(page(), consent=counted)) == ["everyone"]
    assert shown(await stage.visit(closed, consent=counted)) == []


async def test_without_any_consent_nothing_is_read_or_kept(stage: Stage) -> None:
    await stage.visit(track("Widget Closed", {"campaign": "everyone", "variant": "a"}))
    before = await stage.state(device_of("anna"))
    answer = await stage.visit(page(), consent=Consent(analytics=False, personalization=False))
    assert answer.rejected[0].reason == "consent: not given"
    assert shown(answer) == ["everyone"]
    assert await stage.state(device_of("anna")) == before
    assert await log.length(stage.client) == 1


async def test_a_claim_writes_to_the_person_and_reads_the_device(stage: Stage) -> None:
    await stage.visit(identify("u1"), track("Product Viewed", {"product_id": "bike-1"}), userId="u1")
    person = await stage.state(person_of("u1"))
    assert person.viewed == ("bike-1",)
    assert person.inbox == {}, "what was decided on the device is kept with the device"
    assert list((await stage.state(device_of("anna"))).inbox) == ["hello"]


async def test_a_verified_visitor_is_decided_on_as_the_person(stage: Stage) -> None:
    token = sign_token("u1", SITE.secret_key, START_MS + DAY_MS)
    answer = await stage.visit(page(), userId="u1", token=token)
    assert answer.identity == msgspec.UNSET
    assert list((await stage.state(person_of("u1"))).inbox) == ["hello"]


async def test_a_token_that_proves_nothing_is_told(stage: Stage) -> None:
    answer = await stage.visit(page(), userId="u1", token="nonsense")
    assert isinstance(answer.identity, dict)
    assert answer.identity["level"] == "claimed"
    assert answer.identity["note"].startswith("token: ")


async def test_when_the_store_is_away_nothing_is_acknowledged(stage: Stage) -> None:
    async with Client("redis://127.0.0.1:1") as nowhere:
        with pytest.raises(StoreUnavailable):
            await visit(stage.call(page()), stage.live, Notebook(nowhere, TERMS), START_MS, VisitMeter(Recorder()))


async def test_the_panel_shows_messages_and_products(stage: Stage) -> None:
    await stage.visit(page(), track("Product Viewed", {"product_id": "bike-1"}))
    panel = await stage.panel()
    assert "Good to see you" in panel["html"]
    assert "Product bike-1" in panel["html"]
    assert panel["unread"] == 1


async def test_the_panel_of_a_claim_shows_nothing_of_the_person(stage: Stage) -> None:
    seen = track("Product Viewed", {"product_id": "bike-1"}, anonymousId="phone", userId="u1")
    await stage.visit(identify("u1", anonymousId="phone"), seen)
    assert "Product bike-1" not in (await stage.panel(userId="u1"))["html"]
    token = sign_token("u1", SITE.secret_key, START_MS + DAY_MS)
    assert "Product bike-1" in (await stage.panel(userId="u1", token=token))["html"]


async def test_the_panel_without_consent_shows_no_history(stage: Stage) -> None:
    await stage.visit(page(), track("Product Viewed", {"product_id": "bike-1"}))
    panel = await stage.panel(consent=Consent(analytics=True, personalization=False))
    assert "Product bike-1" not in panel["html"]
    assert panel["unread"] == 0
