"""What the tag costs a page of the demo shop: the same page opened with it and without, and what each time it took."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from playwright.sync_api import Page, Response, Route

from demo_process import Demo

OBSERVE = """
window.shifts = [];
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    const moved = entry.sources.map(({ node, previousRect, currentRect }) =>
      `${node?.id || node?.className || node?.nodeName}: ${previousRect.y} to ${currentRect.y}`);
    shifts.push({ value: entry.value, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) longTasks.push(entry.duration);
}).observe({ type: "longtask", buffered: true });
"""
SETTLED = """() => new Promise((resolve) =>
  requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(() => resolve(true)))))"""
FILLED = """(campaigns) => campaigns.every((campaign) => document.querySelector(
  `notesik-widget[data-campaign="${CSS.escape(campaign)}"]`)?.shadowRoot.childElementCount)"""
PICTURES = """() => Promise.all([...document.querySelectorAll("notesik-widget")]
  .flatMap(({ shadowRoot }) => [...shadowRoot.querySelectorAll("img:not([loading=lazy])")])
  .map((picture) => picture.decode().catch(() => {})))"""


PAGES = {
    "home": "/",
    "category": "/category/bicycles",
    "product": "/product/skowronek-navy",
    "search": "/search?q=tent",
    "cart": "/cart",
    "checkout": "/checkout",
    "thanks": "/thank-you",
}
"""The demo's, by kind."""


OURS = re.compile(r"/(notesik|v1)\b")


class Cost(NamedTuple):
    """``shift`` is the sum of layout shifts, ``moved`` what moved; ``requests`` and ``kilobytes`` are Notesik's own."""

    shift: float
    moved: list[list[str]]
    longest_ms: float
    requests: int
    kilobytes: float
    shown: list[str]


def cost_with_tag(page: Page, demo: Demo, path: str) -> Cost:
    """Opens the page, and waits until all that Notesik shows at once is there."""
    requests = _count(page)
    with page.expect_response(_is_visit) as answered:
        page.goto(demo.url + path, wait_until="load")
    widgets = answered.value.json()["widgets"]
    shown = [each["campaign"] for each in widgets if each["trigger"]["type"] == "immediate" and each.get("html")]
    page.wait_for_function(FILLED, arg=shown)
    return _cost(page, requests, shown)


def cost_without_tag(page: Page, demo: Demo, path: str, script: str) -> Cost:
    """Opens the page with nothing in Notesik's script."""
    requests = _count(page)

    def answer(route: Route) -> None:
        route.fulfill(body="", content_type="text/javascript")

    page.route(f"**{script}", answer)
    page.goto(demo.url + path, wait_until="load")
    cost = _cost(page, requests, [])
    page.unroute(f"**{script}", answer)
    return cost


def _count(page: Page) -> list[str]:
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    return urls


def _cost(page: Page, requests: list[str], shown: list[str]) -> Cost:
    page.evaluate(PICTURES)
    page.evaluate(SETTLED)
    found: Mapping[str, Any] = page.evaluate(
        """() => {
          const resources = performance.getEntriesByType("resource");
          const sizes = Object.fromEntries(resources.map(({ name, encodedBodySize }) => [name, encodedBodySize]));
          return { shifts, longTasks, sizes };
        }"""
    )
    ours = [url for url in requests if OURS.search(url)]
    return Cost(
        shift=sum(each["value"] for each in found["shifts"]),
        moved=[each["moved"] for each in found["shifts"]],
        longest_ms=max(found["longTasks"], default=0.0),
        requests=len(ours),
        kilobytes=sum(size for url, size in found["sizes"].items() if url in ours) / 1000,
        shown=shown,
    )


def prepare_visitor(page: Page, demo: Demo) -> None:
    """Looks at bicycles and puts one into the cart, so that there is much to show."""
    page.goto(f"{demo.url}/category/bicycles")
    paths = page.evaluate(
        """[...document.querySelectorAll("main a[href^='/product/']")].map(({ pathname }) => pathname)"""
    )
    for path in list(dict.fromkeys(paths))[:4]:
        with page.expect_response(_is_visit):
            page.goto(demo.url + path)
    with page.expect_response(lambda answer: _is_visit(answer) and "Product Added" in (answer.request.post_data or "")):
        page.click("form[data-add] button[type=submit]")


def _is_visit(answer: Response) -> bool:
    return answer.url.endswith("/visit")
