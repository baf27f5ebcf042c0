"""Which server is the master, as Sentinels know it. To ask them is redis-py's matter."""

from __future__ import annotations

from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from notesik.errors import StoreUnavailable
from notesik.store.places import Place
from notesik.store.urls import StoreUrl

ANSWER_S = 0.3
"""How long one of them may take; the next one is asked then."""


class Sentinels:
    """Asked anew for each connection, so that the next one after a fail-over goes to the new master."""

    def __init__(self, url: StoreUrl) -> None:
        access = url.sentinel_access
        self._master = url.master
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
        """Raises StoreUnavailable when none of them knows one that is up."""
        try:
            host, port = await self._sentinel.discover_master(self._master)
        except (RedisError, OSError) as fault:
            raise StoreUnavailable(f"No Sentinel knows a master {self._master} that is up.") from fault
        return Place(str(host), int(port))

    async def aclose(self) -> None:
        await self._sentinel.aclose()
