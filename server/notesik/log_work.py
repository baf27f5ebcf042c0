"""What is made of the log of events, beside the requests of each server or in processes of its own."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Callable

from notesik import automatic_winners
from notesik.background import Tasks
from notesik.metrics import Recorder
from notesik.store.client import Client
from notesik.workers import consumer
from notesik.workers.event_effects import effects_of


def log_tasks(
    client: Client,
    recorder: Recorder,
    clock: Callable[[], int],
    stop: asyncio.Event,
    find: automatic_winners.Find,
    *,
    batch: int,
) -> tuple[Tasks, Tasks]:
    """What is to be cancelled, and what ends by itself when ``stop`` is set: winners are chosen, and the log is worked
    through, ``batch`` entries at once. ``find`` finds the experiments whose winner is to be chosen."""
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    judging = automatic_winners.run(client, find, clock)
    working = consumer.run(client, name, effects_of, stop, now_ms=clock, recorder=recorder, batch=batch)
    return {"choice of winners": judging}, {"worker": working}
