"""Untrusted messages of the Segment-compatible API → typed events, each bad one rejected alone with its reason.

Names, limits and the clock rule are those of the Segment specification: an event is at most
32 KB; ``timestamp = receivedAt - (sentAt - originalTimestamp)``.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from notesik.envelopes import Envelope, Json, check_contents
from notesik.ga4 import with_segment_names

MAX_EVENT_BYTES = 32 * 1024
MAX_ID_LENGTH = 200
MAX_MESSAGE_ID_LENGTH = 100
MAX_NAME_LENGTH = 200
MAX_TRAITS = 64

CONTROL_CHARACTER = re.compile(r"[\x00-\x1f]")
NOBODY = frozenset({"undefined", "null", "none", "nan", "[object object]"})
"""What broken pages send for an id that they do not have: taken for one, it would make all their visitors one."""

TYPES = frozenset({"identify", "track", "page", "screen", "group", "alias"})


class Event(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One thing that happened. ``at_ms`` is corrected for the sender's clock; ids are never both empty."""

    type: str
    message_id: str
    at_ms: int
    anonymous_id: str = ""
    user_id: str = ""
    name: str = ""
    properties: Json = {}
    traits: Json = {}
    context: Json = {}
    previous_id: str = ""
    group_id: str = ""


Refuse = Callable[[Event], str]


