"""The headers that every answer of the shop carries: nothing inline, nothing from elsewhere but pictures."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def content_security_policy(notesik_origin: str) -> str:
    """A strict policy; ``notesik_origin`` is added where the tag comes from another origin."""
    ours = f"'self' {notesik_origin}".strip()
    rules = {
        "default-src": "'none'",
        "script-src": ours,
        "connect-src": ours,
        "style-src": "'self'",
        "img-src": "'self' https: data:",
        "font-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SafeHeaders:
    """Middleware that adds them."""

    def __init__(self, app: ASGIApp, notesik_origin: str) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_security_policy(notesik_origin),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
