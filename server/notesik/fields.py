"""Looking up a field of a context document, compiled per path.

Most conditions test a field one or two levels deep, on every visit and for every campaign, so these two depths have
closures of their own: half the time of a loop over the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from notesik.predicates import Predicate

Context = Mapping[str, Any]
Getter = Callable[[Context], Any]
Test = Callable[[Context], bool]


def compile_path(path: str) -> Getter:
    """A look-up of the dotted path in nested mappings; what is missing is None.

    >>> compile_path("page.type")({"page": {"type": "home"}}), compile_path("a.b.c")({"a": 1})
    ('home', None)
    """
    keys = path.split(".")
    if len(keys) == 1:
        return lambda context: context.get(path)
    if len(keys) == 2:
        outer, inner = keys

        def get_second_level(context: Context) -> Any:
            value = context.get(outer)
            return value.get(inner) if value.__class__ is dict else _member(value, inner)

        return get_second_level

    def get(context: Context) -> Any:
        value: Any = context
        for key in keys:
            value = value.get(key) if value.__class__ is dict else _member(value, key)
        return value

    return get


def field_fits(path: str, predicate: Predicate) -> Test:
    """A test that the predicate holds for the field."""
    keys = path.split(".")
    if len(keys) == 1:
        return lambda context: predicate(context.get(path))
    if len(keys) == 2:
        outer, inner = keys

        def second_level_fits(context: Context) -> bool:
            value = context.get(outer)
            return predicate(value.get(inner) if value.__class__ is dict else _member(value, inner))

        return second_level_fits
    get = compile_path(path)
    return lambda context: predicate(get(context))


def field_is_text(path: str, text: str) -> Test:
    """A test that the field is the text: by far the most common condition."""
    keys = path.split(".")
    if len(keys) == 1:
        return lambda context: bool(context.get(path) == text)
    if len(keys) == 2:
        outer, inner = keys

        def second_level_is_text(context: Context) -> bool:
            value = context.get(outer)
            return bool((value.get(inner) if value.__class__ is dict else _member(value, inner)) == text)

        return second_level_is_text
    get = compile_path(path)
    return lambda context: bool(get(context) == text)


def _member(value: object, key: str) -> Any:
    return value.get(key) if isinstance(value, _MAPPINGS) else None


_MAPPINGS = (dict, Mapping)
"""All mappings; the most common first, since it is told much faster."""
