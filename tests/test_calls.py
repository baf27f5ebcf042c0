"""For whom a request speaks, and whose record it may therefore look at."""

from __future__ import annotations

import json

import pytest

from notesik.calls import Call, VisitRequest, speaker_of
from notesik.consent import Consent
from notesik.devices import device_of as device_described_by
from notesik.envelopes import read_envelope
from notesik.errors import BadRequest
from notesik.identity import Level, sign_token
from notesik.notebook_tasks import device_of, person_of
from sample_events import HOUR_MS, NOW_MS

SECRET = "the-shops-secret-key-of-some-forty-characters"


def request_of(**fields: object) -> VisitRequest:
    return read_envelope(json.dumps(fields).encode(), single=False, shape=VisitRequest)


def call_of(**fields: object) -> Call:
    return Call(request_of(**fields), "anna", device_described_by(""), Consent(), may_debug=False)


def test_a_request_needs_nothing_but_says_much() -> None:
    assert request_of().consent == Consent(analytics=True, personalization=True)
    request = request_of(
        writeKey="w",
        anonymousId="anna",
        fresh=True,
        slots=["hero"],
        on_screen=["bar"],
        consent={"analytics": False},
        page={"url": "/"},
        debug=True,
    )
    assert (request.write_key, request.anonymous_id, request.slots, request.on_screen) == (
        "w",
        "anna",
        ["hero"],
        ["bar"],
    )
    assert request.fresh
    assert request.debug
    assert request.consent == Consent(analytics=False, personalization=True)


@pytest.mark.parametrize("fields", [{"slots": "hero"}, {"page": []}, {"consent": {"analytics": "yes"}}, {"token": 7}])
def test_a_request_of_another_shape_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        request_of(**fields)


def test_an_anonymous_request_speaks_for_its_device() -> None:
    speaker = speaker_of(call_of(), SECRET, NOW_MS)
    assert (speaker.level, speaker.subject) == (Level.ANONYMOUS, device_of("anna"))


def test_a_claim_may_look_only_at_its_device() -> None:
    speaker = speaker_of(call_of(userId="u1"), SECRET, NOW_MS)
    assert (speaker.level, speaker.user_id, speaker.subject) == (Level.CLAIMED, "u1", device_of("anna"))


def test_proof_opens_the_persons_record() -> None:
    token = sign_token("17", SECRET, NOW_MS + HOUR_MS)
    for user_id in ("17", 17, " 17 "):
        speaker = speaker_of(call_of(userId=user_id, token=token), SECRET, NOW_MS)
        assert (speaker.level, speaker.subject, speaker.note) == (Level.VERIFIED, person_of("17"), "")


def test_proof_for_another_opens_nothing() -> None:
    token = sign_token("u2", SECRET, NOW_MS + HOUR_MS)
    speaker = speaker_of(call_of(userId="u1", token=token), SECRET, NOW_MS)
    assert speaker.subject == device_of("anna")
    assert "another user" in speaker.note
