"""The owner's signed links, which lead to their own shop: to see why a page shows what it shows, or to see one campaign
before anyone else does.

The link's token (JWT, HS256, the site's secret key, with an ``exp``) says in its claim ``purpose`` what it is for. It
is no secret key: it opens nothing but that, proves no user, and no user's token opens a preview.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from notesik.errors import BadRequest

LINK_LIFETIME_MS = 86_400_000
"""A day: long enough to be sent to a colleague, too short to be kept."""

MAX_URL = 2_000

Purpose: TypeAlias = Literal["debug", "preview"]

_CLAIM = "notesik-"
"""Begins each purpose, so that no token that a shop signs for other ends is taken for one of these."""


class Preview(NamedTuple):
    """What a token opens: nothing without ``purpose``; then ``note`` says why. ``campaign`` and ``variant`` are those
    to be shown, only in a preview; without a variant it is the campaign's first."""

    purpose: Purpose | None = None
    campaign: str = ""
    variant: str = ""
    note: str = ""

    @property
    def may_explain(self) -> bool:
        return self.purpose == "debug"


def sign_preview(preview: Preview, secret_key: str, expires_ms: int) -> str:
    """A token that opens ``preview`` until ``expires_ms``, Unix milliseconds."""
    claims: dict[str, object] = {"purpose": f"{_CLAIM}{preview.purpose}", "exp": expires_ms // 1000}
    claims |= {name: value for name in ("campaign", "variant") if (value := getattr(preview, name))}
    import jwt  # here and not above, as in identity.py

    return jwt.encode(claims, secret_key, algorithm="HS256")


def read_preview(token: str, secret_key: str, now_ms: int) -> Preview:
    """What ``token`` opens at ``now_ms``; no token opens nothing, without a note."""
    if not token:
        return Preview()
    import jwt  # as above

    try:
        claims = jwt.decode(
            token,
            secret_key,
            algorithms=["HS256"],
            options={"require": ["exp"], "verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )
    except jwt.InvalidTokenError as error:
        return Preview(note=f"preview: {error}")
    if not isinstance(claims["exp"], int | float) or not claims["exp"] >= now_ms / 1000:
        return Preview(note="preview: the link has expired")
    for purpose in get_args(Purpose):
        if claims.get("purpose") == f"{_CLAIM}{purpose}":
            return Preview(purpose, str(claims.get("campaign", "")), str(claims.get("variant", "")))
    return Preview(note="preview: this token is for something else")


def link_to(url: str, preview: Preview, token: str) -> str:
    """The address of a page of the shop that opens ``preview`` there.

    >>> link_to("https://shop.example/p?id=1#more", Preview("preview", "hero"), "TOKEN")
    'https://shop.example/p?id=1&notesik=preview&notesik_campaign=hero&notesik_token=TOKEN#more'
    """
    parts = urlsplit(url)
    added = [("notesik", preview.purpose), ("notesik_campaign", preview.campaign), ("notesik_token", token)]
    names = {name for name, _ in added}
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in names]
    query = urlencode([*kept, *((name, value) for name, value in added if value)])
    return urlunsplit(parts._replace(query=query))


def origin_of(url: str) -> str:
    """The origin of the page that a link shall lead to. Raises BadRequest where ``url`` is no page's address."""
    try:
        parts = urlsplit(url)
        is_page = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_page = False
    if not is_page or len(url) > MAX_URL:
        raise BadRequest(
            f"expected the address of a page of the shop, such as https://shop.example/, not {url[:80]!r}", path="url"
        )
    return f"{parts.scheme}://{parts.netloc}"
