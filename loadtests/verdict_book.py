"""The claims that were checked in a run, and what was wrong: for the summary, and as CSV."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from claims import Claim

EXAMPLES = 5
"""Faults of each claim that are kept in words."""


class WrongAnswer(Exception):
    """An answer that came, and was not right."""


class VerdictBook:
    """Counts of one process."""

    def __init__(self) -> None:
        self.checked: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.examples: list[tuple[str, str]] = []

    def note(self, claims: Iterable[Claim]) -> list[str]:
        """What was wrong, in words."""
        faults = []
        for claim in claims:
            self.checked[claim.about] += 1
            if claim.fault:
                self.wrong[claim.about] += 1
                faults.append(f"{claim.about}: {claim.fault}")
                if self.wrong[claim.about] <= EXAMPLES:
                    self.examples.append(claim)
        return faults

    def write(self, file: Path) -> None:
        """One line for each kind of claim."""
        with file.open("w", newline="", encoding="utf-8") as out:
            rows = csv.writer(out)
            rows.writerow(("claim", "checked", "wrong"))
            rows.writerows((about, count, self.wrong[about]) for about, count in sorted(self.checked.items()))


BOOK = VerdictBook()
"""That of this process, which all its users write."""
