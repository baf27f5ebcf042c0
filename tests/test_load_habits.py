"""The load's shoppers: habits, what they plan, and how many there are when."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habits import Habits, drawn, read_habits
from loopback import Elsewhere, only_loopback
from plans import Step, plan_session, shelves_of
from running_shop import own_products
from shapes import MAX_SECONDS, MAX_USERS, SHAPES, Shape

SESSIONS = 4000


@pytest.fixture(scope="module")
def habits() -> Habits:
    return read_habits()


@pytest.fixture(scope="module")
def planned(habits: Habits) -> list[tuple[Step, ...]]:
    """Sessions of shoppers with an empty cart, always the same."""
    dice, shelves = Random(5), shelves_of(own_products())
    return [plan_session(habits, shelves, dice, has_cart=False) for _ in range(SESSIONS)]


def share(planned: list[tuple[Step, ...]], *kinds: str) -> float:
    return sum(any(step.what in kinds for step in steps) for steps in planned) / SESSIONS


def test_shares_add_up(habits: Habits) -> None:
    assert sum(habits.landings.values()) == pytest.approx(1)
    assert sum(habits.sources.values()) == pytest.approx(1)
    chances = (habits.view, habits.add_after_view, habits.checkout_after_add, habits.order_after_checkout)
    assert all(0 < chance < 1 for chance in (*chances, habits.checkout_of_old_cart, habits.returning))
    for quantiles in (habits.views, habits.adds, habits.think_s):
        assert list(quantiles) == sorted(quantiles)


def test_planned_sessions_have_the_measured_funnel(habits: Habits, planned: list[tuple[Step, ...]]) -> None:
    added = habits.view * habits.add_after_view
    paying = added * habits.checkout_after_add
    assert share(planned, "product", "tabs") == pytest.approx(habits.view, abs=0.03)
    assert share(planned, "add") == pytest.approx(added, abs=0.02)
    assert share(planned, "checkout") == pytest.approx(paying, abs=0.02)
    assert share(planned, "order") == pytest.approx(paying * habits.order_after_checkout, abs=0.01)


def test_planned_sessions_are_about_as_long_as_the_measured(habits: Habits, planned: list[tuple[Step, ...]]) -> None:
    pages = sum(2 if step.what == "tabs" else 1 for steps in planned for step in steps if step.what != "add")
    assert pages / SESSIONS == pytest.approx(habits.mean_pages, rel=0.35)


def test_who_pays_has_been_to_the_cart_and_adds_only_what_they_saw(planned: list[tuple[Step, ...]]) -> None:
    for steps in planned:
        kinds = [step.what for step in steps]
        assert "checkout" not in kinds or kinds[kinds.index("checkout") - 1] == "cart"
        assert "order" not in kinds or kinds[-2:] == ["checkout", "order"]
        seen = {product.id for step in steps if step.what in ("product", "tabs") for product in step.products}
        assert all(step.products[0].id in seen for step in steps if step.what == "add")
        assert kinds[0] not in ("tabs", "add", "cart")


def test_an_old_cart_is_sometimes_paid(habits: Habits) -> None:
    dice, shelves = Random(5), shelves_of(own_products())
    sessions = [plan_session(habits, shelves, dice, has_cart=True) for _ in range(SESSIONS)]
    old = [steps for steps in sessions if not any(step.what == "add" for step in steps)]
    assert any(step.what == "checkout" for steps in old for step in steps)


@given(st.lists(st.floats(0, 1000), min_size=5, max_size=5).map(sorted), st.integers())
def test_what_is_drawn_lies_between_the_quantiles(quantiles: list[float], seed: int) -> None:
    assert quantiles[0] - 1e-9 <= drawn(quantiles, Random(seed)) <= quantiles[-1] + 1e-9


def test_nobody_thinks_longer_than_their_patience(habits: Habits) -> None:
    dice = Random(1)
    times_s = [habits.think_time_s(dice) for _ in range(1000)]
    assert max(times_s) == habits.assumed["patience_s"]
    assert min(times_s) > 0


@given(st.sampled_from(sorted(SHAPES)), st.integers(1, MAX_SECONDS), st.integers(1, MAX_USERS), st.floats(0, 2))
def test_shapes_are_bounded_in_time_and_users(name: str, seconds: int, users: int, share: float) -> None:
    found = Shape(name, seconds, users).users_at(share * seconds)
    assert found is None if share >= 1 else found is None or 1 <= found <= users
    assert Shape(name, seconds, users).users_at(seconds * 0.6) is not None


def test_a_ramp_rises_a_soak_stays_and_a_spike_comes_and_goes() -> None:
    def users(name: str) -> list[int | None]:
        return [Shape(name, 100, 100).users_at(second) for second in (5, 20, 50, 80, 99, 100)]

    assert users("ramp") == [6, 25, 62, 100, 100, None]
    assert users("soak") == [50, 100, 100, 100, 100, None]
    assert users("spike") == [20, 20, 100, 20, 20, None]


@pytest.mark.parametrize(
    ("name", "seconds", "users", "word"),
    [("wave", 10, 10, "wave"), ("ramp", MAX_SECONDS + 1, 10, "seconds"), ("soak", 10, MAX_USERS + 1, "users")],
)
def test_a_shape_out_of_bounds_is_refused(name: str, seconds: int, users: int, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Shape(name, seconds, users)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9"])
def test_a_load_may_go_to_this_machine(url: str) -> None:
    assert only_loopback(url) == url


@pytest.mark.parametrize("url", ["https://shop.example", "http://192.168.0.4:80", "http://localhost.example", ""])
def test_a_load_may_not_go_elsewhere(url: str) -> None:
    with pytest.raises(Elsewhere):
        only_loopback(url)
