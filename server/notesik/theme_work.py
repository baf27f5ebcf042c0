"""What an owner does with the theme of a site, from the command line or over HTTP: apply it, read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from notesik.owners_work import content_of, read_site_document
from notesik.store import site_documents
from notesik.store.client import Client
from notesik.themes import Theme, read_theme, theme_document


def read_theme_file(file: Path) -> Theme:
    """The theme in a YAML or JSON file. Raises BadDocument with every fault."""
    return read_site_document(file, "theme", "themes", "the theme", read_theme)


async def apply_theme(client: Client, site: str, theme: Theme) -> None:
    """Put it in place of the one that there was."""
    await site_documents.theme(client, site).put(msgspec.json.encode(theme_document(theme)))


async def stored_theme(client: Client, site: str) -> dict[str, Any]:
    """The one in force, as a document; without any it is empty."""
    return await content_of(site_documents.theme(client, site))
