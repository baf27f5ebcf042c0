"""What values a field or a measure can have: what it is, and its bounds or its few words where they are known. Data."""

from __future__ import annotations

import math

import msgspec


class Kind(msgspec.Struct, frozen=True):
    """``name`` is text, number, boolean, list, object or any; the rest narrows that."""

    name: str
    words: tuple[str, ...] = ()
    """Of a text: all that it can be."""
    is_day: bool = False
    """Whether a text is a day, ``2026-11-21``."""
    least: float = -math.inf
    most: float = math.inf
    is_whole: bool = False
    members: Kind | None = None
    """Of a list or an object: of what kind each thing in it is; None where the shop alone knows."""
    keys: dict[str, Kind] = {}
    """Of an object: the names that it can have, where they are known."""

    def __str__(self) -> str:
        """For the README: ``number, 0 to 23``.

        >>> str(Kind("number", least=0, most=23)), str(list_of(TEXT)), str(words("new", "used"))
        ('number, 0 to 23', 'list of texts', 'text: new, used')
        """
        if self.words:
            return f"{self.name}: {', '.join(self.words)}"
        if math.isfinite(self.most):
            return f"{self.name}, {self.least:g} to {self.most:g}"
        return f"{self.name} of {self.members.name}s" if self.members else self.name


ANY = Kind("any")
TEXT = Kind("text")
DAY = Kind("text", is_day=True)
NUMBER = Kind("number")
AMOUNT = Kind("number", least=0)
COUNT = Kind("number", least=0, is_whole=True)
SHARE = Kind("number", least=0, most=1)
BOOLEAN = Kind("boolean")
LIST = Kind("list")
OBJECT = Kind("object")


def words(*words: str) -> Kind:
    """A text that is one of a few."""
    return Kind("text", words=words)


def whole(least: int, most: int) -> Kind:
    """A whole number within bounds, both inclusive."""
    return Kind("number", least=least, most=most, is_whole=True)


def list_of(members: Kind) -> Kind:
    return Kind("list", members=members)


def object_of(members: Kind) -> Kind:
    """An object whose names are the shop's own, and what stands under them is of one kind."""
    return Kind("object", members=members)


def object_with(**keys: Kind) -> Kind:
    """An object that has no other names."""
    return Kind("object", keys=keys)
