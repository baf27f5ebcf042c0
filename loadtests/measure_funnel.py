"""The figures of ``habits.toml``, measured anew from a shop's event log.

    python loadtests/measure_funnel.py FOLDER

``FOLDER`` has ``events.csv`` (user_id, event_type, event_id, ts) and ``first_pages.csv`` (id, ts, url). Only counts
and quantiles are printed. A session ends after half an hour of silence, as it does for Notesik.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

SILENCE = timedelta(minutes=30)
POINTS = (0.1, 0.25, 0.5, 0.75, 0.9)
STEPS = {
    "with_view": {"Product Viewed"},
    "with_add": {"Product Added"},
    "with_view_and_add": {"Product Viewed", "Product Added"},
    "with_checkout": {"Checkout Started"},
    "with_add_and_checkout": {"Product Added", "Checkout Started"},
    "with_order": {"Order Completed"},
    "with_checkout_and_order": {"Checkout Started", "Order Completed"},
}
SOURCES = {
    "sms": {"attentive"},
    "email": {"email"},
    "google": {"google", "googlemax", "shopping"},
    "social": {"fb", "ig", "an", "pinterest", "tiktok"},
    "": {""},
}


class Happening(NamedTuple):
    """One line of the log."""

    who: str
    at: datetime
    kind: str
    id: str


def sessions(log: Iterable[Happening]) -> Iterator[list[Happening]]:
    """The log of each visitor, parted where there was silence."""
    session: list[Happening] = []
    for each in sorted(log):
        if session and (each.who != session[-1].who or each.at - session[-1].at > SILENCE):
            yield session
            session = []
        session.append(each)
    if session:
        yield session


def quantiles(values: Iterable[float]) -> list[float]:
    """The values at ``POINTS``."""
    ordered = sorted(values)
    return [round(ordered[int(len(ordered) * point)], 1) for point in POINTS]


def source_of(url: str) -> str:
    """The group of sources that a landing address names; empty for none, ``other`` for one of no group."""
    query = parse_qs(urlsplit(url).query)
    source = query.get("utm_source", [""])[0].lower()
    return next((group for group, names in SOURCES.items() if source in names), "other")


def landing_of(url: str) -> str:
    """The kind of page that an address of the shop is."""
    path = urlsplit(url).path
    kinds = {"product": "/products/" in path, "list": "/collections" in path, "home": path.rstrip("/").count("/") <= 1}
    return next((kind for kind, is_it in kinds.items() if is_it), "other")


def tell(found: Sequence[list[Happening]], addresses: dict[str, str]) -> Iterator[str]:
    """The figures, line by line."""
    kinds = [{each.kind for each in session} for session in found]
    yield f"visitors = {len({session[0].who for session in found})}"
    yield f"sessions = {len(found)}"
    for name, wanted in STEPS.items():
        yield f"{name} = {sum(wanted <= kind for kind in kinds)}"
    pages = [[each.at for each in session if each.kind == "Page"] for session in found]
    yield f"pages: mean {sum(map(len, pages)) / len(found):.2f}, {quantiles(map(len, pages))}"
    for name, kind in (("views", "Product Viewed"), ("adds", "Product Added")):
        counts = [sum(each.kind == kind for each in session) for session in found]
        yield f"{name} where any: {quantiles(filter(None, counts))}"
    gaps = [(later - at).total_seconds() for times in pages for at, later in pairwise(times)]
    yield f"think times, s: {quantiles(gaps)}"
    landed = [next((addresses[each.id] for each in session if each.id in addresses), None) for session in found]
    yield f"landings = {Counter(landing_of(url) for url in landed if url)}"
    yield f"sources = {Counter(source_of(url) for url in landed if url)}"


def main(folder: Path) -> None:
    """Print the figures of the log in ``folder``."""
    with (folder / "events.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    log = [Happening(r["user_id"], datetime.fromisoformat(r["ts"]), r["event_type"], r["event_id"]) for r in rows]
    with (folder / "first_pages.csv").open(newline="") as file:
        addresses = {row["id"]: row["url"] for row in csv.DictReader(file)}
    print("\n".join(tell(list(sessions(log)), addresses)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
