"""Who may do what: write keys and secret keys, and the origins of browser pages."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from notesik.errors import Forbidden, Unauthorized
from notesik.live_sites import LiveSite, LiveSites
from notesik.sites import allows_origin, normal_origin
from notesik.web.house import House, house_of
from notesik.web.incoming import Header, Incoming, header_of


def site_of_writer(incoming: Incoming, write_key: str) -> LiveSite:
    """The site that a request with its write key (in the body, the address or HTTP Basic) may write to.

    Raises:
        Unauthorized: no site has the key.
        Forbidden: the request comes from a browser page of another origin.
    """
    live = incoming.house.sites.of_write_key(write_key or _key_of_address(incoming) or _basic_user(incoming.headers))
    origin = incoming.headers.get("origin")
    if not (allows_origin(live.site, origin) or _is_own_origin(incoming, origin)):
        raise Forbidden(
            f"the origin {origin} is not one of the site's; add it with: notesik site origin", path="origin"
        )
    return live


def _key_of_address(incoming: Incoming) -> str:
    stated = parse_qs(incoming.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return stated["writeKey"][-1] if "writeKey" in stated else ""


def _is_own_origin(incoming: Incoming, origin: str | None) -> bool:
    """Whether the page was served from this very address, as behind a first-party proxy."""
    own = f"{incoming.scope['scheme']}://{incoming.headers.get('host', '')}"
    return origin is not None and normal_origin(origin) == own


def site_of_owner(request: Request) -> LiveSite:
    """The site whose secret key the request bears. Raises Unauthorized."""
    live = site_of_bearer(request.headers, house_of(request).sites)
    if live is None:
        raise Unauthorized("a site's secret key is needed: Authorization: Bearer SECRET_KEY")
    return live


def site_of_bearer(headers: Mapping[str, str], sites: LiveSites) -> LiveSite | None:
    """The site whose secret key the request bears, None without one. Raises Unauthorized when it is nobody's."""
    kind, _, key = headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    return sites.of_secret_key(key.strip())


def _basic_user(headers: Mapping[str, str]) -> str:
    kind, _, encoded = headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except ValueError as error:  # no base64, no ASCII or no UTF-8
        raise Unauthorized("the Authorization header is no HTTP Basic") from error


class CrossOrigin:
    """Lets pages of the sites' own origins read the answers (CORS), errors too; answers preflights."""

    def __init__(self, calls_path: str) -> None:
        self._paths = ("/v1/", "/beacon/", calls_path)

    def headers(self, scope: Scope) -> Sequence[Header]:
        """What the answer to a request tells the browser; nothing where no page asks, or not for one of the calls."""
        origin = self._origin_of_page(scope)
        if origin is None:
            return ()
        return (_VARY, (b"access-control-allow-origin", origin), *_ALLOWED) if _is_known(scope, origin) else (_VARY,)

    def preflight(self, scope: Scope) -> Response | None:
        """The answer to a browser that asks beforehand; None where this request is no such question."""
        if scope["method"] != "OPTIONS" or (origin := self._origin_of_page(scope)) is None:
            return None
        return Response(status_code=204, headers=_PREFLIGHT) if _is_known(scope, origin) else Response(status_code=403)

    def _origin_of_page(self, scope: Scope) -> bytes | None:
        """Of the page that makes this call; None where no page does, or it is no call."""
        return header_of(scope, b"origin") if scope["path"].startswith(self._paths) else None


def _is_known(scope: Scope, origin: bytes) -> bool:
    house: House = scope["app"].state.house
    return house.sites.has_origin(origin.decode("latin-1"))


_VARY: Header = (b"vary", b"Origin")
_ALLOWED: tuple[Header, ...] = (
    (b"access-control-allow-credentials", b"true"),
    (b"access-control-expose-headers", b"Retry-After, X-Request-Id"),
)
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding",
    "Access-Control-Max-Age": "86400",
}
