"""A pinned tag: the browser runs the script as it was, or not at all; with an import map its parts too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from browser.recording_server import RecordingServer
from notesik.script_tags import import_map, pinned_path, pinned_tag, read_build
from notesik.settings import Settings
from notesik.shipped import shipped_folder

BUILD = read_build(shipped_folder("snippet"))
PINNED = pinned_path("/notesik.js", BUILD.script).removeprefix("/")
[REST] = BUILD.parts
WIDGET = {
    "campaign": "bar",
    "variant": "a",
    "widget": "plain",
    "placement": {"type": "top"},
    "trigger": {"type": "immediate"},
    "html": '<div part="root"><p>Hello</p></div>',
    "styles": "",
}

Open = Callable[[], None]


@pytest.fixture
def open_pinned(page: Page, shop: RecordingServer, server: RecordingServer) -> Open:
    """Opens a page whose tag is pinned, import map and all."""
    server.pages[PINNED] = BUILD.script.decode()
    server.widgets = [WIDGET]
    tags = import_map(Settings(), server.url, BUILD) + pinned_tag(Settings(), server.url, "wk_test", BUILD)
    shop.pages["pinned.html"] = f"<!doctype html><title>Pinned</title>{tags}<h1>A shop</h1>"

    def open_pinned() -> None:
        page.goto(f"{shop.url}/pinned.html", wait_until="load")

    return open_pinned


def test_what_is_as_it_was_runs(page: Page, open_pinned: Open) -> None:
    open_pinned()
    page.locator("notesik-widget p").wait_for()


def test_a_script_that_was_changed_on_its_way_does_not_run(
    page: Page, server: RecordingServer, open_pinned: Open
) -> None:
    server.pages[PINNED] += ";window.isAltered = true"
    open_pinned()
    assert page.evaluate("[typeof notesik, typeof isAltered]") == ["undefined", "undefined"]
    assert server.requests == []


def test_a_part_that_was_changed_on_its_way_does_not_run_and_the_page_goes_on(
    page: Page, server: RecordingServer, open_pinned: Open
) -> None:
    server.pages[f"notesik/{REST}"] = BUILD.parts[REST].decode() + ";window.isAltered = true"
    open_pinned()
    server.wait_for_event("page")
    page.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    assert page.evaluate("typeof isAltered") == "undefined"
    assert page.locator("notesik-widget").count() == 0
