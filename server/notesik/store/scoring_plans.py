"""The scoring plans of a site: plan id → document."""

from __future__ import annotations

from notesik.store import versions
from notesik.store.client import Client
from notesik.store.keys import scoring_plans_key
from notesik.store.shelves import Shelf


def scoring_plans(client: Client, site: str) -> Shelf:
    return Shelf(client, scoring_plans_key(site), versions.scoring_plans(site))
