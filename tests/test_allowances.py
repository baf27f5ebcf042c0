"""How often something may be asked for."""

from __future__ import annotations

from notesik.allowances import Allowance


def test_calls_are_allowed_until_the_limit_and_again_in_the_next_period() -> None:
    allowance = Allowance(calls=2, period_ms=100)
    assert [allowance.wait_ms("anna", at_ms) for at_ms in (0, 10, 20, 99, 100)] == [0, 0, 80, 1, 0]


def test_each_asker_has_an_allowance_of_their_own() -> None:
    allowance = Allowance(calls=1, period_ms=100)
    assert [allowance.wait_ms(asker, 0) for asker in ("anna", "ben", "anna")] == [0, 0, 100]


def test_of_too_many_askers_the_one_whose_period_began_first_is_forgotten_however_often_they_ask() -> None:
    allowance = Allowance(calls=2, period_ms=100, askers=2)
    for at_ms, asker in enumerate(["anna", "ben", "anna", "cleo"]):
        assert allowance.wait_ms(asker, at_ms) == 0
    assert [allowance.wait_ms("ben", at_ms) for at_ms in (10, 11)] == [0, 90]
    assert allowance.wait_ms("anna", 12) == 0


def test_who_asks_on_in_a_new_period_is_not_the_first_to_be_forgotten() -> None:
    allowance = Allowance(calls=1, period_ms=100, askers=2)
    for at_ms, asker in ((0, "anna"), (50, "ben"), (100, "anna"), (101, "cleo")):
        assert allowance.wait_ms(asker, at_ms) == 0
    assert (allowance.wait_ms("anna", 102), allowance.wait_ms("ben", 102)) == (98, 0)


def test_no_more_askers_are_remembered_than_fit() -> None:
    allowance = Allowance(calls=1, period_ms=100, askers=2)
    assert [allowance.wait_ms(asker, 0) for asker in ("anna", "ben", "cleo", "ben", "anna")] == [0, 0, 0, 100, 0]
