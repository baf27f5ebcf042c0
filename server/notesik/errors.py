"""Every error that Notesik raises on purpose.

    NotesikError
    ├── BadRequest                400  the request cannot be read at all
    │   └── BadDocument           400  a campaign, site or setting has faults (all are listed)
    ├── TooLarge                  413  a body or an event over its limit
    ├── Unauthorized              401  unknown write key, or wrong or missing secret key
    ├── TooManyRequests           429  asked for too often; says when to try again
    ├── Forbidden                 403  the browser's origin is not one of the site's
    ├── NotFound                  404  no such thing
    ├── InUse                     409  something else is made of it, so it cannot be deleted
    ├── BadCondition              400  a condition that cannot be compiled (names the path)
    ├── BadFeed                   400  a feed that cannot be read, or that holds no product
    ├── StoreUnavailable          503  Redis is down or slow; try again
    ├── DataFolderInUse           409  another process holds the data folder
    └── CannotListen              500  the port is taken, or the address is not this machine's

Each has a ``code`` (stable, for programs), a ``status`` (HTTP) and a message that names the ``path`` of the fault
where there is one. The web layer turns them into ``{"error": {"code", "message", "path"?}}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple


class Fault(NamedTuple):
    """One thing wrong in a document: where (``variants[0].parameters.title``) and what."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class NotesikError(Exception):
    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, message: str, *, path: str | None = None) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.message = message
        self.path = path


class BadRequest(NotesikError):
    code = "bad_request"
    status = 400


class BadDocument(BadRequest):
    """A document with one or more faults; ``faults`` lists them all."""

    code = "bad_document"

    def __init__(self, what: str, faults: Sequence[Fault]) -> None:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"{what} has {count}: " + "; ".join(map(str, faults)))
        self.path = faults[0].path or None if faults else None
        self.faults = tuple(faults)


class TooLarge(NotesikError):
    code = "too_large"
    status = 413


class Unauthorized(NotesikError):
    code = "unauthorized"
    status = 401


class Forbidden(NotesikError):
    code = "forbidden"
    status = 403


class TooManyRequests(NotesikError):
    code = "too_many_requests"
    status = 429

    def __init__(self, message: str, *, after_s: int) -> None:
        super().__init__(message)
        self.after_s = after_s


class NotFound(NotesikError):
    code = "not_found"
    status = 404


class InUse(NotesikError):
    code = "in_use"
    status = 409


class BadCondition(NotesikError):
    code = "bad_condition"
    status = 400


class BadFeed(NotesikError):
    code = "bad_feed"
    status = 400


class StoreUnavailable(NotesikError):
    code = "store_unavailable"
    status = 503


class DataFolderInUse(NotesikError):
    code = "data_folder_in_use"
    status = 409


class CannotListen(NotesikError):
    code = "cannot_listen"
