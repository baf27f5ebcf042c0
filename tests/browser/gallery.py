"""Every example of every widget as a shopper sees it: through the built snippet, in a shadow root on a shop's page.

One page serves them all: each new answer of the server takes the last example away and brings the next.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace
from playwright.sync_api import Browser, Page, Route

from browser.recording_server import Answer, Recorded, RecordingServer
from notesik.widget_declarations import Example
from notesik.widget_scenes import Message, Scene
from notesik.widgets import Widget
from sample_products import NOW_MS, recommend_from, shelf
from widget_examples import WIDGETS, panel

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCENES = ROOT / "demo" / "static" / "scenes"
PICTURES = {
    "gravel": SCENES / "hero-day-wide.svg",
    "night": SCENES / "hero-dusk-wide.svg",
    "bags": SCENES / "bags.svg",
    "bag-1": ROOT / "demo/static/pictures/pestka-forest.svg",
    "light-1": ROOT / "demo/static/pictures/iskierka-teal.svg",
}
"""What the examples' pictures are, by the name of their file; a picture of another name cannot be had."""

PLACES: dict[str, dict[str, Any]] = {
    "slot": {"slot": "gallery"},
    "selector": {"selector": "#text", "position": "before"},
    "modal": {},
    "corner": {},
    "top": {},
    "bottom": {},
    "inbox": {},
}
"""Where an example of each placement hangs."""


WALKED = {name: widget for name, widget in WIDGETS.items() if widget.placements & PLACES.keys()}
"""All but what changes the page itself and shows nothing of its own."""


class Exhibit(NamedTuple):
    """One example in one of its placements, from left to right or from right to left."""

    widget: Widget
    example: Example
    placement: str
    direction: str

    @property
    def name(self) -> str:
        return f"{self.widget.name}-{self.example.name}-{self.placement}-{self.direction}"

    @property
    def html(self) -> str:
        """Rendered for its visitor."""
        return self.widget.compile(self.example.parameters).of("", self.placement).render(self.scene)

    @property
    def scene(self) -> Scene:
        """The example's own; in the other direction for a visitor of another language."""
        products = shelf(self.example.scene.currency) * 3
        scene = self.example.scene.scene(
            recommend=lambda strategy, limit: recommend_from(products, strategy, limit), now_ms=NOW_MS
        )
        scene = replace(scene, placement=self.placement)
        if scene.direction == self.direction:
            return scene
        return replace(scene, direction=self.direction, language="ar" if self.direction == "rtl" else "en")


def exhibits(widget: Widget) -> Iterator[Exhibit]:
    """All of a widget's examples in both directions, each in the placement that it names, else in all."""
    for example in widget.examples:
        for placement in [example.scene.placement] if example.scene.placement else placements(widget):
            for direction in ("ltr", "rtl"):
                yield Exhibit(widget, example, placement, direction)


def some_exhibits(widget: Widget) -> Iterator[Exhibit]:
    """Each example and each placement of a widget, in both directions, but not each example in each placement."""
    turns = itertools.cycle(placements(widget))
    chosen = {example.name: example.scene.placement or next(turns) for example in widget.examples}
    return (exhibit for exhibit in exhibits(widget) if exhibit.placement == chosen[exhibit.example.name])


def placements(widget: Widget) -> list[str]:
    """Those that look different: a selector is as a slot."""
    unlike = widget.placements & PLACES.keys() - ({"selector"} if "slot" in widget.placements else set())
    return sorted(unlike, reverse=True)


class Gallery:
    """One page of a shop, on which one exhibit after the other is hung."""

    def __init__(self, page: Page, server: RecordingServer, shop: RecordingServer) -> None:
        self.page, self.server = page, server
        self.said: list[str] = []
        self._count = 0
        self._panel: dict[str, Any] = {}
        self.theme = ""
        server.answer = self._answer
        server.pages = {f"notesik/{widget.style_file}": widget.css for widget in WIDGETS.values()}
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.route("**/*.svg", _picture)
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{shop.url}/gallery.html")
        server.wait_for_event("page")
        page.add_script_tag(path=HERE / "gallery.js")

    def hang(self, exhibit: Exhibit) -> None:
        """Takes away what hangs there, and waits until the exhibit is shown whole."""
        self._count += 1
        self.page.keyboard.press("Escape")
        self.page.mouse.move(0, 0)
        self.page.evaluate("dir => { document.documentElement.dir = dir; scrollTo(0, 0) }", exhibit.direction)
        self.server.widgets = [self._wire(exhibit)]
        self.page.evaluate("notesik.track('Product Clicked')")
        host = self.page.locator(f'notesik-widget[data-campaign="hung-{self._count}"]')
        host.wait_for(state="attached")
        opener = host.locator('[data-notesik-action="open-inbox"]')
        if exhibit.placement == "inbox":
            opener.click()
            host.locator(".panel .tab").first.wait_for()
        self.page.wait_for_function(IS_SHOWN)

    def take_said(self) -> list[str]:
        """What the page's console has said since this was last asked."""
        said = [*self.said]
        self.said.clear()
        return said

    def _wire(self, exhibit: Exhibit) -> dict[str, Any]:
        if exhibit.placement == "inbox":
            self._panel = _panel(exhibit)
            inbox = Example(name=exhibit.name, parameters={}, scene=exhibit.example.scene)
            exhibit = Exhibit(WIDGETS["inbox"], inbox, "corner", exhibit.direction)
        return {
            "campaign": f"hung-{self._count}",
            "variant": "a",
            "widget": exhibit.widget.name,
            "placement": {"type": exhibit.placement, **PLACES[exhibit.placement]},
            "trigger": {"type": "immediate"},
            "html": exhibit.html,
            "styles": exhibit.widget.style_file,
        }

    def _answer(self, request: Recorded) -> Answer:
        if request.path.endswith("/inbox"):
            return Answer(body=self._panel)
        return Answer(body={**self.server.taken(request).body, "theme": self.theme})


@contextmanager
def open_gallery(browser: Browser) -> Iterator[Gallery]:
    """A gallery in a browser's context of its own."""
    with (
        RecordingServer({"/": ROOT / "snippet" / "dist"}) as server,
        RecordingServer({"/": HERE / "pages"}, replace={"NOTESIK": server.url}) as shop,
        browser.new_context(viewport={"width": 390, "height": 844}) as context,
    ):
        context.set_default_timeout(10_000)
        yield Gallery(context.new_page(), server, shop)


IS_SHOWN = """() => {
  const root = document.querySelector("notesik-widget")?.shadowRoot
  if (!root?.querySelector("[part=root]")) return false
  return [...root.querySelectorAll("img")].every((image) => image.complete || image.loading === "lazy")
}"""


def _panel(exhibit: Exhibit) -> dict[str, Any]:
    """The opened inbox, in which the exhibit is the first message."""
    opened = panel()
    message = Message(campaign="exhibit", variant="a", html=exhibit.html, is_unread=True, sent_ms=NOW_MS)
    shown = replace(opened, messages=[message, *opened.messages])
    return {
        "html": WIDGETS["inbox"].render_panel(exhibit.scene, shown),
        "styles": WIDGETS["message"].style_file,
        "unread": 1,
    }


def _picture(route: Route) -> None:
    path = PICTURES.get(Path(route.request.url).stem)
    if path is None:
        route.fallback()
    else:
        route.fulfill(path=path, content_type="image/svg+xml")
