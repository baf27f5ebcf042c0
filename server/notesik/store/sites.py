"""The sites of this store: site id → document."""

from __future__ import annotations

from notesik.store import versions
from notesik.store.client import Client
from notesik.store.keys import SITES
from notesik.store.shelves import Shelf


def sites(client: Client) -> Shelf:
    return Shelf(client, SITES, versions.SITES)
