"""Within a process, one after the other: who wants the same name waits for their turn, in the order of coming."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable


class OneAtATime:
    """Belongs to one event loop. ``take`` names, and ``give`` them back, all of them, whatever happens in between."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        """Of each name that somebody has, those who come after."""

    async def take(self, names: Iterable[str]) -> list[str]:
        """Wait until all ``names`` are free, and have them; gives them back as they are to be given back.

        They are taken in one order by everybody, so that nobody waits for one who waits for them.
        """
        taken: list[str] = []
        try:
            for name in sorted(set(names)):
                if name in self._waiting:
                    await self._wait(name)
                else:
                    self._waiting[name] = deque()
                taken.append(name)
        except BaseException:  # cancelled while it waited: what it has must not stay taken
            self.give(taken)
            raise
        return taken

    def give(self, names: Iterable[str]) -> None:
        """Let the next ones have ``names``."""
        for name in names:
            waiting = self._waiting[name]
            while waiting:
                turn = waiting.popleft()
                if not turn.done():
                    turn.set_result(None)
                    break
            else:
                del self._waiting[name]

    async def _wait(self, name: str) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[name].append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give([name])
            raise
