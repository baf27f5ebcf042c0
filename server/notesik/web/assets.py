"""The snippet's files, from memory: the script is cached briefly; the script under a name that holds its hash, its
parts and the widgets' styles, for ever."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

import brotli
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

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
    packed: dict[str, bytes]
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
    packed = {"br": brotli.compress(content), "gzip": gzip.compress(content, 9, mtime=0)}
    # Weak, since one tag stands for the plain and the packed forms.
    etag = f'W/"{hashlib.blake2b(content, digest_size=10).hexdigest()}"'
    return Asset(content, packed, etag, cache, _MEDIA_TYPES[PurePosixPath(name).suffix])


def asset_routes(assets: Mapping[str, Asset], settings: Settings) -> list[Route]:
    """Routes of ``assets``, and of what is not among them under the parts' paths."""

    async def get_asset(request: Request) -> Response:
        asset = assets.get(request.url.path)
        if asset is None:
            raise NotFound(f"there is no file {request.url.path!r}")
        return _answer(request, asset)

    folders = {Settings().parts_path, settings.parts_path}
    return [Route(path, get_asset) for path in (*assets, *(folder + "{name}" for folder in folders))]


def _answer(request: Request, asset: Asset) -> Response:
    headers = {
        "ETag": asset.etag,
        "Cache-Control": asset.cache,
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if asset.etag in (tag.strip() for tag in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    coding = _best_coding(request.headers.get("accept-encoding", ""), asset)
    if coding:
        headers["Content-Encoding"] = coding
        return Response(asset.packed[coding], media_type=asset.media_type, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)


def _best_coding(accepted: str, asset: Asset) -> str:
    """The smallest of the codings that the browser takes; empty for none. A weight of 0 is a refusal."""
    offers = [offer.replace(" ", "").partition(";q=") for offer in accepted.lower().split(",")]
    taken = {name for name, _, weight in offers if weight.strip("0.") or not weight}
    return next((coding for coding in asset.packed if coding in taken), "")
