"""The segments of a site's own: segment id → document."""

from __future__ import annotations

from notesik.store import versions
from notesik.store.client import Client
from notesik.store.keys import segments_key
from notesik.store.shelves import Shelf


def segments(client: Client, site: str) -> Shelf:
    return Shelf(client, segments_key(site), versions.segments(site))
