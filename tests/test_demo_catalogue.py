"""The demo shop's goods: what is committed is what the generator makes, and it is worth a shop."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from notesik.catalogue import Product
from notesik.feeds import FeedReport, open_feed, read_feed

DEMO = Path(__file__).parents[1] / "demo"
PICTURES = sorted((DEMO / "static" / "pictures").glob("*.svg"))
LARGEST_PICTURE = 6 * 1024
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def products() -> list[Product]:
    report = FeedReport()
    found = list(read_feed(open_feed(str(DEMO / "feed.xml")), report))
    assert (report.skipped, report.warnings) == ({}, {})
    return found


def test_making_the_catalogue_again_gives_the_same_files(tmp_path: Path) -> None:
    command = [sys.executable, str(DEMO / "make_catalogue.py"), "--into", str(tmp_path)]
    subprocess.run(command, check=True, env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "7"})
    made = {file.relative_to(tmp_path): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert made
    assert {path for path, content in made.items() if (DEMO / path).read_bytes() != content} == set()
    committed = {
        file.relative_to(DEMO) for folder in ("pictures", "scenes") for file in (DEMO / "static" / folder).iterdir()
    }
    assert committed == {path for path in made if path.suffix == ".svg"}


def test_the_shop_has_something_for_everybody(products: list[Product]) -> None:
    tops = Counter(product.category[0] for product in products)
    assert len(products) >= 120
    assert len(tops) >= 8
    assert min(tops.values()) >= 8
    assert 20 <= sum(product.sale_price_minor is not None for product in products) < len(products) / 2
    assert 3 <= sum(not product.is_available for product in products) < len(products) / 10
    assert all(len(product.description) > 80 and product.brand and product.currency == "EUR" for product in products)


def test_no_two_variants_of_a_product_are_the_same(products: list[Product]) -> None:
    variants = Counter((p.group_id or p.id, p.attributes.get("color"), p.attributes.get("size")) for p in products)
    assert max(variants.values()) == 1


def test_every_product_has_a_small_picture_of_its_own(products: list[Product]) -> None:
    assert {product.image for product in products} == {f"/static/pictures/{file.name}" for file in PICTURES}
    assert len({file.read_bytes() for file in PICTURES}) == len(PICTURES)
    assert max(file.stat().st_size for file in PICTURES) <= LARGEST_PICTURE


def test_pictures_are_plain_drawings_with_a_title() -> None:
    for file in PICTURES:
        root = ElementTree.parse(file).getroot()
        assert root.findtext(f"{SVG}title"), file.name
        assert root.get("viewBox") == "0 0 400 400"
        names = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert names <= {"svg", "title", "g", "path", "circle", "ellipse", "rect"}, file.name
