"""No cap is ever exceeded, whatever a visitor does at once in many tabs and on many devices, before two processes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from local_client import client_of
from notesik import rules_work
from notesik.identity import sign_token
from notesik.site_rules import read_site_rules
from notesik.store.client import Client
from running_app import MINUTE_MS, SITE, banner, page, prepare, track
from running_command import serving

PAGES = 50
CAMPAIGNS = [
    banner("once", frequency={"lifetime": 1}, placement={"type": "slot", "slot": "once"}),
    banner("thrice", frequency={"windows": [{"cap": 3, "period": "1d"}]}, placement={"type": "slot", "slot": "thrice"}),
    banner("of-group", group="shy", placement={"type": "slot", "slot": "group"}),
    banner("of-group-too", group="shy", placement={"type": "slot", "slot": "group-too"}),
]
RULES = {"groups": {"shy": {"lifetime": 3}}}

Ask = Callable[..., list[str]]


@pytest.fixture(scope="session")
def store_server(each_store_server: str) -> str:
    return each_store_server


class Servers(NamedTuple):
    """Two processes on one store."""

    clients: tuple[httpx.Client, httpx.Client]

    def ask(self, number: int, who: str, *events: dict[str, Any], slot: str = "once", **more: Any) -> list[str]:
        """The campaigns that one of the two shows to ``who``."""
        request = {"writeKey": SITE.write_key, "anonymousId": who, "slots": [slot], "batch": events, **more}
        response = self.clients[number % 2].post("/v1/visit", json=request)
        assert response.status_code == 200, response.text
        return [widget["campaign"] for widget in response.json()["widgets"]]

    def ask_at_once(self, ask: Callable[[int], list[str]]) -> list[int]:
        """The numbers of the pages that are shown something, of many that ask at the same time."""
        with ThreadPoolExecutor(PAGES) as pool:
            return [number for number, shown in enumerate(pool.map(ask, range(PAGES))) if shown]


@pytest.fixture(scope="module")
def servers(module_store_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    asyncio.run(_prepare(module_store_url))
    folder: Path = tmp_path_factory.mktemp("caps")
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(serving("--redis", module_store_url, log=folder / name)) for name in ("one", "other")
        )
        yield Servers((stack.enter_context(client_of(one.url)), stack.enter_context(client_of(other.url))))


async def _prepare(store_url: str) -> None:
    await prepare(store_url, CAMPAIGNS, [])
    async with Client(store_url) as client:
        await rules_work.apply_rules(client, SITE.id, read_site_rules(RULES))


def viewed(campaign: str, number: int) -> dict[str, Any]:
    return track("Widget Viewed", {"campaign": campaign, "variant": "a", "page_id": f"page-{number}"})


@pytest.mark.parametrize(("slot", "cap"), [("once", 1), ("thrice", 3)])
def test_of_fifty_pages_at_once_only_as_many_show_a_campaign_as_its_cap_allows(
    servers: Servers, slot: str, cap: int
) -> None:
    who = f"anna-{slot}"
    first = servers.ask_at_once(lambda number: servers.ask(number, who, page(), slot=slot, page_id=f"page-{number}"))
    assert len(first) == cap

    reports = [viewed(slot, number) for number in first]
    second = servers.ask_at_once(
        lambda number: servers.ask(number, who, *reports, slot=slot, page_id=f"later-{number}")
    )
    assert second == [], "its impressions were reported, again and again"


def test_pages_that_report_while_others_ask_never_make_it_more(servers: Servers) -> None:
    def look(number: int) -> list[str]:
        shown = servers.ask(number, "bella", slot="thrice", page_id=f"page-{number}")
        for campaign in shown:
            servers.ask(number + 1, "bella", viewed(campaign, number), slot="none", page_id=f"page-{number}")
        return shown

    assert len(servers.ask_at_once(look)) == 3
    assert servers.ask(0, "bella", slot="thrice", page_id="later") == []


def test_a_page_that_was_left_without_showing_it_gives_it_to_one_other(servers: Servers) -> None:
    assert servers.ask(0, "cleo", page_id="left") == ["once"]
    assert servers.ask(1, "cleo", page_id="elsewhere") == []
    then = servers.ask_at_once(
        lambda number: servers.ask(number, "cleo", page_id=f"page-{number}", left_page_id="left" if number else "")
    )
    assert len(then) == 1


def test_a_page_that_was_left_and_has_shown_it_gives_nothing_back(servers: Servers) -> None:
    assert servers.ask(0, "dora", page_id="left") == ["once"]
    told = {"left_page_id": "left", "left_viewed": ["once"]}
    assert servers.ask_at_once(lambda n: servers.ask(n, "dora", page_id=f"page-{n}", **told)) == []


def test_a_page_that_shows_it_keeps_it_as_often_as_it_asks(servers: Servers) -> None:
    assert servers.ask(0, "elsa", page_id="here") == ["once"]
    again = {"page_id": "here", "on_screen": ["once"], "viewed": ["once"]}
    report = viewed("once", 0)
    assert len(servers.ask_at_once(lambda n: servers.ask(n, "elsa", report, **again))) == PAGES


def test_without_consent_to_personalise_the_cap_holds_too(servers: Servers) -> None:
    consent = {"analytics": True, "personalization": False}
    shown = servers.ask_at_once(lambda n: servers.ask(n, "fran", page_id=f"page-{n}", consent=consent))
    assert len(shown) == 1


def test_what_was_seen_before_a_proof_that_comes_without_any_event_is_not_shown_again(servers: Servers) -> None:
    assert servers.ask(0, "hana", page(), page_id="page-0") == ["once"]
    servers.ask(0, "hana", viewed("once", 0), page_id="page-0")
    token = sign_token("hana", SITE.secret_key, time.time_ns() // 1_000_000 + 10 * MINUTE_MS)
    assert servers.ask(1, "hana", page_id="page-1", userId="hana", token=token) == []


def test_the_devices_of_one_proven_person_share_a_cap(servers: Servers) -> None:
    token = sign_token("gina", SITE.secret_key, time.time_ns() // 1_000_000 + 10 * MINUTE_MS)
    proof = {"userId": "gina", "token": token}
    shown = servers.ask_at_once(
        lambda n: servers.ask(n, f"gina-{n % 3}", page(userId="gina"), slot="thrice", page_id=f"page-{n}", **proof)
    )
    assert len(shown) == 3


def test_the_campaigns_of_a_group_share_its_cap(servers: Servers) -> None:
    slots = ("group", "group-too")
    shown = servers.ask_at_once(lambda n: servers.ask(n, "hana", slot=slots[n % 2], page_id=f"page-{n}"))
    assert len(shown) == 3
