"""Which server is the master, as Sentinels know it. To speak with them is redis-py's matter; but it asks one by one,
and each that is out of reach would take of the time that there is to connect."""

from __future__ import annotations

import asyncio
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from notesik.errors import StoreUnavailable
from notesik.store.places import Place, tls_context
from notesik.store.urls import StoreUrl

ANSWER_S = 0.3
"""How long they may take."""


class Sentinels:
    """Asked anew for each connection, all at once, so that the next one after a fail-over goes to the new master."""

    def __init__(self, url: StoreUrl) -> None:
        access = url.sentinel_access
        self._master = url.master
        self._untried_tls = access.tls
        self._sentinel = Sentinel(  # type: ignore[no-untyped-call]  # redis-py
            [(place.host, place.port) for place in url.places],
            sentinel_kwargs={
                "username": access.username or None,
                "password": access.password or None,
                "socket_timeout": ANSWER_S,
                "socket_connect_timeout": ANSWER_S,
                "retry": Retry(NoBackoff(), 0),
                **({"ssl": True, **access.tls} if access.tls is not None else {}),
            },
        )

    async def master(self) -> Place:
        """The first that one of them knows. Raises StoreUnavailable when none knows one that is up, or when a TLS file
        cannot be read."""
        if self._untried_tls is not None:
            tls_context(self._untried_tls)  # before they are asked: each would seem to be away
            self._untried_tls = None
        asked = [asyncio.create_task(self._ask(sentinel)) for sentinel in self._sentinel.sentinels]
        try:
            for answer in asyncio.as_completed(asked):
                place = await answer
                if place is not None:
                    return place
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
        raise StoreUnavailable(f"No Sentinel knows a master {self._master} that is up.")

    async def _ask(self, sentinel: Redis) -> Place | None:
        try:
            masters: Any = await sentinel.sentinel_masters()
        except (RedisError, OSError):
            return None  # it is away, or none; the others are asked, too
        state = masters.get(self._master)
        if state is None or not self._sentinel.check_master_state(state, self._master):
            return None
        return Place(str(state["ip"]), int(state["port"]))

    async def aclose(self) -> None:
        await self._sentinel.aclose()
