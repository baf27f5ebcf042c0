"""One Redis server: its lines, and the trips that wait for one.

Trips that begin while all lines are in use go out together in the next flight, in one write; so the busier the
process, the fewer the writes. Even on a line at rest a flight waits until all that is ready now has run, so that
requests which came together fly together.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, Protocol

from hiredis import ReplyError

from notesik.errors import NotesikError, StoreUnavailable
from notesik.store.connections import Line
from notesik.store.scripts import Command
from notesik.store.wire import Reply, pack

MOST_COMMANDS_IN_FLIGHT = 2_000
"""A flight takes trips until it has this many commands, so that one line is not held up for long."""

CLOSED = "The connection to the store was closed."

logger = logging.getLogger(__name__)

READS = frozenset(
    (
        *("CLUSTER", "CONFIG", "DBSIZE", "ECHO", "INFO", "KEYS", "PING", "SCRIPT", "TIME"),
        *("GET", "HGET", "HGETALL", "HLEN", "HMGET", "HSCAN", "PFCOUNT", "PTTL", "ZCOUNT", "ZRANGE"),
        *("XAUTOCLAIM", "XINFO", "XLEN", "XPENDING", "XRANGE", "XREADGROUP", "XREVRANGE"),
    )
)
"""What may be lost in a fail-over without harm: what a worker has taken from the log is given out again then."""


class Replicas(NamedTuple):
    """How many replicas must have a write before it counts, and how long that may take."""

    number: int = 0
    timeout_s: float = 0.5


class OnFlight(Protocol):
    """Told of each round trip: its commands, how long it took, and whether there was no answer."""

    def __call__(self, commands: int, seconds: float, *, has_failed: bool) -> None: ...


class _Trip(NamedTuple):
    commands: Sequence[Command]
    packed: bytes
    replies: asyncio.Future[list[Reply]]


_NONE = Replicas()


class Server:
    """`flights` bounds how many round trips are in the air at once, each on its own line.

    With ``replicas``, a flight that writes ends with `WAIT`, and what it wrote fails unless that many have it.
    """

    def __init__(
        self, new_line: Callable[[], Line], flights: int, on_flight: OnFlight, replicas: Replicas = _NONE
    ) -> None:
        self._replicas = replicas
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

    @property
    def is_at_rest(self) -> bool:
        return not self._waiting and len(self._idle) == len(self._lines)

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
        """Send what waits, or give the line back. Those whose caller has given up stay behind for good."""
        self._is_boarding = False
        self._waiting = [trip for trip in self._waiting if not trip.replies.done()]
        if not self._waiting or self._is_closed:
            self._idle.append(line)
        elif line.is_open:
            self._take_off(line)
        else:
            opening = asyncio.get_running_loop().create_task(line.open())
            self._opening.add(opening)
            opening.add_done_callback(partial(self._on_opened, line, time.perf_counter()))

    def _on_opened(self, line: Line, begun_s: float, opening: asyncio.Task[None]) -> None:
        """However that went, nobody goes on waiting for it, and the line is not lost."""
        self._opening.discard(opening)
        fault = _fault_of(opening)
        if fault is not None:
            # There is no server, or not ours: those who wait would only wait for the same.
            count = sum(len(trip.commands) for trip in self._waiting)
            self._on_flight(count, time.perf_counter() - begun_s, has_failed=True)
            self._fail_waiting(fault)
        self._fly(line)

    def _take_off(self, line: Line) -> None:
        trips = self._board()
        packed: bytes = b"".join([trip.packed for trip in trips])
        commands: Sequence[Command] = [command for trip in trips for command in trip.commands]
        count, on_end = len(commands), self._land
        if self._replicas.number and any(map(_writes, trips)):
            wait = ("WAIT", self._replicas.number, int(self._replicas.timeout_s * 1000))
            packed, commands, on_end = packed + pack([wait]), [*commands, wait], self._land_written
        line.send(packed, commands, partial(on_end, line, trips, count, time.perf_counter()))

    def _board(self) -> list[_Trip]:
        """Take the trips that go out now."""
        waiting = self._waiting
        taken = count = 0
        while taken < len(waiting) and count < MOST_COMMANDS_IN_FLIGHT:
            count += len(waiting[taken].commands)
            taken += 1
        trips, self._waiting = waiting[:taken], waiting[taken:]
        return trips

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

    def _land_written(
        self, line: Line, trips: list[_Trip], count: int, begun_s: float, outcome: list[Reply] | StoreUnavailable
    ) -> None:
        if isinstance(outcome, list):
            have = outcome.pop()
            if isinstance(have, ReplyError) or have < self._replicas.number:
                missing = f"The write has reached {have} of {self._replicas.number} replicas in time."
                _fail([trip for trip in trips if _writes(trip)], StoreUnavailable(missing))
        self._land(line, trips, count, begun_s, outcome)

    def _fail_waiting(self, fault: NotesikError) -> None:
        trips, self._waiting = self._waiting, []
        _fail(trips, fault)


def _fault_of(opening: asyncio.Task[None]) -> NotesikError | None:
    """Why a line could not be opened; what nobody has foreseen is logged."""
    if opening.cancelled():
        return StoreUnavailable(CLOSED)
    fault = opening.exception()
    if fault is None or isinstance(fault, NotesikError):
        return fault
    logger.error("A connection to the store could not be opened.", exc_info=fault)
    return StoreUnavailable(f"The store cannot be reached: {fault!r}")


def _writes(trip: _Trip) -> bool:
    return any(command[0] not in READS for command in trip.commands)


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
