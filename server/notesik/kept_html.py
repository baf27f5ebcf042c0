"""HTML that was rendered once and is kept for all who would be shown the very same.

A template is a pure function of what it looks at. Those who read one language and pay in one currency share most of
that: it is worked out once (``Reading``). What is left is the mark of a visitor's view, and the same mark is the same
HTML. A template that looks at more than its mark tells (``Glance``) is rendered anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from notesik.parameter_types import Moment, Value
from notesik.widget_scenes import Scene

MAX_KEPT = 200
"""Of one look in one language: the oldest go first."""
PLAIN = frozenset({"language", "direction", "currency", "time_zone", "placement", "inbox"})
"""What of a scene is the same for all of a reading, or part of every mark."""


class Glance:
    """A scene that remembers what of it was looked at."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.seen: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.seen.add(name)
        return getattr(self._scene, name)


class _WatchedTags(Mapping[str, Any]):
    """Tags that remember whether anything was looked up in them."""

    def __init__(self) -> None:
        self.are_read = False

    def __getitem__(self, key: str) -> Any:
        self.are_read = True
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        self.are_read = True
        return iter(())

    def __len__(self) -> int:
        self.are_read = True
        return 0


class Same:
    """A thing that stands for itself alone: as quick to look up as its address, however much it holds."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.thing is other.thing

    def __hash__(self) -> int:
        return id(self.thing)


class Reading:
    """One campaign's widget for all who read one language and pay in one currency: those of ``moment``.

    ``fixed`` are the values that are the same for each of them, ``varying`` those with merge tags.
    """

    def __init__(
        self,
        direction: str,
        values: Mapping[str, Value],
        moment: Moment,
        words: Mapping[str, Any],
        *,
        is_plural: bool = False,
    ) -> None:
        """With ``is_plural`` the texts go by a number, too, so that none is fixed."""
        self.direction: Final = direction
        self.moment: Final = moment
        self.words: Final = words
        self.fixed: Final[dict[str, Any]] = {}
        self.varying: Final[dict[str, Value]] = {}
        for name, value in values.items():
            tags = _WatchedTags()
            made = value(replace(moment, tags=tags))
            if tags.are_read or is_plural:
                self.varying[name] = value
            else:
                self.fixed[name] = made
        self._kept: dict[Hashable, str | None] = {}

    def html(self, mark: tuple[Hashable, ...], render: Callable[[], tuple[str, bool]]) -> str:
        """What is kept under ``mark``; else what ``render`` makes, with whether it may be kept."""
        kept = self._kept
        try:
            html = kept.get(mark, _UNKNOWN)
        except TypeError:  # a list with merge tags in it has no hash
            return render()[0]
        if html is None:
            return render()[0]
        if html is not _UNKNOWN:
            return html
        made, may_be_kept = render()
        if len(kept) >= MAX_KEPT:
            del kept[next(iter(kept))]
        kept[mark] = made if may_be_kept else None
        return made


_UNKNOWN: Final = "\0"
