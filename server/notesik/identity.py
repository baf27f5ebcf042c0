"""Who a request speaks for: anonymous, claimed or verified.

*Anonymous*: a random id of the browser. *Claimed*: ``identify`` without proof; it may write into the person's record,
and never reads it. *Verified*: the shop's server signed a token (JWT, HS256, the site's secret key, ``sub`` = user id,
with an ``exp``), so that the request may see what the notebook holds of the person.
"""

from __future__ import annotations

import secrets
from enum import StrEnum

from notesik.events import MAX_ID_LENGTH

TOKEN_LEEWAY_S = 30


class Level(StrEnum):
    ANONYMOUS = "anonymous"
    CLAIMED = "claimed"
    VERIFIED = "verified"


def level_of(user_id: str, token: str, secret_key: str, now_ms: int) -> tuple[Level, str]:
    """The level that ``token`` proves for ``user_id``, and why it is not more (empty when nothing is amiss)."""
    if not user_id:
        return Level.ANONYMOUS, "a token needs a userId" if token else ""
    if not token:
        return Level.CLAIMED, ""
    import jwt  # here and not above: many shops send no token, and it takes ten megabytes where there is cryptography

    try:
        claims = jwt.decode(
            token,
            secret_key,
            algorithms=["HS256"],
            options={"require": ["exp", "sub"], "verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )
    except jwt.InvalidTokenError as error:
        return Level.CLAIMED, f"token: {error}"
    if not isinstance(claims["exp"], int | float) or not claims["exp"] + TOKEN_LEEWAY_S >= now_ms / 1000:
        return Level.CLAIMED, "token: it has expired"
    if claims["sub"] != user_id:
        return Level.CLAIMED, "token: it is for another user"
    return Level.VERIFIED, ""


def sign_token(user_id: str, secret_key: str, expires_ms: int) -> str:
    """A token as the shop's server makes it; for tests, trials and the command line."""
    import jwt  # as above

    return jwt.encode({"sub": user_id, "exp": expires_ms // 1000}, secret_key, algorithm="HS256")


def new_anonymous_id() -> str:
    return secrets.token_urlsafe(16)


def is_device_id(text: str) -> bool:
    """Whether ``text`` may be an anonymous id that came back in a cookie."""
    return 1 <= len(text) <= MAX_ID_LENGTH and text.isprintable()
