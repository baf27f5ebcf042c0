"""Sessions: visits that end after 30 minutes of silence, with where they came from."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import msgspec

from notesik.ecommerce import text
from notesik.events import Event, Json

SESSION_GAP_MS = 30 * 60_000
MAX_VIEWED = 10
MAX_URL = 500
UTM_NAMES = ("source", "medium", "campaign", "term", "content")
CLICK_IDS = {"gclid": "google", "fbclid": "facebook", "msclkid": "bing", "ttclid": "tiktok"}
"""Click ids that advertising networks append, and the network each means."""
SEARCH_ENGINES = ("google", "bing", "duckduckgo", "yahoo", "ecosia", "yandex", "baidu", "seznam", "qwant")
SOCIAL_NETWORKS = (
    "facebook",
    "instagram",
    "tiktok",
    "pinterest",
    "twitter",
    "x.com",
    "t.co",
    "linkedin",
    "youtube",
    "reddit",
)


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """One visit. ``viewed`` holds the last products seen in it, newest first."""

    number: int = 1
    started_ms: int = 0
    last_ms: int = 0
    pages: int = 0
    landing_page: str = ""
    referrer: str = ""
    medium: str = ""
    source: str = ""
    utm: dict[str, str] = {}
    click_ids: dict[str, str] = {}
    viewed: tuple[str, ...] = ()


def session_after(session: Session | None, event: Event) -> Session:
    """The session that ``event`` belongs to: ``session`` carried on, or a new one after the gap."""
    at_ms = event.at_ms
    if session is None or at_ms - session.last_ms > SESSION_GAP_MS:
        session = Session(number=session.number + 1 if session else 1, started_ms=at_ms, last_ms=at_ms)
    changes: dict[str, object] = {"last_ms": max(session.last_ms, at_ms), "started_ms": min(session.started_ms, at_ms)}
    if event.type in ("page", "screen"):
        if not session.pages:
            changes |= arrival(page_of(event))
        changes["pages"] = session.pages + 1
    return msgspec.structs.replace(session, **changes)


def page_of(event: Event) -> Json:
    """The page facts of an event: its properties where it is a page, else its context's page."""
    context_page = event.context.get("page")
    facts = context_page if isinstance(context_page, dict) else {}
    campaign = event.context.get("campaign")
    return {
        **facts,
        **(event.properties if event.type in ("page", "screen") else {}),
        "campaign": campaign if isinstance(campaign, dict) else {},
    }


def arrival(page: Json) -> dict[str, object]:
    """Where a session that lands on ``page`` came from.

    ``source`` and ``medium`` are the campaign's (UTM) where it says so, else a paid click's, else the referrer's.
    """
    url = text(page.get("url"), MAX_URL)
    referrer = text(page.get("referrer"), MAX_URL)
    query = parse_qs(_split(url)[1], max_num_fields=100) if url.count("&") < 99 else {}
    campaign = page.get("campaign") or {}
    utm = {name: value for name in UTM_NAMES if (value := _first(query, f"utm_{name}") or text(campaign.get(name)))}
    click_ids = {name: value for name in CLICK_IDS if (value := _first(query, name))}
    source, medium = _origin(_split(url)[0], _split(referrer)[0])
    if click_ids:
        source, medium = CLICK_IDS[next(iter(click_ids))], "cpc"
    return {
        "landing_page": url,
        "referrer": referrer,
        "source": utm.get("source", source),
        "medium": utm.get("medium", medium),
        "utm": utm,
        "click_ids": click_ids,
    }


def _origin(own_host: str, host: str) -> tuple[str, str]:
    """Source and medium that a referrer's host means.

    >>> _origin("shop.example", "www.google.com"), _origin("shop.example", ""), _origin("shop.example", "blog.example")
    (('google', 'organic'), ('direct', 'none'), ('blog.example', 'referral'))
    """
    if not host or host == own_host:
        return "direct", "none"
    labels = host.split(".")
    for engine in SEARCH_ENGINES:
        if engine in labels:
            return engine, "organic"
    for network in SOCIAL_NETWORKS:
        if network in labels or host == network or host.endswith("." + network):
            return network, "social"
    return host, "referral"


def _split(url: str) -> tuple[str, str]:
    """Host and query of ``url``; both empty where it is no address."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.query
    except ValueError:
        return "", ""


def _first(query: dict[str, list[str]], name: str) -> str:
    return text(query.get(name, [""])[0])
