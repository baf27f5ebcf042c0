"""Works through the log of events: reads entries, asks what follows from each, and writes that to the store."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from notesik.errors import StoreUnavailable
from notesik.metrics import LOG_DELAY_SECONDS, LOG_ENTRIES, LOG_TAKEN_OVER, Recorder
from notesik.store import co_visitation, log, log_readers, product_counts, segment_sizes
from notesik.store.client import Client
from notesik.store.connections import OwnLine
from notesik.store.log import Count, Done, Entry, Faulty
from notesik.workers.effects import Effects

BATCH = 2_000
"""Entries that are read at once, over all partitions."""

BATCH_BESIDE_REQUESTS = 256
"""Where requests are answered too: they wait while what follows from a batch is worked out, 13 µs for each event."""

GATHER_S = 0.05
"""After a read that brought little, the next one waits so long: to read and acknowledge each event by itself as it
comes costs this process and the store four times as much as fifty at once."""
ENOUGH = 0.25
"""The share of a whole batch from which on the next one is read without waiting."""

LONGEST_BLOCK_MS = 5_000
LAST_READ_S = 0.05
"""A read that is under way when the worker is told to stop gets so long to end."""

FIRST_DELAY_S = 0.1
LONGEST_DELAY_S = 5.0

logger = logging.getLogger(__name__)

EffectsOf = Callable[[bytes], Effects]
"""The pure rule: what follows from an event as it stands in the log. Whatever it raises marks the entry as faulty."""


def unix_ms() -> int:
    return time.time_ns() // 1_000_000


async def run(
    client: Client,
    name: str,
    effects_of: EffectsOf,
    stop: asyncio.Event,
    *,
    now_ms: Callable[[], int] = unix_ms,
    idle_ms: int = log.STALE_MS,
    recorder: Recorder | None = None,
    batch: int = BATCH,
) -> None:
    """Work until `stop` is set, and finish what is in hand then. `name` tells this worker from others.

    While the store is away it tries again and again, more and more slowly. Entries left by a dead worker are taken
    over `idle_ms` after it took them, or a quarter of that later. `recorder` is told what was done.
    """
    worker = _Worker(client, name, effects_of, now_ms, idle_ms, recorder or Recorder(), batch)
    stopping = asyncio.create_task(stop.wait())
    delay_s = FIRST_DELAY_S
    try:
        while not stopping.done():
            try:
                await worker.work(stopping)
            except StoreUnavailable as fault:
                delay_s = FIRST_DELAY_S if worker.has_worked else min(delay_s * 2, LONGEST_DELAY_S)
                logger.warning("The worker %s waits %g s for the store: %s", name, delay_s, fault)
                await asyncio.wait([stopping], timeout=delay_s)
    finally:
        stopping.cancel()


class _Worker:
    def __init__(
        self,
        client: Client,
        name: str,
        effects_of: EffectsOf,
        now_ms: Callable[[], int],
        idle_ms: int,
        recorder: Recorder,
        batch: int,
    ) -> None:
        self._client = client
        self._name = name
        self._effects_of = effects_of
        self._now_ms = now_ms
        self._idle_ms = idle_ms
        self._recorder = recorder
        self._partitions = range(client.partitions)
        self._entries_at_once = max(batch // client.partitions, 1)
        self._enough = batch * ENOUGH
        self._claim_at_s = 0.0
        self.has_worked = False
        """Whether the store answered since the last outage."""

    async def work(self, stopping: asyncio.Task[bool]) -> None:
        """Read and apply until told to stop. Raises StoreUnavailable when the store goes away."""
        self.has_worked = False
        async with self._client.line() as line:
            await log.create_groups(self._client)
            await log.forget_gone_consumers(self._client)
            logger.info("The worker %s reads the log.", self._name)
            reading = asyncio.create_task(self._read(line))
            try:
                while not stopping.done():
                    await self._apply(await self._claim())
                    await asyncio.wait([reading, stopping], return_when=asyncio.FIRST_COMPLETED)
                    if reading.done():
                        entries = reading.result()
                        # The next ones come while these are worked on.
                        gather_s = 0 if len(entries) >= self._enough else GATHER_S
                        reading = asyncio.create_task(self._read(line, gather_s))
                        await self._apply(entries)
                        self.has_worked = True
                await asyncio.wait([reading], timeout=LAST_READ_S)
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)
        await self._end()

    async def _end(self) -> None:
        """Finish what the last read has brought, whether or not its answer has arrived, and go."""
        await self._apply(await log.in_hand(self._client, self._name, self._partitions, self._entries_at_once))
        await log_readers.say_goodbye(self._client, self._name)

    async def _read(self, line: OwnLine, after_s: float = 0) -> list[Entry]:
        await asyncio.sleep(after_s)
        wait_ms = min(max(self._claim_at_s - time.monotonic(), 0.001) * 1000, LONGEST_BLOCK_MS)
        return await log.read(line, self._name, self._partitions, self._entries_at_once, math.ceil(wait_ms))

    async def _claim(self) -> list[Entry]:
        """Entries that another worker has left; asked for now and then, and again at once as long as there are some."""
        if time.monotonic() < self._claim_at_s:
            return []
        claimed, _ = await asyncio.gather(
            log.claim_stale(self._client, self._name, self._partitions, self._entries_at_once, self._idle_ms),
            log_readers.say_present(self._client, self._name, unix_ms()),
        )
        if claimed:
            self._recorder.count(LOG_TAKEN_OVER, (), len(claimed))
            logger.warning("The worker %s takes over %d entries that another has left.", self._name, len(claimed))
        else:
            self._claim_at_s = time.monotonic() + self._idle_ms / 4000
        return claimed

    async def _apply(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        outcomes = [self._outcome(entry) for entry in entries]
        good = [outcome for outcome in outcomes if not isinstance(outcome, Faulty)]
        faulty = [outcome for outcome in outcomes if isinstance(outcome, Faulty)]
        counted = await self._add(good)
        done = [Done(entry, effects.site, [Count(*c) for c in effects.counters]) for entry, effects in good]
        faulty += await log.acknowledge(self._client, done)
        for one in faulty:
            where = {"partition": one.entry.partition, "entry": one.entry.id}
            logger.error("A log entry was set aside: %s (%s)", one.reason, where, extra=where)
        await log.set_aside(self._client, faulty)
        self._tell(entries, len(faulty))
        await co_visitation.forget_soon(self._client, counted)

    def _tell(self, entries: Sequence[Entry], faulty: int) -> None:
        oldest_ms = min(int(entry.id.partition("-")[0]) for entry in entries)
        self._recorder.measure(LOG_DELAY_SECONDS, max(unix_ms() - oldest_ms, 0) / 1000)
        self._recorder.count(LOG_ENTRIES, ("counted",), len(entries) - faulty)
        if faulty:
            self._recorder.count(LOG_ENTRIES, ("set_aside",), faulty)

    def _outcome(self, entry: Entry) -> tuple[Entry, Effects] | Faulty:
        try:
            return entry, self._effects_of(entry.event)
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with one event, it must not hold up the others
            return Faulty(entry, f"{type(fault).__name__}: {fault}")

    async def _add(self, worked: Sequence[tuple[Entry, Effects]]) -> Mapping[str, Sequence[str]]:
        """Add all but the counters, which are added with the acknowledgement. To add it again changes nothing as
        long as the entries that are returned, by site, are known."""
        counted: dict[str, list[co_visitation.Counted]] = defaultdict(list)
        members: dict[str, list[segment_sizes.Member]] = defaultdict(list)
        shopping: dict[str, list[product_counts.Shopping]] = defaultdict(list)
        for entry, effects in worked:
            if effects.viewed_pairs or effects.bought_pairs or effects.sold:
                adds = co_visitation.Counted(entry.name, effects.viewed_pairs, effects.bought_pairs, effects.sold)
                counted[effects.site].append(adds)
            members[effects.site] += effects.members
            shopping[effects.site] += effects.shopping
        now_ms = self._now_ms()
        await asyncio.gather(
            *(co_visitation.add(self._client, site, each, now_ms) for site, each in counted.items()),
            *(segment_sizes.add(self._client, site, each) for site, each in members.items()),
            *(product_counts.add(self._client, site, each, now_ms) for site, each in shopping.items()),
        )
        return {site: [each.entry for each in entries] for site, entries in counted.items()}
