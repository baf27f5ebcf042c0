from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from notesik.errors import BadFeed
from notesik.feeds import open_feed

XML = b"<rss>" + b"<item/>" * 30_000 + b"</rss>"
PACKED = gzip.compress(XML, mtime=0)

ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/feed.xml": (200, {}, XML),
    "/feed.xml.gz": (200, {"content-type": "application/gzip"}, PACKED),
    "/encoded.xml": (200, {"content-encoding": "gzip"}, PACKED),
    "/moved": (302, {"location": "/feed.xml"}, b""),
    "/gone": (410, {}, b"gone"),
    "/short": (200, {"content-length": str(len(XML) + 1)}, XML),
    "/badly-encoded": (200, {"content-encoding": "gzip"}, b"no gzip"),
}


class _Shop(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """The address of a web server with the answers above."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Shop)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", ["/feed.xml", "/feed.xml.gz", "/encoded.xml", "/moved"])
def test_a_feed_is_downloaded_plain_or_packed_and_after_a_redirect(shop: str, path: str) -> None:
    assert b"".join(open_feed(shop + path)) == XML


@pytest.mark.parametrize(
    ("path", "message"),
    [("/gone", "answered 410 Gone"), ("/short", "cannot be downloaded"), ("/badly-encoded", "cannot be downloaded")],
)
def test_a_download_that_fails_says_why(shop: str, path: str, message: str) -> None:
    with pytest.raises(BadFeed, match=message):
        list(open_feed(shop + path))


def test_a_server_that_is_not_there_or_silent_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(BadFeed, match=f"127.0.0.1:{port}/ did not answer within 0.1 seconds"):
            list(open_feed(f"http://127.0.0.1:{port}/", timeout_s=0.1))
    with pytest.raises(BadFeed, match=f"127.0.0.1:{port}/ cannot be downloaded"):
        list(open_feed(f"http://127.0.0.1:{port}/"))


@pytest.mark.parametrize("source", ["ftp://shop.example/feed.xml", "file:///etc/passwd"])
def test_other_schemes_are_refused(source: str) -> None:
    with pytest.raises(BadFeed, match="not supported"):
        list(open_feed(source))


@pytest.mark.parametrize("source", ["http://", "http://[::1", "https://" + "a" * 300 + "/"])
def test_an_address_that_is_none_is_refused(source: str) -> None:
    with pytest.raises(BadFeed, match="cannot be downloaded"):
        list(open_feed(source))


@pytest.mark.parametrize("data", [XML, PACKED, gzip.compress(XML[:100], mtime=0) + gzip.compress(XML[100:]), b"<", b""])
def test_a_file_is_read_plain_or_packed(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "feed"
    file.write_bytes(data)
    assert b"".join(open_feed(str(file))) == (data if data[:1] in (b"<", b"") else XML)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFeed, match=r"missing\.xml cannot be read: No such file"):
        list(open_feed(str(tmp_path / "missing.xml")))
    with pytest.raises(BadFeed, match="Is a directory"):
        list(open_feed(str(tmp_path)))


@pytest.mark.parametrize(("data", "message"), [(PACKED[:-9], "cut short"), (PACKED[:20] + b"?" * 40, "damaged")])
def test_a_packed_file_that_is_not_whole_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    file = tmp_path / "feed.xml.gz"
    file.write_bytes(data)
    with pytest.raises(BadFeed, match=message):
        list(open_feed(str(file)))


@pytest.mark.parametrize("data", [bytes(3_000_000), gzip.compress(bytes(3_000_000))])
def test_a_feed_over_the_limit_is_refused_before_it_is_unpacked_whole(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "feed"
    file.write_bytes(data)
    received: list[int] = []
    with pytest.raises(BadFeed, match="larger than 1,000,000 bytes"):
        received.extend(map(len, open_feed(str(file), max_bytes=1_000_000)))
    assert 0 < sum(received) <= 1_000_000
