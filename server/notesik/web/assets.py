"""The snippet's files, from memory: the script is cached briefly; the script under a name that holds its hash, its
parts and the widgets' styles, for ever."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

import brotli
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Message, Receive, Scope, Send

from notesik.errors import NotFound
from notesik.overlay import Overlay
from notesik.script_tags import Build, pinned_path
from notesik.settings import Settings
from notesik.widgets import Widget

ROUTE_NAME = "/notesik/{name}"
"""What all of them together are called in the metrics."""

_SCRIPT_CACHE = "public, max-age=300, stale-while-revalidate=86400"
_PART_CACHE = "public, max-age=31536000, immutable"
_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}


class Asset(NamedTuple):
    """One file; ``packed`` is the same by content coding, the smallest first."""

    content: bytes
    packed: Mapping[str, bytes]
    etag: str
    cache: str
    media_type: str


def load_assets(build: Build, widgets: Iterable[Widget | Overlay], settings: Settings) -> dict[str, Asset]:
    """What browsers fetch, by path: the script and the parts of ``build``, and the styles of ``widgets``.

    All are there under the usual names and under those that the settings have chosen.
    """
    assets: dict[str, Asset] = {}
    usual = Settings()
    for path in (usual.script_path, settings.script_path):
        assets[path] = _asset(path, build.script, _SCRIPT_CACHE)
        pinned = pinned_path(path, build.script)
        assets[pinned] = _asset(pinned, build.script, _PART_CACHE)
    styles = {widget.style_file: widget.css.encode() for widget in widgets if widget.style_file}
    for name, content in (*build.parts.items(), *styles.items()):
        asset = _asset(name, content, _PART_CACHE)
        assets |= {folder + name: asset for folder in (usual.parts_path, settings.parts_path)}
    return assets


def _asset(name: str, content: bytes, cache: str) -> Asset:
    # Weak, since one tag stands for the plain and the packed forms.
    etag = f'W/"{hashlib.blake2b(content, digest_size=10).hexdigest()}"'
    return Asset(content, _packed(content), etag, cache, _MEDIA_TYPES[PurePosixPath(name).suffix])


@cache  # the script has several names
def _packed(content: bytes) -> Mapping[str, bytes]:
    return {"br": brotli.compress(content), "gzip": gzip.compress(content, 9, mtime=0)}


class AssetRoute(Route):
    """Answers for all files. It finds them by a look into a table, not by a pattern each, and what it sends is made
    ready: a page waits for the script."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        # Of names that stand for the same file, the messages are the same too.
        ready = {id(asset): Answers(asset) for asset in assets.values()}
        self._answers = {path: ready[id(asset)] for path, asset in assets.items()}
        super().__init__(ROUTE_NAME, _Files(self._answers), methods=["GET"])

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope["path"] not in self._answers:
            return Match.NONE, {}
        return Match.FULL if scope["method"] in _METHODS else Match.PARTIAL, {"endpoint": self.endpoint}


class _Files:
    """The application behind an ``AssetRoute``."""

    def __init__(self, answers: Mapping[str, Answers]) -> None:
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start, body = self._answers[scope["path"]].to(scope)
        await send({**start})  # who is around adds headers to it
        await send(_NO_BODY if scope["method"] == "HEAD" else body)


def missing_routes(settings: Settings) -> list[Route]:
    """Routes of what there is not among the files, though it would be one."""

    async def get_missing(request: Request) -> Response:
        raise NotFound(f"there is no file {request.url.path!r}")

    return [Route(folder + "{name}", get_missing) for folder in sorted({Settings().parts_path, settings.parts_path})]


class Answers:
    """All that can be answered to who asks for one file, as ASGI messages."""

    def __init__(self, asset: Asset) -> None:
        self._etag = asset.etag.encode()
        headers = {**_HEADERS, "ETag": asset.etag, "Cache-Control": asset.cache}
        told = {**headers, "Content-Type": f"{asset.media_type}; charset=utf-8"}
        self._unchanged: Answer = (_start(304, headers), _NO_BODY)
        self._by_coding: dict[str, Answer] = {
            coding: _whole(content, {**told, "Content-Encoding": coding}) for coding, content in asset.packed.items()
        }
        self._plain = _whole(asset.content, told)

    def to(self, scope: Scope) -> Answer:
        """The answer to this request: its beginning and its body."""
        accepted = known = b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = value
            elif name == b"if-none-match":
                known = value
        if known and self._etag in (tag.strip() for tag in known.split(b",")):
            return self._unchanged
        coding = best_coding(accepted.decode("latin-1"), tuple(self._by_coding))
        return self._by_coding[coding] if coding else self._plain


Answer = tuple[Message, Message]
_METHODS = frozenset({"GET", "HEAD"})
_NO_BODY: Message = {"type": "http.response.body", "body": b""}
_HEADERS = {
    "Vary": "Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def _whole(content: bytes, headers: Mapping[str, str]) -> Answer:
    started = _start(200, {**headers, "Content-Length": str(len(content))})
    return started, {"type": "http.response.body", "body": content}


def _start(status: int, headers: Mapping[str, str]) -> Message:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": raw}


@lru_cache(maxsize=256)
def best_coding(accepted: str, codings: tuple[str, ...]) -> str:
    """The first of ``codings`` that an ``Accept-Encoding`` takes; empty for none. A weight of 0 is a refusal.

    >>> best_coding("gzip, deflate, br;q=0", ("br", "gzip"))
    'gzip'
    """
    offers = [offer.replace(" ", "").partition(";q=") for offer in accepted.lower().split(",")]
    taken = {name for name, _, weight in offers if weight.strip("0.") or not weight}
    return next((coding for coding in codings if coding in taken), "")
