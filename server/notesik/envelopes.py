"""What surrounds the messages of one request, read from its untrusted body.

The limits are those of the Segment specification: a batch is at most 500 KB and 2,500 events.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

import msgspec

from notesik.errors import BadRequest, TooLarge

Json = dict[str, Any]

MAX_BATCH_BYTES = 500 * 1024
MAX_BATCH_EVENTS = 2_500
MAX_SHARED_BYTES = 8 * 1024
"""Of the context that a batch's events share: each takes it into the log, so a small batch could write a lot."""
MAX_DEPTH = 32
"""Lists and objects within each other; what is deeper could be read here and not where the stack is higher."""


class Envelope(msgspec.Struct, rename="camel", gc=False):
    """What surrounds the messages of one request; a single message is an envelope of itself."""

    batch: list[msgspec.Raw] = []
    write_key: str = ""
    sent_at: str | int | float | None = None
    context: Json | None = None
    anonymous_id: str | int | None = None
    user_id: str | int | None = None


_packer = msgspec.msgpack.Encoder()

Shape = TypeVar("Shape", bound=Envelope)


def read_envelope(body: bytes, *, single: bool, shape: type[Shape] = Envelope) -> Shape:  # type: ignore[assignment]
    """The surrounding of the messages in ``body``; with ``single`` the whole body is one message.

    ``shape`` is Envelope, or a kind of it with more fields. Raises BadRequest when the body is no JSON object of this
    shape, TooLarge when there are more bytes or messages than the limits, or too much that they share.
    """
    if len(body) > MAX_BATCH_BYTES:
        raise TooLarge(f"a request holds at most {MAX_BATCH_BYTES} bytes, this one has {len(body)}")
    try:
        envelope = msgspec.json.decode(body, type=shape)
    except (ValueError, RecursionError) as error:
        body = _without_lone_surrogates(body, error)
        try:
            envelope = msgspec.json.decode(body, type=shape)
        except (ValueError, RecursionError) as again:
            raise BadRequest(f"the body cannot be read: {again}") from again
    if single:
        envelope.batch, envelope.context = [msgspec.Raw(body)], None
    elif envelope.context:
        _check_shared(envelope.context)
    if (count := len(envelope.batch)) > MAX_BATCH_EVENTS:
        raise TooLarge(f"a batch holds at most {MAX_BATCH_EVENTS} events, this one has {count}", path="batch")
    return envelope


def _check_shared(context: Json) -> None:
    try:
        size = packed_size(context)
    except ValueError as error:
        raise BadRequest(str(error), path="context") from error
    if size > MAX_SHARED_BYTES:
        raise TooLarge(f"what events share holds at most {MAX_SHARED_BYTES} bytes, this has {size}", path="context")


def packed_size(contents: object) -> int:
    """How long ``contents`` are as msgpack; ValueError where they could not be written into the log and read again."""
    if _is_deeper(contents, MAX_DEPTH):
        raise ValueError(f"more than {MAX_DEPTH} lists and objects within each other")
    return _flat_size(contents)


def check_contents(raw: bytes, *contents: object) -> None:
    """Raises ValueError where ``contents``, all of them read from the JSON ``raw``, could not be written into the log
    and read again."""
    # Most messages have too few brackets to be deep: to count them is faster than to walk through what was read.
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH and any(_is_deeper(each, MAX_DEPTH) for each in contents):
        raise ValueError(f"more than {MAX_DEPTH} lists and objects within each other")
    _flat_size(contents)


def _flat_size(contents: object) -> int:
    try:
        return len(_packer.encode(contents))
    except OverflowError as error:
        raise ValueError("a whole number beyond 64 bits") from error


def _is_deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    return not levels or any(_is_deeper(e, levels - 1) for e in (value.values() if isinstance(value, dict) else value))


def _without_lone_surrogates(body: bytes, error: Exception) -> bytes:
    """The same JSON with half emoji as ``?``: browsers do send them (a title cut in the middle), strict parsers refuse.
    BadRequest when that was not what ``error`` complains of."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    except (ValueError, RecursionError) as again:
        raise BadRequest(f"the body cannot be read: {error}") from again
