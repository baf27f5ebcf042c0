"""The theme of a site, one document."""

from __future__ import annotations

from notesik.store import versions
from notesik.store.client import Client
from notesik.store.keys import site_theme_key
from notesik.store.shelves import Shelf

_ONLY = "theme"
"""A shelf's one document: so it gets its version as the others do."""


async def load(client: Client, site: str) -> bytes | None:
    """The document, None where there is none."""
    return await _shelf(client, site).get(_ONLY)


async def put(client: Client, site: str, document: bytes) -> None:
    await _shelf(client, site).put(_ONLY, document)


def _shelf(client: Client, site: str) -> Shelf:
    return Shelf(client, site_theme_key(site), versions.site_theme(site))
