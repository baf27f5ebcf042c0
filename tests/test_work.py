"""``notesik work``: processes that share the log, take over from each other, wait for the store, and end well."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from metric_figures import Figures, figures_of
from notesik.log_entries import Entry, Tally, encode_entry
from notesik.store import log, results, visitors
from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.data_folder import socket_path, socket_url, wait_for
from notesik.store.embedded import EmbeddedStore
from notesik.store.keys import log_key, partition_of, visitor_key
from notesik.store.scripts import Command
from notesik.workers.consumer import BATCH
from running_command import Serving, children, is_alive, run_json, serving, told_apart, visit, working
from sample_events import NOW_MS, page

T = TypeVar("T")

DAY = "2026-11-21"
TAKEN_OVER_WITHIN_S = 10
AT_ONCE = BATCH // 64
"""What one worker takes of a partition, of which it is given all at once."""

_numbers = count(1)


class Log:
    """The log of a store, to be written to, and what was made of it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.written = 0

    def write(self, clicks: int) -> None:
        """Log so many clicks of one campaign, each of a visitor of its own."""
        names = [f"visitor-{next(_numbers)}" for _ in range(clicks)]
        entries = [(partition_of("shop", name, 64), _click(name)) for name in names]
        asyncio.run(self._trip([("XADD", log_key(partition), "*", "d", entry) for partition, entry in entries]))
        self.written += clicks

    def write_at_once(self, clicks: int) -> int:
        """Log so many clicks of one visitor, which one worker gets all together; their partition."""
        key = visitor_key("shop", "a", f"visitor-{next(_numbers)}", 64)
        change = visitors.Change(key, 0, b"state", [_click(key.name)] * clicks)

        async def saved(client: Client) -> bool:
            return all(await visitors.save(client, [change]))

        assert asyncio.run(self._asked(saved))
        self.written += clicks
        return key.partition

    def clicks(self) -> int:
        """Those that were counted."""

        async def counted(client: Client) -> int:
            return (await results.load(client, "shop", "hero", [DAY]))[DAY].get("a", {}).get("clicks", 0)

        return asyncio.run(self._asked(counted))

    def lag(self) -> log.Lag:
        return asyncio.run(self._asked(log.lag))

    def in_hand(self, worker: str, partition: int) -> int:
        """Entries of the partition that this worker has taken and not finished."""
        [found] = asyncio.run(self._trip([("XPENDING", log_key(partition), log.GROUP, "-", "+", 1_000, worker)]))
        return len(found)

    async def _trip(self, commands: Sequence[Command]) -> list[Any]:
        async with Client(self.url) as client:
            return [expect(reply) for reply in await client.trip(commands)]

    async def _asked(self, question: Callable[[Client], Awaitable[T]]) -> T:
        async with Client(self.url) as client:
            return await question(client)


def _click(visitor: str) -> bytes:
    return encode_entry(Entry("shop", visitor, page(at_ms=NOW_MS), tallies=(Tally("hero", "a", "clicks"),)))


def names_of(workers: Serving) -> list[str]:
    """The workers that have begun to read, by their own words."""
    return re.findall(r"The worker (\S+) reads the log", workers.log.read_text())


def figures(workers: Serving) -> Figures:
    return figures_of(workers.get("/metrics").text)


def counted_by(workers: Serving) -> float:
    return figures(workers).get("notesik_log_entries_total", {}).get(("counted",), 0)


def freeze_with_work_in_hand(worker: Serving, events: Log) -> int:
    """Stop a process in the middle of its work; how many entries it has in hand."""
    [name] = names_of(worker)
    held = 0

    def is_caught() -> bool:
        nonlocal held
        worker.process.send_signal(signal.SIGSTOP)
        held = events.in_hand(name, events.write_at_once(AT_ONCE))
        if not held:  # the other was the first to be woken
            worker.process.send_signal(signal.SIGCONT)
        return bool(held)

    assert wait_for(is_caught, timeout_s=30)
    return held


def has_given_work_to(events: Log, *workers: Serving) -> bool:
    """Write some more, of which each may get some."""
    events.write(500)
    return min(map(counted_by, workers)) > 0


