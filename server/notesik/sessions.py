"""Sessions: visits that end after 30 minutes of silence, with where they came from."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import msgspec

from notesik.ecommerce import number, text
from notesik.envelopes import Json
from notesik.events import Event

SESSION_GAP_MS = 30 * 60_000
PAGE_LEFT = "Page Left"
"""A page has gone out of sight; its ``visible_seconds`` say how long it was in sight since this was told last."""
MAX_VISIBLE_S = 86_400
"""Of a session."""
MAX_VIEWED = 10
MAX_URL = 500
"""Characters of an address that are kept; more of it is read, since click ids make landing addresses long."""
MAX_URL_READ = 4_000
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


class Session(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One visit. ``viewed`` holds the last products seen in it, newest first."""

    number: int = 1
    started_ms: int = 0
    last_ms: int = 0
    pages: int = 0
    visible_s: int = 0
    """How long its pages were in sight."""
    landing_page: str = ""
    referrer: str = ""
    medium: str = ""
    source: str = ""
    utm: dict[str, str] = {}
    click_ids: dict[str, str] = {}
    viewed: tuple[str, ...] = ()


def session_after(session: Session | None, event: Event) -> Session:
    """The session afterwards: ``session`` carried on, or a new one after the gap.

    An event from long before (an import, a phone that was offline) belongs to an older session, and leaves this one.
    """
    at_ms = event.at_ms
    if session is not None and at_ms < session.started_ms - SESSION_GAP_MS:
        return session
    if session is None or at_ms - session.last_ms > SESSION_GAP_MS:
        session = Session(number=session.number + 1 if session else 1, started_ms=at_ms, last_ms=at_ms)
    changes: dict[str, object] = {"last_ms": max(session.last_ms, at_ms), "started_ms": min(session.started_ms, at_ms)}
    if event.type in ("page", "screen"):
        if not session.pages:
            changes |= arrival(page_of(event))
        changes["pages"] = session.pages + 1
    return msgspec.structs.replace(session, **changes)


def session_after_leaving(session: Session | None, event: Event) -> Session | None:
    """With the time that the page of this ``Page Left`` was in sight. To leave is no visit: it begins no session."""
    seconds = number(event.properties.get("visible_seconds"))
    if session is None or seconds is None or seconds <= 0 or event.at_ms < session.started_ms:
        return session
    return msgspec.structs.replace(session, visible_s=int(min(session.visible_s + seconds, MAX_VISIBLE_S)))


def merged_sessions(one: Session | None, other: Session | None) -> Session | None:
    """The later of two histories' last sessions, counted on; where they overlap they are one visit."""
    if one is None or other is None:
        return one or other
    earlier, later = sorted((one, other), key=lambda session: session.started_ms)
    newest = max(one, other, key=lambda session: session.last_ms)
    if later.started_ms - earlier.last_ms > SESSION_GAP_MS:
        return msgspec.structs.replace(newest, number=one.number + other.number)
    return msgspec.structs.replace(
        earlier if earlier.pages else later,
        number=one.number + other.number - 1,
        started_ms=earlier.started_ms,
        last_ms=newest.last_ms,
        pages=one.pages + other.pages,
        visible_s=min(one.visible_s + other.visible_s, MAX_VISIBLE_S),
        viewed=tuple(dict.fromkeys((*newest.viewed, *one.viewed, *other.viewed)))[:MAX_VIEWED],
    )


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
    url = text(page.get("url"), MAX_URL_READ)
    referrer = text(page.get("referrer"), MAX_URL)
    own_host, query_text = _split(url)
    campaign = page.get("campaign") or {}
    utm: dict[str, str] = {}
    click_ids: dict[str, str] = {}
    if query_text or campaign:  # which most pages do not have
        query = parse_qs(query_text)
        utm = {name: value for name in UTM_NAMES if (value := _first(query, f"utm_{name}") or text(campaign.get(name)))}
        click_ids = {name: value for name in CLICK_IDS if (value := _first(query, name))}
    source, medium = _origin(own_host, _split(referrer)[0])
    if click_ids:
        source, medium = CLICK_IDS[next(iter(click_ids))], "cpc"
    return {
        "landing_page": url[:MAX_URL],
        "referrer": referrer,
        "source": utm.get("source", source),
        "medium": utm.get("medium", medium),
        "utm": utm,
        "click_ids": click_ids,
    }


def _origin(own_host: str, host: str) -> tuple[str, str]:
    """Source and medium that a referrer's host means.

    >>> _origin("shop.example", "google.com"), _origin("shop.example", ""), _origin("shop.example", "blog.example")
    (('google', 'organic'), ('direct', 'none'), ('blog.example', 'referral'))
    >>> _origin("shop.example", "pay.shop.example")
    ('direct', 'none')
    """
    if not host or host == own_host or host.endswith(f".{own_host}") or own_host.endswith(f".{host}"):
        return "direct", "none"
    labels = host.split(".")
    for engine in SEARCH_ENGINES:
        if engine in labels:
            return engine, "organic"
    for network in SOCIAL_NETWORKS:
        if network in labels or host == network or host.endswith("." + network):
            return network, "social"
    return text(host), "referral"


def _split(url: str) -> tuple[str, str]:
    """Host and query of ``url``; both empty where it is no address."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.query
    except ValueError:
        return "", ""


def _first(query: dict[str, list[str]], name: str) -> str:
    return text(query.get(name, [""])[0])
