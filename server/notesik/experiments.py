"""The campaigns whose winner Notesik chooses: as a server's process holds them, or read from the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from notesik.campaigns import RUNNING
from notesik.store.campaigns import campaigns
from notesik.store.client import Client
from notesik.store.site_documents import rules as site_rules
from notesik.store.sites import sites
from notesik.winners import Winner

if TYPE_CHECKING:  # a worker of the log holds no sites, and needs nothing of what they are made of
    from notesik.live_sites import LiveSite

logger = logging.getLogger(__name__)

D = TypeVar("D", bound=msgspec.Struct)


class Experiment(NamedTuple):
    """A running campaign whose winner is to be chosen: its weights by variant, and the site's rules of winning."""

    site: str
    campaign: str
    weights: Mapping[str, float]
    rules: Winner


def held_experiments(held: Iterable[LiveSite]) -> list[Experiment]:
    """Those of sites that this process holds."""
    return [
        Experiment(
            live.site.id,
            each.campaign.id,
            {variant.id: variant.weight for variant in each.campaign.variants},
            live.index.rules.winner,
        )
        for live in held
        for each in live.index.campaigns
        if each.campaign.automatic_winner and each.campaign.status in RUNNING
    ]


async def stored_experiments(client: Client) -> list[Experiment]:
    """Those of the store, for a process that holds no sites; of campaigns only the few fields are read that count."""
    found: list[Experiment] = []
    for site in await sites(client).list():
        documents, rules = await asyncio.gather(campaigns(client, site).list(), site_rules(client, site).get())
        winner = _decoded(rules, _StoredRules).winner if rules else Winner()
        for id, document in documents.items():
            stored = _decoded(document, _StoredCampaign)
            if stored.automatic_winner and stored.status in RUNNING:
                weights = {variant.id: variant.weight for variant in stored.variants}
                found.append(Experiment(site, id, weights, winner))
    return found


class _StoredVariant(msgspec.Struct):
    id: str
    weight: float = 1


class _StoredCampaign(msgspec.Struct):
    status: str = ""
    automatic_winner: bool = False
    variants: tuple[_StoredVariant, ...] = ()


class _StoredRules(msgspec.Struct):
    winner: Winner = Winner()


def _decoded(document: bytes, kind: type[D]) -> D:
    try:
        return msgspec.json.decode(document, type=kind)
    except msgspec.ValidationError as fault:  # of an older release: the servers tell of it
        logger.debug("a document is left out of judging: %s", fault)
        return kind()
