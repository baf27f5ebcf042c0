"""What surrounds messages is read within the limits of the protocol, or refused as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notesik.envelopes import (
    MAX_BATCH_BYTES,
    MAX_BATCH_EVENTS,
    MAX_DEPTH,
    MAX_SHARED_BYTES,
    check_contents,
    packed_size,
    read_envelope,
)
from notesik.errors import BadRequest, TooLarge
from sample_events import nested


def test_a_request_holds_at_most_so_many_bytes_and_events() -> None:
    with pytest.raises(TooLarge, match="at most 512000 bytes"):
        read_envelope(b" " * (MAX_BATCH_BYTES + 1), single=False)
    with pytest.raises(TooLarge, match="at most 2500 events"):
        read_envelope(json.dumps({"batch": [{}] * (MAX_BATCH_EVENTS + 1)}).encode(), single=False)


def test_a_small_batch_cannot_write_a_large_context_into_the_log_again_and_again() -> None:
    with pytest.raises(TooLarge, match="context: what events share"):
        read_envelope(json.dumps({"context": {"text": "x" * MAX_SHARED_BYTES}}).encode(), single=False)


@pytest.mark.parametrize("context", [{"n": 10**20}, {"n": nested(MAX_DEPTH)}])
def test_a_shared_context_that_could_not_be_stored_is_refused(context: dict[str, Any]) -> None:
    with pytest.raises(BadRequest, match=r"^context: "):
        read_envelope(json.dumps({"context": context}).encode(), single=False)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"batch": {}}', b"\xff", b'{"n": NaN}', b"[" * 10_000])
def test_a_body_that_cannot_be_read_is_a_bad_request(body: bytes) -> None:
    with pytest.raises(BadRequest, match="cannot be read"):
        read_envelope(body, single=False)


def is_refused(check: Callable[..., object], *arguments: object) -> str:
    """Why ``check`` refuses its ``arguments``, nothing where it does not."""
    try:
        check(*arguments)
    except ValueError as error:
        return str(error)
    return ""


@given(
    st.recursive(
        st.text("{[x", max_size=60) | st.integers(-(2**65), 2**65),
        lambda inner: st.lists(inner, max_size=3) | st.builds(lambda levels: nested(levels), st.integers(28, 36)),
    )
)
@example(nested(MAX_DEPTH))
@example(nested(MAX_DEPTH + 1))
@example(["[" * 100])
@example([[]] * 100)
def test_counting_brackets_first_refuses_just_what_could_not_be_stored(contents: object) -> None:
    raw = json.dumps({"properties": contents}).encode()
    assert is_refused(check_contents, raw, None, contents) == is_refused(packed_size, contents)
