"""The snippet's files, from memory: the loader is cached briefly, its parts and the widgets' styles for ever (their
names hold their hash)."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import brotli
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notesik.errors import NotFound
from notesik.widgets import Widget

LOADER = "notesik.js"
_LOADER_CACHE = "public, max-age=300, stale-while-revalidate=86400"
_PART_CACHE = "public, max-age=31536000, immutable"
_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}


class Asset(NamedTuple):
    """One file; ``packed`` is the same by content coding, the smallest first."""

    content: bytes
    packed: dict[str, bytes]
    etag: str
    cache: str
    media_type: str


def load_assets(folder: Path, widgets: Mapping[str, Widget]) -> dict[str, Asset]:
    """What browsers fetch, by name: the loader ``notesik.js`` and the parts in ``notesik/``, both built into
    ``folder``, and the styles of ``widgets``."""
    assets = {LOADER: _asset(LOADER, (folder / LOADER).read_bytes(), _LOADER_CACHE)}
    for file in sorted((folder / "notesik").glob("*.js")):
        assets[file.name] = _asset(file.name, file.read_bytes(), _PART_CACHE)
    for widget in widgets.values():
        if widget.style_file:
            assets[widget.style_file] = _asset(widget.style_file, widget.css.encode(), _PART_CACHE)
    return assets


def _asset(name: str, content: bytes, cache: str) -> Asset:
    packed = {"br": brotli.compress(content), "gzip": gzip.compress(content, 9, mtime=0)}
    # Weak, since one tag stands for the plain and the packed forms.
    etag = f'W/"{hashlib.blake2b(content, digest_size=10).hexdigest()}"'
    return Asset(content, packed, etag, cache, _MEDIA_TYPES[Path(name).suffix])


def asset_routes(assets: dict[str, Asset]) -> list[Route]:
    """Routes of ``assets``, at ``/notesik.js`` and ``/notesik/NAME``."""

    async def get_asset(request: Request) -> Response:
        name = request.path_params.get("name", LOADER)
        asset = assets.get(name)
        if asset is None:
            raise NotFound(f"there is no file {name!r}")
        return _answer(request, asset)

    return [Route(f"/{LOADER}", get_asset), Route("/notesik/{name}", get_asset)]


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
