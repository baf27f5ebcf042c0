"""Whatever is killed, an event that was acknowledged is in the log, and one that is sent again is there once."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from local_client import client_of
from notesik.store.data_folder import wait_for
from notesik.store.embedded import running_url
from resending import BATCH, PATIENCE_S, VISITORS, Sender, event, logged
from running_command import Serving, children, run_json, serving

EVENTS = 10_000


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
    sender = Sender(server.url, site["write_key"], EVENTS)
    assert wait_for(lambda: sender.acknowledged * BATCH >= EVENTS / 2, timeout_s=PATIENCE_S)
    kill(server)
    if server.process.poll() is not None:
        port = server.url.rpartition(":")[2]
        stack.enter_context(serving("--data", data, "--port", port, log=tmp_path / "again.log"))
    sender.finish()
    assert sender.refused, "the kill came too late to be noticed"
    url = running_url(data)
    assert url is not None
    found = asyncio.run(logged(url))
    assert len(found) == sender.events
    assert set(found.values()) == {1}
    with client_of(server.url, Authorization=f"Bearer {site['secret_key']}") as owner:
        for visitor in range(VISITORS):
            id = event(visitor).get("userId") or event(visitor)["anonymousId"]
            state = owner.get(f"/api/v1/visitors/{id}").json()["state"]
            assert state["counters"]["Product Viewed"]["count"] == sender.events / VISITORS