class Rejected(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """Why the event at ``index`` of its batch was not taken."""

    index: int
    message_id: str
    reason: str


class Message(msgspec.Struct, rename="camel", gc=False):
    """One message as it stands on the wire."""

    type: str | None = None
    message_id: str | int | None = None
    anonymous_id: str | int | None = None
    user_id: str | int | None = None
    event: str | None = None
    name: str | None = None
    properties: Json | None = None
    traits: Json | None = None
    context: Json | None = None
    timestamp: str | int | float | None = None
    original_timestamp: str | int | float | None = None
    previous_id: str | int | None = None
    group_id: str | int | None = None


_message_decoder = msgspec.json.Decoder(Message)


class Reject(Exception):
    """Inner signal: this message is not taken, for this reason."""


def parse_events(
    envelope: Envelope, received_ms: int, *, type_of_all: str = "", refuse: Refuse = lambda event: ""
) -> tuple[list[Event], list[Rejected]]:
    """The good events of ``envelope``, which came at ``received_ms``, in order; the bad ones with their reasons.

    ``type_of_all`` is the type of every message where the address says it (``/v1/track``). ``refuse`` says why an
    event that could be read is not taken all the same, nothing when it is.
    """
    events: list[Event] = []
    rejected: list[Rejected] = []
    sent_ms = parse_time(envelope.sent_at)
    for index, raw in enumerate(envelope.batch):
        message = None
        try:
            message = _decode(raw)
            event = _event(message, raw, envelope, type_of_all, sent_ms, received_ms)
            if reason_to_refuse := refuse(event):
                raise Reject(reason_to_refuse)
            events.append(event)
        except Reject as reason:
            message_id = str(message.message_id or "")[:MAX_MESSAGE_ID_LENGTH] if message else ""
            rejected.append(Rejected(index, message_id, str(reason)))
    return events, rejected


def _decode(raw: msgspec.Raw) -> Message:
    content = bytes(raw)
    if len(content) > MAX_EVENT_BYTES:
        raise Reject(f"an event holds at most {MAX_EVENT_BYTES} bytes, this one has {len(content)}")
    try:
        message = _message_decoder.decode(content)
        check_contents(content, message.properties, message.traits, message.context)
    except (ValueError, RecursionError) as error:  # DecodeError and UnicodeDecodeError are ValueErrors
        raise Reject(str(error)) from error
    return message


def _event(
    message: Message, raw: msgspec.Raw, envelope: Envelope, type_of_all: str, sent_ms: int | None, received_ms: int
) -> Event:
    kind = type_of_all or message.type or ""
    if kind not in TYPES:
        raise Reject(f"type: expected one of {', '.join(sorted(TYPES))}, not {kind[:40]!r}")
    user_id = _id("userId", message.user_id, envelope.user_id)
    previous_id = _required("previousId", message.previous_id) if kind == "alias" else ""
    if previous_id:
        _required("userId", user_id)
    # An alias says that its previous id was this user all along: as if that device had identified itself.
    anonymous_id = previous_id or _id("anonymousId", message.anonymous_id, envelope.anonymous_id)
    if not anonymous_id and not user_id:
        raise Reject("anonymousId: an event needs an anonymousId or a userId")
    traits = message.traits or {}
    if len(traits) > MAX_TRAITS:
        raise Reject(f"traits: at most {MAX_TRAITS}, this event has {len(traits)}")
    context = message.context or {}
    if envelope.context:
        context = {**envelope.context, **context}
    return Event(
        type=kind,
        message_id=_message_id(message, raw),
        at_ms=_event_time(message, sent_ms, received_ms),
        anonymous_id=anonymous_id,
        user_id=user_id,
        name=_name(kind, message),
        properties=with_segment_names(_properties(kind, message, context)),
        traits=traits,
        context=context,
        previous_id=previous_id,
        group_id=_required("groupId", message.group_id) if kind == "group" else "",
    )


def _properties(kind: str, message: Message, context: Json) -> Json:
    """Those of a page event have what its context says of the page, so that the browser need not say it twice."""
    properties = message.properties or {}
    page = context.get("page") if kind == "page" else None
    return {**page, **properties} if isinstance(page, dict) else properties


def _id(field: str, stated: str | int | None, shared: str | int | None = None) -> str:
    """The id that an event states, else the one that its batch shares; empty where there is none."""
    for each in (stated, shared):
        if each is not None and (text := str(each).strip()):
            break
    else:
        return ""
    if len(text) > MAX_ID_LENGTH:
        raise Reject(f"{field}: at most {MAX_ID_LENGTH} characters")
    if not text.isprintable() and CONTROL_CHARACTER.search(text):
        raise Reject(f"{field}: control characters are not allowed")
    if text.lower() in NOBODY:
        raise Reject(f"{field}: {text!r} names nobody")
    return text


def _required(field: str, value: str | int | None) -> str:
    if text := _id(field, value):
        return text
    raise Reject(f"{field}: this type of event needs it")


def _name(kind: str, message: Message) -> str:
    field, name = ("event", message.event or "") if kind == "track" else ("name", message.name or "")
    if kind == "track" and not name.strip():
        raise Reject("event: a track event needs a name")
    if len(name) > MAX_NAME_LENGTH:
        raise Reject(f"{field}: at most {MAX_NAME_LENGTH} characters")
    return name


def _message_id(message: Message, raw: msgspec.Raw) -> str:
    """The sender's id; without one, the same content at the same time is the same event."""
    if text := str(message.message_id or ""):
        if len(text) > MAX_MESSAGE_ID_LENGTH:
            raise Reject(f"messageId: at most {MAX_MESSAGE_ID_LENGTH} characters")
        return text
    if message.timestamp or message.original_timestamp:
        return "content-" + hashlib.blake2b(bytes(raw), digest_size=16).hexdigest()
    return str(uuid.uuid4())


def _event_time(message: Message, sent_ms: int | None, received_ms: int) -> int:
    """When it happened, by our clock; a sender's clock that is beyond all reason cannot lead before 1970."""
    stated = message.original_timestamp or message.timestamp
    if not stated:
        return received_ms
    original_ms = parse_time(stated)
    if original_ms is None:
        raise Reject(f"timestamp: expected an ISO 8601 time, not {str(stated)[:40]!r}")
    if sent_ms is None:
        return min(original_ms, received_ms)
    return max(received_ms - max(sent_ms - original_ms, 0), 1)


def parse_time(value: str | int | float | None) -> int | None:
    """Unix milliseconds of an ISO 8601 text (without a zone: UTC) or of Unix milliseconds; None when it is neither.

    >>> parse_time("2026-11-21T19:51:08.558Z")
    1795290668558
    >>> parse_time("soon") is None
    True
    """
    if value is None:
        return None
    if not isinstance(value, str):
        return int(value) if 1 <= value < 1e14 else None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    milliseconds = int(moment.timestamp() * 1000)
    return milliseconds if milliseconds > 0 else None
