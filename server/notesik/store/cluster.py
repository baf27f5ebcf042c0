"""A Redis Cluster: which server has which slot, and trips that go to several of them.

redis-py has a client for clusters; it is not used, because it sends each caller's commands by themselves, while here
those of concurrent requests share round trips, of each server's own. What a slot is, comes from redis-py. Where each
is, the servers tell: all at once (`CLUSTER SLOTS`), and one by one when it has changed (`MOVED`, `ASK`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from hiredis import ReplyError

from notesik.errors import NotesikError, StoreUnavailable
from notesik.store.connections import CannotConnect, code_of, expect
from notesik.store.places import Place
from notesik.store.scripts import Command
from notesik.store.servers import Server
from notesik.store.slots import SLOTS, slots_of
from notesik.store.wire import Reply

PATIENCE_S = 0.5
"""How long commands are sent again that a server will take in a moment: a slot is being moved, or a fail-over ordered.
A crash takes longer to be noticed; whoever sent the request sends it again then."""

FIRST_PAUSE_S = 0.01
LONGEST_PAUSE_S = 0.1

SEARCH_PAUSE_S = 0.2
"""A slot that had no server is searched for again when it is needed, but no sooner than this after the last search."""

_REFUSALS = (ReplyError, CannotConnect)
_REDIRECTIONS = frozenset({"MOVED", "ASK"})
_IN_A_MOMENT = frozenset({"TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "LOADING", "READONLY"})


class _Target(NamedTuple):
    """Where a command goes; ``is_asking`` once only, because its slot is just moving there."""

    place: Place
    is_asking: bool = False


class Cluster:
    """``seeds`` are asked first where the slots are, any node of the cluster later."""

    spans_slots = False

    def __init__(self, seeds: Sequence[Place], new_server: Callable[[Place], Server]) -> None:
        self._seeds = seeds
        self._new_server = new_server
        self._servers: dict[Place, Server] = {}
        self.servers: Iterable[Server] = self._servers.values()
        self._places: list[Place | None] = []
        self._refreshing: asyncio.Task[None] | None = None
        self._next_search_s = 0.0

    async def trip(self, commands: Sequence[Command]) -> list[Reply]:
        """The replies, in order, after one round trip to each server that has any of the keys.

        There is no order between commands for different slots. Raises StoreUnavailable when a server did not answer.
        """
        if not self._places:
            await self.refresh()
        slots = slots_of(commands)
        first = self._places[slots[0]]
        if first is not None and (len(slots) == 1 or all(self._places[slot] == first for slot in slots)):
            targets = None
            try:
                replies = await self._server(first).send(commands)
            except CannotConnect as fault:
                replies = [fault] * len(commands)
        else:
            await self._search_for_owners(slots)
            targets = {number: self._target(slot) for number, slot in enumerate(slots)}
            replies = await self._gathered(commands, targets)
        for reply in replies:
            if isinstance(reply, _REFUSALS):
                if targets is None:
                    assert first is not None
                    targets = dict.fromkeys(range(len(commands)), _Target(first))
                await self._send_again(commands, slots, replies, targets)
                break
        return replies

    async def call(self, *commands: Command, timeout_s: float | None = None) -> list[Reply]:
        """The same for who has a line of their own elsewhere; nothing may block here."""
        return await self.trip(commands)

    async def refresh(self) -> None:
        """Learn where the slots are. Raises StoreUnavailable when no server tells; what is known holds on then."""
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._learn())
        await asyncio.shield(self._refreshing)

    async def aclose(self) -> None:
        """Ask no more; the servers are closed by who made them."""
        if self._refreshing is not None:
            self._refreshing.cancel()
            await asyncio.gather(self._refreshing, return_exceptions=True)

    def _server(self, place: Place) -> Server:
        server = self._servers.get(place)
        if server is None:
            server = self._servers[place] = self._new_server(place)
        return server

    async def _search_for_owners(self, slots: Sequence[int]) -> None:
        """Ask where those slots are that had no server when it was asked last."""
        now_s = asyncio.get_running_loop().time()
        if now_s >= self._next_search_s and any(self._places[slot] is None for slot in slots):
            self._next_search_s = now_s + SEARCH_PAUSE_S
            await self.refresh()

    def _target(self, slot: int) -> _Target:
        place = self._places[slot]
        if place is None:
            raise StoreUnavailable(f"No server of the cluster has the slot {slot}.")
        return _Target(place)

    async def _gathered(self, commands: Sequence[Command], targets: dict[int, _Target]) -> list[Reply]:
        """The replies to those commands that have a target; CannotConnect is one. None for the others."""
        together: dict[_Target, list[int]] = {}
        for number, target in targets.items():
            together.setdefault(target, []).append(number)
        flights = [self._part(target, [commands[number] for number in part]) for target, part in together.items()]
        replies: list[Reply] = [None] * len(commands)
        faults = []
        outcomes = await asyncio.gather(*flights, return_exceptions=True)
        for part, outcome in zip(together.values(), outcomes, strict=True):
            if isinstance(outcome, BaseException):
                faults.append(outcome)
                continue
            for number, reply in zip(part, outcome, strict=True):
                replies[number] = reply
        if faults:
            raise faults[0]
        return replies

    async def _part(self, target: _Target, commands: Sequence[Command]) -> list[Reply]:
        server = self._server(target.place)
        try:
            if not target.is_asking:
                return await server.send(commands)
            return (await server.send([each for command in commands for each in (("ASKING",), command)]))[1::2]
        except CannotConnect as fault:
            return [fault] * len(commands)

    async def _send_again(
        self, commands: Sequence[Command], slots: Sequence[int], replies: list[Reply], targets: dict[int, _Target]
    ) -> None:
        """Send what was refused because of where slots are or what goes on there, and put the replies in their places.

        ``targets`` are those that have replied. Raises StoreUnavailable when that lasts.
        """
        loop = asyncio.get_running_loop()
        until_s, pause_s = loop.time() + PATIENCE_S, FIRST_PAUSE_S
        while refused := {number: reply for number, reply in enumerate(replies) if _can_be_sent_again(reply)}:
            told = {
                number: read_redirection(str(reply), targets[number].place)
                for number, reply in refused.items()
                if isinstance(reply, ReplyError) and code_of(reply) in _REDIRECTIONS
            }
            asked = {
                number: _Target(place, is_asking=True)
                for number, place in told.items()
                if place is not None and code_of(refused[number]) == "ASK"
            }
            if len(asked) < len(refused):
                before = {number: self._places[slots[number]] for number in refused}
                await self.refresh()
                for number, reply in refused.items():
                    if isinstance(reply, CannotConnect) and self._places[slots[number]] == before[number]:
                        raise reply  # nobody has taken over yet: who waits here would only wait
                    if number not in asked and told.get(number) is not None:
                        self._places[slots[number]] = told[number]
            if loop.time() > until_s:
                raise StoreUnavailable(f"The cluster is not ready: {next(iter(refused.values()))}")
            if any(told.get(number) is None and isinstance(refused[number], ReplyError) for number in refused):
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            targets = {number: asked.get(number) or self._target(slots[number]) for number in refused}
            again = await self._gathered(commands, targets)
            for number in refused:
                replies[number] = again[number]

    async def _learn(self) -> None:
        faults: list[NotesikError] = []
        for place in dict.fromkeys([*filter(None, self._places), *self._seeds]):
            try:
                [found] = await self._server(place).send([("CLUSTER", "SLOTS")])
                places = read_slots(expect(found), place)
            except StoreUnavailable as fault:
                faults.append(fault)
                continue
            except ReplyError as fault:
                raise NotesikError(f"{place} is no node of a Redis Cluster: {fault}") from fault
            if any(places):
                self._places = places
                await self._leave_gone_servers()
                return
        reasons = "; ".join(dict.fromkeys(fault.message for fault in faults)) or "no slot has a server"
        raise StoreUnavailable(f"No server tells where the cluster's slots are: {reasons}")

    async def _leave_gone_servers(self) -> None:
        used = {*self._places, *self._seeds}
        gone = [place for place, server in self._servers.items() if place not in used and server.is_at_rest]
        for place in gone:
            await self._servers.pop(place).aclose()


def read_slots(ranges: Sequence[Reply], asked: Place) -> list[Place | None]:
    """Who has each slot, from the reply to `CLUSTER SLOTS` of the server ``asked``; None where nobody has, or one
    without a name."""
    places: list[Place | None] = [None] * SLOTS
    for first, last, (host, port, *_), *_ in ranges:
        place = _named((host or b"").decode(), int(port), asked)
        places[first : last + 1] = [place] * (last + 1 - first)
    return places


def _can_be_sent_again(reply: Reply) -> bool:
    """Whether the command was not carried out, for a reason that passes."""
    if isinstance(reply, ReplyError):
        code = code_of(reply)
        return code in _REDIRECTIONS or code in _IN_A_MOMENT
    return isinstance(reply, CannotConnect)


def read_redirection(refusal: str, asked: Place) -> Place | None:
    """The server that `MOVED SLOT HOST:PORT` or `ASK SLOT HOST:PORT` of the server ``asked`` names; None for no name.

    >>> read_redirection("MOVED 3999 :6381", Place("asked", 6380))
    Place(host='asked', port=6381, path='')
    """
    host, _, port = refusal.split()[2].rpartition(":")
    return _named(host, int(port), asked)


def _named(host: str, port: int, asked: Place) -> Place | None:
    """A server that does not know its own name is the one that was asked; `?` stands for one that has none."""
    return None if host == "?" else Place(host or asked.host, port)
