"""Drawing the shop's pages: the templates' environment, and what every page has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from notesik.demo.facts import json_for_script, variant_name
from notesik.demo.shelves import Shelves, category_address, product_address, reduction, tint
from notesik.demo.shipping import Shipping
from notesik.demo.words import Words
from notesik.money import format_money, minor_digits

SCRIPT_WORDS = (
    "cart.each",
    "cart.free",
    "cart.less",
    "cart.more",
    "cart.remove_named",
    "cart.removed",
    "checkout.faults",
    "count.items",
)
"""The sentences that the page's scripts say."""


@dataclass(frozen=True, kw_only=True)
class ShopSettings:
    """The shop's name and ways. ``notesik_origin`` is empty when the tag comes from the shop's own origin; ``tag_data``
    are attributes of the tag that say which names Notesik goes by."""

    name: str
    language: str
    direction: str
    currency: str
    tag_src: str
    write_key: str
    tag_data: Mapping[str, str] = field(default_factory=dict)
    notesik_origin: str = ""
    feed_file: Path | None = None


class Stage(NamedTuple):
    """What all pages are made from."""

    shop: ShopSettings
    shelves: Shelves
    words: Words
    shipping: Shipping
    folder: Path
    environment: Environment

    def price(self, minor: int) -> str:
        return format_money(minor, self.shop.currency, self.shop.language)

    def page(
        self, template: str, *, page: str, status: int = 200, facts: dict[str, Any] | None = None, **values: Any
    ) -> HTMLResponse:
        """One page. ``page`` is its kind (home, category, …), ``facts`` are for its scripts."""
        data = {
            "page": page,
            "shop": f"{self.shop.name} {self.shop.currency}",
            "currency": self.shop.currency,
            "digits": minor_digits(self.shop.currency),
            "language": self.shop.language,
            "shipping": self.shipping._asdict(),
            "words": {key: self.words.forms(key) for key in SCRIPT_WORDS},
            **(facts or {}),
        }
        html = self.environment.get_template(template).render(page=page, data=json_for_script(data), **values)
        return HTMLResponse(html, status)


def _scenes(folder: Path) -> frozenset[str]:
    return frozenset(file.stem for file in (folder / "static" / "scenes").glob("*.svg"))


def open_stage(shop: ShopSettings, shelves: Shelves, words: Words, shipping: Shipping, folder: Path) -> Stage:
    """The stage with an environment of its own: the shop's templates are not the widgets'."""
    environment = Environment(
        loader=FileSystemLoader(folder / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    stage = Stage(shop, shelves, words, shipping, folder, environment)
    scenes = _scenes(folder)
    environment.filters.update(
        price=stage.price,
        address=product_address,
        category=category_address,
        tint=tint,
        variant=variant_name,
        paragraphs=paragraphs,
    )
    environment.globals.update(
        shop=shop,
        shelves=shelves,
        shipping=shipping,
        scenes=scenes,
        t=words,
        reduction=reduction,
    )
    return stage


def paragraphs(text: str) -> Sequence[str]:
    """The lines of a description that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
