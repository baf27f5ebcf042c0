"""A site: one web shop, with its keys, its origins and what holds for all of it."""

from __future__ import annotations

import re
import secrets
import unicodedata
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import msgspec
from babel import Locale
from babel.core import UnknownLocaleError

from notesik.consent import Gpc
from notesik.documents import read_document
from notesik.errors import BadDocument, Fault
from notesik.rfm import DEFAULT_THRESHOLDS, RfmThresholds, thresholds_faults


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Defaults are right for most shops. ``origins`` are the browser origins that may send for it."""

    id: str
    name: str
    origins: tuple[str, ...]
    write_key: str
    secret_key: str
    currency: str = "EUR"
    language: str = "en"
    time_zone: str = "UTC"
    gpc: Gpc = "no_personalization"
    rfm: RfmThresholds = DEFAULT_THRESHOLDS


def new_site(name: str, origins: list[str], **more: str) -> Site:
    """A site with fresh keys.

    Raises:
        BadDocument: a name without a letter or digit, an origin that is none, an unknown currency, language or zone.
    """
    site_id = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower())
    document = {
        "id": site_id.strip("-")[:60] or f"site-{secrets.token_hex(4)}",
        "name": name.strip(),
        "origins": [normal_origin(origin) for origin in origins],
        "write_key": secrets.token_urlsafe(18),
        "secret_key": secrets.token_urlsafe(32),
        **more,
    }
    return read_site(document)


def read_site(document: object) -> Site:
    """A site from its document; BadDocument lists all faults."""
    site, faults = read_document(document, Site)
    if site is not None:
        faults = [*faults, *_faults(site)]
    if site is None or faults:
        raise BadDocument("the site", faults)
    return site


def _faults(site: Site) -> list[Fault]:
    faults = []
    if not 1 <= len(site.name) <= 120:
        faults.append(Fault("name", "expected 1 to 120 characters"))
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", site.id):
        faults.append(Fault("id", "expected 1 to 64 lower-case letters, digits and hyphens"))
    for index, origin in enumerate(site.origins):
        if not _is_origin(origin):
            faults.append(Fault(f"origins[{index}]", f"expected something like https://shop.example, not {origin!r}"))
    if not re.fullmatch("[A-Z]{3}", site.currency):
        faults.append(Fault("currency", f"expected a currency's three letters, such as EUR, not {site.currency!r}"))
    if site.time_zone not in available_timezones():
        faults.append(Fault("time_zone", f"expected a zone such as Europe/Warsaw, not {site.time_zone!r}"))
    try:
        Locale.parse(site.language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        faults.append(Fault("language", f"expected a language such as en or pl, not {site.language!r}"))
    return faults + thresholds_faults(site.rfm, "rfm")


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False
    return has_host and parts.scheme in ("http", "https") and text == f"{parts.scheme}://{parts.netloc}"


def normal_origin(origin: str) -> str:
    """``origin`` as browsers write it: lower case, no slash at the end, no default port.

    >>> normal_origin("HTTPS://Shop.example:443/")
    'https://shop.example'
    """
    text = origin.strip().lower().rstrip("/")
    for scheme, port in (("http", "80"), ("https", "443")):
        if text.startswith(f"{scheme}://"):
            text = text.removesuffix(f":{port}")
    return text


def allows_origin(site: Site, origin: str | None) -> bool:
    """Whether a browser page at ``origin`` may send for ``site``; servers and apps name no origin."""
    return origin is None or origin in site.origins or normal_origin(origin) in site.origins
