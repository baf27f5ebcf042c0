"""Where a Redis server is, and how to connect to it."""

from __future__ import annotations

import asyncio
import os
from ssl import SSLContext
from typing import Any, NamedTuple

from notesik.errors import NotesikError, StoreUnavailable
from notesik.store.scripts import Argument, Command
from notesik.store.wire import Wire

REDIS_PORT = 6379


_TLS_FILES = ("ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile")


class Place(NamedTuple):
    """A server's address: a socket's path, or a host and port."""

    host: str = "localhost"
    port: int = REDIS_PORT
    path: str = ""

    def __str__(self) -> str:
        return self.path or f"{self.host}:{self.port}"


class Access(NamedTuple):
    """How to speak to a server, wherever it is. ``tls`` holds redis-py's `ssl_…` options, None for no encryption."""

    username: str = ""
    password: str = ""
    database: int = 0
    client_name: str = ""
    tls: dict[str, Any] | None = None

    @property
    def greeting(self) -> list[Command]:
        """The first commands on a connection."""
        hello: list[Argument] = ["HELLO", 3]
        if self.password:
            hello += ["AUTH", self.username or "default", self.password]
        if self.client_name:
            hello += ["SETNAME", self.client_name]
        return [tuple(hello), *([("SELECT", self.database)] if self.database else [])]


async def connect(place: Place, access: Access) -> Wire:
    """A connection, not greeted yet. Raises OSError; NotesikError when the TLS options are wrong, StoreUnavailable
    when a file that they name cannot be read."""
    loop = asyncio.get_running_loop()
    if place.path:
        _, wire = await loop.create_unix_connection(Wire, place.path)
        return wire
    context = None if access.tls is None else tls_context(access.tls)
    try:
        _, wire = await loop.create_connection(Wire, place.host, place.port, ssl=context)
    except UnicodeError as fault:  # a server of a cluster, or a Sentinel, has told it
        raise OSError(f"{place.host!r} is no name of a host") from fault
    return wire


def tls_context(options: dict[str, Any]) -> SSLContext:
    """What redis-py makes of its `ssl_…` options. Raises as ``connect`` does."""
    from redis.asyncio.connection import SSLConnection  # not above: only who needs it has its 6 MB and 90 ms
    from redis.exceptions import RedisError

    try:
        context = SSLConnection(**options).ssl_context.get()
    except (RedisError, TypeError, ValueError) as fault:
        raise NotesikError(f"The store's URL has wrong TLS options: {fault}") from fault
    except OSError as fault:  # it does not say which one
        named = ", ".join(f"{name}={options[name]}" for name in _unreadable(options))
        raise StoreUnavailable(f"The store's URL has TLS options that cannot be read: {named}: {fault}") from fault
    return context


def _unreadable(options: dict[str, Any]) -> list[str]:
    """Which options name a file that cannot be read; all that name one where each can be, but holds something else."""
    named = [name for name in _TLS_FILES if name in options]
    return [name for name in named if not os.access(options[name], os.R_OK)] or named
