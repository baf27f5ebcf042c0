"""An order is owed to the campaigns that the visitor really met shortly before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notesik.attribution import Goal, converted
from notesik.exposures import Exposure
from sample_events import DAY_MS, MINUTE_MS, NOW_MS, exposures

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


SIGN_UP = Goal("Signed Up", DAY_MS, frozenset("ab"))


def conversions(steps: list[str], goal: Goal) -> int:
    """How many ``steps``, a minute apart, convert: ``v`` is an impression, ``h`` one of who is held out, ``c`` a click,
    ``g`` the goal's event."""
    exposure, counted = Exposure("a"), 0
    met = {"v": Exposure.after_impression, "h": Exposure.after_holdout, "c": Exposure.after_click}
    for number, step in enumerate(steps):
        at_ms = NOW_MS + number * MINUTE_MS
        if step in met:
            exposure = met[step](exposure, at_ms)
        elif converted({"hero": exposure}, {"hero": goal}, goal.event, at_ms):
            exposure, counted = exposure.after_conversion(at_ms), counted + 1
    return counted


def test_a_goal_that_is_no_order_counts_once_until_the_next_impression() -> None:
    assert conversions(["v", "g", "g", "g"], SIGN_UP) == 1
    assert conversions(["v", "g", "c", "g"], SIGN_UP) == 1, "a click is no new impression"
    assert conversions(["v", "g", "v", "g", "g"], SIGN_UP) == 2
    assert conversions(["h", "g", "g"], SIGN_UP) == 1, "nor of who is held out"
    assert conversions(["c", "g", "g"], SIGN_UP) == 1, "whose impression was never told"


def test_each_order_counts() -> None:
    assert conversions(["v", "g", "g", "g"], GOAL) == 3


def test_a_goal_that_is_told_late_counts_for_no_impression_twice() -> None:
    exposure = Exposure("a").after_impression(NOW_MS).after_conversion(NOW_MS + 2)
    assert converted({"hero": exposure}, {"hero": SIGN_UP}, "Signed Up", NOW_MS + 1) == []


@given(st.lists(st.sampled_from("vhcg"), max_size=12))
def test_goals_that_are_no_orders_never_outnumber_impressions(steps: list[str]) -> None:
    steps = ["v", *steps]
    runs = [run for run in "".join(steps).translate({ord("h"): "v", ord("c"): None}).split("v")[1:] if run]
    assert conversions(steps, SIGN_UP) == len(runs)
