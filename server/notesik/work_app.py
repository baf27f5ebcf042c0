"""The application of one process of ``notesik work``: it works through the log, and answers operators alone."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware

from notesik.background import end_with_parent, going_on
from notesik.experiments import stored_experiments
from notesik.log_work import log_tasks
from notesik.logs import set_up_logging
from notesik.metrics import Recorder
from notesik.settings import Settings, read_settings
from notesik.store.client import Client
from notesik.web import health, metrics
from notesik.web.instruments import Instruments
from notesik.web.observed import Observed
from notesik.web.problems import HANDLERS
from notesik.worker_metrics import FOLDER_VARIABLE, keep_published
from notesik.workers.consumer import BATCH, unix_ms

_ROUTES = (*health.ROUTES, *metrics.ROUTES)


def create_work_app(settings: Settings, store_url: str, *, metrics_folder: Path | None = None) -> Starlette:
    """The application on the store at ``store_url``. When its work fails it ends the process, for whoever started that
    to start it again; ``app.state.failure`` is why.

    Args:
        metrics_folder: where the processes that share the work, if there are several, share their figures.
    """
    recorder = Recorder()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        def give_up(error: BaseException) -> None:
            app.state.failure = error
            os.kill(os.getpid(), signal.SIGTERM)

        async with Client(
            store_url, partitions=settings.partitions, replicas=settings.store_replicas, on_flight=recorder.flight
        ) as client:
            app.state.instruments = instruments = Instruments(settings, client, recorder, metrics_folder)
            stop = asyncio.Event()
            experiments = partial(stored_experiments, client)
            endless, working = log_tasks(client, recorder, unix_ms, stop, experiments, batch=BATCH)
            if metrics_folder is not None:
                sharing = keep_published(metrics_folder, partial(metrics.snapshot, instruments))
                endless = {**endless, "sharing of the metrics": sharing}
            async with going_on(endless, stop, working, give_up):
                yield

    app = Starlette(
        routes=_ROUTES,
        middleware=[Middleware(Observed, recorder=recorder, names={route.path: route.path for route in _ROUTES})],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
    app.state.failure = None
    return app


def create_work_app_from_environment() -> Starlette:
    """The application of one of several processes; their parent put settings and the store's address there."""
    settings = read_settings(os.environ)
    set_up_logging(settings.log_level, format=settings.log_format)
    end_with_parent()
    return create_work_app(settings, settings.redis_url, metrics_folder=Path(os.environ[FOLDER_VARIABLE]))
