"""Each check keeps a campaign from a visitor when it alone does, on the quick way to a choice as on the slow one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from notesik.campaign_index import CampaignIndex
from notesik.decisions import choose, explain
from notesik.exposures import Exposure
from notesik.obstacles import AFTER_THE_CONDITION, BEFORE_THE_CONDITION
from notesik.site_rules import read_site_rules
from sample_campaigns import HOUR_MS, NOW_MS, campaign, request, shown

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Case(NamedTuple):
    """What the check says no to: a campaign ``c`` after others, in a context, under the site's rules."""

    check: str
    campaign: dict[str, Any]
    context: Mapping[str, Any] = NOTHING
    rules: Mapping[str, Any] = NOTHING
    request: Mapping[str, Any] = NOTHING
    exposures: Mapping[str, Exposure] = NOTHING
    others: tuple[dict[str, Any], ...] = ()
    nothing_to_show: bool = False


MODAL = {"type": "modal"}
FIRST = {"id": "first", "priority": 9}
SEEN = {"c": Exposure("a", count=1, times_ms=(NOW_MS - HOUR_MS,))}
FROM_A_SEARCH = {"device": {"type": "phone"}, "session": {"pages": 1, "medium": "organic"}}
CASES = [
    Case("status", {"status": "paused"}),
    Case("schedule", {"schedule": {"from": "2027-02-01"}}),
    Case("schedule", {"schedule": {"until": "2027-01-01"}}),
    Case("schedule", {"schedule": {"days": ["mon"]}}),
    Case("schedule", {"schedule": {"hours": ["20:00-21:00"]}}),
    Case("slot", {"placement": {"type": "slot", "slot": "hero"}}),
    Case(
        "consent",
        {"condition": {"cart.value": {"$gte": 0}}},
        {"cart": {"value": 1}},
        request={"may_personalise": False},
    ),
    Case("namespace", {"namespace": {"name": "tests", "from": 0, "to": 0.000_1}}),
    Case("coverage", {"coverage": 0.000_1}),
    Case("search_arrival", {"placement": MODAL}, FROM_A_SEARCH),
    Case("checkout", {"placement": MODAL}, {"page": {"type": "checkout"}}),
    Case("frequency", {"frequency": {"lifetime": 1}}, exposures=SEEN),
    Case("shared_caps", {}, rules={"frequency": {"lifetime": 1}}, exposures=SEEN),
    Case("shared_caps", {"group": "letters"}, rules={"groups": {"letters": {"lifetime": 1}}}, exposures=SEEN),
    Case("place", {}, others=(FIRST,)),
    Case(
        "exclusive_group", {"exclusive_group": "one"}, others=({**FIRST, "placement": MODAL, "exclusive_group": "one"},)
    ),
    Case("content", {}, nothing_to_show=True),
    Case("holdout", {"holdout": 1}),
    Case("holdout", {}, rules={"holdout": 1}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.check)
def test_what_one_check_alone_refuses_is_not_shown(case: Case) -> None:
    rules = read_site_rules(dict(case.rules))
    compiled = [campaign(**{"id": "c", **each}) for each in (*case.others, case.campaign)]
    given: Any = (case.context, case.exposures, request(**case.request), NOW_MS)

    def render(_: object, __: object) -> str | None:
        return "there is nothing" if case.nothing_to_show else None

    [told] = [each for each in explain(compiled, *given, rules, render) if each.campaign == "c"]
    assert [each.name for each in told.checks if not each.passed] == [case.check]
    assert "c" not in shown(choose(CampaignIndex(compiled, rules), *given, render))


def test_every_check_is_tried() -> None:
    assert {case.check for case in CASES} == {*BEFORE_THE_CONDITION, *AFTER_THE_CONDITION}
