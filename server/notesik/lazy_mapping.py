"""A mapping whose members are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from functools import lru_cache
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar

Source = TypeVar("Source")
Maker: TypeAlias = Callable[["LazyMapping[Source]", Source], Any]
"""Makes a member from the mapping that it is in and from what all of it is made of; None where there is none."""


class LazyMapping(dict[str, Any], Generic[Source]):
    """Looks like the dictionary of all its members, in the order of ``makers``, to all who read it by Python's own
    means. Readers written in C (msgspec) see what is made so far: give them ``whole(mapping)``.

    A look-up of what is missing gives None, by ``[]`` too, which is by far the quickest way to a member that is made.
    Nobody may change it. Members must not hold the mapping itself: only the garbage collector could undo that knot.
    """

    __slots__ = ("_source", "makers")

    def __init__(self, makers: Mapping[str, Maker[Source]], source: Source) -> None:
        self.makers = makers
        self._source = source

    def __missing__(self, name: str) -> Any:
        maker = self.makers.get(name)
        if maker is None:
            return None
        value = self[name] = maker(self, self._source)  # None too, so that it is not looked for again
        return value

    def get(self, name: str, default: Any = None, /) -> Any:
        value = self[name]
        return default if value is None else value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self[name] is not None

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.makers if self[name] is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __reversed__(self) -> Iterator[str]:
        return reversed(list(self))

    def keys(self) -> KeysView[str]:  # type: ignore[override]  # dict's are of dictionaries alone
        return KeysView(self)

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        return ValuesView(self)

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        return ItemsView(self)

    def copy(self) -> dict[str, Any]:
        return dict(self)

    def __eq__(self, other: object) -> bool:
        return dict(self) == (dict(other) if isinstance(other, LazyMapping) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __or__(self, other: Any) -> Any:
        return dict(self) | other

    def __ror__(self, other: Any) -> Any:
        return other | dict(self)

    def __repr__(self) -> str:
        return repr(dict(self))

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a lazy mapping is read only")

    pop = popitem = clear = update = setdefault = __delitem__ = __ior__ = _refuse


def whole(value: Any) -> Any:
    """A lazy mapping as a plain dictionary, without lazy ones right inside; any other value as it is."""
    if not isinstance(value, LazyMapping):
        return value
    return {name: whole(member) for name, member in value.items()}


def with_members(mapping: Mapping[str, Any], members: Mapping[str, Any]) -> Mapping[str, Any]:
    """``mapping`` with ``members`` in the place of its own; one that is lazy stays it."""
    if not isinstance(mapping, LazyMapping):
        return {**mapping, **members}
    changed: LazyMapping[Mapping[str, Any]] = LazyMapping(_passing_on((*mapping.makers, *members)), mapping)
    for name, member in members.items():
        changed[name] = member
    return changed


@lru_cache(maxsize=64)
def _passing_on(names: tuple[str, ...]) -> Mapping[str, Maker[Mapping[str, Any]]]:
    def passing_on(name: str) -> Maker[Mapping[str, Any]]:
        return lambda _, source: source[name]

    return {name: passing_on(name) for name in names}
