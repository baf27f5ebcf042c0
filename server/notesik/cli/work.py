"""``notesik work``: processes that work through the log of events, and do nothing else."""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated

import typer
from msgspec.structs import replace

from notesik.cli.options import Data, Redis, say, settings_of, stderr, tells_faults
from notesik.errors import NotesikError, StoreUnavailable
from notesik.settings import Settings
from notesik.store.embedded import running_url
from notesik.stores import check_store

logger = logging.getLogger(__name__)


@tells_faults
def work(
    processes: Annotated[int | None, typer.Option(help="How many; each takes a core at most.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on for operators.")] = None,
    port: Annotated[int | None, typer.Option(help="Port for /metrics, /healthz, /readyz; 0 takes a free one.")] = None,
    data: Data = None,
    redis: Redis = None,
) -> None:
    """Work through the log of events: results, sizes of segments, what is bought together."""
    # Here and not above: what only servers need takes longer to import than the other commands to run.
    from notesik.serving import LOG_WORKER, listen, serve_many, serve_one
    from notesik.work_app import create_work_app

    given = settings_of(host=host, work_port=port, processes=processes, data=data, redis_url=redis)
    settings = replace(given, port=given.work_port, workers=given.processes)
    store_url = _running_store(settings)
    asyncio.run(_look(settings, store_url))
    listener, url = listen(settings)
    if settings.workers > 1:
        serve_many(LOG_WORKER, settings, store_url, listener, url, _announce)
        return
    app = create_work_app(settings, store_url)
    serve_one(app, settings, listener, url, _announce)
    if app.state.failure is not None:
        raise NotesikError(f"the work has failed: {app.state.failure}") from app.state.failure


def _running_store(settings: Settings) -> str:
    """The address of a store that somebody else runs. Raises NotesikError where there is none."""
    if found := settings.redis_url or running_url(settings.data_folder):
        return found
    raise NotesikError(
        f"no store runs on the data folder {settings.data_folder}: "
        "start notesik serve --log-workers apart on it first, or name a store with --redis"
    )


async def _look(settings: Settings, store_url: str) -> None:
    """Refuse a store that can never be worked on; one that is away may come back."""
    try:
        await check_store(settings, store_url)
    except StoreUnavailable as fault:
        logger.warning("The work waits for the store: %s", fault)


def _announce(url: str) -> None:
    say(f"Notesik works through the log; {url}/metrics tells how it goes - Ctrl+C stops it.", stderr)
