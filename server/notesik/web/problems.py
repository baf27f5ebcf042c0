"""Errors as answers: ``{"error": {"code", "message", "path"?, "faults"?, "request_id"}}``."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from notesik.errors import BadDocument, NotesikError, StoreUnavailable, TooManyRequests
from notesik.logs import REQUEST_ID

logger = logging.getLogger(__name__)

RETRY_AFTER_S = 1

ANSWER_HEADERS = "notesik.answer_headers"
"""Where a request's scope says what each answer to it has: its id, and who may read it."""

Handler = Callable[[Request, Exception], Awaitable[Response]]

_HTTP_CODES = {404: "not_found", 405: "method_not_allowed"}


def problem(status: int, code: str, message: str, **more: Any) -> JSONResponse:
    """An error answer; ``more`` joins the error's fields, and so does the request's id, which the log has too."""
    if id := REQUEST_ID.get():
        more["request_id"] = id
    return JSONResponse({"error": {"code": code, "message": message, **more}}, status_code=status)


async def _on_our_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotesikError)
    more: dict[str, Any] = {"path": error.path} if error.path else {}
    if isinstance(error, BadDocument):
        more["faults"] = [{"path": fault.path, "message": fault.message} for fault in error.faults]
    answer = problem(error.status, error.code, error.message, **more)
    if isinstance(error, StoreUnavailable):
        logger.warning("store unavailable: %s", error)
        answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    if isinstance(error, TooManyRequests):
        answer.headers["Retry-After"] = str(error.after_s)
    return answer


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _HTTP_CODES.get(error.status_code, "bad_request")
    answer = problem(error.status_code, code, error.detail)
    answer.headers.update(error.headers or {})
    return answer


async def _on_disconnect(request: Request, error: Exception) -> Response:
    """The sender went away in the middle of its request: nobody is there to read the answer."""
    return Response(status_code=400)


async def _on_any_error(request: Request, error: Exception) -> Response:
    """What we did not foresee; the server logs it in full and ends the connection, the sender learns that it is not
    their fault. Starlette sends it past all that would add headers; without them no page could read it."""
    answer = problem(500, "internal_error", "something went wrong on this side; it has been logged")
    answer.headers["Connection"] = "close"
    answer.raw_headers.extend(request.scope.get(ANSWER_HEADERS, ()))
    return answer


HANDLERS: dict[type[Exception], Handler] = {
    NotesikError: _on_our_error,
    HTTPException: _on_http_error,
    ClientDisconnect: _on_disconnect,
    Exception: _on_any_error,
}

FORESEEN = tuple(kind for kind in HANDLERS if kind is not Exception)
"""The errors that are answers; any other is a fault of ours, which goes on to the server and into its log."""


async def answer_to(error: Exception, scope: Scope) -> Response:
    """The answer to a request that failed with one of the ``FORESEEN``."""
    handler = next(HANDLERS[kind] for kind in type(error).__mro__ if kind in HANDLERS)
    return await handler(Request(scope), error)
