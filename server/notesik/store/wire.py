"""An open connection to a Redis server: bytes go out, replies come back, in order.

Redis' protocol is hiredis' matter, and asyncio calls this back: nothing here waits, and no task is made. That takes a
third of the processor time of redis-py's own connection, which awaits each reply.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from hiredis import ProtocolError, PushNotification, Reader, ReplyError, pack_command

from notesik.errors import StoreUnavailable
from notesik.store.scripts import Command

Reply = Any
"""What Redis answered to one command (RESP3: bytes, int, float, None, list or dict), or the `ReplyError` it gave."""

OnEnd = Callable[[list[Reply] | StoreUnavailable], None]
"""Told of the replies, or why there are none; once."""

_INCOMPLETE = object()


def pack(commands: Sequence[Command]) -> bytes:
    """Commands as they go over the wire."""
    if len(commands) == 1:
        return cast(bytes, pack_command(commands[0]))  # type: ignore[arg-type]  # its stub means one argument
    return b"".join([pack_command(command) for command in commands])  # type: ignore[arg-type]  # the same


class _Awaited(NamedTuple):
    replies: int
    on_end: OnEnd


class Wire(asyncio.Protocol):
    """One connection, until it breaks; `is_open` tells."""

    def __init__(self) -> None:
        self.is_open = False
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the connection has ended."""
        self._transport: asyncio.Transport | None = None
        self._reader = Reader(protocolError=ProtocolError, replyError=_refusal, notEnoughData=_INCOMPLETE)
        self._awaited: deque[_Awaited] = deque()
        self._replies: list[Reply] = []

    def send(self, packed: bytes, count: int, on_end: OnEnd) -> None:
        """Send ``count`` commands. Those sent before are answered first."""
        assert self._transport is not None
        self._awaited.append(_Awaited(count, on_end))
        self._transport.write(packed)

    def end(self, fault: StoreUnavailable) -> None:
        """Break the connection off; who waits is told ``fault``."""
        self.is_open = False
        if self._transport is not None:
            self._transport.abort()
        while self._awaited:
            self._awaited.popleft().on_end(fault)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
            while self._awaited:
                if not self._read(self._awaited[0].replies):
                    return
                replies, self._replies = self._replies, []
                self._awaited.popleft().on_end(replies)
        except ProtocolError as fault:
            self.end(StoreUnavailable(f"The store answers what is not Redis' protocol: {fault}"))

    def connection_lost(self, fault: Exception | None) -> None:
        self.end(StoreUnavailable(f"The store cannot be reached: {fault or 'it closed the connection'}"))
        if not self.lost.done():
            self.lost.set_result(None)

    def _read(self, count: int) -> bool:
        """Whether all replies are there."""
        read, replies = self._reader.gets, self._replies
        while len(replies) < count:
            reply = read()
            if reply is _INCOMPLETE:
                return False
            if type(reply) is not PushNotification:  # nobody asked for these
                replies.append(reply)
        return True


def _refusal(text: str) -> ReplyError:
    """The error in its own words; `ERR` says nothing."""
    return ReplyError(text.removeprefix("ERR "))
