"""The campaigns of a site: campaign id → document."""

from __future__ import annotations

from notesik.store import versions
from notesik.store.client import Client
from notesik.store.keys import campaigns_key
from notesik.store.shelves import Shelf


def campaigns(client: Client, site: str) -> Shelf:
    return Shelf(client, campaigns_key(site), versions.campaigns(site))
