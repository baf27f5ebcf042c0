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


NEW_OBJECTS = 5_000
"""So many more than there were let the collector look for knots. Visits tie none: with Python's 700 it looked a hundred
times in 10,000 of them and found nothing, which took a hundredth of their time."""


def settle_what_is_loaded() -> None:
    """Let the collector pass over all that is there now, once, before requests come: to look through ten thousand
    campaigns again and again would hold requests up by some fifty milliseconds each time. What comes later it looks
    through more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
