"""How often something may be asked for."""

from __future__ import annotations

from notesik.allowances import Allowance


def test_calls_are_allowed_until_the_limit_and_again_in_the_next_period() -> None:
    allowance = Allowance(calls=2, period_ms=100)
    assert [allowance.wait_ms("anna", at_ms) for at_ms in (0, 10, 20, 99, 100)] == [0, 0, 80, 1, 0]


def test_each_asker_has_an_allowance_of_their_own() -> None:
    allowance = Allowance(calls=1, period_ms=100)
    assert [allowance.wait_ms(asker, 0) for asker in ("anna", "ben", "anna")] == [0, 0, 100]


def test_no_more_askers_are_remembered_than_fit() -> None:
    allowance = Allowance(calls=1, period_ms=100, askers=2)
    assert [allowance.wait_ms(asker, 0) for asker in ("anna", "ben", "cleo", "ben", "anna")] == [0, 0, 0, 100, 0]
