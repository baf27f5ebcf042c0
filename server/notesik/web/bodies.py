"""Request bodies: bounded, unpacked where they are gzip, whatever their label says (some SDKs mislabel them), and the
owner's documents in them."""

from __future__ import annotations

import zlib

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

from notesik.envelopes import MAX_BATCH_BYTES
from notesik.errors import BadRequest, Fault, TooLarge

_GZIP = b"\x1f\x8b"


async def read_body(receive: Receive, limit: int = MAX_BATCH_BYTES) -> bytes:
    """The whole body that ``receive`` brings, unpacked.

    Raises:
        TooLarge: more than ``limit`` bytes, packed or unpacked.
        BadRequest: gzip that breaks off or is none.
        ClientDisconnect: the sender went away before the end.
    """
    chunks: list[bytes] = []
    size, is_whole = 0, False
    while not is_whole:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise TooLarge(f"a request holds at most {limit} bytes")
        is_whole = not message.get("more_body", False)
    body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
    return _unpacked(body, limit) if body[:2] == _GZIP else body


async def read_json(request: Request) -> object:
    """What the body's JSON holds. Raises BadRequest when it is none, TooLarge."""
    try:
        return msgspec.json.decode(await read_body(request.receive))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"the body is no JSON: {error}") from error


def id_faults(document: object, id: str) -> list[Fault]:
    """``document`` may leave its id to the address, which then is filled in, but not have another."""
    if isinstance(document, dict) and document.setdefault("id", id) != id:
        return [Fault("id", f"the address says {id!r}")]
    return []


def _unpacked(body: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise BadRequest(f"the body is broken gzip: {error}") from error
    if len(unpacked) > limit:
        raise TooLarge(f"a request holds at most {limit} bytes when it is unpacked")
    if not unpacker.eof:
        raise BadRequest("the body is gzip that breaks off")
    return unpacked
