"""What is measured against a goal: a row of the table of ``bench.py``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """One figure. ``reached`` is None for a yardstick, which has no goal."""

    what: str
    figure: str
    goal: str = ""
    reached: bool | None = None


def at_least(what: str, ratio: float, goal: float, of: str, told: str) -> Row:
    """A ratio that must not be lower than ``goal``; ``told`` are the figures behind it."""
    return Row(what, f"{ratio:.2f} × {of} ({told})", f"≥ {goal:g} ×", ratio >= goal)


def at_most(what: str, value: float, goal: float, unit: str) -> Row:
    return Row(what, f"{value:.3g} {unit}", f"≤ {goal:g} {unit}", value <= goal)


_VERDICTS = {True: "yes", False: "**no**", None: ""}


def told(row: Row) -> str:
    """A row as a line on a terminal."""
    verdict = {True: "reached", False: "NOT REACHED", None: ""}[row.reached]
    return f"{row.what:44} {row.figure:56} {row.goal:12} {verdict}".rstrip()


def markdown(rows: Iterable[Row]) -> str:
    """The table of a README."""
    lines = [f"| {row.what} | {row.figure} | {row.goal} | {_VERDICTS[row.reached]} |" for row in rows]
    return "\n".join(["| what | measured | goal | reached |", "| --- | --- | --- | --- |", *lines])


BEGIN, END = "<!-- bench -->", "<!-- /bench -->"


def between_marks(document: str, text: str) -> str:
    """``document`` with ``text`` between its two marks, in place of what was there. ValueError where it has none."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the marks {BEGIN} and {END} are missing")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"
