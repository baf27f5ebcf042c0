"""Requests that real SDKs have sent, replayed: each of their events is taken."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from notesik import owners_work
from notesik.store.client import Client
from notesik.store.data_folder import wait_for
from running_app import SITE, App, running_app

CLIENTS = sorted((Path(os.environ["NOTESIK_EXTERNAL"]) / "peers/clients").glob("*.captured.json"))
THEIRS = {"writeKey": "testWriteKey"}
SECRET = "another-secret-key-of-the-clients-own-site"
NOT_REPLAYED = {"host", "content-length", "connection", "transfer-encoding"}
"""Headers of the recorded connection, not of the request."""


@pytest.fixture
def app(store_url: str) -> Iterator[App]:
    with running_app(store_url) as app:
        asyncio.run(_add_site(store_url))
        assert wait_for(
            lambda: app.http.post("/v1/batch", json={"batch": [], **THEIRS}).status_code == 200, timeout_s=1
        )
        yield app


async def _add_site(store_url: str) -> None:
    """A site with the write key that the clients were set up with."""
    async with Client(store_url) as client:
        await owners_work.put_site(client, replace(SITE, id="theirs", write_key=THEIRS["writeKey"], secret_key=SECRET))


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_every_event_of_the_client_is_taken_and_kept(app: App, client: Path) -> None:
    for request in json.loads(client.read_text("utf-8")):
        response = app.http.request(
            request["method"], request["path"], content=_body(request), headers=_headers(request["headers"])
        )
        assert response.status_code == 200, response.text
        answer = response.json()
        assert answer.get("rejected", []) == []
        events = request["json"].get("batch", [request["json"]])
        assert answer["accepted"] == len(events)
        for event in events:
            assert _is_kept(app, event)


def _body(request: dict[str, Any]) -> bytes:
    body = json.dumps(request["json"]).encode()
    return gzip.compress(body) if request["body_is_gzip"] else body


def _headers(recorded: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in recorded.items() if name.lower() not in NOT_REPLAYED}


def _is_kept(app: App, event: dict[str, Any]) -> bool:
    name = event["event"] if event["type"] == "track" else event["type"]
    id = event.get("userId") or event.get("anonymousId") or event["previousId"]
    found = app.http.get(f"/api/v1/visitors/{id}", headers={"Authorization": f"Bearer {SECRET}"})
    return bool(found.json()["state"]["counters"][name]["count"])
