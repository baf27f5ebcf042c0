"""Which products to propose to a shopper, and why: small sources of candidates, tried one after the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from notesik.catalogue import Catalogue, Product


class Shopper(msgspec.Struct, frozen=True):
    """What is known of the shopper now, as product ids; the newest first in ``viewed`` and ``bought``."""

    product_id: str | None = None
    cart: tuple[str, ...] = ()
    viewed: tuple[str, ...] = ()
    bought: tuple[str, ...] = ()
    favourite_categories: tuple[str, ...] = ()


class CoVisitation(msgspec.Struct, frozen=True):
    """What all shoppers did: ids, the best first."""

    viewed_together: Mapping[str, Sequence[str]] = {}
    bought_together: Mapping[str, Sequence[str]] = {}
    best_sellers: Sequence[str] = ()


class Recommendation(NamedTuple):
    """A product and the key of the reason for it: the name of the source that it came from."""

    product: Product
    reason: str


Source = Callable[[Shopper, Catalogue, CoVisitation], Iterable[Product | None]]
"""Candidates, the best first; None (an id that the catalogue lacks) and what may not be shown is passed over."""


def recently_viewed(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[Product | None]:
    """What the shopper looked at, the newest first."""
    return map(catalogue.get, shopper.viewed)


def viewed_together(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[Product | None]:
    """What others looked at beside this product; without one, beside what is in the cart, or was looked at last."""
    seeds = _seeds(shopper) or shopper.viewed[:3]
    return map(catalogue.get, _in_turn(together.viewed_together.get(seed, ()) for seed in seeds))


def bought_together(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[Product | None]:
    """What others bought beside this product and the cart; without either, beside what was bought or seen last."""
    seeds = _seeds(shopper, *shopper.cart) or shopper.bought[:3] or shopper.viewed[:3]
    return map(catalogue.get, _in_turn(together.bought_together.get(seed, ()) for seed in seeds))


def best_sellers(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[Product | None]:
    """What sold most; a sale of a month ago weighs half."""
    return map(catalogue.get, together.best_sellers)


def favourite_category(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[Product | None]:
    """The shopper's categories, the dearest first; in each the best sellers, then the newest."""
    sellers = [product for product in best_sellers(shopper, catalogue, together) if product]
    for name in shopper.favourite_categories:
        key = name.casefold()
        yield from (product for product in sellers if any(key == level.casefold() for level in product.category))
        yield from reversed(catalogue.offers_in(name))


def same_category(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[Product | None]:
    """The neighbours of this product, or of the cart's, in the narrowest category that they share, then in wider ones.

    They begin after the product's own place, so that not every page of a category proposes the same few.
    """
    for seed in filter(None, map(catalogue.get, _seeds(shopper))):
        for name in reversed(seed.category):
            offers = catalogue.offers_in(name)
            start = bisect_right(offers, catalogue.place(seed), key=catalogue.place)
            yield from (offers[(start + step) % len(offers)] for step in range(len(offers)))


def new(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterable[Product | None]:
    """What can be bought, the newest first."""
    return catalogue.offers()


STRATEGIES: Mapping[str, Source] = MappingProxyType(
    {
        source.__name__: source
        for source in (recently_viewed, viewed_together, bought_together, best_sellers, favourite_category)
    }
)
"""What a widget may ask for."""

FALLBACKS: Mapping[str, Source] = MappingProxyType(
    {source.__name__: source for source in (same_category, favourite_category, best_sellers, new)}
)
"""What fills up the places that a strategy leaves free, in this order."""


def recommend(
    strategy: str, shopper: Shopper, catalogue: Catalogue, together: CoVisitation, *, limit: int
) -> list[Recommendation]:
    """At most ``limit`` products, the best first, never empty while another product is available (and ``limit`` > 0).

    Never the current product nor one in the cart, never out of stock, none twice, no two of one group. Variants of the
    current product and of the cart, and what was bought before, come only where there is nothing else at all.
    KeyError for a strategy that is not in ``STRATEGIES``.
    """
    sources = {strategy: STRATEGIES[strategy], **FALLBACKS}
    hidden = {shopper.product_id, *shopper.cart}
    groups = {product.group_id for product in map(catalogue.get, filter(None, hidden)) if product}
    candidates = (
        (product, reason) for reason, source in sources.items() for product in source(shopper, catalogue, together)
    )
    picked = _pick(candidates, hidden.union(shopper.bought), groups - {""}, limit)
    if picked:
        return picked
    return _pick(((product, new.__name__) for product in catalogue.available()), hidden, set(), limit)


def _pick(
    candidates: Iterable[tuple[Product | None, str]], hidden: set[str | None], groups: set[str], limit: int
) -> list[Recommendation]:
    """The first ``limit`` candidates that may be shown."""
    picked: list[Recommendation] = []
    taken, groups = set(hidden), set(groups)
    if limit <= 0:
        return picked
    for product, reason in candidates:
        if product is None or not product.is_available or product.id in taken or product.group_id in groups:
            continue
        picked.append(Recommendation(product, reason))
        if len(picked) == limit:
            break
        taken.add(product.id)
        if product.group_id:
            groups.add(product.group_id)
    return picked


def _seeds(shopper: Shopper, *more: str) -> Sequence[str]:
    """The current product and ``more``; on a page without a product, the cart."""
    here = (shopper.product_id,) if shopper.product_id else ()
    return (*here, *more) if here else shopper.cart


def _in_turn(lists: Iterable[Sequence[str]]) -> Iterator[str]:
    """The first of each list, then the second of each, and so on."""
    return filter(None, chain.from_iterable(zip_longest(*lists)))
