"""Who wins an experiment gets most of the visitors by themselves, in one process, and never against the owner."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import msgspec
import pytest

from notesik import rules_work
from notesik.automatic_winners import DAYS_JUDGED, EVERY_MS, judge_all
from notesik.experiments import Experiment, held_experiments, stored_experiments
from notesik.live_sites import LiveSites
from notesik.log_entries import Entry, Tally, encode_entry
from notesik.site_rules import read_site_rules
from notesik.store import log
from notesik.store.campaigns import campaigns
from notesik.store.client import Client
from notesik.store.keys import visitor_key
from notesik.store.turns import take_turn
from notesik.store.visitors import Change, save
from notesik.workers.event_effects import effects_of
from running_app import DAY_MS, SITE, START_MS, WIDGETS, banner, prepare
from sample_events import page

pytestmark = pytest.mark.anyio


def variant(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "widget": "banner", "parameters": {"title": id}, **more}


TEST = banner("test", automatic_winner=True, variants=[variant("a"), variant("b")])


class Stage(NamedTuple):
    client: Client
    sites: LiveSites
    has_sites: bool
    """Whether the one who judges holds the sites, as servers do."""

    async def find(self) -> list[Experiment]:
        return held_experiments(self.sites) if self.has_sites else await stored_experiments(self.client)

    async def count(self, variant: str, impressions: int, conversions: int, at_ms: int = START_MS) -> None:
        """As the workers would count what the log holds."""
        counts = {"impressions": impressions, "conversions": conversions}
        tallies = tuple(Tally("test", variant, field, amount) for field, amount in counts.items())
        entry = encode_entry(Entry(SITE.id, "anna", page(at_ms=at_ms), tallies=tallies))
        key = visitor_key(SITE.id, "a", f"{variant}-{at_ms}", self.client.partitions)
        assert all(await save(self.client, [Change(key, 0, b"state", [entry])]))
        await log.create_groups(self.client)
        async with self.client.line() as line:
            read = await log.read(line, "test", range(self.client.partitions), 100, 1_000)
        effects = effects_of(entry)
        done = [log.Done(each, effects.site, [log.Count(*count) for count in effects.counters]) for each in read]
        assert await log.acknowledge(self.client, done) == []

    async def judge(self, now_ms: int = START_MS) -> dict[str, float]:
        """The weights afterwards."""
        await self.sites.refresh()
        await judge_all(self.client, await self.find(), now_ms)
        document = await campaigns(self.client, SITE.id).get("test")
        assert document is not None
        return {each["id"]: each.get("weight", 1) for each in msgspec.json.decode(document)["variants"]}

    async def put(self, document: dict[str, Any]) -> None:
        await campaigns(self.client, SITE.id).put(document["id"], msgspec.json.encode(document))


@pytest.fixture(params=[True, False], ids=["in a server", "in a worker"])
async def stage(store_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    await prepare(store_url, [TEST], [])
    async with Client(store_url) as client:
        yield Stage(client, LiveSites(client, WIDGETS), request.param)


async def test_a_clear_winner_gets_most_of_the_visitors_and_the_log_says_so(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.count("a", 1_000, 50)
    await stage.count("b", 1_000, 100)
    with caplog.at_level(logging.INFO, "notesik.automatic_winners"):
        weights = await stage.judge()
    assert weights == pytest.approx({"a": 0.1, "b": 0.9})
    [line] = caplog.messages
    assert "Campaign test of site shop: variant b wins with probability 1.000" in line
    assert "{'a': 1, 'b': 1} become {'a': 0.1, 'b': 0.9}" in line


async def test_a_winner_that_is_known_changes_nothing_more(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await stage.count("b", 1_000, 100)
    await stage.count("a", 1_000, 50)
    weights = await stage.judge()
    with caplog.at_level(logging.INFO, "notesik.automatic_winners"):
        assert await stage.judge() == weights
    assert caplog.messages == []


async def test_without_enough_impressions_the_weights_stay(stage: Stage) -> None:
    await stage.count("a", 1_000, 50)
    await stage.count("b", 99, 30)
    assert await stage.judge() == {"a": 1, "b": 1}


async def test_the_rules_of_the_site_say_when_and_how_much(stage: Stage) -> None:
    rules = read_site_rules({"winner": {"least_impressions": 50, "losers_keep": 0.2}})
    await rules_work.apply_rules(stage.client, SITE.id, rules)
    await stage.count("a", 1_000, 50)
    await stage.count("b", 99, 30)
    assert await stage.judge() == pytest.approx({"a": 0.2, "b": 0.8})


async def test_what_is_long_ago_does_not_count(stage: Stage) -> None:
    await stage.count("a", 1_000, 50)
    await stage.count("b", 1_000, 100)
    assert await stage.judge(START_MS + DAYS_JUDGED * DAY_MS) == {"a": 1, "b": 1}


@pytest.mark.parametrize("changes", [{"automatic_winner": False}, {"status": "paused"}])
async def test_only_live_campaigns_that_ask_for_it_are_judged(stage: Stage, changes: dict[str, Any]) -> None:
    await stage.put({**TEST, **changes})
    await stage.count("a", 1_000, 50)
    await stage.count("b", 1_000, 100)
    assert await stage.judge() == {"a": 1, "b": 1}


async def test_what_the_owner_has_changed_meanwhile_stays(stage: Stage) -> None:
    await stage.count("a", 1_000, 50)
    await stage.count("b", 1_000, 100)
    await stage.sites.refresh()
    found = await stage.find()
    await stage.put({**TEST, "variants": [variant("a", weight=3), variant("b")]})
    await judge_all(stage.client, found, START_MS)
    stored = msgspec.json.decode(await campaigns(stage.client, SITE.id).get("test") or b"")
    assert [each.get("weight", 1) for each in stored["variants"]] == [3, 1]


async def test_a_document_that_cannot_be_read_holds_up_no_other_experiment(stage: Stage) -> None:
    await stage.put({**TEST, "id": "broken", "variants": "none"})
    await stage.count("a", 1_000, 50)
    await stage.count("b", 1_000, 100)
    assert await stage.judge() == pytest.approx({"a": 0.1, "b": 0.9})


async def test_only_one_process_at_a_time_has_the_turn(store_url: str) -> None:
    async with Client(store_url) as one, Client(store_url) as other:
        assert await take_turn(one, "automatic-winners", EVERY_MS)
        assert not await take_turn(other, "automatic-winners", EVERY_MS)
        assert await take_turn(other, "something-else", EVERY_MS)


async def test_a_document_is_swapped_only_if_it_is_as_it_was_read(client: Client) -> None:
    shelf = campaigns(client, "shop")
    await shelf.put("hero", b"one")
    assert await shelf.swap("hero", b"one", b"\x00two")
    assert not await shelf.swap("hero", b"one", b"three")
    assert not await shelf.swap("none", b"", b"three")
    assert await shelf.list() == {"hero": b"\x00two"}
