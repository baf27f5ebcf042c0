"""The overlay: tells an owner who has followed a signed link why a page shows what it shows. No campaign's widget."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from jinja2 import Template

from notesik.debug_views import DebugView
from notesik.style_sheets import compact, style_file_of
from notesik.widget_templates import template_environment


class Overlay(NamedTuple):
    """Its style sheet, the name under which that is served, and its template."""

    css: str
    style_file: str
    template: Template

    def render(self, view: DebugView) -> str:
        """The HTML of ``view``; all that is in it is escaped."""
        return self.template.render(view=view).strip()


def load_overlay(folder: Path) -> Overlay:
    """The overlay of ``folder/debug``."""
    css = compact("".join((folder / file).read_text("utf-8") for file in ("tokens.css", "debug/style.css")))
    return Overlay(css, style_file_of("debug", css), template_environment(folder).get_template("debug/template.html"))
