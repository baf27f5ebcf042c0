"""The counters of a campaign's variants, put in order for the owner."""

from __future__ import annotations

from datetime import date

from notesik.results import days_between, summarised


def test_days_are_counted_with_the_first_and_the_last() -> None:
    assert days_between(date(2026, 11, 29), date(2026, 12, 1)) == ["2026-11-29", "2026-11-30", "2026-12-01"]
    assert days_between(date(2026, 11, 29), date(2026, 11, 29)) == ["2026-11-29"]
    assert days_between(date(2026, 11, 29), date(2026, 11, 28)) == []


def test_the_days_add_up_by_variant_and_currency() -> None:
    stored = {
        "2026-11-20": {"a": {"impressions": 10, "clicks": 2, "revenue_minor_EUR": 1_999, "revenue_minor_KWD": 1_500}},
        "2026-11-21": {},
        "2026-11-22": {"a": {"impressions": 5, "revenue_minor_EUR": 1}, "b": {"closes": 1, "conversions": 1}},
    }
    summary = summarised("hero", ["a", "b", "c"], stored)
    nothing = {"impressions": 0, "clicks": 0, "closes": 0, "conversions": 0, "revenue": {}}
    assert summary["variants"] == {
        "a": {**nothing, "impressions": 15, "clicks": 2, "revenue": {"EUR": 20.0, "KWD": 1.5}},
        "b": {**nothing, "closes": 1, "conversions": 1},
        "c": nothing,
    }
    assert [day["day"] for day in summary["days"]] == ["2026-11-20", "2026-11-22"]
    assert summary["days"][1]["variants"]["b"]["closes"] == 1


def test_a_variant_that_was_taken_out_still_has_its_figures() -> None:
    summary = summarised("hero", ["a"], {"2026-11-20": {"old": {"clicks": 3}}})
    assert summary["variants"]["old"]["clicks"] == 3
