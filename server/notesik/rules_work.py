"""What an owner does with the rules of a site, from the command line or over HTTP: apply them, read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from notesik.errors import InUse
from notesik.owners_work import content_of, read_site_document
from notesik.site_rules import SiteRules, read_site_rules, site_rules_document
from notesik.store import site_documents
from notesik.store.campaigns import campaigns
from notesik.store.client import Client


def read_rules_file(file: Path) -> SiteRules:
    """The rules in a YAML or JSON file. Raises BadDocument with every fault."""
    return read_site_document(file, "set of rules", "sets of rules", "the site's rules", read_site_rules)


async def apply_rules(client: Client, site: str, rules: SiteRules) -> None:
    """Put them in place of those that there were. Raises InUse where a campaign is of a group that would be gone."""
    gone = (await rules_document(client, site)).get("groups", {}).keys() - rules.groups.keys()
    documents = map(msgspec.json.decode, (await campaigns(client, site).list()).values()) if gone else ()
    if users := [f"{each['id']!r} of group {each['group']!r}" for each in documents if each.get("group") in gone]:
        raise InUse(f"the rules leave out groups of the campaigns {', '.join(users)}", path="groups")
    await site_documents.rules(client, site).put(msgspec.json.encode(site_rules_document(rules)))


async def rules_document(client: Client, site: str) -> dict[str, Any]:
    """Those in force, as a document; without any it is empty."""
    return await content_of(site_documents.rules(client, site))
