"""The way to Redis: commands of concurrent requests share round trips.

A request calls `await client.trip([...])` and gets its replies in order. Trips that begin while others are in the air
wait and go out together (see servers.py).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple, Self

from notesik.errors import NotesikError
from notesik.store.connections import Line, OwnLine, Timeouts, expect
from notesik.store.keys import PARTITIONS, STORE
from notesik.store.places import Place
from notesik.store.scripts import Command
from notesik.store.servers import OnFlight, Replicas, Server
from notesik.store.urls import read_url
from notesik.store.wire import Reply

if TYPE_CHECKING:
    from notesik.store.cluster import Cluster
    from notesik.store.sentinels import Sentinels


class Traffic(NamedTuple):
    """What goes on at one moment: lines at rest and in use, trips that wait for one."""

    idle: int
    busy: int
    waiting: int


def unwatched(commands: int, seconds: float, *, has_failed: bool) -> None:
    """For those who do not measure."""


class Client:
    """A store at a URL, as urls.py has them.

    Connects when first used, and again by itself after the server was away. `flights` bounds how many round trips are
    in the air to a server at once, each on its own connection. With `replicas`, what is written counts only when so
    many replicas have it. Belongs to the event loop it is used in.
    """

    def __init__(
        self,
        url: str,
        *,
        partitions: int = PARTITIONS,
        flights: int = 2,
        timeouts: Timeouts | None = None,
        replicas: int = 0,
        on_flight: OnFlight = unwatched,
    ) -> None:
        self.url = url
        self.partitions = partitions
        self.replicas = replicas
        self._parts = read_url(url)
        self._timeouts = timeouts or Timeouts()
        self._sentinels: Sentinels | None = None
        self._cluster: Cluster | None = None
        self._servers: Iterable[Server]
        self._send: Callable[[Sequence[Command]], Awaitable[list[Reply]]]

        def server_of(new_line: Callable[[], Line]) -> Server:
            return Server(new_line, flights, on_flight, Replicas(replicas))

        # Both need redis-py, whose 6 MB and 90 ms a process without them is spared.
        if self._parts.kind == "sentinel":
            from notesik.store.sentinels import Sentinels

            self._sentinels = Sentinels(self._parts)
        if self._parts.kind == "cluster":
            from notesik.store.cluster import Cluster

            self._cluster = Cluster(self._parts.places, lambda place: server_of(lambda: self._node_line(place)))
            self._servers, self._send = self._cluster.servers, self._first_trip
        else:
            server = server_of(self._line)
            self._servers, self._send = (server,), server.send

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def trip(self, commands: Sequence[Command]) -> list[Reply]:
        """Send commands and return their replies, in order, after one round trip.

        A command that Redis refuses has its `ReplyError` as reply; the others have been carried out. In a Redis
        Cluster there is no order between commands whose keys have different slots.
        Raises StoreUnavailable when there was no answer in time, or not enough replicas have what was written: then
        it is unknown whether they were carried out.
        """
        return await self._send(commands) if commands else []

    @property
    def traffic(self) -> Traffic:
        """The lines of trips; those of one's own (``line``) are not among them."""
        found = [(server.idle, server.busy, server.waiting) for server in self._servers]
        return Traffic(*map(sum, zip(*found, strict=True))) if found else Traffic(0, 0, 0)

    @asynccontextmanager
    async def line(self) -> AsyncIterator[OwnLine]:
        """For commands that block: a connection of one's own. In a Redis Cluster commands go their usual ways."""
        if self._cluster is not None:
            yield self._cluster
            return
        line = self._line()
        try:
            yield line
        finally:
            await line.aclose()

    async def aclose(self) -> None:
        """Close all connections; trips that are under way end with StoreUnavailable."""
        if self._cluster is not None:
            await self._cluster.aclose()
        for server in self._servers:
            await server.aclose()
        if self._sentinels is not None:
            await self._sentinels.aclose()

    def _line(self) -> Line:
        return Line(self._find_place, self._parts.access, self._timeouts, self._check_partitions)

    def _node_line(self, place: Place) -> Line:
        async def find_place() -> Place:
            return place

        return Line(find_place, self._parts.access, self._timeouts)

    async def _find_place(self) -> Place:
        return self._parts.places[0] if self._sentinels is None else await self._sentinels.master()

    async def _first_trip(self, commands: Sequence[Command]) -> list[Reply]:
        assert self._cluster is not None
        await self._check_partitions(self._cluster.trip)
        self._send = self._cluster.trip
        return await self._cluster.trip(commands)

    async def _check_partitions(self, send: Callable[[Sequence[Command]], Awaitable[list[Reply]]]) -> None:
        commands: list[Command] = [("HSETNX", STORE, "partitions", self.partitions), ("HGET", STORE, "partitions")]
        found = [expect(reply) for reply in await send(commands)][1]
        if int(found) != self.partitions:
            raise NotesikError(
                f"This store was set up with {int(found)} partitions and cannot be used with {self.partitions}: "
                f"set the number of partitions back to {int(found)}, or use an empty store."
            )
