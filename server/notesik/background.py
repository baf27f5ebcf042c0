"""What goes on in a process beside its requests, and that it ends with its parent."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

logger = logging.getLogger(__name__)

Tasks = Mapping[str, Coroutine[Any, Any, None]]
"""What to do, by its name."""

NOTHING: Tasks = MappingProxyType({})


def _shrug(error: BaseException) -> None:
    """The process goes on without what has failed."""


@asynccontextmanager
async def going_on(
    endless: Tasks,
    stop: asyncio.Event,
    finishing: Tasks = NOTHING,
    on_failure: Callable[[BaseException], None] = _shrug,
) -> AsyncIterator[None]:
    """Do all of that as long as this lasts. In the end the ``endless`` are cancelled; ``stop`` is set, upon which the
    ``finishing`` end by themselves. ``on_failure`` is told of a task that has failed, after the log."""

    def look(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.critical("The %s has failed; restart this process.", task.get_name(), exc_info=error)
            on_failure(error)

    tasks = [asyncio.create_task(doing, name=name) for name, doing in endless.items()]
    last = [asyncio.create_task(doing, name=name) for name, doing in finishing.items()]
    for task in (*tasks, *last):
        task.add_done_callback(look)
    try:
        yield
    finally:
        stop.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, *last, return_exceptions=True)


def end_with_parent() -> None:
    """End this process when its parent is gone: without one it would keep the port and find no store."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="notesik-parent-watch", daemon=True).start()
