"""Experiments that end by themselves: once a minute, one process gives each winner most of the visitors."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from notesik.errors import StoreUnavailable
from notesik.experiments import Experiment
from notesik.results import days_between
from notesik.store import results
from notesik.store.campaigns import campaigns
from notesik.store.client import Client
from notesik.store.turns import take_turn
from notesik.winners import Result, Verdict, verdict

logger = logging.getLogger(__name__)

EVERY_MS = 60_000
DAYS_JUDGED = 30
"""What is longer ago tells little of today, and would have to be read each minute."""


Find = Callable[[], Awaitable[Sequence[Experiment]]]
"""Finds the experiments of all sites."""


async def run(client: Client, find: Find, clock: Callable[[], int]) -> None:
    """Judge until cancelled. While the store is away, the weights stay as they are."""
    while True:
        await asyncio.sleep(EVERY_MS / 1000)
        try:
            # The turn is never handed back, so that no other process judges again in the same minute.
            if await take_turn(client, "automatic-winners", EVERY_MS * 9 // 10):
                await judge_all(client, await find(), clock())
        except StoreUnavailable as error:
            logger.debug("cannot judge experiments: %s", error)


async def judge_all(client: Client, experiments: Iterable[Experiment], now_ms: int) -> None:
    """Change the weights of every experiment whose results say so."""
    for experiment in experiments:
        await _judge(client, experiment, now_ms)


async def _judge(client: Client, experiment: Experiment, now_ms: int) -> None:
    site, campaign, weights, rules = experiment
    found = verdict(await _results(client, site, campaign, now_ms), weights, rules)
    if found.winner is None or _are_the_same(found.weights, weights):
        return
    shelf = campaigns(client, site)
    stored = await shelf.get(campaign)
    changed = stored and _with_weights(stored, weights, found)
    # Whoever changes the campaign meanwhile is the owner, who is right; it is judged again in a minute.
    if stored and changed and await shelf.swap(campaign, stored, changed):
        logger.info(
            "Campaign %s of site %s: variant %s wins with probability %.3f; weights %s become %s.",
            campaign,
            site,
            found.winner,
            found.probabilities[found.winner],
            weights,
            found.weights,
        )


async def _results(client: Client, site: str, campaign: str, now_ms: int) -> dict[str, Result]:
    today = datetime.fromtimestamp(now_ms / 1000, UTC).date()
    stored = await results.load(client, site, campaign, days_between(today - timedelta(days=DAYS_JUDGED - 1), today))
    found: dict[str, Result] = {}
    for by_variant in stored.values():
        for variant, counts in by_variant.items():
            before = found.get(variant, Result(0, 0))
            found[variant] = Result(
                before.impressions + counts["impressions"], before.conversions + counts["conversions"]
            )
    return found


def _are_the_same(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether they share visitors out alike."""
    return all(
        math.isclose(weight / sum(one.values()), other[id] / sum(other.values()), abs_tol=1e-9)
        for id, weight in one.items()
    )


def _with_weights(stored: bytes, judged: Mapping[str, float], found: Verdict) -> bytes | None:
    """The campaign's document with the new weights; None when it is no longer the one that was judged."""
    document: dict[str, Any] = msgspec.json.decode(stored)
    variants = document["variants"]
    if {each["id"]: each.get("weight", 1) for each in variants} != judged or not document.get("automatic_winner"):
        return None
    changed = [{**each, "weight": found.weights[each["id"]]} for each in variants]
    return msgspec.json.encode({**document, "variants": changed})
