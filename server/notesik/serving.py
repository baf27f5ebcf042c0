"""Serving HTTP with uvicorn: one process, or several that share the port."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from socket import AF_INET, AF_INET6, SO_REUSEADDR, SOL_SOCKET, socket
from tempfile import TemporaryDirectory
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from notesik.errors import CannotListen
from notesik.settings import Settings
from notesik.worker_metrics import FOLDER_VARIABLE

KEEP_ALIVE_S = 30
GRACE_S = 10
"""How long requests under way may still take when the server is told to stop."""

START_S = 60
"""How long worker processes may take until they serve."""

OnReady = Callable[[str], None]
"""Told the server's own address once it answers."""


def listen(settings: Settings) -> tuple[socket, str]:
    """A socket on the settings' address, and the URL that leads to it. Raises CannotListen."""
    is_ipv6 = ":" in settings.host
    listener = socket(AF_INET6 if is_ipv6 else AF_INET)
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        reason = f"{error.strerror or error}; choose another with --host and --port"
        raise CannotListen(f"cannot listen on {settings.host} port {settings.port}: {reason}") from error
    listener.set_inheritable(True)
    host, port = listener.getsockname()[:2]
    shown = _REACHABLE.get(host, host)
    return listener, f"http://[{shown}]:{port}" if is_ipv6 else f"http://{shown}:{port}"


_REACHABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only compared
"""Addresses that stand for all of the machine's, and one of those that can be called."""


def serve_one(app: Starlette, settings: Settings, listener: socket, url: str, on_ready: OnReady) -> None:
    """Serve ``app`` in this process until it is told to stop (SIGINT or SIGTERM)."""
    server_of(app, settings, url, on_ready).run(sockets=[listener])


def server_of(app: Starlette, settings: Settings, url: str, on_ready: OnReady) -> uvicorn.Server:
    """The server of ``app``; ``on_ready`` is told ``url`` once it answers."""
    return _Server(_config(app, settings), url, on_ready)


SERVER = "notesik.app:create_app_from_environment"
LOG_WORKER = "notesik.work_app:create_work_app_from_environment"
"""What each of several processes runs."""


def serve_many(kind: str, settings: Settings, store_url: str, listener: socket, url: str, on_ready: OnReady) -> None:
    """Serve a ``SERVER`` or ``LOG_WORKER`` in ``settings.workers`` processes until told to stop; one that dies is
    replaced."""
    config = _config(kind, settings, factory=True, workers=settings.workers)
    servers = _Servers(config, listener, url, on_ready)
    with TemporaryDirectory(prefix="notesik-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ.update({**settings.environment(), "NOTESIK_REDIS_URL": store_url, FOLDER_VARIABLE: folder})
        servers.run()
    if any(process.exitcode == STARTUP_FAILURE for process in servers.processes):
        raise SystemExit(STARTUP_FAILURE)


class _Servers(Multiprocess):
    def __init__(self, config: uvicorn.Config, listener: socket, url: str, on_ready: OnReady) -> None:
        super().__init__(config, sockets=[listener])
        self._url, self._on_ready = url, on_ready

    def init_processes(self) -> None:
        super().init_processes()
        if all(process.wait_until_ready(START_S) for process in self.processes):
            self._on_ready(self._url)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, url: str, on_ready: OnReady) -> None:
        super().__init__(config)
        self._url, self._on_ready = url, on_ready

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """As uvicorn's, but the signal is not raised again at the end: it would end the process before its store."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._on_ready(self._url)


def _config(app: Starlette | str, settings: Settings, *, factory: bool = False, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=factory,
        workers=workers,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        log_config=None,
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
    )
