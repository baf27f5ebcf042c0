"""A shopper who walks through the demo shop, step by step, with what they see of Notesik."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from demo_process import Demo

SHOTS = os.environ.get("NOTESIK_SHOTS", "")
"""A folder for a picture of each step, to be looked at."""


SHOWN = ":is(dialog[open], .notesik-banner, .notesik-bar, .notesik-recommendations)"
"""What a widget shows, inside its shadow root; a pop-up only while it is open."""


FLICK_UP = """() => new Promise((done) => {
  scrollTo({ top: 2000, behavior: "instant" })
  requestAnimationFrame(() => requestAnimationFrame(() => {
    scrollTo({ top: 0, behavior: "instant" })
    requestAnimationFrame(() => requestAnimationFrame(done))
  }))
})"""


class Shopper:
    """One tab of one browser. ``name`` goes into the names of the pictures."""

    def __init__(self, context: BrowserContext, demo: Demo, name: str) -> None:
        self.context, self.demo, self.name = context, demo, name
        self.page = context.new_page()
        self.said: list[str] = []
        self._listen(self.page)
        self._step = 0

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))

    def open(self, path: str) -> None:
        """Go to ``path`` and wait until Notesik has answered."""
        with self.page.expect_response("**/v1/visit"):
            self.page.goto(self.demo.url + path)

    def sees(self, campaign: str, text: str | re.Pattern[str] | None = None) -> Locator:
        """The widget of ``campaign`` is on the page, and says ``text``."""
        found = self._shown(campaign).first
        expect(found).to_be_visible()
        if text is not None:
            expect(found).to_contain_text(text)
        return found

    def does_not_see(self, campaign: str) -> None:
        """Not now. Whatever is under way has to be waited for before."""
        expect(self._shown(campaign)).to_have_count(0)

    def _shown(self, campaign: str) -> Locator:
        return self.page.locator(f'notesik-widget[data-campaign="{campaign}"]').locator(SHOWN)

    def settles(self) -> None:
        """All that was begun before is over: an event of our own has gone to Notesik and come back."""
        with self.page.expect_response(lambda response: _tells(response, "Walk Settled")):
            self.page.evaluate("window.notesik.track('Walk Settled')")

    def puts_into_the_cart(self, path: str, quantity: int = 1) -> dict[str, Any]:
        """From the product's page; the answer to the very request that told Notesik."""
        self.open(path)
        self.page.select_option("#quantity", str(quantity))
        with self.page.expect_response(
            lambda response: (
                response.url.endswith("/v1/visit") and "Product Added" in (response.request.post_data or "")
            )
        ) as told:
            self.page.click("form[data-add] button[type=submit]")
        answer: dict[str, Any] = told.value.json()
        return answer

    def orders(self) -> None:
        """Fill in the checkout and place the order."""
        self.open("/checkout")
        for name, value in (
            ("email", "anna@example.com"),
            ("name", "Anna Nowak"),
            ("street", "Leśna 7"),
            ("postcode", "00-001"),
            ("city", "Warszawa"),
        ):
            self.page.fill(f"#{name}", value)
        with self.page.expect_response(lambda response: _tells(response, "Order Completed")):
            self.page.click("#checkout button[type=submit]")
        self.page.wait_for_url("**/thank-you*")

    def another_tab(self) -> Shopper:
        return Shopper(self.context, self.demo, f"{self.name}-tab-2")

    def turns_away(self) -> None:
        """What comes before closing a tab: the pointer goes up and out; on a phone the page is flicked back up."""
        if self.page.evaluate("matchMedia('(hover: none)').matches"):
            self.page.evaluate(FLICK_UP)
        else:
            self.page.mouse.move(300, 300)
            self.page.mouse.move(300, -5)

    def picture(self, title: str) -> None:
        """Keep a picture of what the shopper sees now, where one is asked for."""
        self._step += 1
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{SHOTS}/{self.name}-{self._step:02d}-{title}.png", animations="disabled")

    def anonymous_id(self) -> str:
        return str(self.page.evaluate("JSON.parse(localStorage.getItem('notesik')).a"))

    def state(self) -> dict[str, Any]:
        """What the notebook holds of the shopper."""
        state: dict[str, Any] = self.demo.owner(f"visitors/{self.anonymous_id()}")["state"]
        return state


def _tells(response: Response, event: str) -> bool:
    """Whether this is the answer to a call that told ``event``."""
    return response.url.endswith("/v1/visit") and event in (response.request.post_data or "")
