"""Where a modal would be in the way, so that none opens unless its campaign says otherwise. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from notesik.behaviours import Behaviour
from notesik.sessions import arrival

CHECKOUT_EVENT = "Checkout Started"

CHECKOUT_TYPE = "checkout"
"""What a page says of itself as its ``type``."""

CHECKOUT_SEGMENTS = (
    *("afrekenen", "bestellen", "caisse", "cassa", "checkout", "checkouts", "commande", "finalizar-compra", "kasa"),
    *("kassa", "kassan", "kasse", "pagamento", "pago", "payment", "penztar", "pokladna", "zamowienie"),
)
"""Parts of an address, between slashes, that pages for paying have in many shops, in lower case."""


def is_search_arrival(context: Mapping[str, Any]) -> bool:
    """Whether this is the first page of a visit from a search engine, on a phone, where a modal hides all of it.

    Of who has not agreed to be known nothing tells of the visit but the page they came from.
    """
    if context.get("device", {}).get("type") != "phone":
        return False
    session = context.get("session", {})
    if session.get("pages"):
        return bool(session["pages"] == 1 and session.get("medium") == _ORGANIC)
    return arrival(dict(context.get("page", {})))["medium"] == _ORGANIC


def sign_of_checkout(context: Mapping[str, Any]) -> str:
    """By what the page is known as one for paying; empty where it is none.

    The event counts until the next page view: some shops have all their checkout on the page of the cart.
    """
    page = context.get("page", {})
    if page.get("type") == CHECKOUT_TYPE:
        return f"the page's type is {CHECKOUT_TYPE}"
    for segment in unquote(page.get("path") or "").lower().split("/"):
        if segment in CHECKOUT_SEGMENTS:
            return f"the page's path has {segment}"
    behaviour = context.get("behaviour") or Behaviour(now_ms=0, session_started_ms=0)
    for event in reversed(behaviour.recent):
        if event.name == "page" or event.at_ms < behaviour.session_started_ms:
            break
        if event.name == CHECKOUT_EVENT:
            return f"{CHECKOUT_EVENT} on this page"
    return ""


_ORGANIC = "organic"
