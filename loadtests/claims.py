"""What must be true of an answer to a shopper: each claim with what is wrong about it (pure)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from memory import Memory

CAP = 3
CAPPED, GREETING = "load-cap", "load-greeting"
SLOTS = (CAPPED, GREETING)
FREE_FROM_MINOR = 10_000
FAVOURITE_FROM = 2.9
MOST_SEEN = 8
"""Products in the strip of those seen last."""
UNSURE = 0.05
"""Points that are so close to a threshold, or to each other, are not judged."""
CAMPAIGNS: tuple[dict[str, Any], ...] = (
    {
        "id": CAPPED,
        "name": "Three times a day",
        "status": "live",
        "placement": {"type": "slot", "slot": CAPPED},
        "frequency": {"windows": [{"cap": CAP, "period": "1d"}]},
        "variants": [{"id": "a", "widget": "banner", "parameters": {"title": "Three times a day"}}],
    },
    {
        "id": GREETING,
        "name": "A greeting by name",
        "status": "live",
        "condition": {"visitor.level": "verified"},
        "placement": {"type": "slot", "slot": GREETING},
        "variants": [
            {"id": "a", "widget": "banner", "parameters": {"title": "Welcome back, {{ visitor.traits.nickname }}!"}}
        ],
    },
)
"""What the run adds to the demo's own campaigns, so that caps and names can be judged."""

_PROGRESS = re.compile(r'<progress max="(\d+)" value="(\d+)"')
_PRODUCT = re.compile(r'<li [^>]*data-notesik-product="([^"]+)"')
_TITLE = re.compile(r'<h2 class="title[^>]*>([^<]*)</h2>')


class Asked(NamedTuple):
    """The page of a visit; ``events`` were sent with it. In one of several tabs at once others take their share."""

    path: str
    page_id: str
    events: int
    is_first: bool = True
    is_alone: bool = True


class Claim(NamedTuple):
    """``fault`` is empty where it is true."""

    about: str
    fault: str = ""


Widgets = Mapping[str, Mapping[str, Any]]
Check = Callable[[Widgets, Asked, Memory, int], Claim | None]


def claims(answer: Mapping[str, Any], asked: Asked, memory: Memory, now_ms: int) -> Iterator[Claim]:
    """Each claim on ``answer`` that can be judged; ``memory`` already has what was told with the visit."""
    yield taken(answer, asked.events)
    yield _same("visitor", memory.id, answer.get("anonymousId"))
    widgets = {each["campaign"]: each for each in answer["widgets"]}
    for check in _CHECKS:
        if claim := check(widgets, asked, memory, now_ms):
            yield claim


def taken(answer: Mapping[str, Any], events: int) -> Claim:
    """Every event that was sent was accepted."""
    return _same("accepted", (events, []), (answer.get("accepted"), answer.get("rejected")))


def _same(about: str, wanted: object, found: object) -> Claim:
    return Claim(about, "" if wanted == found else f"expected {wanted!r}, got {found!r}")


def _top(widgets: Widgets, asked: Asked, memory: Memory, now_ms: int) -> Claim:
    found = [name for name, each in widgets.items() if each["placement"]["type"] == "top"]
    return _same("top", memory.at_the_top(asked.path), "".join(found))


def _bar(widgets: Widgets, asked: Asked, memory: Memory, now_ms: int) -> Claim | None:
    if "free-shipping" not in widgets:
        return None
    told = _PROGRESS.search(widgets["free-shipping"]["html"])
    wanted = (FREE_FROM_MINOR, min(memory.cart_minor(), FREE_FROM_MINOR))
    return _same("bar", wanted, told and tuple(map(int, told.groups())))


def _hero(widgets: Widgets, asked: Asked, memory: Memory, now_ms: int) -> Claim | None:
    """The home page opens with the category that the shopper likes most, if they like one enough."""
    (points, name), (next_points, _) = [*memory.favourites(now_ms), (0.0, ""), (0.0, "")][:2]
    is_clear = abs(points - FAVOURITE_FROM) > UNSURE and (points < FAVOURITE_FROM or points - next_points > UNSURE)
    if asked.path == "/" and not is_clear:
        return None
    is_due = asked.path == "/" and points > FAVOURITE_FROM
    return _same("hero", f"{name}, once more with time" if is_due else "", _title(widgets, "hero-favourite"))


def _greeting(widgets: Widgets, asked: Asked, memory: Memory, now_ms: int) -> Claim:
    """Who has signed in is greeted by their own name, and nobody else is."""
    wanted = f"Welcome back, {memory.nickname}!" if memory.nickname else ""
    return _same("greeting", wanted, _title(widgets, GREETING))


def _seen_last(widgets: Widgets, asked: Asked, memory: Memory, now_ms: int) -> Claim | None:
    """The products seen last begin with all that this shopper has seen, and nothing that another has; what follows
    only fills the places up."""
    wanted = memory.seen_last()
    if "home-recently-viewed" not in widgets or len(wanted) > MOST_SEEN:
        return None
    found = _PRODUCT.findall(widgets["home-recently-viewed"]["html"])[: len(wanted)]
    own = (memory.viewed.get(id) for id in found)
    return _same("seen last", wanted, {product.group_id or product.id if product else "another's" for product in own})


def _cap(widgets: Widgets, asked: Asked, memory: Memory, now_ms: int) -> Claim | None:
    """Until the cap is reached each new page has it, afterwards none."""
    pages = memory.capped_pages
    if CAPPED in widgets:
        pages.add(asked.page_id)
        return Claim("cap", f"on {len(pages)} pages" if len(pages) > CAP else "")
    if asked.is_first and asked.is_alone:
        return Claim("cap", f"only on {len(pages)} pages" if len(pages) < CAP else "")
    return None


def _exit(widgets: Widgets, asked: Asked, memory: Memory, now_ms: int) -> Claim | None:
    """Once in a lifetime."""
    if not memory.has_refused_exit:
        return None
    return Claim("once", "shown again" if "exit-cart" in widgets else "")


def _title(widgets: Widgets, campaign: str) -> str:
    told = _TITLE.search(widgets[campaign]["html"]) if campaign in widgets else None
    return html.unescape(told[1]) if told else ""


_CHECKS: tuple[Check, ...] = (_top, _bar, _hero, _greeting, _seen_last, _cap, _exit)
