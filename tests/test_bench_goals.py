"""The table of what is measured against a goal."""

from __future__ import annotations

import pytest

from goals import Row, at_least, at_most, between_marks, markdown, told


def test_a_goal_is_reached_up_to_the_very_figure() -> None:
    assert at_least("visits", 0.5, 0.5, "bare", "500 of 1,000/s") == Row(
        "visits", "0.50 × bare (500 of 1,000/s)", "≥ 0.5 ×", reached=True
    )
    assert at_least("visits", 0.499, 0.5, "bare", "").reached is False
    assert [at_most("start", seconds, 1.5, "s").reached for seconds in (1.5, 1.51)] == [True, False]


def test_a_table_says_which_goals_were_missed_and_gives_yardsticks_no_verdict() -> None:
    rows = [Row("bare", "9/s"), Row("start", "2 s", "≤ 1.5 s", reached=False), Row("size", "1", "≤ 2", reached=True)]
    assert markdown(rows).splitlines()[2:] == [
        "| bare | 9/s |  |  |",
        "| start | 2 s | ≤ 1.5 s | **no** |",
        "| size | 1 | ≤ 2 | yes |",
    ]
    assert ["NOT" in told(row) for row in rows] == [False, True, False]
    assert told(rows[0]) == told(rows[0]).rstrip()


def test_the_table_takes_the_place_of_the_last_one_and_leaves_the_rest() -> None:
    document = "before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n"
    once = between_marks(document, "new")
    assert once == "before\n<!-- bench -->\nnew\n<!-- /bench -->\nafter\n"
    assert between_marks(once, "new") == once


@pytest.mark.parametrize("document", ["", "<!-- bench -->", "<!-- /bench -->"])
def test_a_document_without_the_marks_is_not_written_to(document: str) -> None:
    with pytest.raises(ValueError, match="marks"):
        between_marks(document, "new")
