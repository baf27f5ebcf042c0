"""A line to a Redis server: opens itself, sends many commands at once, and ends whatever takes too long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import NamedTuple, Protocol

from hiredis import ReplyError

from notesik.errors import StoreUnavailable
from notesik.store.places import Access, Place, connect
from notesik.store.scripts import SCRIPTS, SOURCES, Command
from notesik.store.wire import OnEnd, Reply, Wire, pack


class Timeouts(NamedTuple):
    connect_s: float = 1.0
    command_s: float = 2.0


class CannotConnect(StoreUnavailable):
    """Nothing was sent, because there is no server to send it to."""


FindPlace = Callable[[], Awaitable[Place]]
"""Where the server is, asked anew for each connection. Raises StoreUnavailable."""

Introduction = Callable[[Callable[[Sequence[Command]], Awaitable[list[Reply]]]], Awaitable[None]]
"""What a line says first on each connection, with the function that sends it. Raises when it is not welcome."""


def code_of(fault: ReplyError) -> str:
    """The first word of an error, such as `READONLY`."""
    return str(fault).partition(" ")[0]


def is_busy(fault: ReplyError) -> bool:
    """Whether the fault lies with the state of the server (full, read-only, no quorum), not with the command."""
    return code_of(fault) in _SERVER_STATES


_SERVER_STATES = frozenset(
    {"OOM", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MISCONF", "NOREPLICAS", "BUSY", "LOADING"}
)


def expect(reply: Reply) -> Reply:
    """The reply of a command that must not fail. Raises StoreUnavailable when the server cannot serve it now."""
    if isinstance(reply, ReplyError):
        if is_busy(reply):
            raise StoreUnavailable(f"The store refuses to write: {reply}") from reply
        raise reply
    return reply


class OwnLine(Protocol):
    """A way to the store for who waits there for long."""

    spans_slots: bool
    """Whether a command may have keys of several partitions."""

    async def call(self, *commands: Command, timeout_s: float | None = None) -> list[Reply]:
        """The replies, in order; one that is an error is returned as a value."""


class Line:
    """A connection that opens itself when it is needed, and again after it broke.

    On opening it brings the scripts along, and says its introduction. Raises StoreUnavailable when the server is down,
    loading its data or too slow. What is sent ends within its timeout, whatever the server does.
    """

    spans_slots = True

    def __init__(
        self, find_place: FindPlace, access: Access, timeouts: Timeouts, introduction: Introduction | None = None
    ) -> None:
        self._find_place = find_place
        self._access = access
        self._timeouts = timeouts
        self._introduction = introduction
        self._wire: Wire | None = None
        self._allowed_s = timeouts.command_s
        self._deadline_s = 0.0
        self._under_way = 0
        self._watch: asyncio.TimerHandle | None = None

    @property
    def is_open(self) -> bool:
        return self._wire is not None and self._wire.is_open

    async def call(self, *commands: Command, timeout_s: float | None = None) -> list[Reply]:
        """Send commands in one round trip. A reply that is an error is returned as a value."""
        await self.open()
        return await self._called(commands, timeout_s)

    def send(
        self, packed: bytes, commands: Sequence[Command], on_end: OnEnd, *, timeout_s: float | None = None
    ) -> None:
        """The same for commands that are packed already, on an open line, without waiting.

        A script that the server has forgotten is sent along again.
        """
        assert self._wire is not None
        loop = asyncio.get_running_loop()
        self._allowed_s = timeout_s or self._timeouts.command_s
        self._deadline_s = loop.time() + self._allowed_s
        self._under_way += 1
        if self._watch is None:
            self._watch = loop.call_at(self._deadline_s, self._end_what_is_late)
        self._wire.send(packed, len(commands), partial(self._on_replies, self._wire, commands, on_end))

    async def open(self) -> None:
        """Connect, unless it is connected. Raises CannotConnect, or NotesikError when the store is not to be used."""
        if self.is_open:
            return
        await self.aclose()
        try:
            async with asyncio.timeout(self._timeouts.connect_s):
                self._wire = await connect(await self._find_place(), self._access)
                await self._introduce()
        except TimeoutError as fault:
            await self.aclose()
            raise CannotConnect(f"The store did not answer within {self._timeouts.connect_s:g} s.") from fault
        except (OSError, StoreUnavailable, ReplyError) as fault:
            await self.aclose()
            reason = fault.message if isinstance(fault, StoreUnavailable) else f"The store cannot be reached: {fault}"
            raise CannotConnect(reason) from fault
        except BaseException:  # whatever it was: a line that has not been introduced must not be taken for open
            await self.aclose()
            raise

    async def aclose(self) -> None:
        """Break off what is under way, and leave nothing behind."""
        self._unwatch()
        if self._wire is not None:
            wire, self._wire = self._wire, None
            wire.end(StoreUnavailable("The connection to the store was closed."))
            await wire.lost

    async def _called(self, commands: Sequence[Command], timeout_s: float | None = None) -> list[Reply]:
        replies: asyncio.Future[list[Reply]] = asyncio.get_running_loop().create_future()
        self.send(pack(commands), commands, partial(_settle, replies), timeout_s=timeout_s)
        try:
            return await replies
        except asyncio.CancelledError:
            await self.aclose()
            raise

    async def _introduce(self) -> None:
        scripts = [("SCRIPT", "LOAD", script.source) for script in SCRIPTS.values()]
        for reply in await self._called([*self._access.greeting, *scripts]):
            if isinstance(reply, ReplyError):
                raise reply
        if self._introduction is not None:
            await self._introduction(self._called)

    def _on_replies(
        self, wire: Wire, commands: Sequence[Command], on_end: OnEnd, outcome: list[Reply] | StoreUnavailable
    ) -> None:
        if isinstance(outcome, list):
            refusals = [place for place, reply in enumerate(outcome) if type(reply) is ReplyError]
            forgotten = [place for place in refusals if code_of(outcome[place]) == "NOSCRIPT"]
            if forgotten and wire.is_open:
                if commands[-1][0] == "WAIT":  # for replicas to write, too, what is written only now
                    forgotten.append(len(commands) - 1)
                again = [_with_source(commands[place]) for place in forgotten]
                on_end = partial(_put_in, outcome, forgotten, on_end)
                wire.send(pack(again), len(again), partial(self._on_replies, wire, again, on_end))
                return
            if any(code_of(outcome[place]) == "READONLY" for place in refusals):
                wire.end(StoreUnavailable("The server has become a replica."))  # the next connection finds its master
        self._under_way -= 1
        on_end(outcome)

    def _end_what_is_late(self) -> None:
        self._watch = None
        if not self._under_way:
            return
        loop = asyncio.get_running_loop()
        if loop.time() < self._deadline_s:  # what was late has come, and more was sent since
            self._watch = loop.call_at(self._deadline_s, self._end_what_is_late)
        elif self._wire is not None:
            self._wire.end(StoreUnavailable(f"The store did not answer within {self._allowed_s:g} s."))

    def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None


def _settle(replies: asyncio.Future[list[Reply]], outcome: list[Reply] | StoreUnavailable) -> None:
    if replies.done():
        return
    if isinstance(outcome, StoreUnavailable):
        replies.set_exception(outcome)
    else:
        replies.set_result(outcome)


def _put_in(
    replies: list[Reply], places: Sequence[int], on_end: OnEnd, outcome: list[Reply] | StoreUnavailable
) -> None:
    """The replies of those commands that were sent again, in their places."""
    if isinstance(outcome, list):
        for place, reply in zip(places, outcome, strict=True):
            replies[place] = reply
        outcome = replies
    on_end(outcome)


def _with_source(command: Command) -> Command:
    """An EVALSHA as the EVAL that also makes the server remember the script; another command as it is."""
    if command[0] != "EVALSHA":
        return command
    return ("EVAL", SOURCES[str(command[1])], *command[2:])
