"""What a site has one of, each a document: its rules, its theme."""

from __future__ import annotations

from notesik.store import versions
from notesik.store.client import Client
from notesik.store.keys import site_rules_key, site_theme_key
from notesik.store.shelves import Shelf


class SiteDocument:
    """The one document of a shelf, opaque bytes: so it gets its version as those of other shelves do."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self._shelf, self._name = shelf, name

    async def get(self) -> bytes | None:
        """The document, None where there is none."""
        return await self._shelf.get(self._name)

    async def put(self, document: bytes) -> None:
        await self._shelf.put(self._name, document)


def rules(client: Client, site: str) -> SiteDocument:
    return SiteDocument(Shelf(client, site_rules_key(site), versions.site_rules(site)), "rules")


def theme(client: Client, site: str) -> SiteDocument:
    return SiteDocument(Shelf(client, site_theme_key(site), versions.site_theme(site)), "theme")
