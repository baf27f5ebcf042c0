"""What loading has left over of memory."""

from __future__ import annotations

import ctypes
import gc
import sys

_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def give_back_spare_memory() -> None:
    """Give it back to the system, where the C library can (glibc): by itself it keeps most of what it ever had, and
    after ten thousand campaigns that is ten megabytes. Takes some milliseconds, in which other threads go on."""
    if _trim is not None:
        _trim(0)


def settle_what_is_loaded() -> None:
    """Let the collector pass over all that is there now, once, before requests come: to look through ten thousand
    campaigns again and again would hold requests up by some fifty milliseconds each time."""
    gc.collect()
    gc.freeze()
