"""What a process says of itself, on standard error."""

from __future__ import annotations

import logging
import sys


def set_up_logging(level: str, handler: logging.Handler | None = None) -> None:
    """Log from ``level`` (``debug``, ``info``, …) on, as lines of plain text unless a ``handler`` does it better."""
    if handler is None:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # It tells of every single request, with the whole address.
    logging.getLogger("httpx").setLevel(logging.WARNING)
