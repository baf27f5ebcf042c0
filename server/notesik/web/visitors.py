"""Visitors over HTTP: what the notebook holds of one, their segments, and forgetting them. For the bearer of the
secret key."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notesik.errors import BadRequest, NotFound
from notesik.identity import Level
from notesik.notebook import Subject, device_of, person_of
from notesik.visitors import Visitor
from notesik.web.access import site_of_owner
from notesik.web.house import house_of

_KINDS = {"user": person_of, "anonymous": device_of}


async def get_visitor(request: Request) -> Response:
    """One visitor's state. The id is a user's or an anonymous one; ``?kind=user|anonymous`` says which, if both are."""
    return Response(shown_visitor(*await _found(request)), media_type="application/json")


async def _found(request: Request) -> tuple[Subject, Visitor, str]:
    return await find_visitor(request, request.path_params["id"], request.query_params.get("kind"))


async def find_visitor(request: Request, id: str, kind: str | None) -> tuple[Subject, Visitor, str]:
    """Whose record it is, their state, and the user id that a device is linked to. Without a ``kind``, a user's comes
    first. Raises NotFound, BadRequest."""
    house, live = house_of(request), site_of_owner(request)
    for subject in _subjects(id, kind):
        visitor, user_id = await house.notebook.read(live.site.id, subject)
        if visitor != Visitor() or user_id:
            return subject, visitor, user_id
    raise NotFound(f"there is no visitor {id!r}", path="id")


async def get_segments(request: Request) -> Response:
    """The ids of the segments that a visitor is in now, without a page; ``?kind=user|anonymous`` as for the state."""
    house, live = house_of(request), site_of_owner(request)
    subject, visitor, _ = await _found(request)
    level = Level.VERIFIED if subject.is_person else Level.ANONYMOUS
    found = live.audience.segments_now(visitor, subject.id, level, house.clock())
    return JSONResponse({"id": subject.id, "kind": kind_of(subject), "segments": found})


async def delete_visitor(request: Request) -> Response:
    """Forget a visitor, and the devices whose history became theirs."""
    house, live = house_of(request), site_of_owner(request)
    forgotten = 0
    for subject in _subjects(request.path_params["id"], request.query_params.get("kind")):
        forgotten += await house.notebook.forget(live.site.id, subject)
    if not forgotten:
        raise NotFound(f"there is no visitor {request.path_params['id']!r}", path="id")
    return Response(status_code=204)


def _subjects(id: str, kind: str | None) -> list[Subject]:
    if kind is not None and kind not in _KINDS:
        raise BadRequest(f"expected user or anonymous, not {kind!r}", path="kind")
    makers = [_KINDS[kind]] if kind else list(_KINDS.values())
    return [make(id) for make in makers]


def shown_visitor(subject: Subject, visitor: Visitor, user_id: str) -> bytes:
    """The state as JSON, every field of it, but for the digests of seen messages, which serve the machine only."""
    return msgspec.json.encode(
        {"id": subject.id, "kind": kind_of(subject), "linked_user_id": user_id or None, "state": _whole(visitor)}
    )


def kind_of(subject: Subject) -> str:
    return "user" if subject.is_person else "anonymous"


_SHOWN_AS = {"packed_days": "days", "packed_facts": "facts"}
"""Fields that are held packed, and what is shown in their place: what they say."""


def _whole(value: Any) -> Any:
    """``value`` with the defaults that its compact stored form leaves out, and with what it packs as text."""
    if isinstance(value, msgspec.Struct):
        names = (_SHOWN_AS.get(name, name) for name in value.__struct_fields__ if name != "seen")
        return {name: _whole(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {str(key): _whole(each) for key, each in value.items()}
    return [_whole(each) for each in value] if isinstance(value, list | tuple) else value


ROUTES = [
    Route("/api/v1/visitors/{id:path}/segments", get_segments, methods=["GET"]),
    Route("/api/v1/visitors/{id:path}", get_visitor, methods=["GET"]),
    Route("/api/v1/visitors/{id:path}", delete_visitor, methods=["DELETE"]),
]
