"""Which store a command works on: an external server, the embedded one of this process, or one that already runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from notesik.errors import NotesikError
from notesik.settings import Settings
from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.embedded import EmbeddedStore, running_url

OLDEST_REDIS = 7
"""Valkey calls itself Redis 7.2 for the sake of older clients."""


@contextmanager
def own_store(settings: Settings) -> Iterator[str]:
    """The address of the store to serve on: the external one, or the embedded one for as long as this lasts.

    Raises:
        DataFolderInUse: another process holds the data folder.
        NotesikError: the folder cannot be made or written to.
    """
    if settings.redis_url:
        yield settings.redis_url
        return
    store = EmbeddedStore(settings.data_folder)
    try:
        store.start()
    except OSError as error:
        raise NotesikError(f"the data folder {store.folder} cannot be used: {error.strerror or error}") from error
    try:
        yield store.url
    finally:
        store.stop()


async def check_store(settings: Settings, url: str) -> None:
    """Make sure that the store at ``url`` can be served on, before anything is promised.

    Raises:
        StoreUnavailable: it does not answer.
        NotesikError: it is too old, or was set up with another number of partitions.
    """
    async with Client(url, partitions=settings.partitions) as client:
        [reply] = await client.trip([("INFO", "server")])
    told = dict(line.split(":", 1) for line in expect(reply).decode().splitlines() if ":" in line)
    version = told.get("redis_version", "")
    if version.partition(".")[0].isdigit() and int(version.partition(".")[0]) < OLDEST_REDIS:
        raise NotesikError(f"the store is Redis {version}, but Notesik needs Redis 7 or Valkey 8, or a later one")


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
        async with Client(url, partitions=settings.partitions, replicas=settings.store_replicas) as client:
            yield client
