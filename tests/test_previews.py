"""The owner's links: what their tokens open, and what they never do."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.errors import BadRequest
from notesik.identity import Level, level_of, sign_token
from notesik.previews import LINK_LIFETIME_MS, Preview, link_to, origin_of, read_preview, sign_preview
from sample_events import NOW_MS

SECRET = "the-shops-secret-key-of-some-forty-characters"
PREVIEWS = [Preview("debug"), Preview("preview", "hero"), Preview("preview", "hero", "b")]


@pytest.mark.parametrize("preview", PREVIEWS)
def test_a_token_opens_what_it_was_signed_for_until_it_expires(preview: Preview) -> None:
    token = sign_preview(preview, SECRET, NOW_MS + LINK_LIFETIME_MS)
    assert read_preview(token, SECRET, NOW_MS) == preview
    assert read_preview(token, SECRET, NOW_MS + LINK_LIFETIME_MS) == preview
    late = read_preview(token, SECRET, NOW_MS + LINK_LIFETIME_MS + 1_000)
    assert late == Preview(note="preview: the link has expired")


def test_only_a_debug_token_explains() -> None:
    assert [preview.may_explain for preview in PREVIEWS] == [True, False, False]
    assert not Preview().may_explain


def test_without_a_token_nothing_is_opened_and_nothing_said() -> None:
    assert read_preview("", SECRET, NOW_MS) == Preview()


def test_a_token_of_another_site_opens_nothing() -> None:
    token = sign_preview(Preview("debug"), SECRET[::-1], NOW_MS + LINK_LIFETIME_MS)
    assert read_preview(token, SECRET, NOW_MS) == Preview(note="preview: Signature verification failed")


def test_a_users_token_opens_no_preview_and_a_previews_proves_no_user() -> None:
    of_user = sign_token("u1", SECRET, NOW_MS + LINK_LIFETIME_MS)
    assert read_preview(of_user, SECRET, NOW_MS) == Preview(note="preview: this token is for something else")
    for preview in PREVIEWS:
        token = sign_preview(preview, SECRET, NOW_MS + LINK_LIFETIME_MS)
        assert level_of("u1", token, SECRET, NOW_MS)[0] is Level.CLAIMED


@pytest.mark.parametrize("claims", [{"purpose": "notesik-debug"}, {"purpose": "notesik-debug", "exp": None}])
def test_a_token_without_an_end_opens_nothing(claims: dict[str, object]) -> None:
    assert read_preview(jwt.encode(claims, SECRET, algorithm="HS256"), SECRET, NOW_MS).purpose is None


def test_a_token_whose_sender_chose_no_signature_opens_nothing() -> None:
    claims = {"purpose": "notesik-debug", "exp": NOW_MS}
    assert read_preview(jwt.encode(claims, "", algorithm="none"), SECRET, NOW_MS).purpose is None


@given(st.text())
def test_whatever_is_sent_for_a_token_opens_nothing_and_is_told(token: str) -> None:
    preview = read_preview(token, SECRET, NOW_MS)
    assert preview.purpose is None
    assert bool(preview.note) == bool(token)


def test_a_link_keeps_the_pages_own_query_and_replaces_an_older_token() -> None:
    old = link_to("https://shop.example/p?id=1&empty=#more", Preview("preview", "hero"), "OLD")
    new = link_to(old, Preview("debug"), "NEW")
    assert urlsplit(new).fragment == "more"
    query = parse_qs(urlsplit(new).query, keep_blank_values=True)
    assert query == {"id": ["1"], "empty": [""], "notesik": ["debug"], "notesik_token": ["NEW"]}


def test_the_origin_of_a_page_is_read_off_its_address() -> None:
    assert origin_of("https://shop.example:8443/p?q#f") == "https://shop.example:8443"


@pytest.mark.parametrize(
    "url",
    ["", "/p", "shop.example", "javascript:alert(1)", "https://", "https://shop.example@evil.example/", "http://["],
)
def test_what_is_no_address_of_a_page_is_refused(url: str) -> None:
    with pytest.raises(BadRequest, match="url: expected the address of a page"):
        origin_of(url)
