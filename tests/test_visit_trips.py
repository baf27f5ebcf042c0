"""How often a request goes to the store and back, counted on the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec
import pytest

from counting_proxy import CountingProxy
from notesik.calls import Call, VisitRequest
from notesik.devices import device_of
from notesik.identity import sign_token
from notesik.live_sites import LiveSite, LiveSites
from notesik.metrics import Recorder, VisitMeter
from notesik.notebook import Notebook, Terms
from notesik.store.client import Client
from notesik.visit import VisitAnswer, visit
from running_app import SITE, START_MS, WIDGETS, banner, identify, page, prepare, product, track

pytestmark = pytest.mark.anyio


class Way(NamedTuple):
    proxy: CountingProxy
    notebook: Notebook
    live: LiveSite

    async def trips_of(self, *events: dict, **more: object) -> tuple[int, VisitAnswer]:  # type: ignore[type-arg]
        """Round trips of one visit, and its answer."""
        body = {"anonymousId": "anna", "batch": events, "page": {"url": "https://shop.example/"}, **more}
        request = msgspec.json.decode(msgspec.json.encode(body), type=VisitRequest)
        call = Call(request, "anna", device_of(""), request.consent, may_debug=False)
        before = self.proxy.round_trips
        answer = await visit(call, self.live, self.notebook, START_MS, VisitMeter(Recorder()))
        return self.proxy.round_trips - before, answer


@pytest.fixture
async def way(store_url: str, counting_proxy: CountingProxy) -> AsyncIterator[Way]:
    await prepare(store_url, [banner(f"campaign-{number}") for number in range(30)], [product("bike-1")])
    async with Client(counting_proxy.url) as client:
        sites = LiveSites(client, WIDGETS)
        await sites.refresh()
        notebook = Notebook(client, Terms(lifetime_ms=60_000, log_length=1_000))
        way = Way(counting_proxy, notebook, sites.get(SITE.id))
        await way.trips_of(page())  # connections are opened, scripts are known
        yield way


async def test_a_visit_takes_two_round_trips_whatever_the_number_of_campaigns_and_events(way: Way) -> None:
    trips, answer = await way.trips_of(page(), *(track("Product Viewed", {"product_id": "bike-1"}) for _ in range(20)))
    assert answer.accepted == 21
    assert trips == 2


async def test_identifying_takes_two_round_trips(way: Way) -> None:
    trips, _ = await way.trips_of(page(), identify("u1"), userId="u1")
    assert trips == 2


async def test_an_identified_visitor_takes_two_round_trips(way: Way) -> None:
    await way.trips_of(identify("u1"), userId="u1")
    assert (await way.trips_of(page(), userId="u1"))[0] == 2
    assert (await way.trips_of(page()))[0] == 2, "a link that is known needs no third trip"


async def test_a_visit_that_changes_nothing_takes_one(way: Way) -> None:
    assert (await way.trips_of())[0] == 1


async def test_a_verified_visitor_takes_two_round_trips_from_the_first_on(way: Way) -> None:
    proof = {"userId": "u2", "token": sign_token("u2", SITE.secret_key, START_MS + 60_000)}
    for _ in range(2):
        trips, answer = await way.trips_of(page(), identify("u2"), **proof)
        assert (trips, answer.identity) == (2, msgspec.UNSET)


async def test_a_proof_without_any_event_takes_two_round_trips_and_then_one(way: Way) -> None:
    await way.trips_of(page())
    proof = {"userId": "u3", "token": sign_token("u3", SITE.secret_key, START_MS + 60_000)}
    assert (await way.trips_of(**proof))[0] == 2
    assert (await way.trips_of(**proof))[0] == 2, "the device forgets its snapshot"
    assert (await way.trips_of(**proof))[0] == 1


async def test_a_visit_without_consent_goes_nowhere_near_the_store(way: Way) -> None:
    refusal = {"analytics": False, "personalization": False}
    trips, answer = await way.trips_of(page(), consent=refusal, slots=["hero"])
    assert (trips, answer.accepted) == (0, 0)
    assert answer.widgets
