from __future__ import annotations

from pathlib import Path

import pytest

from notesik.catalogue import Catalogue, Product
from notesik.feeds import FeedReport, open_feed, read_feed


def read(external: Path, name: str) -> tuple[list[Product], FeedReport]:
    report = FeedReport()
    source = str(external / "data" / "feeds" / f"{name}.xml")
    return list(read_feed(open_feed(source), report, default_currency=None)), report


@pytest.mark.parametrize(
    ("name", "count", "currency"),
    [
        ("kuwait-shop", 2184, "KWD"),
        ("kuwait-shop-undeclared-prefix", 2184, "KWD"),
        ("atom", 5, "USD"),
        ("car-dealer", 47, "USD"),
    ],
)
def test_real_feeds_are_read_whole(external: Path, name: str, count: int, currency: str) -> None:
    products, report = read(external, name)
    assert (len(products), report.read, report.kept, report.skipped) == (count, count, count, {})
    assert report.currency == currency
    assert len(Catalogue(products)) == count


def test_dinars_have_three_digits_and_every_item_is_on_sale(external: Path) -> None:
    products, report = read(external, "kuwait-shop")
    assert (products[0].id, products[0].price_minor, products[0].sale_price_minor) == ("1", 23_000, 16_000)
    assert all(product.sale_price_minor and product.is_on_sale(0) for product in products)
    assert report.warnings == {}
    assert Catalogue(products).categories() == ["Apparel & Accessories"]


def test_the_broken_version_of_a_feed_has_the_same_prices(external: Path) -> None:
    whole = Catalogue(read(external, "kuwait-shop")[0])
    broken = Catalogue(read(external, "kuwait-shop-undeclared-prefix")[0])
    assert list(broken.ids()) == list(whole.ids())
    differing = [found.id for found in broken if abs(found.price_minor - whole.get(found.id).price_minor) > 10]  # type: ignore[union-attr]
    assert differing == []


def test_prices_without_an_amount_are_noted_and_not_invented(external: Path) -> None:
    products, report = read(external, "atom")
    assert [product.price_minor for product in products] == [0, 63_500, 55_500, 50_000, 60_000]
    assert [product.sale_price_minor for product in products] == [None, 54_000, 17_900, None, None]
    assert {reason: finding.count for reason, finding in report.warnings.items()} == {
        "zero_price": 1,
        "sale_price_unreadable": 1,
    }


def test_extra_fields_of_a_vehicle_feed_do_no_harm(external: Path) -> None:
    products, report = read(external, "car-dealer")
    assert products[0].category == ("Vehicles & Parts", "Vehicles", "Motor Vehicles", "Cars, Trucks & Vans")
    assert (products[0].price_minor, products[0].attributes["condition"]) == (4_988_700, "used")
    assert (report.title, report.warnings) == ("Major World", {})
