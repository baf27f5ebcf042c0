"""What delivery costs in each currency."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

from notesik.money import to_minor


class Shipping(NamedTuple):
    """In minor units of the shop's currency."""

    cost_minor: int
    free_from_minor: int


def read_shipping(file: Path, currency: str) -> Shipping:
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    terms = table["by_currency"].get(currency, table["other"])
    return Shipping(to_minor(terms["cost"], currency), to_minor(terms["free_from"], currency))