def test_what_a_killed_worker_had_in_hand_is_counted_once_by_the_other_within_ten_seconds(
    store_url: str, tmp_path: Path
) -> None:
    events = Log(store_url)
    with (
        working("--redis", store_url, log=tmp_path / "one.log") as one,
        working("--redis", store_url, log=tmp_path / "other.log") as other,
    ):
        assert wait_for(lambda: len(names_of(one) + names_of(other)) == 2, timeout_s=10)
        assert wait_for(lambda: has_given_work_to(events, one, other), timeout_s=20)
        assert wait_for(lambda: events.clicks() == events.written, timeout_s=20)
        assert counted_by(one) + counted_by(other) == events.written, "an entry was worked on twice"
        held = freeze_with_work_in_hand(one, events)
        assert held == AT_ONCE
        one.kill()
        killed_s = time.monotonic()
        assert wait_for(lambda: events.clicks() == events.written, timeout_s=TAKEN_OVER_WITHIN_S)
        assert time.monotonic() - killed_s < TAKEN_OVER_WITHIN_S
        assert wait_for(lambda: figures(other)["notesik_log_taken_over_total"] == {(): held}, timeout_s=5)
        assert "takes over" in other.log.read_text()
        assert other.terminate() == 0
    assert events.clicks() == events.written
    assert events.lag() == log.Lag(0, 0)


def test_several_processes_share_the_work_and_tell_their_figures_as_one(store_url: str, tmp_path: Path) -> None:
    events = Log(store_url)
    with working("--processes", "2", "--redis", store_url, log=tmp_path / "log", NOTESIK_LOG_FORMAT="json") as workers:
        assert wait_for(lambda: len(names_of(workers)) == 2, timeout_s=10)
        events.write(1_000)
        assert wait_for(lambda: counted_by(workers) == 1_000, timeout_s=20)
        told_of = figures(workers)
        assert told_of["notesik_workers"] == told_of["notesik_log_workers"] == {(): 2}
        assert told_of["notesik_log_lag_entries"] == {("unread",): 0, ("pending",): 0}
        assert {workers.get(path).status_code for path in ("/healthz", "/readyz")} == {200}
        assert workers.get("/v1/visit").status_code == 404
        dead = int(names_of(workers)[0].partition("-")[0])
        os.kill(dead, signal.SIGKILL)
        assert wait_for(lambda: len(names_of(workers)) == 3, timeout_s=15)
        events.write(100)
        assert wait_for(lambda: events.clicks() == events.written, timeout_s=TAKEN_OVER_WITHIN_S)
        started = children(workers.process.pid)
        assert workers.terminate() == 0
        assert wait_for(lambda: not any(map(is_alive, started)), timeout_s=10)
    assert "Traceback" not in workers.log.read_text()


def test_a_worker_waits_for_the_store_and_works_when_it_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    url = socket_url(socket_path(folder))
    with working("--redis", url, log=tmp_path / "log") as worker:
        assert worker.get("/healthz").status_code == 200
        assert worker.get("/readyz").status_code == 503
        assert "The work waits for the store: The store cannot be reached" in worker.log.read_text()
        with EmbeddedStore(folder) as store:
            events = Log(store.url)
            events.write(10)
            assert wait_for(lambda: events.clicks() == 10, timeout_s=10)
            assert worker.get("/readyz").status_code == 200
            assert worker.terminate() == 0
            assert events.lag() == log.Lag(0, 0)
    assert "Traceback" not in worker.log.read_text()


def test_servers_leave_the_log_alone_where_it_is_worked_through_apart(tmp_path: Path) -> None:
    data = tmp_path / "data"
    site = run_json("site", "add", "Shop", "--origin", "https://shop.example", "--data", data)
    with serving("--log-workers", "apart", "--data", data, log=tmp_path / "server.log") as server:
        assert visit(server.url, site["write_key"]).status_code == 200
        events = Log(socket_url(socket_path(data)))
        events.write(3)
        assert figures(server)["notesik_log_workers"] == {(): 0}
        assert names_of(server) == []
        assert "left to notesik work" in server.log.read_text()
        with working("--data", data, log=tmp_path / "work.log") as worker:
            assert wait_for(lambda: events.clicks() == 3, timeout_s=10)
            assert figures(server)["notesik_log_workers"] == {(): 1}
            assert server.terminate() == 0
            assert wait_for(lambda: "for the store" in worker.log.read_text(), timeout_s=10)
            assert worker.get("/readyz").status_code == 503
            assert worker.terminate() == 0


def test_what_can_never_work_is_told_of_in_words(store_url: str, tmp_path: Path) -> None:
    words = told_apart("work", "--data", tmp_path)
    assert f"no store runs on the data folder {tmp_path}" in words
    assert "--log-workers apart" in words
    assert "redis://, rediss://, unix://" in told_apart("work", "--redis", "nonsense://store")
    Log(store_url).write(1)
    assert "64 partitions" in told_apart("work", "--redis", store_url, NOTESIK_PARTITIONS="8")
