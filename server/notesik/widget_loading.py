"""The widgets of a folder, read once.

Each is a folder with ``widget.toml``, ``template.html`` and ``style.css``, the inbox's also with ``panel.html``; beside
them are ``words.toml``, ``tokens.css`` and the styles of ``parts/``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from notesik.documents import read_document
from notesik.errors import BadDocument, Fault
from notesik.languages import Spoken
from notesik.style_sheets import compact, style_file_of
from notesik.widget_declarations import Declaration
from notesik.widget_parameters import parameter_faults
from notesik.widget_templates import template_environment
from notesik.widgets import Widget, Words


@cache
def load_widgets(folder: Path) -> Mapping[str, Widget]:
    """Every widget of ``folder``, by name. Raises BadDocument with all faults of a ``widget.toml``."""
    environment = template_environment(folder)
    words = {
        language: {**_spoken(own, language), "language": language}
        for language, own in tomllib.loads((folder / "words.toml").read_text("utf-8")).items()
    }
    files = sorted(folder.glob("*/widget.toml"))
    return {file.parent.name: _load_widget(file.parent, environment, words) for file in files}


def _spoken(words: Mapping[str, Any], language: str) -> dict[str, Any]:
    """``words``, each of which knows its language."""
    return {
        name: Spoken(own, language) if isinstance(own, str) else _spoken(own, language) for name, own in words.items()
    }


def _load_widget(folder: Path, environment: Environment, words: Words) -> Widget:
    name = folder.name
    document = tomllib.loads((folder / "widget.toml").read_text("utf-8"))
    declaration, faults = read_document(document, Declaration)
    if declaration is None:
        raise BadDocument(f"widgets/{name}/widget.toml", faults)
    sheets = [
        folder.parent / "tokens.css",
        *(folder.parent / "parts" / f"{part}.css" for part in declaration.parts),
        folder / "style.css",
    ]
    # What shows nothing of its own has no style sheet, not even the tokens.
    css = compact("".join(sheet.read_text("utf-8") for sheet in sheets)) if sheets[-1].exists() else ""
    widget = Widget(
        name=name,
        title=declaration.title,
        description=declaration.description,
        placements=declaration.placements,
        parameters=declaration.parameters,
        examples=declaration.examples,
        css=css,
        style_file=style_file_of(name, css),
        template=environment.get_template(f"{name}/template.html"),
        panel=environment.get_template(f"{name}/panel.html") if (folder / "panel.html").exists() else None,
        words=words,
        nothing=declaration.nothing,
    )
    if faults := _own_faults(widget):
        raise BadDocument(f"widgets/{name}/widget.toml", faults)
    return widget


def _own_faults(widget: Widget) -> list[Fault]:
    """Defaults and examples obey the same rules as a campaign's parameters."""
    defaults = {name: parameter.default for name, parameter in widget.parameters.items() if not parameter.required}
    faults = parameter_faults({name: widget.parameters[name] for name in defaults}, defaults, "parameters")
    for index, example in enumerate(widget.examples):
        faults += widget.faults(example.parameters, f"examples[{index}].parameters")
    return faults
