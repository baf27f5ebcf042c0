"""The parameters a widget declares: what a campaign may write for each, and the value its template gets.

A campaign is checked and compiled once, when it is read. Rendering only calls the compiled values, each
with the ``Moment`` it is rendered for. Addresses are checked twice: as written, and again after merge tags went in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from notesik.documents import describe, join_path, suggestion
from notesik.errors import Fault
from notesik.parameter_texts import TEXTS
from notesik.parameter_types import Moment, Parameter, ParameterType, Value
from notesik.parameter_values import VALUES


def parameter_faults(declared: Mapping[str, Parameter], given: object, path: str = "") -> list[Fault]:
    """Every fault of ``given``, a campaign's mapping of parameters that stands at ``path``."""
    if not isinstance(given, Mapping):
        return [Fault(path, f"expected a mapping of parameters, got {describe(given)}")]
    faults = [
        Fault(join_path(path, str(name)), f"unknown parameter{suggestion(str(name), declared)}")
        for name in given
        if name not in declared
    ]
    for name, parameter in declared.items():
        value = given.get(name)
        if value is not None:
            faults += TYPES[parameter.type].check(parameter, value, join_path(path, name))
        if parameter.required and value in (None, "", {}, []):
            faults.append(Fault(join_path(path, name), "is missing"))
    return faults


def compile_parameters(declared: Mapping[str, Parameter], given: Mapping[str, Any]) -> dict[str, Value]:
    """A value for every declared parameter; ``given`` has passed ``parameter_faults``."""
    values: dict[str, Value] = {}
    for name, parameter in declared.items():
        value = given.get(name)
        value = parameter.default if value is None else value
        values[name] = TYPES[parameter.type].compile(parameter, value) if value is not None else _nothing
    return values


def _nothing(moment: Moment) -> None:
    return None


def _check_fields(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    yield from parameter_faults(parameter.fields, value, path)
    needed = parameter.needs_one_of
    if needed and isinstance(value, Mapping) and all(value.get(name) in (None, "", {}, False) for name in needed):
        yield Fault(path, f"says nothing to do; needs one of {', '.join(needed)}")


def _compile_fields(parameter: Parameter, value: Any) -> Value:
    fields = compile_parameters(parameter.fields, value)
    return lambda moment: {name: field(moment) for name, field in fields.items()}


def _check_items(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, list | tuple):
        yield Fault(path, f"expected a list, got {describe(value)}")
        return
    if len(value) > parameter.max_items:
        yield Fault(path, f"may have {parameter.max_items} items at most, has {len(value)}")
    for index, item in enumerate(value):
        yield from _check_fields(parameter, item, f"{path}[{index}]")


def _compile_items(parameter: Parameter, value: Any) -> Value:
    """A list of mappings, each with all of the declared fields."""
    items = [_compile_fields(parameter, item) for item in value]
    return lambda moment: [item(moment) for item in items]


TYPES: dict[str, ParameterType] = {
    **TEXTS,
    **VALUES,
    "list": ParameterType(_check_items, _compile_items),
    "mapping": ParameterType(_check_fields, _compile_fields),
}
