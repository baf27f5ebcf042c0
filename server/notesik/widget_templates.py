"""Where templates come from, and the filters that they may use: addresses, money, dates, plural forms, edits."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from notesik.addresses import safe_address
from notesik.countdowns import figures
from notesik.languages import foreign
from notesik.money import format_money
from notesik.page_edits import Edit, edits_in_effect
from notesik.plural_texts import form_of
from notesik.widget_scenes import Scene


def template_environment(folder: Path) -> Environment:
    """Templates of ``folder``: what they are given is escaped, what they miss is an error."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    environment.filters.update(
        address=safe_address,
        money=_money,
        date=_date,
        lang=_lang,
        figures=figures,
        plural=_plural,
        in_effect=_in_effect,
    )
    return environment


@pass_context
def _lang(context: Context, text: object) -> Markup:
    """The attributes of an element whose text, as a whole, is in another language than the widget (WCAG 2.2, 3.1.2)."""
    stated = foreign(text, context["scene"].language)
    return Markup(' lang="{}" dir="{}"').format(*stated) if stated else Markup()


@pass_context
def _money(context: Context, minor: int, currency: str) -> str:
    return format_money(minor, currency, context["scene"].language)


def _in_effect(edits: Iterable[Edit], scene: Scene) -> list[dict[str, Any]]:
    return edits_in_effect(edits, scene.order, scene.language)


@pass_context
def _plural(context: Context, forms: Mapping[str, str], number: float) -> str:
    """Of a built-in word's forms the one for ``number``, in the language of the words."""
    return form_of(context["words"]["language"], number, forms)


@pass_context
def _date(context: Context, at_ms: int) -> str:
    """The day in the site's time zone, in the visitor's language."""
    zone = zoneinfo.ZoneInfo(context["scene"].time_zone)
    day = datetime.datetime.fromtimestamp(at_ms / 1000, zone).date()
    try:
        locale = Locale.parse(context["scene"].language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return str(format_date(day, "medium", locale=locale))
