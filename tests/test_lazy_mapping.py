from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from notesik.lazy_mapping import LazyMapping, Maker, whole, with_members

MADE: list[str] = []


def making(name: str, value: object) -> Maker[int]:
    def make(_: LazyMapping[int], source: int) -> object:
        MADE.append(name)
        return value if value is None else (value, source)

    return make


MAKERS = {name: making(name, value) for name, value in {"one": "a", "none": None, "two": "b"}.items()}
WHOLE = {"one": ("a", 7), "two": ("b", 7)}


def lazy() -> LazyMapping[int]:
    MADE.clear()
    return LazyMapping(MAKERS, 7)


def test_a_member_is_made_once_and_only_when_it_is_asked_for() -> None:
    mapping = lazy()
    assert mapping["two"] == mapping.get("two") == ("b", 7)
    assert (mapping["none"], mapping.get("none", 0)) == (None, 0)
    assert MADE == ["two", "none"]
    assert (mapping["three"], mapping.get("three", 3)) == (None, 3)


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (dict, WHOLE),
        (lambda mapping: {"first": 1, **mapping}, {"first": 1, **WHOLE}),
        (lambda mapping: mapping | {"last": 1}, {**WHOLE, "last": 1}),
        (lambda mapping: {"first": 1} | mapping, {"first": 1, **WHOLE}),
        (lambda mapping: mapping.copy(), WHOLE),
        (list, ["one", "two"]),
        (lambda mapping: list(reversed(mapping)), ["two", "one"]),
        (lambda mapping: list(mapping.keys()), list(WHOLE)),
        (lambda mapping: list(mapping.values()), list(WHOLE.values())),
        (lambda mapping: list(mapping.items()), list(WHOLE.items())),
        (len, 2),
        (bool, True),
        (repr, repr(WHOLE)),
        (lambda mapping: [name in mapping for name in ("one", "none", "three", 1)], [True, False, False, False]),
        (lambda mapping: [mapping == WHOLE, dict(WHOLE) == mapping, mapping == LazyMapping(MAKERS, 7)], [True] * 3),
        (lambda mapping: [mapping != WHOLE, mapping == {}, mapping == LazyMapping(MAKERS, 8)], [False] * 3),
        (lambda mapping: bool(LazyMapping({}, 7)), False),
    ],
)
def test_who_looks_at_all_of_it_sees_all_that_there_is(read: Callable[[Any], Any], found: object) -> None:
    assert read(lazy()) == found
    half_made = lazy()
    assert half_made["two"]
    assert read(half_made) == found


@pytest.mark.parametrize(
    "change",
    [
        lambda mapping: mapping.pop("one"),
        lambda mapping: mapping.update(one=1),
        lambda mapping: mapping.setdefault("one", 1),
        lambda mapping: mapping.__ior__({"one": 1}),
    ],
)
def test_nobody_may_change_it(change: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="read only"):
        change(lazy())


def test_as_a_whole_it_is_a_plain_dictionary_of_plain_dictionaries() -> None:
    inner: dict[str, Maker[int]] = {"inner": lambda _, source: LazyMapping(MAKERS, source)}
    found = whole(LazyMapping(inner, 7))
    assert found == {"inner": WHOLE}
    assert [type(found), type(found["inner"])] == [dict, dict]
    assert whole([1]) == [1]


def test_with_other_members_it_stays_lazy() -> None:
    before = lazy()
    changed = with_members(before, {"one": 1, "three": 3})
    assert (changed["one"], changed["three"], MADE) == (1, 3, [])
    assert changed == {"one": 1, "two": ("b", 7), "three": 3}
    assert before == WHOLE
    assert with_members({"one": 0, "two": 2}, {"one": 1}) == {"one": 1, "two": 2}
