"""One connection to Redis: sends many commands at once and reads their replies, within a bounded time."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from hiredis import pack_command
from redis.asyncio.connection import AbstractConnection, Connection, parse_url
from redis.exceptions import NoScriptError, RedisError, ResponseError

from notesik.errors import NotesikError, StoreUnavailable
from notesik.store.keys import STORE
from notesik.store.scripts import SCRIPTS, SOURCES, Command

Reply = Any
"""What Redis answered to one command (RESP3: bytes, int, float, None, list or dict), or the `ResponseError` it gave."""

logger = logging.getLogger(__name__)


class Timeouts(NamedTuple):
    connect_s: float = 1.0
    command_s: float = 2.0


class CannotConnect(StoreUnavailable):
    """Nothing was sent, because there is no server to send it to."""


def pack(commands: Sequence[Command]) -> bytes:
    """Commands as they go over the wire."""
    return b"".join([pack_command(command) for command in commands])  # type: ignore[arg-type]  # its stub means one argument


def is_busy(fault: ResponseError) -> bool:
    """Whether the fault lies with the state of the server (full, read-only, no quorum), not with the command."""
    return (fault.status_code or str(fault).partition(" ")[0]) in _SERVER_STATES


_SERVER_STATES = frozenset(
    {"OOM", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MISCONF", "NOREPLICAS", "BUSY"}
)


def expect(reply: Reply) -> Reply:
    """The reply of a command that must not fail. Raises StoreUnavailable when the server cannot serve it now."""
    if isinstance(reply, ResponseError):
        if is_busy(reply):
            raise StoreUnavailable(f"The store refuses to write: {reply}") from reply
        raise reply
    return reply


class Line:
    """A connection that opens itself when it is needed, and again after it broke.

    On opening it brings the scripts along and makes sure that the store has the expected number of partitions.
    Raises StoreUnavailable when the server is down, loading its data or too slow.
    """

    def __init__(self, url: str, partitions: int, timeouts: Timeouts) -> None:
        options: dict[str, Any] = dict(parse_url(url))
        kind: type[AbstractConnection] = options.pop("connection_class", Connection)
        options |= {
            "protocol": 3,
            "driver_info": None,
            "socket_timeout": None,  # the whole exchange has one deadline instead of one for each reply
            "socket_connect_timeout": timeouts.connect_s,
        }
        self._connection = kind(**options)
        self._partitions = partitions
        self._timeouts = timeouts
        self._is_open = False

    async def call(self, *commands: Command, timeout_s: float | None = None) -> list[Reply]:
        """Send commands in one round trip. A reply that is an error is returned as a value."""
        return await self.exchange(pack(commands), commands, timeout_s=timeout_s)

    async def exchange(
        self, packed: bytes, commands: Sequence[Command], *, timeout_s: float | None = None
    ) -> list[Reply]:
        """The same for commands that are packed already. A script the server has forgotten is sent along again."""
        await self._open()
        deadline_s = timeout_s or self._timeouts.command_s
        try:
            async with asyncio.timeout(deadline_s):
                replies = await self._send(packed, len(commands))
                forgotten = [index for index, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
                if forgotten:
                    again = [_with_source(commands[index]) for index in forgotten]
                    for index, reply in zip(forgotten, await self._send(pack(again), len(again)), strict=True):
                        replies[index] = reply
                return replies
        except TimeoutError as fault:
            await self.aclose()
            raise StoreUnavailable(f"The store did not answer within {deadline_s:g} s.") from fault
        except (RedisError, OSError) as fault:
            await self.aclose()
            raise StoreUnavailable(f"The store cannot be reached: {fault}") from fault
        except asyncio.CancelledError:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        self._is_open = False
        await self._connection.disconnect(nowait=True)

    async def _open(self) -> None:
        # A server that went away while the line was idle has left its end of file in the stream.
        if self._is_open and not await self._has_stray_data():
            return
        await self.aclose()
        try:
            async with asyncio.timeout(self._timeouts.connect_s):
                await self._connection.connect()  # type: ignore[no-untyped-call]  # redis-py
                await self._introduce()
        except TimeoutError as fault:
            await self.aclose()
            raise CannotConnect(f"The store did not answer within {self._timeouts.connect_s:g} s.") from fault
        except (RedisError, OSError) as fault:
            await self.aclose()
            raise CannotConnect(f"The store cannot be reached: {fault}") from fault
        except (asyncio.CancelledError, NotesikError):
            await self.aclose()
            raise
        self._is_open = True

    async def _has_stray_data(self) -> bool:
        try:
            return bool(await self._connection.can_read())
        except (RedisError, OSError):
            return True

    async def _introduce(self) -> None:
        commands: list[Command] = [("SCRIPT", "LOAD", script.source) for script in SCRIPTS.values()]
        commands += [("HSETNX", STORE, "partitions", self._partitions), ("HGET", STORE, "partitions")]
        *_, found = await self._send(pack(commands), len(commands))
        if isinstance(found, ResponseError):
            raise found
        if int(found) != self._partitions:
            raise NotesikError(
                f"This store was set up with {int(found)} partitions and cannot be used with {self._partitions}: "
                f"set the number of partitions back to {int(found)}, or use an empty store."
            )

    async def _send(self, packed: bytes, count: int) -> list[Reply]:
        await self._connection.send_packed_command(packed, check_health=False)
        return [await self._read_reply() for _ in range(count)]

    async def _read_reply(self) -> Reply:
        try:
            return await self._connection.read_response(timeout=math.inf)
        except ResponseError as fault:
            return fault


def _with_source(command: Command) -> Command:
    """An EVALSHA as the EVAL that also makes the server remember the script."""
    return ("EVAL", SOURCES[str(command[1])], *command[2:])
