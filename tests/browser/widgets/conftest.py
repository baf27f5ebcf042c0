"""A page of a shop with a strict policy, into which a test puts one widget."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from browser.widgets.shown import FOLDER, ORIGIN, WIDGETS, Show
from notesik.widget_scenes import Panel, Scene

SOURCES = Path(__file__).parents[3] / "snippet" / "src"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types notesik"
)
SHOP = """<!doctype html><html lang="en"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/shop.css"><script type="module" src="/shop.js"></script>
<button id="before">Before</button><main></main><a id="after" href="#">After</a></html>"""
SHOP_JS = """
import { borrow } from "/snippet/borrowed.js";
import { guard } from "/snippet/core/guard.js";
import { later } from "/snippet/core/later.js";
import { listen } from "/snippet/core/listen.js";
import { copyCode } from "/snippet/show/copyCode.js";
import { onAction } from "/snippet/show/onAction.js";
import { stepAside } from "/snippet/show/stepAside.js";

borrow({ guard, later, listen });
const policy = window.trustedTypes.createPolicy("notesik", { createHTML: (html) => html });
const fragment = (html) => {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  return template.content;
};
window.told = [];
const sheetOf = (styles) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  return sheet;
};
window.fill = (root, { html, styles }) => {
  root.adoptedStyleSheets = [sheetOf(styles)];
  root.replaceChildren(fragment(html));
};
// As createWidget.js does it: the browser's own dialog, which closes for Escape and for a press beside it.
window.place = async ({ script, placement, panel, ...content }) => {
  const host = document.createElement("notesik-widget");
  host.dataset.placement = placement;
  const root = host.attachShadow({ mode: "open" });
  fill(root, content);
  document.querySelector("main").append(host);
  const track = (event, facts) => told.push([event, facts?.campaign ?? ""]);
  const ask = async (path) => {
    told.push(["asked", path]);
    if (path !== "inbox") return undefined;
    if (window.isOffline) throw new Error("offline");
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheetOf(panel.styles)];
    return fragment(panel.html);
  };
  const close = (reason) => {
    told.push(["close", reason]);
    host.dataset.closed = "";
  };
  const start = script ? (await import(script)).default : stepAside;
  onAction(root, { copy: copyCode }, () => {});
  const stop = start({ root, close, track, tellSeen: track, ask });
  const dialog = placement === "modal" && root.querySelector("dialog");
  if (dialog) {
    dialog.showModal();
    dialog.addEventListener("close", () => close("dialog"));
  }
  window.undo = () => {
    stop?.();
    host.remove();
  };
};
window.isReady = true;
"""


@pytest.fixture
def styles() -> dict[str, str]:
    """The shop's own style sheet, and what stands before the widget; a test writes into them."""
    return {"shop": "body { margin: 0; font-family: monospace; min-height: 2000px }", "before": ""}


@pytest.fixture
def show(context: BrowserContext, page: Page, styles: dict[str, str]) -> Show:
    """Opens the shop's page and puts a widget into it."""
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/":
            route.fulfill(
                body=SHOP.replace("<main>", f"{styles['before']}<main>"),
                content_type="text/html",
                headers={"Content-Security-Policy": POLICY},
            )
        elif path.startswith("/widgets/"):
            route.fulfill(path=FOLDER / path.removeprefix("/widgets/"), content_type="text/javascript")
        elif path.startswith("/snippet/"):
            route.fulfill(path=SOURCES / path.removeprefix("/snippet/"), content_type="text/javascript")
        else:
            files = {"/shop.js": (SHOP_JS, "text/javascript"), "/shop.css": (styles["shop"], "text/css")}
            body, content_type = files.get(path, ("", "image/svg+xml"))
            route.fulfill(body=body, content_type=content_type)

    def put(
        widget: str, parameters: dict[str, Any], *, placement: str, scene: Scene, panel: Panel | None = None
    ) -> None:
        page.goto(f"{ORIGIN}/")
        page.wait_for_function("window.isReady")
        page.locator("#before").focus()
        content = {
            "script": f"/widgets/{widget}/script.js" if (FOLDER / widget / "script.js").exists() else None,
            "html": WIDGETS[widget].compile(parameters).of("", placement).render(scene),
            "styles": WIDGETS[widget].css,
            "placement": placement,
            "panel": panel and {"html": WIDGETS["inbox"].render_panel(scene, panel), "styles": WIDGETS["message"].css},
        }
        page.evaluate("(content) => place(content)", content)
        assert refused == []

    context.route(f"{ORIGIN}/**", answer)
    return put
