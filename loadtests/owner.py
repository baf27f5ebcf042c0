"""An owner who publishes and pauses campaigns while shoppers are there, and looks how soon it is live."""

from __future__ import annotations

import time
from uuid import uuid4

import gevent
from locust import task

from claims import Claim
from messages import Page, Sender
from shoppers import Visitor, now_ms

GIVE_UP_S = 5.0
"""What is not live by then is wrong; how soon it should be is a limit like those of other times."""
LOOK_AGAIN_S = 0.05
REST_S = 3.0


class Owner(Visitor):
    """There is one of them."""

    fixed_count = 1

    def on_start(self) -> None:
        super().on_start()
        self.edition = 0

    @task
    def publish(self) -> None:
        """Publishes a campaign with new words, and pauses it again."""
        self.edition += 1
        self.put("live")
        self.wait_until_live(is_shown=True)
        gevent.sleep(REST_S * self.dice.random())
        self.put("paused")
        self.wait_until_live(is_shown=False)
        gevent.sleep(REST_S * self.dice.random())

    def put(self, status: str) -> None:
        banner = {"id": "a", "widget": "banner", "parameters": {"title": f"Edition {self.edition}."}}
        campaign = {
            "id": "load-news",
            "name": "News",
            "status": status,
            "placement": {"type": "slot", "slot": "load-news"},
            "variants": [banner],
        }
        key = {"Authorization": f"Bearer {self.options.secret_key}"}
        path = "/api/v1/campaigns/load-news"
        with self.client.put(path, json=campaign, headers=key, name="owner: publish", catch_response=True) as response:
            if response.status_code not in (200, 201):
                response.failure(f"status {response.status_code}")

    def wait_until_live(self, *, is_shown: bool) -> None:
        """Opens pages until one has the change. The time counts from the owner's answer to the opening of that page."""
        began_s = time.monotonic()
        sender = Sender(self.options.write_key, uuid4().hex)
        self.client.cookiejar.clear()
        while True:
            asked_s = time.monotonic() - began_s
            page = Page(self.host + "/about", "")
            with self.posted("/v1/visit", "owner: look", page.visit(sender, [], ["load-news"], now_ms())) as (
                answer,
                judged,
            ):
                widgets = answer["widgets"] if answer else []
                is_live = any(f"Edition {self.edition}." in each["html"] for each in widgets) is is_shown
                if is_live or asked_s > GIVE_UP_S:
                    what = f"edition {self.edition} {'published' if is_shown else 'paused'}"
                    fault = f"{what}, a page opened {asked_s:.2f} s later does not have it"
                    judged.append(Claim("live", "" if is_live else fault))
            if is_live or asked_s > GIVE_UP_S:
                break
            gevent.sleep(LOOK_AGAIN_S)
        self.environment.events.request.fire(
            request_type="OWNER",
            name="change live within",
            response_time=asked_s * 1000,
            response_length=0,
            exception=None,
            context={},
        )
