from __future__ import annotations

from typing import Any

from notesik.checks import CHECKS, FACTS, Checked
from notesik.decisions import decide, explain
from notesik.exposures import Exposure
from notesik.site_rules import read_site_rules
from sample_campaigns import HOUR_MS, NOW_MS, campaign, request

SEEN = Exposure("a", count=2, times_ms=(NOW_MS - 30 * HOUR_MS, NOW_MS - HOUR_MS))


def checks(*documents: dict[str, Any], exposures: dict[str, Exposure] | None = None, **more: Any) -> dict[str, Checked]:
    """The checks of the last of the campaigns."""
    rules = read_site_rules(more.pop("rules", {}))
    compiled = [campaign(**{"id": f"c{number}", **document}) for number, document in enumerate(documents)]
    decisions = explain(compiled, {"page": {"type": "home"}}, exposures or {}, request(**more), NOW_MS, rules)
    [found] = [each for each in decisions if each.campaign == compiled[-1].campaign.id]
    return {each.name: each for each in found.checks}


def test_every_check_has_words_and_they_come_in_the_order_in_which_they_are_asked() -> None:
    assert list(FACTS) == list(CHECKS) == list(checks({}))


def test_what_is_passed_is_told_with_the_actual_values() -> None:
    found = checks(
        {
            "schedule": {"from": "2027-01-01", "hours": ["08:00-20:00"], "time_zone": "Europe/Warsaw"},
            "placement": {"type": "slot", "slot": "hero"},
            "condition": {"page.type": "home"},
            "namespace": {"name": "tests", "from": 0, "to": 1},
            "coverage": 0.999,
            "frequency": {"lifetime": 5, "windows": [{"cap": 3, "period": "1d"}]},
            "group": "letters",
            "holdout": 0.0001,
        },
        exposures={"c0": SEEN},
        rules={"groups": {"letters": {"lifetime": 9}}},
        slots=frozenset({"hero"}),
    )
    assert all(each.passed for each in found.values())
    details = {name: each.detail for name, each in found.items()}
    assert details["status"] == "the campaign is live"
    assert details["schedule"].startswith(
        "runs from 2027-01-01 on 08:00-20:00; in Europe/Warsaw it is fri 2027-01-15 09:"
    )
    assert details["slot"] == "the page has the slot hero"
    assert details["condition"] == "all of it holds"
    assert details["namespace"].startswith("inside 0 to 1 of tests; the visitor is at 0.")
    assert details["coverage"].startswith("99.9 % take part; the visitor is at 0.")
    assert details["frequency"] == "seen 2 of 5, 1 of 3 in 1d"
    assert details["shared_caps"] == "group letters: seen 2 of 9"
    assert details["place"] == "slot hero is free"
    assert details["holdout"].startswith(
        "0.01 % of the campaign and 0 % of the site are held out; the visitor is at 0."
    )


def test_what_comes_after_the_first_that_failed_is_told_too() -> None:
    rivals = [{"id": "first", "priority": 5}, {"status": "draft", "coverage": 0.000_1, "frequency": {"lifetime": 2}}]
    found = checks(*rivals, exposures={"c1": SEEN})
    failed = {name: each.detail for name, each in found.items() if not each.passed}
    assert failed["status"] == "the campaign is draft"
    assert failed["frequency"] == "seen 2 of 2"
    assert failed["place"] == "lower priority than first at top"
    assert found["schedule"] == Checked("schedule", passed=True, detail="it runs always")
    assert "content" not in found


def test_of_shares_the_visitors_own_place_is_told_where_they_are_outside() -> None:
    found = checks({"coverage": 0.000_1, "holdout": 1, "namespace": {"name": "tests", "from": 0, "to": 0.000_1}})
    for name, words in (
        ("coverage", "outside the 0.01 % who take part; the visitor is at 0."),
        ("namespace", "outside 0 to 0.0001 of tests; the visitor is at 0."),
        ("holdout", "one of 100 % held out; the visitor is at 0."),
    ):
        assert not found[name].passed
        assert found[name].detail.startswith(words)


def test_an_explanation_decides_as_the_decision_does() -> None:
    compiled = [
        campaign("a", priority=2),
        campaign("b", holdout=1, priority=3),
        campaign("c"),
        campaign("d", condition={"page.type": "cart"}),
    ]
    given: Any = (compiled, {"page": {"type": "home"}}, {}, request(), NOW_MS)
    plain, told = decide(*given), explain(*given)
    assert [(each.campaign, each.shown, each.reason, each.variant) for each in plain] == [
        (each.campaign, each.shown, each.reason, each.variant) for each in told
    ]
    for each in told:
        failed = [check.name for check in each.checks if not check.passed]
        assert bool(failed) != each.shown
