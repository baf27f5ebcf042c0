"""What each process holds of every site, compiled and ready: its keys, rules, theme, campaigns, segments, scoring
plans, products and who-viewed-what.

Nothing of this is read from Redis while a visitor waits: a poll notices what has changed and loads just that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from notesik.answers import Questions
from notesik.attribution import Goal
from notesik.audiences import Audience, Sender
from notesik.campaign_index import CampaignIndex
from notesik.catalogue import Catalogue
from notesik.errors import BadDocument, NotFound, StoreUnavailable, Unauthorized
from notesik.known_names import SiteNames
from notesik.live_campaigns import LiveCampaigns, Look, Stored, read_live_campaigns
from notesik.ready_segments import compile_site_segments, compile_sound_segments
from notesik.recommendations import CoVisitation, Recommender
from notesik.scores import NO_PLANS, CompiledPlan, Plans, compile_plan
from notesik.segments import Segments
from notesik.sites import Site, normal_origin
from notesik.social_proof import MOST_HELD, Action, Hours, ProductCounts, hour_of, still_counted
from notesik.spare_memory import give_back_spare_memory
from notesik.store import catalogue, co_visitation, product_counts, site_documents, versions
from notesik.store.campaigns import campaigns
from notesik.store.client import Client
from notesik.store.keys import Kind
from notesik.store.scoring_plans import scoring_plans
from notesik.store.segments import segments
from notesik.store.sites import sites
from notesik.stored_products import CatalogueReader
from notesik.tastes import Tastes
from notesik.themes import read_theme, theme_css
from notesik.visitor_changes import Shop
from notesik.widgets import Widget
from notesik.workers.consumer import unix_ms

logger = logging.getLogger(__name__)

POLL_S = 0.3
"""How often a process asks what has changed; a change is live everywhere well within a second."""
NEIGHBOURS_HELD = 12
BEST_SELLERS_HELD = 200


_READY_SEGMENTS = compile_site_segments(())


class LiveSite(msgspec.Struct, frozen=True, kw_only=True):
    """One site as this process knows it now. ``looks`` are by campaign and variant."""

    site: Site
    catalogue: Catalogue = Catalogue(())
    widgets: Mapping[str, Widget] = {}
    index: CampaignIndex = CampaignIndex(())
    looks: Mapping[tuple[str, str], Look] = {}
    goals: Mapping[str, Goal] = {}
    questions: Mapping[tuple[str, str], Questions] = {}
    segments: Segments = _READY_SEGMENTS
    plans: Plans = NO_PLANS
    together: CoVisitation = CoVisitation()
    theme: str = ""
    """Its theme as a style sheet."""
    counts: ProductCounts = ProductCounts()
    recommender: Recommender = Recommender(Catalogue(()), CoVisitation())
    """Of its products, as they are now."""
    tastes: Tastes = Tastes(Catalogue(()))

    def __post_init__(self) -> None:
        if self.tastes.catalogue is not self.catalogue:  # counts change all the time, and its lists are dear
            msgspec.structs.force_setattr(self, "tastes", Tastes(self.catalogue))
        msgspec.structs.force_setattr(self, "recommender", Recommender(self.catalogue, self.together))

    @property
    def names(self) -> SiteNames:
        """What documents may name."""
        return SiteNames(plans=self.plans.keys(), groups=self.index.rules.groups.keys())

    @property
    def audience(self) -> Audience:
        return Audience(self.site, self.catalogue, self.plans, self.segments)

    def shop_for(self, sender: Sender) -> Shop:
        """What decides how the events of ``sender`` are read."""
        return Shop(
            site=self.site.id,
            lookup=self.catalogue.get,
            currency=self.site.currency,
            goals=self.goals,
            questions=self.questions,
            plans=self.plans,
            segments_after=partial(self.audience.segments_after, sender),
            is_robot=sender.is_robot,
        )


class LiveSites:
    """All sites of a store. ``refresh`` once before the first request, then let ``keep_fresh`` run."""

    def __init__(self, client: Client, widgets: Mapping[str, Widget], clock: Callable[[], int] = unix_ms) -> None:
        self._client = client
        self._clock = clock
        self.widgets = widgets
        self._sites: dict[str, LiveSite] = {}
        self._live_campaigns: dict[str, LiveCampaigns] = {}
        self._by_write_key: dict[str, str] = {}
        self._by_secret_key: dict[str, str] = {}
        self._origins: frozenset[str] = frozenset()
        self._versions: dict[str, int] = {}
        self._together_until_ms: dict[tuple[str, Kind], int] = {}
        self._counted_until_ms: dict[tuple[str, Action], int] = {}
        self._swept_hours: dict[tuple[str, Action], int] = {}

    def __iter__(self) -> Iterator[LiveSite]:
        return iter(list(self._sites.values()))

    def of_write_key(self, key: str) -> LiveSite:
        """The site whose write key this is; Unauthorized when it is nobody's."""
        if not key:
            raise Unauthorized("the request names no write key", path="writeKey")
        site = self._sites.get(self._by_write_key.get(key, ""))
        if site is None:
            raise Unauthorized("this write key belongs to no site", path="writeKey")
        return site

    def of_secret_key(self, key: str) -> LiveSite:
        """The site whose secret key this is; Unauthorized when it is nobody's."""
        site = self._sites.get(self._by_secret_key.get(key, ""))
        if site is None:
            raise Unauthorized("a site's secret key is needed: Authorization: Bearer SECRET_KEY")
        return site

    def has_origin(self, origin: str) -> bool:
        """Whether a browser page at ``origin`` may send for any of the sites."""
        return origin in self._origins or normal_origin(origin) in self._origins

    def get(self, id: str) -> LiveSite:
        """The site called ``id``; NotFound when there is none."""
        if id not in self._sites:
            raise NotFound(f"there is no site {id!r}", path="site")
        return self._sites[id]

    async def keep_fresh(self) -> None:
        """Refresh until cancelled. While the store is away, what is known stays in force."""
        while True:
            try:
                await self.refresh()
            except StoreUnavailable as error:
                logger.debug("cannot ask for changes: %s", error)
            await asyncio.sleep(POLL_S)

    async def refresh(self) -> None:
        """Load whatever has changed since the last time."""
        current = await versions.load(self._client)
        if current == self._versions:
            return
        if self._is_new(current, versions.SITES):
            await self._load_sites()
        for id in list(self._sites):
            if self._is_new(current, versions.catalogue(id)):
                await self._load_catalogue(id)
            if self._is_new(current, versions.site_theme(id)):
                await self._load_theme(id)
            if self._is_new(current, versions.scoring_plans(id)):
                await self._load_plans(id)
            if self._is_new(current, versions.segments(id)):
                await self._load_segments(id)
            if any(self._is_new(current, part(id)) for part in _PARTS_OF_CAMPAIGNS):
                await self._load_campaigns(id)
            if self._is_new(current, versions.together(id)):
                await self._load_together(id)
            if self._is_new(current, versions.product_counts(id)):
                await self._load_counts(id)
        self._versions = current

    def _is_new(self, current: Mapping[str, int], name: str) -> bool:
        return current.get(name) != self._versions.get(name)

    async def _load_sites(self) -> None:
        found = [msgspec.json.decode(document, type=Site) for document in (await sites(self._client).list()).values()]
        for gone in set(self._sites) - {site.id for site in found}:
            del self._sites[gone]
            self._live_campaigns.pop(gone, None)
            for part in _PARTS:
                self._versions.pop(part(gone), None)  # should it come back, all of it is loaded anew
        for site in found:
            before = self._sites.get(site.id)
            before = before or LiveSite(site=site, widgets=self.widgets)
            self._sites[site.id] = msgspec.structs.replace(before, site=site)
        self._by_write_key = {site.write_key: site.id for site in found}
        self._by_secret_key = {site.secret_key: site.id for site in found}
        self._origins = frozenset(origin for site in found for origin in site.origins)

    async def _load_catalogue(self, id: str) -> None:
        # Chunk by chunk, so that neither visitors wait nor the memory has all of it twice; but to arrange 100,000
        # products takes long enough that visitors would notice.
        reader = CatalogueReader()
        async for chunk in catalogue.load(self._client, id):
            reader.read(product for _, product in chunk)
        self._set(id, catalogue=await asyncio.to_thread(reader.catalogue))
        await asyncio.to_thread(give_back_spare_memory)

    async def _load_segments(self, id: str) -> None:
        documents = await segments(self._client, id).list()
        compiled, faults = compile_sound_segments(map(msgspec.json.decode, documents.values()))
        for fault in faults:
            logger.warning("a segment of site %s is left out: %s", id, fault)
        self._set(id, segments=compiled)

    async def _load_plans(self, id: str) -> None:
        plans: dict[str, CompiledPlan] = {}
        for name, document in (await scoring_plans(self._client, id).list()).items():
            try:
                plans[name] = compile_plan(msgspec.json.decode(document))
            except BadDocument as error:
                logger.warning("scoring plan %s of site %s is left out: %s", name, id, error)
        self._set(id, plans=plans)

    async def _load_theme(self, id: str) -> None:
        document = await site_documents.theme(self._client, id).get()
        try:
            css = "" if document is None else theme_css(read_theme(msgspec.json.decode(document)))
        except BadDocument as error:
            logger.warning("the theme of site %s is left out: %s", id, error)
            css = ""
        self._set(id, theme=css)

    async def _load_campaigns(self, id: str) -> None:
        stored = Stored(
            campaigns=await campaigns(self._client, id).list(), rules=await site_documents.rules(self._client, id).get()
        )
        its_segments, now_ms, before = self._sites[id].segments, self._clock(), self._live_campaigns.get(id)
        live = await asyncio.to_thread(read_live_campaigns, stored, self.widgets, its_segments, now_ms, before)
        for fault in live.faults:
            logger.warning("of site %s is left out: %s", id, fault)
        self._live_campaigns[id] = live
        self._set(id, index=live.index, looks=live.looks, goals=live.goals, questions=live.questions)
        del stored, live, before
        await asyncio.to_thread(give_back_spare_memory)

    async def _load_together(self, id: str) -> None:
        before = self._sites[id].together
        viewed = await self._neighbours(id, "viewed", before.viewed_together)
        bought = await self._neighbours(id, "bought", before.bought_together)
        sellers = await co_visitation.best_sellers(self._client, id, BEST_SELLERS_HELD)
        self._set(id, together=CoVisitation(viewed, bought, sellers))

    async def _neighbours(
        self, id: str, kind: Kind, before: Mapping[str, Sequence[str]]
    ) -> Mapping[str, Sequence[str]]:
        since_ms = self._together_until_ms.get((id, kind), 0)
        changed = await co_visitation.changed_since(self._client, id, kind, since_ms)
        found = await co_visitation.neighbours(self._client, id, kind, changed.ids, NEIGHBOURS_HELD)
        self._together_until_ms[id, kind] = changed.until_ms
        return {**before, **found}

    async def _load_counts(self, id: str) -> None:
        before = self._sites[id].counts
        viewed = await self._counted(id, "viewed", before.viewed)
        bought = await self._counted(id, "bought", before.bought)
        self._set(id, counts=ProductCounts(viewed, bought))

    async def _counted(self, id: str, action: Action, before: Mapping[str, Hours]) -> Mapping[str, Hours]:
        changed = await product_counts.changed_since(
            self._client, id, action, self._counted_until_ms.get((id, action), 0)
        )
        found = await product_counts.load(self._client, id, action, changed.ids)
        self._counted_until_ms[id, action] = changed.until_ms
        counts, now_ms = {**before, **found}, self._clock()
        # What has grown too old counts for nothing anyhow: to look for it once an hour will do, while nobody waits.
        if self._swept_hours.get((id, action)) == hour_of(now_ms) and len(counts) <= MOST_HELD:
            return counts
        self._swept_hours[id, action] = hour_of(now_ms)
        return await asyncio.to_thread(still_counted, counts, now_ms)

    def _set(self, id: str, **parts: object) -> None:
        self._sites[id] = msgspec.structs.replace(self._sites[id], **parts)


_PARTS_OF_CAMPAIGNS = (versions.campaigns, versions.segments, versions.site_rules)
_PARTS = (
    *_PARTS_OF_CAMPAIGNS,
    versions.catalogue,
    versions.product_counts,
    versions.scoring_plans,
    versions.site_theme,
    versions.together,
)
