"""A TCP proxy before a store that counts round trips, as seen on the wire."""

from __future__ import annotations

import selectors
import socket
import threading
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlparse


class Link:
    """A connection through the proxy; whose turn it was last."""

    def __init__(self) -> None:
        self.client_spoke_last = False


@dataclass(frozen=True)
class End:
    """One end of a connection through the proxy."""

    other: socket.socket
    link: Link
    is_client: bool


class CountingProxy:
    """A round trip begins whenever the client begins to speak, or speaks again after the server has."""

    def __init__(self, store_url: str) -> None:
        self._store_url = store_url
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._wake, self._woken = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="counting-proxy")
        self.round_trips = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._wake.close()
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()

    def _run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._woken:
                    return
                if key.fileobj is self._listener:
                    self._accept()
                else:
                    self._forward(key.fileobj, key.data)  # type: ignore[arg-type]

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        server = _connect(self._store_url)
        link = Link()
        self._selector.register(client, selectors.EVENT_READ, End(server, link, is_client=True))
        self._selector.register(server, selectors.EVENT_READ, End(client, link, is_client=False))

    def _forward(self, source: socket.socket, end: End) -> None:
        try:
            data = source.recv(1 << 20)
        except ConnectionError:
            data = b""
        if not data:
            for side in (source, end.other):
                self._selector.unregister(side)
                side.close()
            return
        if end.is_client and not end.link.client_spoke_last:
            self.round_trips += 1
        end.link.client_spoke_last = end.is_client
        end.other.sendall(data)


def _connect(url: str) -> socket.socket:
    address = urlparse(url)
    if address.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.connect(unquote(address.path))
        return line
    return socket.create_connection((address.hostname, address.port))
