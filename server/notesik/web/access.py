"""Who may do what: write keys and secret keys, the origins of browser pages, and the browser's own id."""

from __future__ import annotations

import base64
from urllib.parse import quote, unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from notesik.errors import Forbidden, Unauthorized
from notesik.identity import is_device_id, new_anonymous_id
from notesik.live_sites import LiveSite
from notesik.sites import allows_origin, normal_origin
from notesik.web.house import House, house_of

COOKIE_LIFETIME_S = 400 * 86_400
"""The longest that browsers keep a cookie."""


def site_of_writer(request: Request, write_key: str) -> LiveSite:
    """The site that a request with its write key (in the body, the address or HTTP Basic) may write to.

    Raises:
        Unauthorized: no site has the key.
        Forbidden: the request comes from a browser page of another origin.
    """
    key = write_key or request.query_params.get("writeKey", "") or _basic_user(request)
    live = house_of(request).sites.of_write_key(key)
    origin = request.headers.get("origin")
    if not (allows_origin(live.site, origin) or _is_own_origin(request, origin)):
        raise Forbidden(
            f"the origin {origin} is not one of the site's; add it with: notesik site origin", path="origin"
        )
    return live


def _is_own_origin(request: Request, origin: str | None) -> bool:
    """Whether the page was served from this very address, as behind a first-party proxy."""
    return origin is not None and normal_origin(origin) == f"{request.url.scheme}://{request.headers.get('host', '')}"


def site_of_owner(request: Request) -> LiveSite:
    """The site whose secret key the request bears. Raises Unauthorized."""
    live = site_of_bearer(request)
    if live is None:
        raise Unauthorized("a site's secret key is needed: Authorization: Bearer SECRET_KEY")
    return live


def site_of_bearer(request: Request) -> LiveSite | None:
    """The site whose secret key the request bears, None without one. Raises Unauthorized when it is nobody's."""
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    return house_of(request).sites.of_secret_key(key.strip())


def _basic_user(request: Request) -> str:
    kind, _, encoded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except ValueError as error:  # no base64, no ASCII or no UTF-8
        raise Unauthorized("the Authorization header is no HTTP Basic") from error


def device_id_of(request: Request, stated: str, *, is_fresh: bool, may_remember: bool) -> str:
    """The anonymous id that holds: the cookie's when the page has only just made one up, since its storage was lost.

    Without consent to be remembered (``may_remember``) the cookie is not looked at.
    """
    kept = kept_device_id(request)
    if may_remember and kept and (is_fresh or not stated):
        return kept
    return stated or new_anonymous_id()


def kept_device_id(request: Request) -> str:
    """The anonymous id of the browser's cookie; nothing where there is none."""
    kept = unquote(request.cookies.get(house_of(request).settings.cookie, ""))
    return kept if is_device_id(kept) else ""


def forget_device_id(request: Request, response: Response) -> None:
    """Take the cookie back."""
    cookie = house_of(request).settings.cookie
    response.delete_cookie(cookie, httponly=True, secure=True, samesite="lax", path="/")


def keep_device_id(request: Request, response: Response, device_id: str) -> None:
    """Set the first-party cookie that outlives what scripts may store."""
    response.set_cookie(
        house_of(request).settings.cookie,
        quote(device_id, safe=""),
        max_age=COOKIE_LIFETIME_S,
        httponly=True,
        secure=True,
        samesite="lax",
        path="/",
    )


class CrossOrigin:
    """Lets pages of the sites' own origins read the answers (CORS), errors too; answers preflights."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Headers(scope=scope).get("origin") if scope["type"] == "http" else None
        if origin is None:
            await self._app(scope, receive, send)
            return
        house: House = scope["app"].state.house
        if not scope["path"].startswith(("/v1/", "/beacon/", house.settings.calls_path)):
            await self._app(scope, receive, send)
            return
        is_known = any(allows_origin(live.site, origin) for live in house.sites)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                if is_known:
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Allow-Credentials"] = "true"
                    headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-Id"
            await send(message)

        if scope["method"] == "OPTIONS":
            preflight = Response(status_code=204 if is_known else 403, headers=_PREFLIGHT if is_known else None)
            await preflight(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)


_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding",
    "Access-Control-Max-Age": "86400",
}
