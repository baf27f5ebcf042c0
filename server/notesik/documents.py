"""Reading documents that people write (campaigns, widgets, settings): strict, and all faults at once.

A document is plain data as JSON, YAML or TOML give it. Its shape is a msgspec Struct, and this module walks both
together, because msgspec alone stops at the first fault. A type of one's own takes part by a class method
``parse(value: object)`` that raises ``ValueError`` with the sentence for the reader.
"""

from __future__ import annotations

import datetime
import difflib
import functools
import math
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast

import msgspec
from msgspec import inspect as shapes

from notesik.errors import Fault

T = TypeVar("T")
Check = Callable[[Any, Any, str], Iterator[Fault]]


def read_document(document: object, type: type[T], path: str = "") -> tuple[T | None, list[Fault]]:
    """The document as ``type``, or None and every fault in it, each with its path (``variants[0].widget``)."""
    faults = list(_faults(_shape(cast(Hashable, type)), document, path))
    if faults:
        return None, faults
    try:
        return msgspec.convert(document, type, dec_hook=_parse_own_type), []
    except msgspec.ValidationError as error:  # a rule of msgspec's that the walk below does not know
        return None, [Fault(path, str(error))]


def join_path(path: str, key: str) -> str:
    """``condition`` and ``price`` make ``condition.price``; at the top the key stands alone."""
    return f"{path}.{key}" if path else key


def suggestion(word: str, known: Iterable[str]) -> str:
    """A hint to append to a fault: ``, did you mean "weight"?``, or nothing when no known word is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f', did you mean "{near[0]}"?' if near else ""


def describe(value: object) -> str:
    """What a value is, in the words of someone who writes YAML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    for types, words in _WORDS_FOR_VALUES:
        if isinstance(value, types):
            return words
    return f"a {value.__class__.__name__}"


_WORDS_FOR_VALUES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (str, "text"),
    (type(None), "nothing"),
    ((list, tuple), "a list"),
    (dict, "a mapping"),
    ((datetime.date, datetime.time), "a date"),
)

_WORDS_FOR_TYPES: dict[type[shapes.Type], str] = {
    shapes.StrType: "text",
    shapes.IntType: "a whole number",
    shapes.FloatType: "a number",
    shapes.BoolType: "true or false",
    shapes.NoneType: "nothing",
    shapes.ListType: "a list",
    shapes.VarTupleType: "a list",
    shapes.SetType: "a list",
    shapes.FrozenSetType: "a list",
    shapes.DictType: "a mapping",
    shapes.StructType: "a mapping",
}


@functools.cache
def _shape(type: Hashable) -> shapes.Type:
    return shapes.type_info(type)


def _parse_own_type(type: type[Any], value: object) -> object:
    return type.parse(value)


