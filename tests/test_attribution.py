"""An order is owed to the campaigns that the visitor really met shortly before."""

from __future__ import annotations

from hypothesis import given

from notesik.attribution import Goal, converted
from notesik.exposures import Exposure
from sample_events import DAY_MS, NOW_MS, exposures

GOAL = Goal("Order Completed", 7 * DAY_MS, frozenset("ab"))


def is_owed(exposure: Exposure, at_ms: int = NOW_MS, event: str = "Order Completed") -> bool:
    return converted({"hero": exposure}, {"hero": GOAL}, event, at_ms) == [("hero", exposure.variant)]


def test_an_order_within_the_time_counts_for_the_variant_that_was_seen() -> None:
    assert is_owed(Exposure("b").after_impression(NOW_MS - 7 * DAY_MS))
    assert is_owed(Exposure("b").after_impression(NOW_MS))


def test_an_order_long_after_does_not_count() -> None:
    assert not is_owed(Exposure("a").after_impression(NOW_MS - 7 * DAY_MS - 1))


def test_a_click_prolongs_the_time() -> None:
    assert is_owed(Exposure("a").after_impression(NOW_MS - 9 * DAY_MS).after_click(NOW_MS - DAY_MS))


def test_what_was_only_closed_does_not_count() -> None:
    assert not is_owed(Exposure("a").after_close(NOW_MS))
    assert not is_owed(Exposure("a"))


def test_an_order_told_late_counts_for_what_was_seen_before_it() -> None:
    exposure = Exposure("a").after_impression(NOW_MS - DAY_MS).after_impression(NOW_MS + DAY_MS)
    assert is_owed(exposure)
    assert not is_owed(Exposure("a").after_impression(NOW_MS + 1))


def test_only_the_campaigns_own_goal_counts() -> None:
    assert not is_owed(Exposure("a").after_impression(NOW_MS), event="Signed Up")
    assert converted({"gone": Exposure("a").after_impression(NOW_MS)}, {}, "Order Completed", NOW_MS) == []


def test_an_event_may_convert_several_campaigns_each_once() -> None:
    seen = Exposure("a").after_impression(NOW_MS - 1).after_impression(NOW_MS)
    found = converted({"one": seen, "two": seen}, {"one": GOAL, "two": GOAL}, "Order Completed", NOW_MS)
    assert found == [("one", "a"), ("two", "a")]


def owed_to(exposure: Exposure, at_ms: int = NOW_MS) -> list[str]:
    return [variant for _, variant in converted({"hero": exposure}, {"hero": GOAL}, "Order Completed", at_ms)]


def test_what_was_met_last_is_owed_a_variant_or_the_holdout() -> None:
    held_out = Exposure("").after_holdout(NOW_MS - DAY_MS)
    assert owed_to(held_out) == ["holdout"]
    assert owed_to(held_out, NOW_MS + 7 * DAY_MS) == []
    assert owed_to(held_out, NOW_MS - DAY_MS - 1) == []
    assert owed_to(Exposure("b").after_impression(NOW_MS - 2 * DAY_MS).after_holdout(NOW_MS - DAY_MS)) == ["holdout"]
    assert owed_to(held_out.of_variant("b", GOAL.variants)) == ["holdout"], "reserved is not seen"
    assert owed_to(held_out.of_variant("b", GOAL.variants).after_impression(NOW_MS)) == ["b"]


def test_nothing_is_owed_to_a_variant_that_is_gone() -> None:
    assert owed_to(Exposure("gone").after_impression(NOW_MS)) == []


@given(exposures)
def test_what_was_met_within_the_time_is_owed_whatever_else_was_seen(exposure: Exposure) -> None:
    assert is_owed(exposure.after_impression(NOW_MS))
