"""The figures of several server processes as one: each writes its own into a file of a shared folder, once a second,
and whichever is asked adds them up. The files of processes that have ended stay, so that no counter ever goes back.

The multiprocess mode of Prometheus' client writes to a memory map at each addition instead, which costs each visit
several times as much.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from notesik.metrics import Snapshot, together

FOLDER_VARIABLE = "NOTESIK_METRICS_FOLDER"
"""Where the parent of several processes tells them the folder; no setting, since it lasts as long as they do."""

EVERY_S = 1.0

_decoder = msgspec.msgpack.Decoder(Snapshot)


def publish(folder: Path, snapshot: Snapshot) -> None:
    """Write a process's figures for the others. Readers find the old file or the new one, never a half."""
    fresh = folder / f"{snapshot.pid}.fresh"
    fresh.write_bytes(msgspec.msgpack.encode(snapshot))
    fresh.replace(folder / f"{snapshot.pid}.metrics")


async def keep_published(folder: Path, take: Callable[[], Snapshot]) -> None:
    """Publish what ``take`` gives, each second, and a last time when this is cancelled."""
    try:
        while True:
            publish(folder, take())
            await asyncio.sleep(EVERY_S)
    finally:
        publish(folder, take())


def sums(own: Snapshot, folder: Path | None) -> Snapshot:
    """This process's figures, with those of the others in ``folder``, which are up to a second old."""
    files = folder.glob("*.metrics") if folder is not None else ()
    others = [_decoder.decode(file.read_bytes()) for file in files if file.stem != str(own.pid)]
    return together([own, *others], [own, *(other for other in others if _is_alive(other.pid))])


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # someone else's, who has been given the number since
        return False
    return True
