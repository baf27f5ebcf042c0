"""Serving HTTP with uvicorn: one process, or several that share the port."""

from __future__ import annotations

import os
from collections.abc import Callable
from socket import AF_INET, AF_INET6, SO_REUSEADDR, SOL_SOCKET, socket

import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from notesik.errors import CannotListen
from notesik.settings import Settings

KEEP_ALIVE_S = 30
GRACE_S = 10
"""How long requests under way may still take when the server is told to stop."""

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
    shown = "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host  # noqa: S104 - only compared
    return listener, f"http://{shown}:{port}"


def serve_one(app: Starlette, settings: Settings, listener: socket, url: str, on_ready: OnReady) -> None:
    """Serve ``app`` in this process until it is told to stop."""
    server_of(app, settings, url, on_ready).run(sockets=[listener])


def server_of(app: Starlette, settings: Settings, url: str, on_ready: OnReady) -> uvicorn.Server:
    """The server of ``app``; ``on_ready`` is told ``url`` once it answers."""
    return _Server(_config(app, settings), url, on_ready)


def serve_many(settings: Settings, store_url: str, listener: socket) -> None:
    """Serve in ``settings.workers`` processes; one that dies is replaced."""
    os.environ.update({**settings.environment(), "NOTESIK_REDIS_URL": store_url})
    config = _config("notesik.app:create_app_from_environment", settings, factory=True, workers=settings.workers)
    Multiprocess(config, sockets=[listener]).run()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, url: str, on_ready: OnReady) -> None:
        super().__init__(config)
        self._url, self._on_ready = url, on_ready

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
