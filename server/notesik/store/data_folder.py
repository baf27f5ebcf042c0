"""The folder that holds an embedded store: who may use it, and where its socket is.

    DATA/lock            held by the process that owns the store; says who that is and where the socket is
    DATA/valkey.lock     held by the Valkey server itself, as long as it lives, even if its owner has died
    DATA/valkey.log      what the server says
    DATA/appendonlydir/  the data
    DATA/run/            the socket, for the folder's owner only

Both locks are the kernel's (`flock`): they end with the process that holds them, however it ends.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import stat
import tempfile
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from notesik.errors import DataFolderInUse, NotesikError

LONGEST_SOCKET_PATH = 100
"""Bytes; the system's own limit is 104 (macOS) or 108 (Linux)."""


class Holder(NamedTuple):
    """The process that owns a data folder."""

    pid: int
    socket_path: str


def socket_path(folder: Path) -> str:
    """Where the socket of this data folder is, in a folder that only its owner can enter (which is made)."""
    inside = folder / "run"
    if _fits(inside):
        inside.mkdir(mode=0o700, exist_ok=True)
        inside.chmod(0o700)
        return str(inside / "valkey.sock")
    name = f"notesik-{os.geteuid()}-{blake2b(os.fsencode(folder), digest_size=8).hexdigest()}"
    bases = [os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"]  # noqa: S108 - the owner is checked
    outside = next(Path(base, name) for base in bases if base and Path(base).is_dir() and _fits(Path(base, name)))
    outside.mkdir(mode=0o700, exist_ok=True)
    found = outside.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise NotesikError(f"{outside} is not a private folder of this user: remove it, or use a shorter data folder.")
    return str(outside / "valkey.sock")


def socket_url(path: str) -> str:
    return f"unix://{quote(path)}"


def answers(path: str, timeout_s: float = 1.0) -> bool:
    """Whether a server that has loaded its data listens on this socket."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(timeout_s)
            line.connect(path)
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def ask_to_shut_down(path: str) -> None:
    """Tell the server on this socket, if there is one, to write its data and end."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1.0)
            line.connect(path)
            line.sendall(b"SHUTDOWN NOSAVE\r\n")  # the append-only file is written all the same
            line.recv(64)
    except OSError:
        return


def take_ownership(folder: Path, own_socket_path: str) -> int:
    """Lock the folder for this process, and return the descriptor that holds the lock. Raises DataFolderInUse."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    # Not at the first refusal: somebody may just be looking whether the folder is in use.
    if not wait_for(lambda: _try_lock(lock), timeout_s=0.3):
        holder = read_holder(folder)
        os.close(lock)
        who = f"process {holder.pid}" if holder else "another process"
        raise DataFolderInUse(
            f"The data folder {folder} is in use by {who}: stop that first, or use another folder (--data)."
        )
    os.ftruncate(lock, 0)
    os.pwrite(lock, json.dumps(Holder(os.getpid(), own_socket_path)._asdict()).encode(), 0)
    return lock


def read_holder(folder: Path) -> Holder | None:
    """Who locked the folder last; they may have ended since."""
    try:
        return Holder(**json.loads((folder / "lock").read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def is_owned(folder: Path) -> bool:
    """Whether a living process owns the folder."""
    try:
        lock = os.open(folder / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _try_lock(lock, fcntl.LOCK_SH)
    finally:
        os.close(lock)


def take_server_lock(folder: Path, last_socket_paths: set[str], timeout_s: float) -> int:
    """The lock for a new server to inherit. A server that outlived its owner is asked to end first.

    Raises DataFolderInUse when that does not end in time: two servers on one folder would destroy the data.
    """
    lock = os.open(folder / "valkey.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if _try_lock(lock):
        return lock
    for path in last_socket_paths:
        ask_to_shut_down(path)
    if wait_for(lambda: _try_lock(lock), timeout_s=timeout_s):
        return lock
    pid = os.pread(lock, 32, 0).decode() or "unknown"
    os.close(lock)
    raise DataFolderInUse(
        f"A Valkey server (process {pid}) from an earlier run still works on the data folder {folder} and does not "
        "end: stop it and start again."
    )


def wait_for(is_done: Callable[[], bool], *, timeout_s: float, every_s: float = 0.003) -> bool:
    """Look again and again until it is done or the time is over; whether it was done."""
    end_s = time.monotonic() + timeout_s
    while not is_done():
        if time.monotonic() >= end_s:
            return False
        time.sleep(every_s)
    return True


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / "valkey.sock")) <= LONGEST_SOCKET_PATH


def _try_lock(lock: int, how: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
