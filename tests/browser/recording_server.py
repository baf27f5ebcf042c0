"""A small HTTP server on the loopback that records what it is sent and answers as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

TIMEOUT_S = 10.0
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8", ".json": "application/json"}


class Recorded(NamedTuple):
    """One request with a body."""

    path: str
    query: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def events(self) -> list[str]:
        """The names of its messages: a track event's own, else the type."""
        return [message.get("event") or message["type"] for message in self.body.get("batch", [])]


class Answer(NamedTuple):
    """What the server says; ``body`` may be text that is no JSON. Status 0 hangs up without a word."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = {}


Answering = Callable[[Recorded], Answer | None]


class RecordingServer:
    """Serves folders, records each POST, and answers it by ``answer`` (default: takes everything, shows nothing)."""

    def __init__(self, folders: Mapping[str, Path], replace: Mapping[str, str] | None = None) -> None:
        self.folder = folders["/"]
        self.replace = dict(replace or {})
        self.headers: dict[str, str] = {}
        self.pages: dict[str, str] = {}
        self.answer: Answering = lambda request: None
        self.widgets: list[dict[str, Any]] = []
        self.requests: list[Recorded] = []
        self._changed = threading.Condition()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> RecordingServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def record(self, request: Recorded) -> Answer:
        """Called for each POST, on the request's own thread."""
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        return self.answer(request) or self.taken(request)

    def taken(self, request: Recorded) -> Answer:
        """The usual answer: all events accepted, ``widgets`` to show; a cookie is taken back without a word."""
        if request.path == "/v1/forget":
            return Answer(204, "")
        return Answer(
            body={
                "anonymousId": request.body.get("anonymousId"),
                "accepted": len(request.body.get("batch", [])),
                "rejected": [],
                "widgets": self.widgets,
                "inbox": {"unread": 0},
            }
        )

    def wait(self, fits: Callable[[Recorded], bool]) -> Recorded:
        """The first recorded request that fits, now or within some seconds."""
        with self._changed:
            found: list[Recorded] = []

            def is_there() -> bool:
                found[:] = [request for request in self.requests if fits(request)]
                return bool(found)

            assert self._changed.wait_for(is_there, TIMEOUT_S), [(each.path, each.events) for each in self.requests]
            return found[0]

    def wait_for_event(self, name: str, count: int = 1) -> dict[str, Any]:
        """The message of that name (or type) as it came first; with ``count``, once so many different have come."""
        self.wait(lambda _: len({each["messageId"] for each in self.messages(name)}) >= count)
        return self.messages(name)[0]

    def messages(self, name: str = "") -> list[dict[str, Any]]:
        """All recorded messages in order, or those of a name; one sent again stands here again."""
        every = [message for request in self.requests for message in request.body.get("batch", [])]
        return [message for message in every if not name or name in (message.get("event"), message["type"])]

    def file(self, path: str) -> tuple[str, bytes] | None:
        """Content type and content of what is served at ``path``."""
        name = path.lstrip("/") or "index.html"
        if name in self.pages:
            content = self.pages[name].encode()
        elif (self.folder / name).is_file():
            content = (self.folder / name).read_bytes()
        else:
            return None
        for word, value in self.replace.items():
            content = content.replace(word.encode(), value.encode())
        return TYPES.get(Path(name).suffix, TYPES[".html"]), content


def _handler(server: RecordingServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = server.file(urlsplit(self.path).path)
            kind, content = found or ("text/plain", b"nothing here")
            self._send(200 if found else 404, content, {"Content-Type": kind, **server.headers})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = urlsplit(self.path)
            request = Recorded(parts.path, parts.query, dict(self.headers.items()), json.loads(sent))
            answer = server.record(request)
            if not answer.status:
                self.close_connection = True
                return
            body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
            self._send(answer.status, body.encode(), {"Content-Type": "application/json", **answer.headers})

        def _send(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for name, value in {**self._cors(), **headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def _cors(self) -> dict[str, str]:
            origin = self.headers.get("Origin")
            if not origin:
                return {}
            return {
                "Access-Control-Allow-Origin": origin,
                "Access-Control-Allow-Credentials": "true",
                "Access-Control-Expose-Headers": "Retry-After",
            }

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:
                self.close_connection = True  # the page has gone

        def log_message(self, format: str, *given: object) -> None:
            pass

    return Handler
