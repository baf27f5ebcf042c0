"""What an owner does with the theme of a site, from the command line or over HTTP: apply it, read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from notesik.errors import BadDocument, Fault
from notesik.owners_work import documents_in, within
from notesik.store import site_theme
from notesik.store.client import Client
from notesik.themes import Theme, read_theme, theme_document


def read_theme_file(file: Path) -> Theme:
    """The theme in a YAML or JSON file. Raises BadDocument with every fault."""
    faults: list[Fault] = []
    documents = documents_in(file, "theme", faults)
    if len(documents) > 1:
        faults.append(Fault(str(file), f"holds {len(documents)} themes, and a site has one"))
    if faults:
        raise BadDocument("the theme", faults)
    [(name, document)] = documents
    try:
        return read_theme(document)
    except BadDocument as error:
        raise BadDocument("the theme", within(name, error)) from error


async def apply_theme(client: Client, site: str, theme: Theme) -> None:
    """Put it in place of the one that there was."""
    await site_theme.put(client, site, msgspec.json.encode(theme_document(theme)))


async def stored_theme(client: Client, site: str) -> dict[str, Any]:
    """The one in force, as a document; without any it is empty."""
    stored = await site_theme.load(client, site)
    document: dict[str, Any] = {} if stored is None else msgspec.json.decode(stored)
    return document
