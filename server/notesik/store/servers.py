"""One Redis server: its lines, and the trips that wait for one.

Trips that begin while all lines are in use go out together in the next flight, in one write; so the busier the
process, the fewer the writes. Even on a line at rest a flight waits until all that is ready now has run, so that
requests which came together fly together.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, Protocol

from notesik.errors import NotesikError, StoreUnavailable
from notesik.store.connections import Line
from notesik.store.scripts import Command
from notesik.store.wire import Reply, pack

MOST_COMMANDS_IN_FLIGHT = 2_000
"""A flight takes trips until it has this many commands, so that one line is not held up for long."""

CLOSED = "The connection to the store was closed."


class OnFlight(Protocol):
    """Told of each round trip: its commands, how long it took, and whether there was no answer."""

    def __call__(self, commands: int, seconds: float, *, has_failed: bool) -> None: ...


class _Trip(NamedTuple):
    commands: Sequence[Command]
    packed: bytes
    replies: asyncio.Future[list[Reply]]


class Server:
    """`flights` bounds how many round trips are in the air at once, each on its own line."""

    def __init__(self, new_line: Callable[[], Line], flights: int, on_flight: OnFlight) -> None:
        self._on_flight = on_flight
        self._lines = [new_line() for _ in range(flights)]
        self._idle = list(self._lines)
        self._waiting: list[_Trip] = []
        self._is_boarding = False
        self._is_closed = False
        self._opening: set[asyncio.Task[None]] = set()

    def send(self, commands: Sequence[Command]) -> asyncio.Future[list[Reply]]:
        """The replies to come; StoreUnavailable when there was no answer in time."""
        loop = asyncio.get_running_loop()
        replies: asyncio.Future[list[Reply]] = loop.create_future()
        if self._is_closed:
            replies.set_exception(StoreUnavailable(CLOSED))
            return replies
        self._waiting.append(_Trip(commands, pack(commands), replies))
        if self._idle and not self._is_boarding:
            self._is_boarding = True
            loop.call_soon(self._fly, self._idle.pop())
        return replies

    @property
    def idle(self) -> int:
        """Lines at rest."""
        return len(self._idle)

    @property
    def busy(self) -> int:
        """Lines in use."""
        return len(self._lines) - len(self._idle)

    @property
    def waiting(self) -> int:
        """Trips that wait for a line."""
        return len(self._waiting)

    async def aclose(self) -> None:
        """Close all lines; trips that are under way end with StoreUnavailable."""
        self._is_closed = True
        opening = list(self._opening)
        for task in opening:
            task.cancel()
        await asyncio.gather(*opening, return_exceptions=True)
        for line in self._lines:
            await line.aclose()
        self._fail_waiting(StoreUnavailable(CLOSED))

    def _fly(self, line: Line) -> None:
        """Send what waits, or give the line back."""
        self._is_boarding = False
        if not self._waiting or self._is_closed:
            self._idle.append(line)
        elif line.is_open:
            self._take_off(line)
        else:
            opening = asyncio.get_running_loop().create_task(self._open(line))
            self._opening.add(opening)
            opening.add_done_callback(self._opening.discard)

    async def _open(self, line: Line) -> None:
        begun_s = time.perf_counter()
        try:
            await line.open()
        except NotesikError as fault:
            # There is no server, or not ours: those who wait would only wait for the same.
            count = sum(len(trip.commands) for trip in self._waiting)
            self._on_flight(count, time.perf_counter() - begun_s, has_failed=True)
            self._fail_waiting(fault)
        self._fly(line)

    def _take_off(self, line: Line) -> None:
        trips = self._board()
        if len(trips) == 1:
            packed, commands = trips[0].packed, trips[0].commands
        else:
            packed = b"".join([trip.packed for trip in trips])
            commands = [command for trip in trips for command in trip.commands]
        line.send(packed, commands, partial(self._land, line, trips, len(commands), time.perf_counter()))

    def _board(self) -> list[_Trip]:
        """Take the trips that go out now; those whose caller has given up stay behind for good."""
        waiting = self._waiting
        taken = count = 0
        while taken < len(waiting) and count < MOST_COMMANDS_IN_FLIGHT:
            count += len(waiting[taken].commands)
            taken += 1
        trips, self._waiting = waiting[:taken], waiting[taken:]
        return [trip for trip in trips if not trip.replies.done()]

    def _land(
        self, line: Line, trips: list[_Trip], count: int, begun_s: float, outcome: list[Reply] | StoreUnavailable
    ) -> None:
        if isinstance(outcome, StoreUnavailable):
            _fail(trips, outcome)
        else:
            _deliver(trips, outcome)
        self._on_flight(count, time.perf_counter() - begun_s, has_failed=isinstance(outcome, StoreUnavailable))
        # After those who were told: what they send next flies along.
        asyncio.get_running_loop().call_soon(self._fly, line)

    def _fail_waiting(self, fault: NotesikError) -> None:
        trips, self._waiting = self._waiting, []
        _fail(trips, fault)


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
