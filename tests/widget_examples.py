"""Every widget's named examples, rendered: for the golden files, and for the gallery in a real browser."""

from __future__ import annotations

from notesik.shipped import shipped_folder
from notesik.widget_declarations import Example
from notesik.widget_loading import load_widgets
from notesik.widget_scenes import Message, Panel, Scene
from notesik.widgets import Widget
from sample_products import NOW_MS, recommend_from, shelf

WIDGETS = load_widgets(shipped_folder("widgets"))


def scene_of(example: Example) -> Scene:
    """For whom the example is rendered, with a small shelf of products."""
    products = shelf(example.scene.currency)
    return example.scene.scene(
        recommend=lambda strategy, limit: recommend_from(products, strategy, limit), now_ms=NOW_MS
    )


def render(widget: Widget, example: Example) -> str:
    """The example's HTML, with a line end as files have it."""
    return widget.compile(example.parameters).render(scene_of(example)) + "\n"


def panel() -> Panel:
    """An opened inbox with something in each of its tabs."""
    scene = Scene(now_ms=NOW_MS)
    cards = [WIDGETS["message"].compile(example.parameters).render(scene) for example in WIDGETS["message"].examples]
    return Panel(
        viewed=shelf(),
        wishlist=shelf()[:1],
        messages=[
            Message(campaign=f"news-{number}", variant="a", html=card, is_unread=number == 0, sent_ms=NOW_MS)
            for number, card in enumerate(cards)
        ],
    )


def panels() -> dict[str, str]:
    """What the opened inbox has in it, by name."""
    inbox = WIDGETS["inbox"]
    tags = {"lists": {"wishlist": ["bag-1"]}}
    return {
        "inbox-panel-full": inbox.render_panel(Scene(now_ms=NOW_MS, tags=tags), panel()) + "\n",
        "inbox-panel-empty": inbox.render_panel(Scene(language="pl"), Panel()) + "\n",
    }