def _faults(shape: shapes.Type, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(shape, shapes.Metadata):
        return _CHECKS[shape.__class__](shape, value, path)
    # ``Meta(description=…)`` says in words what a pattern or a limit is about.
    description = (shape.extra_json_schema or {}).get("description", "")
    return _explained(_faults(shape.type, value, path), path, description)


def _explained(faults: Iterator[Fault], path: str, description: str) -> Iterator[Fault]:
    for fault in faults:
        is_own = description and fault.path == path
        yield Fault(path, f"{fault.message} ({description})") if is_own else fault


def _expected(words: str, value: object, path: str) -> Fault:
    hint = "; put it in quotes" if words == "text" and not isinstance(value, list | dict | None) else ""
    return Fault(path, f"expected {words}, got {describe(value)}{hint}")


def _check_any(shape: shapes.Type, value: object, path: str) -> Iterator[Fault]:
    return iter(())


def _check_none(shape: shapes.Type, value: object, path: str) -> Iterator[Fault]:
    if value is not None:
        yield _expected("nothing", value, path)


def _check_bool(shape: shapes.BoolType, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield _expected("true or false", value, path)


def _check_text(shape: shapes.StrType, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield _expected("text", value, path)
        return
    yield from _check_length(shape, value, path, "characters")
    if shape.pattern and not re.search(shape.pattern, value):
        yield Fault(path, "does not fit the pattern " + shape.pattern.removeprefix(r"\A").removesuffix(r"\Z"))


def _check_number(shape: shapes.IntType | shapes.FloatType, value: object, path: str) -> Iterator[Fault]:
    is_whole = isinstance(shape, shapes.IntType)
    if isinstance(value, bool) or not isinstance(value, int if is_whole else int | float):
        yield Fault(path, f"expected {_WORDS_FOR_TYPES[shape.__class__]}, got {describe(value)}")
    elif not math.isfinite(value):
        yield Fault(path, "expected a finite number")
    elif shape.ge is not None and value < shape.ge:
        yield Fault(path, f"must be at least {shape.ge:g}")
    elif shape.gt is not None and value <= shape.gt:
        yield Fault(path, f"must be more than {shape.gt:g}")
    elif shape.le is not None and value > shape.le:
        yield Fault(path, f"must be at most {shape.le:g}")
    elif shape.lt is not None and value >= shape.lt:
        yield Fault(path, f"must be less than {shape.lt:g}")


def _check_length(shape: Any, value: Any, path: str, unit: str) -> Iterator[Fault]:
    if shape.min_length is not None and len(value) < shape.min_length:
        yield Fault(path, "must not be empty" if shape.min_length == 1 else f"needs {shape.min_length} {unit} or more")
    if shape.max_length is not None and len(value) > shape.max_length:
        yield Fault(path, f"may have {shape.max_length} {unit} at most, has {len(value)}")


def _check_list(shape: shapes.CollectionType, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, list | tuple):
        yield _expected("a list", value, path)
        return
    yield from _check_length(shape, value, path, "items")
    for index, item in enumerate(value):
        yield from _faults(shape.item_type, item, f"{path}[{index}]")


def _check_tuple(shape: shapes.TupleType, value: object, path: str) -> Iterator[Fault]:
    count = len(shape.item_types)
    if not isinstance(value, list | tuple):
        yield _expected(f"a list of {count}", value, path)
        return
    if len(value) != count:
        yield Fault(path, f"needs {count} items, has {len(value)}")
        return
    for index, (item_type, item) in enumerate(zip(shape.item_types, value, strict=True)):
        yield from _faults(item_type, item, f"{path}[{index}]")


def _check_mapping(shape: shapes.DictType, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield _expected("a mapping", value, path)
        return
    yield from _check_length(shape, value, path, "keys")
    for key, item in value.items():
        if not isinstance(key, str):
            yield Fault(join_path(path, str(key)), "the key must be text; put it in quotes")
        else:
            yield from _faults(shape.value_type, item, join_path(path, key))


def _check_choice(shape: shapes.LiteralType, value: object, path: str) -> Iterator[Fault]:
    if value not in shape.values or isinstance(value, bool):
        choices = ", ".join(str(choice) for choice in shape.values)
        yield Fault(path, f"expected one of {choices}{suggestion(str(value), map(str, shape.values))}")


def _check_struct(shape: shapes.StructType, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield _expected("a mapping", value, path)
        return
    fields = _fields_of(shape.cls)
    for key, item in value.items():
        if key in fields:
            yield from _faults(fields[key].type, item, join_path(path, key))
        elif key != shape.tag_field:
            yield Fault(join_path(path, str(key)), f"unknown key{suggestion(str(key), fields)}")
    for name, field in fields.items():
        if field.required and name not in value:
            yield Fault(join_path(path, name), "is missing")


@functools.cache
def _fields_of(struct: type[msgspec.Struct]) -> Mapping[str, shapes.Field]:
    """By the names that they have in documents."""
    return {field.encode_name: field for field in cast(shapes.StructType, _shape(struct)).fields}


def _check_union(shape: shapes.UnionType, value: object, path: str) -> Iterator[Fault]:
    members = [member.type if isinstance(member, shapes.Metadata) else member for member in shape.types]
    tagged = {member.tag: member for member in members if isinstance(member, shapes.StructType) and member.tag_field}
    if tagged and isinstance(value, dict):
        yield from _check_tagged(tagged, value, path)
        return
    tries = [list(_faults(member, value, path)) for member in members]
    if all(tries):
        filled = [member for member in members if not isinstance(member, shapes.NoneType)]
        if len(filled) == 1:
            yield from _faults(filled[0], value, path)
        else:
            words = " or ".join(dict.fromkeys(_WORDS_FOR_TYPES.get(m.__class__, "a value") for m in filled))
            yield _expected(words, value, path)


def _check_tagged(tagged: Mapping[Any, shapes.StructType], value: dict[str, Any], path: str) -> Iterator[Fault]:
    tag_field = next(iter(tagged.values())).tag_field or "type"
    tag = value.get(tag_field)
    tag_path = join_path(path, tag_field)
    if tag is None:
        yield Fault(tag_path, f"is missing; one of {', '.join(map(str, tagged))}")
    elif not isinstance(tag, str | int) or tag not in tagged:
        yield Fault(tag_path, f"expected one of {', '.join(map(str, tagged))}{suggestion(str(tag), map(str, tagged))}")
    else:
        yield from _check_struct(tagged[tag], value, path)


def _check_own_type(shape: shapes.CustomType, value: object, path: str) -> Iterator[Fault]:
    try:
        shape.cls.parse(value)  # type: ignore[attr-defined]  # the module's docstring asks for it
    except ValueError as error:
        yield Fault(path, str(error))


_CHECKS: dict[type[shapes.Type], Check] = {
    shapes.AnyType: _check_any,
    shapes.NoneType: _check_none,
    shapes.BoolType: _check_bool,
    shapes.StrType: _check_text,
    shapes.IntType: _check_number,
    shapes.FloatType: _check_number,
    shapes.ListType: _check_list,
    shapes.VarTupleType: _check_list,
    shapes.TupleType: _check_tuple,
    shapes.SetType: _check_list,
    shapes.FrozenSetType: _check_list,
    shapes.DictType: _check_mapping,
    shapes.LiteralType: _check_choice,
    shapes.StructType: _check_struct,
    shapes.UnionType: _check_union,
    shapes.CustomType: _check_own_type,
}
