"""What the user-agent header says of a device. Parsing is slow and headers repeat, so results are kept."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from user_agents import parse

MAX_HEADER = 500


class Device(msgspec.Struct, frozen=True, gc=False):
    """``type`` is phone, tablet, desktop or other."""

    type: str
    os: str
    browser: str
    is_bot: bool


@lru_cache(maxsize=10_000)
def _parsed(header: str) -> Device:
    agent = parse(header)
    kinds = (("phone", agent.is_mobile), ("tablet", agent.is_tablet), ("desktop", agent.is_pc))
    return Device(
        type=next((name for name, is_it in kinds if is_it), "other"),
        os=agent.os.family,
        browser=agent.browser.family,
        is_bot=bool(agent.is_bot),
    )


def device_of(user_agent: str) -> Device:
    """The device that ``user_agent`` describes."""
    return _parsed(user_agent[:MAX_HEADER])
