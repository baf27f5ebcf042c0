"""What a visitor has allowed, as the shop's banner, the browser's signal and the events themselves say it."""

from __future__ import annotations

import pytest

from notesik.consent import Consent, Gpc
from sample_events import track

ALL = Consent()
NONE = Consent(analytics=False, personalization=False)
COUNTED_ONLY = Consent(analytics=True, personalization=False)


@pytest.mark.parametrize(
    ("gpc", "left"), [("ignore", ALL), ("no_personalization", COUNTED_ONLY), ("no_tracking", NONE)]
)
def test_global_privacy_control_narrows_as_far_as_the_site_says(gpc: Gpc, left: Consent) -> None:
    assert ALL.narrowed({"sec-gpc": "1"}, gpc) == left


@pytest.mark.parametrize(("gpc", "left"), [("no_personalization", COUNTED_ONLY), ("no_tracking", NONE)])
def test_the_signal_counts_too_where_only_the_page_says_it(gpc: Gpc, left: Consent) -> None:
    assert Consent(gpc=True).narrowed({}, gpc) == left


@pytest.mark.parametrize("headers", [{}, {"sec-gpc": "0"}, {"sec-gpc": "true"}, {"sec-gpc": ""}])
def test_no_other_value_is_a_signal(headers: dict[str, str]) -> None:
    assert ALL.narrowed(headers, "no_tracking") == ALL


def test_a_signal_never_grants_anything() -> None:
    assert NONE.narrowed({"sec-gpc": "1"}, "no_personalization") == NONE


def test_without_consent_to_be_counted_no_event_is_taken() -> None:
    assert ALL.refusal(track("A")) == COUNTED_ONLY.refusal(track("A")) == ""
    assert NONE.refusal(track("A")) == "consent: not given"


@pytest.mark.parametrize("name", ["analytics", "Analytics", "ANALYTICS"])
def test_an_event_can_bring_its_own_refusal(name: str) -> None:
    refused = track("A", context={"consent": {"categoryPreferences": {name: False, "ads": True}}})
    assert ALL.refusal(refused) == "consent: not given"


@pytest.mark.parametrize(
    "stated",
    [
        None,
        "no",
        {},
        {"categoryPreferences": None},
        {"categoryPreferences": {"analytics": True}},
        {"categoryPreferences": {"analytics": 0}},
        {"categoryPreferences": {"ads": False}},
    ],
)
def test_anything_else_in_an_event_is_no_refusal(stated: object) -> None:
    assert ALL.refusal(track("A", context={"consent": stated})) == ""
