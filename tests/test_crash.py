"""Whatever is killed, an event that was acknowledged is in the log, and one that is sent again is there once."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from notesik.log_entries import decode_entry
from notesik.store import log
from notesik.store.client import Client
from notesik.store.data_folder import wait_for
from notesik.store.embedded import running_url
from running_command import Serving, children, run_json, serving

EVENTS = 10_000
BATCH = 100
VISITORS = 200
SENDERS = 4
PATIENCE_S = 25


def event(number: int) -> dict[str, Any]:
    """A visitor is a device, a person, or a device that a person has identified on."""
    visitor = number % VISITORS
    ids = (
        {"anonymousId": f"a{visitor}"},
        {"userId": f"u{visitor}"},
        {"anonymousId": f"a{visitor}", "userId": f"u{visitor}"},
    )
    properties = {"product_id": f"p{number % 7}"}
    return {"type": "track", "event": "Product Viewed", "messageId": f"m{number}", "properties": properties} | ids[
        visitor % 3
    ]


class Sender:
    """Sends all events in batches, several at a time, and each again until it is acknowledged."""

    def __init__(self, url: str, write_key: str) -> None:
        self._write_key = write_key
        self._http = httpx.Client(base_url=url, timeout=10)
        self._pool = ThreadPoolExecutor(SENDERS)
        self._lock = threading.Lock()
        self.acknowledged = 0
        self.refused = 0
        self._running = [self._pool.submit(self._send, start) for start in range(0, EVENTS, BATCH)]

    def _send(self, start: int) -> None:
        batch = [event(number) for number in range(start, start + BATCH)]
        assert wait_for(lambda: self._is_acknowledged(batch), timeout_s=PATIENCE_S, every_s=0.05)

    def _is_acknowledged(self, batch: list[dict[str, Any]]) -> bool:
        try:
            answer = self._http.post("/v1/batch", json={"writeKey": self._write_key, "batch": batch})
        except httpx.HTTPError:
            status = 0
        else:
            status = answer.status_code
            assert status in (200, 503), answer.text
        with self._lock:
            self.acknowledged += status == 200
            self.refused += status != 200
        return status == 200

    def finish(self) -> None:
        """Return when everything was acknowledged."""
        for sent in self._running:
            sent.result(PATIENCE_S)
        self._pool.shutdown()
        self._http.close()


def kill_server(server: Serving) -> None:
    server.kill()


def kill_store(server: Serving) -> None:
    [valkey] = children(server.process.pid)
    os.kill(valkey, signal.SIGKILL)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.mark.parametrize("kill", [kill_server, kill_store])
def test_ten_thousand_events_are_in_the_log_once_each_though_half_way_something_is_killed(
    tmp_path: Path, stack: ExitStack, kill: Callable[[Serving], None]
) -> None:
    data = tmp_path / "data"
    site = run_json("site", "add", "Shop", "--origin", "https://shop.example", "--data", data)
    server = stack.enter_context(serving("--data", data, log=tmp_path / "log"))
    sender = Sender(server.url, site["write_key"])
    assert wait_for(lambda: sender.acknowledged * BATCH >= EVENTS / 2, timeout_s=PATIENCE_S)
    kill(server)
    if server.process.poll() is not None:
        port = server.url.rpartition(":")[2]
        stack.enter_context(serving("--data", data, "--port", port, log=tmp_path / "again.log"))
    sender.finish()
    assert sender.refused, "the kill came too late to be noticed"
    url = running_url(data)
    assert url is not None
    logged = asyncio.run(_logged(url))
    assert len(logged) == EVENTS
    assert set(logged.values()) == {1}
    headers = {"Authorization": f"Bearer {site['secret_key']}"}
    with httpx.Client(base_url=server.url, headers=headers) as owner:
        for visitor in range(VISITORS):
            id = event(visitor).get("userId") or event(visitor)["anonymousId"]
            state = owner.get(f"/api/v1/visitors/{id}").json()["state"]
            assert state["counters"]["Product Viewed"]["count"] == EVENTS / VISITORS


async def _logged(url: str) -> Counter[str]:
    """How often each message is in the log."""
    found: Counter[str] = Counter()
    async with Client(url) as client:
        for partition in range(client.partitions):
            entries = await log.entries(client, partition, count=EVENTS * 2)
            found.update(decode_entry(entry.event).event.message_id for entry in entries)
    return found
