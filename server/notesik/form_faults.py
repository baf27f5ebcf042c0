"""What can be wrong with a form beside the shape of its parameters: where its steps lead, and what they may hold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from notesik.answers import MAX_ANSWER_LENGTH
from notesik.documents import suggestion
from notesik.errors import Fault
from notesik.form_steps import END, RATINGS

_WITH_OPTIONS = frozenset({"choice", "choices"})
_BOUNDS = {"number": ("minimum", "maximum"), "rating": ("minimum", "maximum"), "text": ("maximum",)}
"""What each type may have."""


class Edge(NamedTuple):
    """One way out of a step: where the document says it (the step itself where nothing is said), and to which step."""

    path: str
    target: str


def form_faults(parameters: Mapping[str, Any], path: str) -> list[Fault]:
    """Every fault of a form whose parameters have the right shape and stand at ``path``."""
    steps: Sequence[Mapping[str, Any]] = parameters["steps"]
    results = [each["id"] for each in parameters.get("results") or ()]
    unsound_ids = list(_id_faults([step["id"] for step in steps], f"{path}.steps"))
    faults = [*unsound_ids, *_twice(results, f"{path}.results", "id")]
    for index, step in enumerate(steps):
        faults += _step_faults(step, f"{path}.steps[{index}]", results)
    edges = {step["id"]: list(_edges(steps, index, path)) for index, step in enumerate(steps)}
    unknown = list(_unknown_targets(edges))
    # Where steps cannot be told apart, or lead nowhere, there is no way to speak of.
    return faults + unknown + ([] if unsound_ids or unknown else list(_way_faults(steps, edges, path)))


def _step_faults(step: Mapping[str, Any], path: str, results: Sequence[str]) -> Iterator[Fault]:
    type, options = step.get("type") or "choice", step.get("options") or ()
    if type in _WITH_OPTIONS and not options:
        yield Fault(f"{path}.options", "is missing: there is nothing to choose from")
    if type not in _WITH_OPTIONS and options:
        yield Fault(f"{path}.options", f"a step of type {type} has none")
    yield from _twice([option["value"] for option in options], f"{path}.options", "value")
    for index, option in enumerate(options):
        if option.get("next") and type == "choices":
            yield Fault(f"{path}.options[{index}].next", "of several chosen options none can say what comes next")
        result = option.get("result")
        if result and result not in results:
            hint = suggestion(result, results)
            yield Fault(f"{path}.options[{index}].result", f'there is no result "{result}"{hint}')
    yield from _bound_faults(step, type, path)
    yield from _wording_faults(step.get("consent") or {}, f"{path}.consent")


def _bound_faults(step: Mapping[str, Any], type: str, path: str) -> Iterator[Fault]:
    stated = {bound: step[bound] for bound in ("minimum", "maximum") if step.get(bound) is not None}
    for bound, value in stated.items():
        if bound not in _BOUNDS.get(type, ()):
            yield Fault(f"{path}.{bound}", f"a step of type {type} has none")
        elif type != "number" and not float(value).is_integer():
            yield Fault(f"{path}.{bound}", "expected a whole number")
    if type == "text" and not 1 <= stated.get("maximum", 1) <= MAX_ANSWER_LENGTH:
        yield Fault(f"{path}.maximum", f"must be 1 to {MAX_ANSWER_LENGTH} characters")
    lowest, highest = RATINGS if type == "rating" else (-math.inf, math.inf)
    minimum, maximum = stated.get("minimum", lowest), stated.get("maximum", highest)
    if minimum > maximum:
        yield Fault(f"{path}.maximum", "must not be less than minimum")
    elif type == "rating" and not 1 <= maximum - minimum <= 10:
        yield Fault(f"{path}.maximum", "a rating has 2 to 11 steps")


def _wording_faults(consent: str | Mapping[str, str], path: str) -> Iterator[Fault]:
    """The words agreed to are kept as proof as they stand in the document."""
    for language, wording in {"": consent}.items() if isinstance(consent, str) else consent.items():
        if "{{" in wording:
            yield Fault(f"{path}.{language}" if language else path, "may hold no merge tags: it is kept as proof")


def _id_faults(ids: Sequence[str], path: str) -> Iterator[Fault]:
    yield from _twice(ids, path, "id")
    for index, id in enumerate(ids):
        if id == END:
            yield Fault(f"{path}[{index}].id", f'"{END}" stands for the end of the form')


def _twice(names: Iterable[str], path: str, field: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield Fault(f"{path}[{index}].{field}", f'another one also has "{name}"')
        seen.add(name)


def _edges(steps: Sequence[Mapping[str, Any]], index: int, path: str) -> Iterator[Edge]:
    step, here = steps[index], f"{path}.steps[{index}]"
    options = step.get("options") or ()
    for number, option in enumerate(options):
        if option.get("next"):
            yield Edge(f"{here}.options[{number}].next", option["next"])
    is_left_by_options = bool(options) and all(option.get("next") for option in options)
    if step.get("next"):
        yield Edge(f"{here}.next", step["next"])
    elif not (is_left_by_options and step.get("required") is not False):
        yield Edge(here, steps[index + 1]["id"] if index + 1 < len(steps) else END)


def _unknown_targets(edges: Mapping[str, Sequence[Edge]]) -> Iterator[Fault]:
    for edge in (edge for way in edges.values() for edge in way):
        if edge.target != END and edge.target not in edges:
            yield Fault(edge.path, f'there is no step "{edge.target}"{suggestion(edge.target, [*edges, END])}')


def _way_faults(steps: Sequence[Mapping[str, Any]], edges: Mapping[str, Sequence[Edge]], path: str) -> Iterator[Fault]:
    """Steps that lead back, and steps that nothing leads to."""
    done: set[str] = set()
    way: list[str] = []

    def walk(id: str) -> Iterator[Fault]:
        way.append(id)
        for edge in edges.get(id, ()):
            if edge.target in way:
                yield Fault(edge.path, f'leads back to "{edge.target}": the form would not end')
            elif edge.target not in done:
                yield from walk(edge.target)
        done.add(way.pop())

    yield from walk(steps[0]["id"])
    for index, step in enumerate(steps):
        if step["id"] not in done:
            yield Fault(f"{path}.steps[{index}]", f'no way leads to "{step["id"]}"')
