"""Reads the visits for a dry run from the log: first backwards, to find where the last ones begin, then forwards, one
partition after the other. So little is held at a time, however much there is.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from notesik.audiences import Sender
from notesik.campaigns import Campaign
from notesik.dry_runs import DryRun, Ground
from notesik.live_sites import LiveSite
from notesik.log_entries import Entry, decode_entry
from notesik.store import log
from notesik.store.client import Client
from notesik.visitor_changes import no_segments

READ_AT_ONCE = 50
"""Entries of one trip: working on them keeps the other requests waiting for some milliseconds."""

MAX_READ = 200_000
"""Entries of the log that are looked through at most, all sites' and all kinds'."""

Progress = Callable[[int], None]


class Window(NamedTuple):
    """By partition, the ids of the first and the last entry; ``is_cut`` if there was too much to look through."""

    first: dict[int, str]
    last: dict[int, str]
    is_cut: bool


async def dry_run(
    client: Client,
    live: LiveSite,
    draft: Campaign,
    visits: int,
    progress: Progress = lambda count: None,
    *,
    max_read: int = MAX_READ,
) -> dict[str, Any]:
    """What would have come of ``draft`` on the site's last ``visits`` page views; ``DryRun.report`` has the shape.

    ``progress`` is told how many were replayed so far. Raises StoreUnavailable.
    """
    window = await find_window(client, live.site.id, visits, max_read)
    run = DryRun(draft, _ground(live))
    for partition, first in window.first.items():
        await _replay(client, run, live.site.id, partition, first, window.last[partition], progress)
        run.forget_visitors()
    return run.report(f"Only the last {max_read:,} entries of the log were looked through." if window.is_cut else "")


async def find_window(client: Client, site: str, visits: int, max_read: int = MAX_READ) -> Window:
    """Where in each partition the last ``visits`` page views of ``site`` begin, the newest first over all."""
    first: dict[int, str] = {}
    last: dict[int, str] = {}
    readers = [_Backwards(client, site, partition) for partition in range(client.partitions)]
    for reader in readers:  # all at once, they would all be worked on at once
        await reader.fetch()
    heap = [reader.marks[-1] for reader in readers if reader.marks]
    heapq.heapify(heap)
    found = read = 0
    while heap and found < visits and read < max_read:
        mark = heap[0]
        reader = readers[mark.partition]
        reader.marks.pop()
        read += 1
        found += mark.is_visit
        id = f"{-mark.negative_ms}-{-mark.negative_number}"
        first[reader.partition] = id
        last.setdefault(reader.partition, id)
        if not reader.marks:
            await reader.fetch()
        if reader.marks:
            heapq.heapreplace(heap, reader.marks[-1])
        else:
            heapq.heappop(heap)
    return Window(first, last, is_cut=bool(heap) and found < visits)


class _Mark(NamedTuple):
    """An entry's id, turned round so that the newest comes first, and whether it is a page view of the site."""

    negative_ms: int
    negative_number: int
    partition: int
    is_visit: bool


class _Backwards:
    """Reads one partition from its end; of what it reads it holds marks only, the newest last."""

    def __init__(self, client: Client, site: str, partition: int) -> None:
        self._client, self._site, self._before = client, site, "+"
        self.partition = partition
        self.marks: list[_Mark] = []

    async def fetch(self) -> None:
        """The next marks; none at the beginning of the log."""
        entries = await log.entries_before(self._client, self.partition, self._before, READ_AT_ONCE)
        if entries:
            self._before = entries[-1].id
        self.marks = [self._mark(each) for each in reversed(entries)]

    def _mark(self, stored: log.Entry) -> _Mark:
        ms, number = map(int, stored.id.split("-"))
        entry = _decoded(stored)
        is_visit = entry is not None and entry.site == self._site and entry.event.type == "page"
        return _Mark(-ms, -number, self.partition, is_visit)


async def _replay(
    client: Client, run: DryRun, site: str, partition: int, first: str, last: str, progress: Progress
) -> None:
    start = first
    while entries := await log.entries_between(client, partition, start, last, READ_AT_ONCE):
        for stored in entries:
            entry = _decoded(stored)
            if entry is not None and entry.site == site:
                run.replay(entry, int(stored.id.partition("-")[0]))
        progress(run.visits)
        start = f"({entries[-1].id}"


def _decoded(stored: log.Entry) -> Entry | None:
    """What another version wrote may be unreadable; the workers set it aside, here it is left out."""
    try:
        return decode_entry(stored.event)
    except msgspec.DecodeError:
        return None


def _ground(live: LiveSite) -> Ground:
    shop = live.shop_for(Sender())._replace(segments_after=no_segments)
    return Ground(live.site, live.catalogue, shop, live.segments, live.index.campaigns, live.index.rules)
