"""Campaigns and the like in files: YAML or JSON text, holding one, a list of them, or several YAML documents."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterable
from typing import Any

import yaml

from notesik.documents import describe
from notesik.errors import BadDocument, Fault

Document = dict[str, Any]


def parse_yaml_campaigns(text: str, name: str, kind: str = "campaign") -> list[Document]:
    """The documents of a ``kind`` in a file called ``name``, still unread; raises BadDocument that names the line of a
    fault.

    YAML is read as its version 1.2 (which JSON is a part of): ``on`` and ``no`` are text, and so is a time.
    """
    documents: list[Document] = []
    for number, parsed in enumerate(_parse(text, name)):
        for index, document in enumerate(parsed if isinstance(parsed, list) else [parsed]):
            if isinstance(document, dict):
                documents.append(document)
            elif document is not None:
                path = f"[{index}]" if isinstance(parsed, list) else f"document {number + 1}"
                raise BadDocument(name, [Fault(path, f"expected a {kind}, got {describe(document)}")])
    if not documents:
        raise BadDocument(name, [Fault("", f"holds no {kind}")])
    return documents


def _parse(text: str, name: str) -> list[Any]:
    if text.lstrip().startswith(("{", "[")):
        try:
            return [json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)]
        except json.JSONDecodeError as error:
            if name.endswith(".json"):
                raise BadDocument(name, [Fault(f"line {error.lineno}", error.msg)]) from None
        except (ValueError, RecursionError) as error:
            raise BadDocument(name, [Fault("", f"not JSON: {error}")]) from None
    try:
        return list(yaml.load_all(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        path = f"line {mark.line + 1}" if mark else ""
        raise BadDocument(name, [Fault(path, str(error.problem or error.context))]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadDocument(name, [Fault("", f"not YAML: {error}")]) from None


def _unique(pairs: Iterable[tuple[str, Any]]) -> Document:
    found: Document = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f'the key "{key}" stands twice')
        found[key] = value
    return found


def _refuse_constant(constant: str) -> float:
    raise ValueError(f"{constant} is not a number")


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML ships no types
    """A safe loader with the plain values of YAML 1.2, no repeated keys, and no aliases.

    Aliases let a few lines stand for billions of values.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  # PyYAML's interface

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases are not supported", self.peek_event().start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f'the key "{key}" stands twice', key_node.start_mark
                )
            seen.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _first)
