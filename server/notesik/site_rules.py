"""What holds for all campaigns of a site: shared caps, the holdout, and how a winner is chosen.

frequency: {windows: [{cap: 3, period: 1d}]}        # of all campaigns together
groups: {newsletter: {lifetime: 2, after_close: 7d}}  # of those that say `group: newsletter`
holdout: 0.05
winner: {probability: 0.95, losers_keep: 0.1, least_impressions: 100}
"""

from __future__ import annotations

from typing import Any

import msgspec

from notesik.assignment import Share
from notesik.documents import join_path, read_document
from notesik.errors import BadDocument
from notesik.frequency import SharedFrequency
from notesik.ids import Id
from notesik.winners import Winner


class SiteRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """The rules of one site; the defaults forbid nothing."""

    frequency: SharedFrequency = SharedFrequency()
    groups: dict[str, SharedFrequency] = {}
    holdout: Share = 0
    """The share of visitors who never see any campaign, but are counted."""
    winner: Winner = Winner()


def read_site_rules(document: object) -> SiteRules:
    """The rules in a document; raises BadDocument with every fault and its path."""
    rules, faults = read_document(document, SiteRules)
    groups = document.get("groups") if isinstance(document, dict) else None
    for name in groups if isinstance(groups, dict) else ():
        faults.extend(read_document(name, Id, join_path("groups", str(name)))[1] if isinstance(name, str) else ())
    if rules is None or faults:
        raise BadDocument("the site's rules", faults)
    return rules


def site_rules_document(rules: SiteRules) -> dict[str, Any]:
    """The rules as a document that reads back as the same rules; defaults are left out."""
    document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(rules, enc_hook=str))
    return document
