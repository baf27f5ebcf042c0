from __future__ import annotations

from typing import Any

import pytest

from notesik.errors import BadDocument
from notesik.frequency import SharedFrequency
from notesik.site_rules import SiteRules, read_site_rules, site_rules_document
from notesik.winners import Winner

FULL: dict[str, Any] = {
    "frequency": {"windows": [{"cap": 3, "period": "1d"}]},
    "groups": {"newsletter": {"lifetime": 2, "after_close": "7d", "stop_after_conversion": True}},
    "holdout": 0.05,
    "winner": {"probability": 0.9, "losers_keep": 0.05, "least_impressions": 500},
}


def test_without_rules_nothing_is_forbidden() -> None:
    assert read_site_rules({}) == SiteRules()
    assert SiteRules().frequency == SharedFrequency()
    assert SiteRules().winner == Winner(probability=0.95, losers_keep=0.1, least_impressions=100)


def test_rules_read_and_write_without_loss() -> None:
    rules = read_site_rules(FULL)
    assert rules.groups["newsletter"].lifetime == 2
    assert site_rules_document(rules) == FULL
    assert read_site_rules(site_rules_document(rules)) == rules


def test_all_faults_of_the_rules_are_told_at_once() -> None:
    with pytest.raises(BadDocument) as caught:
        read_site_rules(
            {
                "frequency": {"windows": [{"cap": 0, "period": "1 day"}], "exempt": True},
                "groups": {"News Letter": {"life_time": 1}},
                "holdout": 2,
                "winner": {"probability": 0.5, "losers_keep": -1},
                "hold_out": 1,
            }
        )
    assert [str(fault) for fault in caught.value.faults] == [
        "frequency.windows[0].cap: must be at least 1 (the times of the last 32 impressions are kept)",
        'frequency.windows[0].period: expected a period such as 30m, 24h, 7d or 2w, got "1 day"',
        "frequency.exempt: unknown key",
        'groups.News Letter.life_time: unknown key, did you mean "lifetime"?',
        "holdout: must be at most 1",
        "winner.probability: must be more than 0.5",
        "winner.losers_keep: must be at least 0",
        'hold_out: unknown key, did you mean "holdout"?',
        "groups.News Letter: does not fit the pattern [a-z0-9][a-z0-9-]{0,63} "
        "(1 to 64 lower-case letters, digits and hyphens)",
    ]


@pytest.mark.parametrize("document", [None, [], "rules"])
def test_what_is_no_mapping_is_refused(document: object) -> None:
    with pytest.raises(BadDocument, match="expected a mapping"):
        read_site_rules(document)
