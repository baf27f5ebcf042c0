"""Looking up a field of a context document, and testing it, compiled per path.

Every visit does this thousands of times, and each call of a function is a good part of what it costs. So a look-up or
test is one function without loops, made from a template for the depth of its path and for how its value is tested.
Templates are our own words alone: keys and expected values come in as variables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from notesik.lazy_mapping import LazyMapping
from notesik.operators import OPERATORS
from notesik.predicates import Predicate, all_of

Context = Mapping[str, Any]
Getter = Callable[[Context], Any]
Test = Callable[[Context], bool]


def compile_path(path: str) -> Getter:
    """A look-up of the dotted path in nested mappings; what is missing is None.

    >>> compile_path("page.type")({"page": {"type": "home"}}), compile_path("a.b.c")({"a": 1})
    ('home', None)
    """
    return field_function(path, "value")


def field_fits(path: str, predicate: Predicate) -> Test:
    """A test that the predicate holds for the field."""
    return field_function(path, "fits(value)", fits=predicate)


def field_test(path: str, operators: Mapping[str, Any]) -> Test:
    """A test that all of the operators, by name, hold for the field; raises what they raise."""
    predicates = [OPERATORS[name](expected) for name, expected in operators.items()]
    if len(operators) == 1:
        [(name, expected)] = operators.items()
        verdict = _VERDICTS.get((name, expected.__class__))
        if verdict is not None:
            fits = predicates[0]
            return field_function(path, verdict, fits=fits, expected=expected, nothing_fits=fits(None))
    return field_fits(path, all_of(predicates))


_IS_NUMBER = "(kind := value.__class__) is int or kind is float"
_ORDERS = {"$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="}
_VERDICTS: dict[tuple[str, type], str] = {
    **{
        (name, kind): f"value {sign} expected if {_IS_NUMBER} else nothing_fits if value is None else fits(value)"
        for name, sign in _ORDERS.items()
        for kind in (int, float)
    },
    **{("$eq", kind): "value is expected" for kind in (bool, type(None))},
    **{("$eq", kind): "value == expected and value.__class__ is not bool" for kind in (int, float)},
    ("$eq", str): "True if value == expected else False",  # which is quicker than bool(…)
}
"""By operator and type of the argument: how a value is tested without a call in nearly all cases."""


def field_function(path: str, result: str, **variables: object) -> Callable[[Context], Any]:
    """A function of the field: ``result`` is Python for what it makes of the ``value``, with the ``variables``.

    ``result`` is a constant of this program. What somebody else has written can only be a variable.
    """
    keys = path.split(".")
    return _maker(min(len(keys), _MOST_LEVELS + 1), result, tuple(variables))(keys, *variables.values())


@cache
def _maker(depth: int, result: str, variables: tuple[str, ...]) -> Callable[..., Callable[[Context], Any]]:
    """Makes functions of fields from keys and variables; a depth of ``_MOST_LEVELS`` + 1 stands for more, too."""
    levels = _LEVELS[:depth] if depth <= _MOST_LEVELS else [_LEVELS[0], _ANY_LEVELS]
    source = _FUNCTION.format(
        parameters=", ".join(("keys", *variables)),
        keys=_KEYS[depth - 1],
        steps="\n        ".join(levels),
        result=result,
    )
    names: dict[str, Any] = {"LazyMapping": LazyMapping, "member": _member}
    exec(source, names)  # noqa: S102 - the templates of this module, in which nothing from outside is put
    make: Callable[..., Callable[[Context], Any]] = names["make"]
    return make


_FUNCTION = """
def make({parameters}):
    {keys} = keys
    def function(value):
        {steps}
        return {result}
    return function
"""
_KEYS = ("[first]", "[first, second]", "[first, second, third]", "[first, *others]")
_NEXT = (
    "value = value.get({key}) if (kind := value.__class__) is dict else "
    "value[{key}] if kind is LazyMapping else None if value is None else member(value, {key})"
)
_LEVELS = (
    "value = value[first] if value.__class__ is LazyMapping else value.get(first)",
    _NEXT.format(key="second"),
    _NEXT.format(key="third"),
)
_MOST_LEVELS = len(_LEVELS)
_ANY_LEVELS = f"for key in others: {_NEXT.format(key='key')}"


def _member(value: object, key: str) -> Any:
    return value.get(key) if isinstance(value, _MAPPINGS) else None


_MAPPINGS = (dict, Mapping)
"""All mappings; the most common first, since it is told much faster."""
