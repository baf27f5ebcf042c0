"""A small shelf for tests of what shows products."""

from __future__ import annotations

from collections.abc import Sequence

from notesik.catalogue import Product
from notesik.recommendations import Recommendation

NOW_MS = 1_772_600_000_000
"""4 March 2026."""

REASONS = ("viewed_together", "bought_together", "same_category", "new")


def shelf(currency: str = "EUR") -> list[Product]:
    """A product on sale, a plain one, one with a long name and no picture, and one without a price."""
    base = "https://shop.example"
    return [
        Product(
            id="bag-1",
            title="Roll-top pannier",
            url=f"{base}/p/bag-1",
            image=f"{base}/i/bag-1.svg",
            currency=currency,
            price_minor=19_900,
            sale_price_minor=15_900,
        ),
        Product(
            id="light-1",
            title="Head torch 400",
            url=f"{base}/p/light-1",
            image="/i/light-1.svg",
            currency=currency,
            price_minor=5_699,
        ),
        Product(
            id="bike-1",
            title="دراجة ويغري للطرق الوعرة – a gravel bicycle whose name is far too long for two lines of a card",
            url=f"{base}/p/bike-1?size=M&colour=green",
            currency=currency,
            price_minor=1_249_900,
        ),
        Product(id="mug-1", title="Mug & <spoon>", url="/p/mug-1"),
    ]


def recommend_from(products: Sequence[Product], strategy: str, limit: int) -> list[Recommendation]:
    """The first of ``products``, each with another reason."""
    return [
        Recommendation(product, reason)
        for product, reason in zip(products[:limit], REASONS * (limit // len(REASONS) + 1), strict=False)
    ]
