"""A page that the browser has frozen and shows again, by its real back-forward cache."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import sync_playwright

from browser.conftest import ARGUMENTS
from browser.find_chromium import HOW, find_chromium
from browser.recording_server import RecordingServer

SWITCHED_OFF = "--disable-back-forward-cache"
"""Playwright's own choice: its handle of a page does not follow it there, so the test looks at the wire alone."""

FIRST = """<script async src="NOTESIK/notesik.js" data-site="wk_test"></script>
<script>addEventListener("pageshow", (event) => { document.title = `Again: ${event.persisted}` })</script>"""


def test_a_page_that_was_frozen_goes_on_as_the_page_it_was(shop: RecordingServer, server: RecordingServer) -> None:
    path = find_chromium()
    if path is None:
        pytest.fail(HOW)
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    shop.pages["first.html"] = FIRST
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments, ignore_default_args=[SWITCHED_OFF])
        page = browser.new_page()
        page.goto(f"{shop.url}/first.html")
        first = server.wait(lambda request: request.path == "/v1/visit").body["page_id"]
        page.goto(f"{shop.url}/next.html")
        second = server.wait(lambda request: request.body.get("page", {}).get("title") == "The next page").body
        assert second["page_id"] != first
        page.evaluate("() => { setTimeout(() => history.back()) }")
        again = server.wait(lambda request: request.body.get("left_page_id") == second["page_id"]).body
        assert again["page_id"] == first
        assert again["page"]["title"] == "Again: true"
        browser.close()
