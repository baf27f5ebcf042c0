"""What an owner does with a site from the command line: add it, apply campaigns, import a feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from notesik.campaign_files import parse_yaml_campaigns
from notesik.campaigns import Campaign, campaign_document, read_campaign, state_of
from notesik.catalogue import Product
from notesik.documents import read_document
from notesik.errors import BadDocument, Fault, NotFound
from notesik.feeds import FeedReport, open_feed, read_feed
from notesik.known_names import ANY_NAMES, SiteNames
from notesik.segments import Segments
from notesik.sites import Site
from notesik.store import catalogue
from notesik.store.campaigns import campaigns
from notesik.store.client import Client
from notesik.store.site_documents import SiteDocument
from notesik.store.sites import sites
from notesik.stored_products import encode_product
from notesik.widgets import Widget

Progress = Callable[[int], None]
"""Told how many things are done so far."""

Read = TypeVar("Read")


async def add_site(client: Client, site: Site) -> Site:
    """Add a new site. Raises BadDocument when there is one of its name."""
    if not await sites(client).add(site.id, msgspec.json.encode(site)):
        raise BadDocument("the site", [Fault("name", f"there is a site {site.id!r} already")])
    return site


async def put_site(client: Client, site: Site) -> None:
    await sites(client).put(site.id, msgspec.json.encode(site))


async def all_sites(client: Client) -> list[Site]:
    return [msgspec.json.decode(document, type=Site) for document in (await sites(client).list()).values()]


async def find_site(client: Client, id: str) -> Site:
    """The site called ``id``. Raises NotFound, which names those that there are."""
    stored = await sites(client).get(id)
    if stored is None:
        known = ", ".join(site.id for site in await all_sites(client)) or "none yet; add one with: notesik site add"
        raise NotFound(f"there is no site {id!r}; there is {known}", path="site")
    return msgspec.json.decode(stored, type=Site)


def read_campaign_files(
    files: Iterable[Path], widgets: Mapping[str, Widget], segments: Segments, names: SiteNames = ANY_NAMES
) -> list[Campaign]:
    """All campaigns of ``files``, which may name ``segments`` and ``names``.

    Raises BadDocument with the faults of every file, if there is any: all or none.
    """
    found: dict[str, Campaign] = {}
    faults: list[Fault] = []
    for file in files:
        for name, document in documents_in(file, "campaign", faults):
            try:
                campaign = read_campaign(document, widgets, segments, names)
            except BadDocument as error:
                faults += within(name, error)
                continue
            if campaign.id in found:
                faults.append(Fault(f"{name}: id", f"another campaign is also called {campaign.id!r}"))
            found[campaign.id] = campaign
    if faults:
        raise BadDocument("the campaigns", faults)
    return list(found.values())


def documents_in(file: Path, kind: str, faults: list[Fault]) -> list[tuple[str, dict[str, Any]]]:
    """The documents of a kind (``campaign``) in ``file``, still unread, each with a name for its faults.

    What is wrong with the file itself joins ``faults``.
    """
    try:
        documents = parse_yaml_campaigns(file.read_text("utf-8"), file.name, kind)
    except BadDocument as error:
        faults += within(str(file), error)
        return []
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        faults.append(Fault(str(file), f"cannot be read: {reason}"))
        return []
    if len(documents) == 1:
        return [(str(file), documents[0])]
    return [(f"{file}: {kind} {number}", document) for number, document in enumerate(documents, 1)]


def within(name: str, error: BadDocument) -> list[Fault]:
    """The faults of a document, named as those of the thing called ``name``."""
    return [Fault(f"{name}: {fault.path}" if fault.path else name, fault.message) for fault in error.faults]


def read_site_document(file: Path, kind: str, kinds: str, title: str, read: Callable[[dict[str, Any]], Read]) -> Read:
    """What ``read`` makes of the document in ``file`` that a site has one of; ``kinds`` is how several are called.

    Raises BadDocument, of ``title``, with every fault.
    """
    faults: list[Fault] = []
    documents = documents_in(file, kind, faults)
    if len(documents) > 1:
        faults.append(Fault(str(file), f"holds {len(documents)} {kinds}, and a site has one"))
    if faults:
        raise BadDocument(title, faults)
    [(name, document)] = documents
    try:
        return read(document)
    except BadDocument as error:
        raise BadDocument(title, within(name, error)) from error


async def content_of(stored: SiteDocument) -> dict[str, Any]:
    """The document in force; empty where there is none."""
    document = await stored.get()
    content: dict[str, Any] = {} if document is None else msgspec.json.decode(document)
    return content


async def apply_campaigns(client: Client, site: Site, found: Iterable[Campaign]) -> None:
    """Put campaigns that ``read_campaign_files`` has passed; those of the same id are replaced."""
    shelf = campaigns(client, site.id)
    for campaign in found:
        await shelf.put(campaign.id, msgspec.json.encode(campaign_document(campaign)))


async def all_campaigns(client: Client, site: str, now_ms: int) -> list[dict[str, Any]]:
    """The documents of a site's campaigns, each with its ``state`` at ``now_ms``, which its schedule decides too."""
    documents = map(msgspec.json.decode, (await campaigns(client, site).list()).values())
    return [{**document, "state": _state(document, now_ms)} for document in documents]


def _state(document: dict[str, Any], now_ms: int) -> str:
    """What another version has put may be unreadable; then its status is all that is known."""
    campaign, _ = read_document(document, Campaign)
    return str(document.get("status", "draft")) if campaign is None else state_of(campaign, now_ms)


async def import_feed(client: Client, site: Site, source: str, progress: Progress) -> FeedReport:
    """Make the products of the feed at ``source`` the site's catalogue; the old one stays until the new is whole.

    Raises BadFeed when the feed cannot be had or read, or holds no product; then nothing has changed.
    """
    report = FeedReport()
    products = read_feed(open_feed(source), report, default_currency=site.currency)
    await catalogue.replace(client, site.id, _encoded(products, progress))
    return report


async def put_products(client: Client, site: Site, products: Iterable[Product]) -> None:
    """Make ``products`` the site's catalogue."""
    await catalogue.replace(client, site.id, _encoded(products, lambda count: None))


def _encoded(products: Iterable[Product], progress: Progress) -> Iterator[tuple[str, bytes]]:
    for place, product in enumerate(products):
        yield product.id, encode_product(place, product)
        progress(place + 1)
