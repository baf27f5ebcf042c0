"""The first-party cookie that knows a browser again: it outlives what scripts may store."""

from __future__ import annotations

from urllib.parse import quote, unquote

from notesik.identity import is_device_id
from notesik.web.incoming import Header, Incoming

LIFETIME_S = 400 * 86_400
"""The longest that browsers keep a cookie."""
_KEPT = f"Max-Age={LIFETIME_S}"
_GONE = "Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"


def kept_device_id(incoming: Incoming) -> str:
    """The anonymous id of the browser's cookie; nothing where there is none."""
    kept = unquote(incoming.cookie(incoming.house.settings.cookie))
    return kept if is_device_id(kept) else ""


def keep_device_id(incoming: Incoming, device_id: str) -> Header:
    """Sets the cookie."""
    return _cookie(incoming.house.settings.cookie, quote(device_id, safe=""), _KEPT)


def forget_device_id(incoming: Incoming) -> Header:
    """Takes the cookie back."""
    return _cookie(incoming.house.settings.cookie, '""', _GONE)


def _cookie(name: str, value: str, lifetime: str) -> Header:
    """Neither needs to be quoted: a name is checked by the settings, a value is ours or percent-encoded."""
    return b"set-cookie", f"{name}={value}; HttpOnly; {lifetime}; Path=/; SameSite=lax; Secure".encode("ascii")
