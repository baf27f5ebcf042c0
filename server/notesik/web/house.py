"""What the handlers share: the store's client, the notebook, the live sites, the clock, the finder of places."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from starlette.datastructures import State
from starlette.requests import Request

from notesik.allowances import Allowance
from notesik.geo import GeoFinder
from notesik.live_sites import LiveSites
from notesik.metrics import Recorder
from notesik.notebook import Notebook
from notesik.overlay import Overlay
from notesik.settings import Settings
from notesik.store.client import Client

Clock = Callable[[], int]
"""Gives the moment in Unix milliseconds."""


def system_clock() -> int:
    return time.time_ns() // 1_000_000


class House(NamedTuple):
    """One process's means; kept in ``app.state.house``."""

    settings: Settings
    client: Client
    notebook: Notebook
    sites: LiveSites
    clock: Clock
    geo: GeoFinder
    overlay: Overlay
    my_data_allowance: Allowance
    """How often each visitor may ask for their data, and as often have them erased."""
    my_data_allowance_of_network: Allowance
    """How often anybody of one network may on a site: ids can be made up."""
    recorder: Recorder


class PlainState(State):
    """Starlette's state of an application, with plain attributes: each request asks twice, and Starlette's own way of
    finding one takes a microsecond."""

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)


def house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house
