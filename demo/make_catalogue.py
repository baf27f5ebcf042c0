"""Makes the demo shop's goods: the feed and every picture, from the facts in ``products/*.toml``.

Run ``python demo/make_catalogue.py`` after changing a fact or a drawing, and commit what it wrote; the same facts
always give the same files. ``--into FOLDER`` writes somewhere else.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from drawing.kinds import picture
from drawing.scenes import scenes

HERE = Path(__file__).parent
COLOUR_NAMES = {
    "ice": "Ice blue",
    "sky": "Sky blue",
    "navy": "Navy blue",
    "forest": "Forest green",
    "moss": "Moss green",
}
ABOVE_ITEM = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">
<channel>
<title>Leśny Rower</title>
<link>/</link>
<description>Gear for forests, roads and nights outside. A shop that exists only to show Notesik.</description>
"""


class Article(NamedTuple):
    """One thing that can be bought: a product in one colour and one size."""

    id: str
    group_id: str
    category: str
    colour: str
    size: str
    price: float
    sale: float | None
    scale: float
    facts: Mapping[str, Any]

    @property
    def colour_name(self) -> str:
        return COLOUR_NAMES.get(self.colour, self.colour.capitalize())


def articles_of(category: str, facts: Mapping[str, Any]) -> Iterator[Article]:
    """A product's articles: each of its colours in each of its sizes."""
    colours: Sequence[str] = facts["colours"]
    sizes: Sequence[str] = facts.get("sizes", [""])
    is_group = len(colours) * len(sizes) > 1
    for colour in colours:
        for step, size in enumerate(sizes):
            name = "-".join(filter(None, [facts["id"], colour, size.lower().replace(" ", "-")]))
            extra = facts.get("size_price", 0) * step
            yield Article(
                id=name,
                group_id=facts["id"] if is_group else "",
                category=category,
                colour=colour,
                size=size,
                price=facts["price"] + extra,
                sale=facts["sale"] + extra if "sale" in facts else None,
                scale=1 + facts.get("size_scale", 0.045) * (step - (len(sizes) - 1) / 2),
                facts=facts,
            )


def read_articles(folder: Path) -> list[Article]:
    """Every article, in the order of the files."""
    shelves = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.toml"))]
    return [a for shelf in shelves for facts in shelf["product"] for a in articles_of(shelf["category"], facts)]


def feed_fields(article: Article) -> Iterator[tuple[str, str]]:
    """The elements of one item, in Google's names."""
    facts = article.facts
    yield "id", article.id
    yield "title", facts["title"]
    yield "description", facts["text"]
    yield "link", f"/product/{article.id}"
    yield "image_link", f"/static/pictures/{article.id}.svg"
    yield "availability", "out_of_stock" if article.id in facts.get("out", ()) else "in_stock"
    yield "price", f"{article.price:.2f} EUR"
    if article.sale is not None:
        yield "sale_price", f"{article.sale:.2f} EUR"
    yield "brand", facts["brand"]
    yield "condition", "new"
    yield "product_type", f"{article.category} > {facts['type']}"
    optional = {
        "item_group_id": article.group_id,
        "color": article.colour_name,
        "size": article.size,
        "material": facts.get("material", ""),
        "age_group": facts.get("age_group", ""),
        "custom_label_0": facts.get("label", ""),
    }
    yield from ((name, value) for name, value in optional.items() if value)


def feed(articles: Sequence[Article]) -> str:
    items = (
        "<item>\n" + "".join(f"<g:{name}>{escape(value)}</g:{name}>\n" for name, value in feed_fields(a)) + "</item>\n"
        for a in articles
    )
    return ABOVE_ITEM + "".join(items) + "</channel>\n</rss>\n"


def picture_of(article: Article) -> str:
    draw = {**article.facts["draw"], "scale": article.scale}
    title = ", ".join(filter(None, [article.facts["title"], article.colour_name.lower(), article.size]))
    return picture(title, article.category, draw, article.colour, article.id)


def files(articles: Sequence[Article]) -> Iterator[tuple[str, str]]:
    """Every file that is made: its path under ``demo/`` and its text."""
    yield "feed.xml", feed(articles)
    for article in articles:
        yield f"static/pictures/{article.id}.svg", picture_of(article)
    for name, drawn in scenes().items():
        yield f"static/scenes/{name}.svg", drawn


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--into", type=Path, default=HERE, help="the folder to write to (default: demo)")
    folder: Path = parser.parse_args().into
    for name, text in files(read_articles(HERE / "products")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
