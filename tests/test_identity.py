"""A request speaks for whom it can prove; a claim is only a claim."""

from __future__ import annotations

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.events import MAX_ID_LENGTH
from notesik.identity import TOKEN_LEEWAY_S, Level, is_device_id, level_of, new_anonymous_id, sign_token
from sample_events import HOUR_MS, NOW_MS

SECRET = "the-shops-secret-key-of-some-forty-characters"
NOW_S = NOW_MS // 1000


def signed(**claims: object) -> str:
    return jwt.encode({"sub": "u1", "exp": NOW_S + 60, **claims}, SECRET, algorithm="HS256")


def test_without_a_user_the_visitor_is_anonymous() -> None:
    assert level_of("", "", SECRET, NOW_MS) == (Level.ANONYMOUS, "")
    assert level_of("", signed(), SECRET, NOW_MS) == (Level.ANONYMOUS, "a token needs a userId")


def test_without_a_token_a_user_is_claimed() -> None:
    assert level_of("u1", "", SECRET, NOW_MS) == (Level.CLAIMED, "")


def test_the_shops_token_proves_a_user() -> None:
    assert level_of("u1", sign_token("u1", SECRET, NOW_MS + HOUR_MS), SECRET, NOW_MS) == (Level.VERIFIED, "")


def test_a_token_lasts_until_it_expires_and_a_little_longer() -> None:
    token = sign_token("u1", SECRET, NOW_MS)
    assert level_of("u1", token, SECRET, NOW_MS + TOKEN_LEEWAY_S * 1000)[0] is Level.VERIFIED
    late = level_of("u1", token, SECRET, NOW_MS + TOKEN_LEEWAY_S * 1000 + 1)
    assert late == (Level.CLAIMED, "token: it has expired")


@pytest.mark.parametrize(
    ("token", "note"),
    [
        (signed(sub="u2"), "token: it is for another user"),
        (signed(exp=float("nan")), "token: it has expired"),
        (signed(exp="tomorrow"), "token: it has expired"),
        (jwt.encode({"sub": "u1"}, SECRET), 'token: Token is missing the "exp" claim'),
        (jwt.encode({"exp": NOW_S + 60}, SECRET), 'token: Token is missing the "sub" claim'),
        (jwt.encode({"sub": "u1", "exp": NOW_S + 60}, SECRET + "!"), "token: Signature verification failed"),
        (jwt.encode({"sub": "u1", "exp": NOW_S + 60}, "", algorithm="none"), "token: The specified alg value"),
        (jwt.encode({"sub": "u1", "exp": NOW_S + 60}, SECRET * 2, algorithm="HS512"), "token: The specified alg value"),
        ("no.token.at-all", "token: "),
        ("żółw", "token: "),
    ],
)
def test_a_token_that_proves_nothing_leaves_a_claim_and_says_why(token: str, note: str) -> None:
    level, why = level_of("u1", token, SECRET, NOW_MS)
    assert level is Level.CLAIMED
    assert why.startswith(note)


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_made_up_token_proves_anything(user_id: str, token: str) -> None:
    assert level_of(user_id, token, SECRET, NOW_MS)[0] is Level.CLAIMED


def test_new_anonymous_ids_are_device_ids_and_never_twice_the_same() -> None:
    ids = {new_anonymous_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(map(is_device_id, ids))


@pytest.mark.parametrize("text", ["", "x" * (MAX_ID_LENGTH + 1), "a\nb", "\x00"])
def test_what_could_not_be_an_id_is_not_taken_from_a_cookie(text: str) -> None:
    assert not is_device_id(text)
