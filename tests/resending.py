"""A sender of many events that sends each again until it is acknowledged, and what became of them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from local_client import client_of
from notesik.log_entries import decode_entry
from notesik.store import log
from notesik.store.client import Client
from notesik.store.data_folder import wait_for

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
    """Sends events in batches, several at a time, and each again until it is acknowledged; on and on until it is to
    finish, however fast the server is, and ``at_least`` so many."""

    def __init__(self, url: str, write_key: str, at_least: int) -> None:
        self._write_key = write_key
        self._http = client_of(url)
        self._pool = ThreadPoolExecutor(SENDERS)
        self._lock = threading.Lock()
        self.acknowledged = 0
        self.refused = 0
        self.last_refused_s = 0.0
        """By the clock that only goes on."""
        self.events = 0
        """Of all visitors equally many, once it has finished."""
        self._at_least = at_least
        self._is_to_finish = False
        self._running = [self._pool.submit(self._send_on) for _ in range(SENDERS)]

    def _send_on(self) -> None:
        while (start := self._take()) is not None:
            self._send(start)

    def _take(self) -> int | None:
        """The number of the next batch's first event."""
        with self._lock:
            if self._is_to_finish and self.events >= self._at_least and self.events % VISITORS == 0:
                return None
            start, self.events = self.events, self.events + BATCH
            return start

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
            if status != 200:
                self.refused += 1
                self.last_refused_s = time.monotonic()
        return status == 200

    def finish(self) -> None:
        """Return when everything was acknowledged."""
        self._is_to_finish = True
        for sent in self._running:
            sent.result(PATIENCE_S)
        self._pool.shutdown()
        self._http.close()


async def logged(url: str) -> Counter[str]:
    """How often each message is in the log."""
    found: Counter[str] = Counter()
    async with Client(url) as client:
        for partition in range(client.partitions):
            entries = await log.entries(client, partition, count=100_000)
            found.update(decode_entry(entry.event).event.message_id for entry in entries)
    return found
