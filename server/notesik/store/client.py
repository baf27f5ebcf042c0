"""The way to Redis: commands of concurrent requests share round trips.

A request calls `await client.trip([...])` and gets its replies in order. Trips that begin while others are in the air
wait and go out together (see servers.py).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple, Self

from redis.exceptions import ResponseError

from notesik.errors import NotesikError
from notesik.store.connections import Line, Timeouts
from notesik.store.keys import PARTITIONS, STORE
from notesik.store.places import read_place
from notesik.store.scripts import Command
from notesik.store.servers import OnFlight, Server
from notesik.store.wire import Reply


class Traffic(NamedTuple):
    """What goes on at one moment: lines at rest and in use, trips that wait for one."""

    idle: int
    busy: int
    waiting: int


def unwatched(commands: int, seconds: float, *, has_failed: bool) -> None:
    """For those who do not measure."""


class Client:
    """A store at a URL (`redis://`, `rediss://` or `unix://`).

    Connects when first used, and again by itself after the server was away. `flights` bounds how many round trips are
    in the air at once, each on its own connection. Belongs to the event loop it is used in.
    """

    def __init__(
        self,
        url: str,
        *,
        partitions: int = PARTITIONS,
        flights: int = 2,
        timeouts: Timeouts | None = None,
        on_flight: OnFlight = unwatched,
    ) -> None:
        self.url = url
        self.partitions = partitions
        self._place, self._access = read_place(url)
        self._timeouts = timeouts or Timeouts()
        self._server = Server(self._new_line, flights, on_flight)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def trip(self, commands: Sequence[Command]) -> list[Reply]:
        """Send commands and return their replies, in order, after one round trip.

        A command that Redis refuses has its `ResponseError` as reply; the others have been carried out.
        Raises StoreUnavailable when there was no answer in time: then it is unknown whether they were.
        """
        return await self._server.send(commands) if commands else []

    @property
    def traffic(self) -> Traffic:
        """The lines of trips; those of one's own (``line``) are not among them."""
        return Traffic(self._server.idle, self._server.busy, self._server.waiting)

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """A connection of one's own, for commands that block."""
        line = self._new_line()
        try:
            yield line
        finally:
            await line.aclose()

    async def aclose(self) -> None:
        """Close all connections; trips that are under way end with StoreUnavailable."""
        await self._server.aclose()

    def _new_line(self) -> Line:
        return Line(self._place, self._access, self._timeouts, self._check_partitions)

    async def _check_partitions(self, send: Callable[[Sequence[Command]], Awaitable[list[Reply]]]) -> None:
        commands: list[Command] = [("HSETNX", STORE, "partitions", self.partitions), ("HGET", STORE, "partitions")]
        *_, found = await send(commands)
        if isinstance(found, ResponseError):
            raise found
        if int(found) != self.partitions:
            raise NotesikError(
                f"This store was set up with {int(found)} partitions and cannot be used with {self.partitions}: "
                f"set the number of partitions back to {int(found)}, or use an empty store."
            )
