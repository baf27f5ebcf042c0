"""A real Chromium for the browser tests, and a server that records what the snippet sends it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser.find_chromium import HOW, find_chromium
from browser.recording_server import RecordingServer

WITHOUT = (
    # What Chromium makes for the address bar of each new window costs more than a test's own page, and nobody sees it.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "SpareRendererForSitePerProcess"),
    # Chromium heeds one such list only; so here is what Playwright switches off, as far as it matters here.
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"),
    *("HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    "PreconnectToSearch",
)
ARGUMENTS = (
    f"--disable-features={','.join(WITHOUT)}",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, started once a module: while Playwright runs, no other test can have an event loop."""
    path = find_chromium()
    if path is None:
        pytest.fail(HOW)
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor's browser: its own storage and cookies."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="Europe/Warsaw")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab. A test fails when the snippet throws into the page or rejects a promise there."""
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    yield page
    page.evaluate("1")  # whatever was thrown has arrived by now
    assert thrown == []


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    """Notesik's side of the wire, recorded; it serves the built snippet."""
    with RecordingServer({"/": ROOT / "snippet" / "dist"}) as server:
        yield server


@pytest.fixture
def shop(server: RecordingServer) -> Iterator[RecordingServer]:
    """A shop's own origin; its pages stand in ``pages/`` and carry the tag."""
    pages = Path(__file__).parent / "pages"
    with RecordingServer({"/": pages}, replace={"NOTESIK": server.url}) as shop:
        yield shop
