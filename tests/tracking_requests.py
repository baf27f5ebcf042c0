"""Requests to the tracking API, and what their answers and visitors' records say."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx

from running_app import SITE, App

BASIC = "Basic " + base64.b64encode(f"{SITE.write_key}:".encode()).decode()


def post(app: App, path: str, content: Any, **headers: str) -> httpx.Response:
    """Bytes go as they are, anything else as JSON; keyword arguments are headers (``content_type``)."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return app.http.post(path, content=body, headers={"Content-Type": "application/json", **named})


def batch(*events: Any, **more: Any) -> dict[str, Any]:
    return {"writeKey": SITE.write_key, "batch": list(events), **more}


def error_of(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The error in an answer, whose shape is always the same."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    answer = response.json()
    assert set(answer) == {"error"}
    error: dict[str, Any] = answer["error"]
    assert error["code"] == code
    assert isinstance(error["message"], str)
    assert error["message"]
    assert error["request_id"] == response.headers["x-request-id"]
    assert set(error) <= {"code", "message", "path", "faults", "request_id"}
    return error


def count_of(app: App, who: str, name: str, kind: str | None = None) -> int:
    counters: dict[str, list[Any]] = app.state(who, kind)["counters"]
    return int(counters[name]["count"]) if name in counters else 0
