"""What a process says of itself, on standard error: lines of text, or of JSON for programs that collect them."""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

import msgspec

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; empty where there is none."""

_encoder = msgspec.json.Encoder(enc_hook=str)
_ALWAYS_THERE = frozenset(
    {*vars(logging.makeLogRecord({})), "message", "asctime", "request_id", "taskName", "color_message"}
)


def set_up_logging(level: str, handler: logging.Handler | None = None, *, format: str = "text") -> None:
    """Log from ``level`` (``debug``, ``info``, …) on, as ``text`` or ``json``. ``handler`` is another one for text."""
    if handler is None or format == "json":
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(_FORMATTERS[format]())
    handler.addFilter(_with_request_id)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # It tells of every single request, with the whole address.
    logging.getLogger("httpx").setLevel(logging.WARNING)


def _with_request_id(record: logging.LogRecord) -> bool:
    record.request_id = REQUEST_ID.get()
    return True


class TextFormatter(logging.Formatter):
    """``2026-11-21 19:51:08,558 WARNING notesik.web.problems [REQUEST]: store unavailable``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(about)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the standard library's name
        id = getattr(record, "request_id", "")
        record.about = f" [{id}]" if id else ""
        return super().formatMessage(record)


class JsonFormatter(logging.Formatter):
    """One object a line: ``time``, ``level``, ``logger``, ``message``, ``request_id``, ``exception``, and what the
    line's writer has added as ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
            "exception": self.formatException(record.exc_info) if record.exc_info else "",
        }
        more = {name: value for name, value in vars(record).items() if name not in _ALWAYS_THERE}
        return _encoder.encode({**more, **{name: value for name, value in told.items() if value}}).decode()


_FORMATTERS = {"text": TextFormatter, "json": JsonFormatter}
LOG_FORMATS = tuple(_FORMATTERS)
