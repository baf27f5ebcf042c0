"""The way to Redis: commands of concurrent requests share round trips.

A request calls `await client.trip([...])` and gets its replies in order. Trips that begin while a flight is in the
air wait and go out together in the next one, in one write; so the busier the process, the fewer the writes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple, Protocol, Self

from notesik.errors import NotesikError, StoreUnavailable
from notesik.store.connections import CannotConnect, Line, Reply, Timeouts, pack
from notesik.store.keys import PARTITIONS
from notesik.store.scripts import Command

MOST_COMMANDS_IN_FLIGHT = 2_000
"""A flight takes trips until it has this many commands, so that one line is not held up for long."""

_CLOSED = "The connection to the store was closed."


class _Trip(NamedTuple):
    commands: Sequence[Command]
    packed: bytes
    replies: asyncio.Future[list[Reply]]


class Traffic(NamedTuple):
    """What goes on at one moment: lines at rest and in use, trips that wait for one."""

    idle: int
    busy: int
    waiting: int


class OnFlight(Protocol):
    """Told of each round trip: its commands, how long it took, and whether there was no answer."""

    def __call__(self, commands: int, seconds: float, *, has_failed: bool) -> None: ...


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
        self._on_flight = on_flight
        self.partitions = partitions
        self._timeouts = timeouts or Timeouts()
        self._lines = [self._new_line() for _ in range(flights)]
        self._idle = list(self._lines)
        self._waiting: list[_Trip] = []
        self._is_boarding = False
        self._is_closed = False
        self._flights: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def trip(self, commands: Sequence[Command]) -> list[Reply]:
        """Send commands and return their replies, in order, after one round trip.

        A command that Redis refuses has its `ResponseError` as reply; the others have been carried out.
        Raises StoreUnavailable when there was no answer in time: then it is unknown whether they were.
        """
        if not commands:
            return []
        if self._is_closed:
            raise StoreUnavailable(_CLOSED)
        replies: asyncio.Future[list[Reply]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Trip(commands, pack(commands), replies))
        self._take_off()
        return await replies

    @property
    def traffic(self) -> Traffic:
        """The lines of trips; those of one's own (``line``) are not among them."""
        return Traffic(len(self._idle), len(self._lines) - len(self._idle), len(self._waiting))

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
        self._is_closed = True
        flights = list(self._flights)
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
        for line in self._lines:
            await line.aclose()
        _fail(self._waiting, StoreUnavailable(_CLOSED))
        self._waiting.clear()

    def _new_line(self) -> Line:
        return Line(self.url, self.partitions, self._timeouts)

    def _take_off(self) -> None:
        if self._is_closed or self._is_boarding or not self._idle or not self._waiting:
            return
        self._is_boarding = True
        flight = asyncio.create_task(self._fly(self._idle.pop()))
        self._flights.add(flight)
        flight.add_done_callback(self._flights.discard)

    def _board(self) -> list[_Trip]:
        """Take the trips that go out now; those whose caller has given up stay behind for good."""
        self._is_boarding = False
        taken, count = 0, 0
        while taken < len(self._waiting) and count < MOST_COMMANDS_IN_FLIGHT:
            count += len(self._waiting[taken].commands)
            taken += 1
        trips, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return [trip for trip in trips if not trip.replies.done()]

    async def _fly(self, line: Line) -> None:
        try:
            while trips := self._board():
                await self._carry(line, trips)
        finally:
            self._idle.append(line)
            self._take_off()

    async def _carry(self, line: Line, trips: list[_Trip]) -> None:
        commands = [command for trip in trips for command in trip.commands]
        begun_s, has_failed = time.perf_counter(), True
        try:
            replies = await line.exchange(b"".join([trip.packed for trip in trips]), commands)
        except CannotConnect as fault:
            # There is no server: those who wait would only wait for the same.
            _fail(trips + self._waiting, fault)
            self._waiting.clear()
        except NotesikError as fault:
            _fail(trips, fault)
        except BaseException:  # cancelled: nobody may be left waiting
            _fail(trips, StoreUnavailable(_CLOSED))
            raise
        else:
            has_failed = False
            _deliver(trips, replies)
        finally:
            self._on_flight(len(commands), time.perf_counter() - begun_s, has_failed=has_failed)


def _deliver(trips: Sequence[_Trip], replies: list[Reply]) -> None:
    start = 0
    for trip in trips:
        end = start + len(trip.commands)
        if not trip.replies.done():
            trip.replies.set_result(replies[start:end])
        start = end


def _fail(trips: Sequence[_Trip], fault: NotesikError) -> None:
    for trip in trips:
        if not trip.replies.done():
            trip.replies.set_exception(type(fault)(fault.message))
