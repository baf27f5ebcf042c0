"""Which store a command works on: an external server, the embedded one of this process, or one that already runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from notesik.settings import Settings
from notesik.store.client import Client
from notesik.store.embedded import EmbeddedStore, running_url


@contextmanager
def own_store(settings: Settings) -> Iterator[str]:
    """The address of the store to serve on: the external one, or the embedded one for as long as this lasts.

    Raises DataFolderInUse when another process holds the data folder.
    """
    if settings.redis_url:
        yield settings.redis_url
        return
    with EmbeddedStore(settings.data_folder) as store:
        yield store.url


@contextmanager
def any_store(settings: Settings) -> Iterator[str]:
    """The address of the store for a short command: that of a running server where there is one, else its own."""
    running = None if settings.redis_url else running_url(settings.data_folder)
    if running is not None:
        yield running
        return
    with own_store(settings) as url:
        yield url


@asynccontextmanager
async def open_client(settings: Settings) -> AsyncIterator[Client]:
    """A client of ``any_store``."""
    with any_store(settings) as url:
        async with Client(url, partitions=settings.partitions) as client:
            yield client
