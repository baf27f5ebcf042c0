"""What is put into the shop's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from notesik.shipped import shipped_folder
from notesik.widget_loading import load_widgets
from notesik.widget_scenes import Scene
from sample_products import recommend_from, shelf

ORIGIN = "https://shop.example"
FOLDER = shipped_folder("widgets")
WIDGETS = load_widgets(FOLDER)
POPUP = {"title": "Ten per cent off", "text": "On your first order.", "coupon": "FIRST10", "button": "Go", "url": "/c"}

Show = Callable[..., None]
"""``show(widget, parameters, placement=…, scene=…, panel=None)`` opens the page and starts the widget there."""


def products_scene(**rest: Any) -> Scene:
    products = shelf()
    return Scene(
        recommend=lambda strategy, limit: recommend_from(products * 3, strategy, limit), currency="EUR", **rest
    )
