"""What operators' pages read of a process, be it a server or a worker of the log."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request

from notesik.metrics import Recorder
from notesik.settings import Settings
from notesik.store.client import Client


class Instruments(NamedTuple):
    """Kept in ``app.state.instruments``."""

    settings: Settings
    client: Client
    recorder: Recorder
    metrics_folder: Path | None
    """Where the figures of the processes are that share the work with this one, if there are any."""


def instruments_of(request: Request) -> Instruments:
    instruments: Instruments = request.app.state.instruments
    return instruments
