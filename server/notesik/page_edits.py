"""What the ``page_edit`` widget does to a page: the edits that hold for a visitor, and the order of a list for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from notesik.languages import foreign

WIDGET = "page_edit"

_IN_SRCSET = {ord(" "): "%20", ord(","): "%2C"}
"""They separate the addresses of a srcset."""

Edit = Mapping[str, Any]
Order = Callable[[str], Sequence[str]]
"""Takes the name of a category, or nothing for that of the page; the ids of what the visitor is drawn to, in order."""


def edits_in_effect(edits: Iterable[Edit], order: Order, language: str) -> list[dict[str, Any]]:
    """``edits`` as ``widgets/page_edit/script.js`` reads them, without those that would do nothing.

    ``language`` is the page's: texts that stand in for it bring their own.

    Each says ``at`` which elements it is made, and has a list of those where it is ``done``. The browser's part is kept
    small: that a link stands around an element, or other sources beside a picture, is put into selectors here.
    """
    return [{**told, "done": []} for edit in edits for told in _told(edit, order, language) if told.keys() > {"at"}]


def _told(edit: Edit, order: Order, language: str) -> Iterator[dict[str, Any]]:
    at, move = edit["selector"], edit["move"]
    picture = {"srcset": edit["image"].translate(_IN_SRCSET)} if edit["image"] else {}
    named = {"alt": edit["image_text"]} if edit["image_text"] else {}
    stated = foreign(edit["text"], language) or foreign(edit["image_text"], language)
    spoken = {"lang": stated[0], "dir": stated[1]} if stated else {}
    parts = {
        "text": edit["text"],
        "set": {"display": "none"} if edit["hide"] else {**picture, **named, **spoken},
        "hide": edit["hide"],
        "move": move and {"to": move["to"], "by": move["position"]},
        "sort": edit["sort"] and _sorting(edit["sort"], order),
    }
    yield {"at": at, **{name: part for name, part in parts.items() if part}}
    if picture:
        yield {"at": f"picture:has(> :is({at})) > source", "set": picture}
    if edit["link"]:
        yield {"at": f"a:is({at}), a:has(:is({at}))", "set": {"href": edit["link"]}}


def _sorting(sort: Edit, order: Order) -> dict[str, Any] | None:
    ids = [id.replace("\\", r"\\").replace('"', r"\"") for id in order(sort["category"] or "")]
    return {"items": sort["items"], "by": sort["product_id_attribute"], "order": ids} if ids else None


def edited_places(widget: str, parameters: Mapping[str, Any]) -> list[str]:
    """The places that a variant takes by editing them: one campaign alone may change an element."""
    if widget != WIDGET:
        return []
    return list(dict.fromkeys(f"edit {edit['selector'].strip()}" for edit in parameters["edits"]))
