"""Columns of an index of bits: for each value of a field, which of many rows are content with it.

A set of rows is one whole number, whose bits are the rows. So thousands of rows are joined in one operation of the
interpreter: a bitmap index (O'Neil and Quass, "Improved Query Performance with Variant Indexes", SIGMOD 1997).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from operator import or_
from typing import Any

from notesik.fields import Context, field_function
from notesik.predicates import as_number

Column = Callable[[Context], int]
"""The rows that are content with a context."""

SELDOM_BYTES = 64
"""A set holds a bit for every row. It is kept if that is at most so many bytes for each row in it; else the numbers."""
MOST_STEPS = 64
"""Into how many steps bounds are rounded."""


def set_of(numbers: Iterable[int]) -> int:
    rows = 0
    for number in numbers:
        rows |= 1 << number
    return rows


class Sets:
    """Sets of rows by a key. For most keys few of all ``count`` rows may be meant: then their numbers take less memory
    than a bit for each row, and the set is made when it is asked for."""

    __slots__ = ("_often", "_seldom")

    def __init__(self, rows: Mapping[Any, Sequence[int]], count: int) -> None:
        least = count / 8 / SELDOM_BYTES
        self._often = {key: set_of(numbers) for key, numbers in rows.items() if len(numbers) >= least}
        self._seldom = {key: tuple(numbers) for key, numbers in rows.items() if len(numbers) < least}

    def of(self, key: Any) -> int:
        """No rows where none are meant."""
        often = self._often.get(key)
        return set_of(self._seldom.get(key, ())) if often is None else often


def column_of_values(path: str, wanted: Mapping[Any, Sequence[int]], free: int) -> Column:
    """By each value, the rows that want it, or a list that holds it; ``free`` rows are content with any."""
    all_rows = free | or_all(map(set_of, wanted.values()), 0)
    least = all_rows.bit_length() / 8 / SELDOM_BYTES
    sets = {value: free | set_of(numbers) for value, numbers in wanted.items() if len(numbers) >= least}
    seldom = {value: numbers for value, numbers in wanted.items() if len(numbers) < least}

    def content_with(value: Any) -> int:
        return free | set_of(seldom[value]) if value in seldom else sets.get(value, free)

    def content(value: Any) -> int:
        kind = value.__class__
        if kind is list or kind is tuple:
            # Mappings and lists among the items equal no value, and most could not be looked up.
            scalars = (item for item in value if item.__class__.__hash__ is not None and item.__class__ is not tuple)
            return or_all(map(content_with, scalars), free)
        return free if kind.__hash__ is None else content_with(value)

    if seldom:
        return field_function(path, "content(value)", content=content)
    at_once = "sets.get(value, free) if value.__class__ is str or value is None else content(value)"
    return field_function(path, at_once, content=content, sets=sets, free=free)


def column_of_slots(wanted: Mapping[str, Sequence[int]], free: int) -> Callable[[Iterable[str]], int]:
    """By the slots of a page, the rows that want one of them."""
    sets = Sets(wanted, max((row for rows in wanted.values() for row in rows), default=0))

    def content(slots: Iterable[str]) -> int:
        rows = free
        for slot in slots:
            rows |= sets.of(slot)
        return rows

    return content


def column_of_least(path: str, wanted: Mapping[float, Sequence[int]], free: int) -> Column:
    """The rows that want at least so much, and perhaps a few that want a little more."""
    bounds = sorted(wanted)
    steps = _steps(bounds)
    # A bound counts from the step at or below it.
    added = _sets_by_step(wanted, [bisect_right(steps, bound) - 1 for bound in bounds], len(steps))
    content = list(accumulate(added, or_, initial=free))
    return _by_number(path, bisect_right, steps, content, free=free, every=content[-1])


def column_of_most(path: str, wanted: Mapping[float, Sequence[int]], free: int) -> Column:
    """The rows that want at most so much, and perhaps a few that want a little less."""
    bounds = sorted(wanted)
    steps = _steps(bounds[::-1])[::-1]
    # A bound counts up to the step at or above it.
    added = _sets_by_step(wanted, [bisect_left(steps, bound) for bound in bounds], len(steps))
    content = list(accumulate(reversed(added), or_, initial=free))[::-1]
    return _by_number(path, bisect_left, steps, content, free=free, every=content[0])


def _steps(bounds: Sequence[float]) -> list[float]:
    """So many of ``bounds`` at even distances, with the first."""
    return list(bounds[:: -(-len(bounds) // MOST_STEPS)])


def _sets_by_step(wanted: Mapping[float, Sequence[int]], step_of: Sequence[int], count: int) -> list[int]:
    added = [0] * count
    for bound, step in zip(sorted(wanted), step_of, strict=True):
        added[step] |= set_of(wanted[bound])
    return added


def _by_number(
    path: str,
    place: Callable[[list[float], float], int],
    steps: list[float],
    content: list[int],
    *,
    free: int,
    every: int,
) -> Column:
    """``content`` is that of the places between the ``steps``. What is no number is content with no bound; of what
    cannot be ordered, all rows have to be looked at."""

    def of_others(value: Any) -> int:
        number = as_number(value)
        if number is None:
            return free
        return content[place(steps, number)] if number == number else every  # only NaN is not itself

    at_once = "content[place(steps, value)] if value.__class__ is int else of_others(value)"
    return field_function(path, at_once, content=content, place=place, steps=steps, of_others=of_others)


def or_all(sets: Iterable[int], start: int) -> int:
    for rows in sets:
        start |= rows
    return start
