"""A shelf: documents by id in one hash, with a version that counts their changes."""

from __future__ import annotations

from collections.abc import Mapping

from notesik.store import versions
from notesik.store.client import Client
from notesik.store.connections import expect
from notesik.store.scripts import SCRIPTS, Command


class Shelf:
    """Documents are opaque bytes. `version` names the field of `notesik:versions` that each change bumps."""

    def __init__(self, client: Client, key: str, version: str) -> None:
        self._client = client
        self._key = key
        self._version = version

    async def put(self, id: str, document: bytes) -> None:
        await self._change(("HSET", self._key, id, document))

    async def put_all(self, documents: Mapping[str, bytes]) -> None:
        """Put them at once: nobody sees some without the others."""
        if documents:
            await self._change(("HSET", self._key, *(part for item in documents.items() for part in item)))

    async def add(self, id: str, document: bytes) -> bool:
        """Put it, if there is none with this id; whether it was put."""
        return bool(await self._change(("HSETNX", self._key, id, document)))

    async def swap(self, id: str, before: bytes, after: bytes) -> bool:
        """Replace it, if it is still as it was ``before``; whether it was."""
        return bool(await self._change(SCRIPTS["swap"].call([self._key], [id, before, after])))

    async def delete(self, id: str) -> bool:
        """Whether there was one."""
        return bool(await self._change(("HDEL", self._key, id)))

    async def get(self, id: str) -> bytes | None:
        [document] = await self._client.trip([("HGET", self._key, id)])
        found: bytes | None = expect(document)
        return found

    async def list(self) -> dict[str, bytes]:
        """All documents by id, in the order of the ids."""
        [documents] = await self._client.trip([("HGETALL", self._key)])
        return dict(sorted((id.decode(), document) for id, document in expect(documents).items()))

    async def _change(self, command: Command) -> int:
        [changed] = await versions.change(self._client, self._version, [command])
        count: int = changed
        return count
