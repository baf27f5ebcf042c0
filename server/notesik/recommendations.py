"""Which products to propose to a shopper, and why: small sources of candidates, tried one after the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from notesik.catalogue import Catalogue, Product

MAX_KEPT = 2_000
"""Recommendations that a process keeps of a site, until its products or their neighbours change."""


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


Source = Callable[[Shopper, Catalogue, CoVisitation], Iterable[int | None]]
"""The places of candidates in the catalogue, the best first; None (an id that it lacks) and what may not be shown is
passed over."""


def recently_viewed(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[int | None]:
    """What the shopper looked at, the newest first."""
    return map(catalogue.place_of, shopper.viewed)


def viewed_together(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[int | None]:
    """What others looked at beside this product; without one, beside what is in the cart, or was looked at last."""
    seeds = _seeds(shopper) or shopper.viewed[:3]
    return map(catalogue.place_of, _in_turn(together.viewed_together.get(seed, ()) for seed in seeds))


def bought_together(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[int | None]:
    """What others bought beside this product and the cart; without either, beside what was bought or seen last."""
    seeds = _seeds(shopper, *shopper.cart) or shopper.bought[:3] or shopper.viewed[:3]
    return map(catalogue.place_of, _in_turn(together.bought_together.get(seed, ()) for seed in seeds))


def best_sellers(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[int | None]:
    """What sold most; a sale of a month ago weighs half."""
    return map(catalogue.place_of, together.best_sellers)


def favourite_category(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[int | None]:
    """The shopper's categories, the dearest first; in each the best sellers, then the newest."""
    for name in shopper.favourite_categories:
        sellers = best_sellers(shopper, catalogue, together)
        yield from (place for place in sellers if place is not None and catalogue.is_in(name, place))
        yield from reversed(catalogue.offers_in(name).places)


def same_category(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterator[int | None]:
    """The neighbours of this product, or of the cart's, in the narrowest category that they share, then in wider ones.

    They begin after the product's own place, so that not every page of a category proposes the same few.
    """
    for seed in filter(None, map(catalogue.get, _seeds(shopper))):
        for name in reversed(seed.category):
            offers = catalogue.offers_in(name).places
            start = bisect_right(offers, catalogue.place_of(seed.id) or 0)
            yield from (offers[(start + step) % len(offers)] for step in range(len(offers)))


def new(shopper: Shopper, catalogue: Catalogue, together: CoVisitation) -> Iterable[int | None]:
    """What can be bought, the newest first."""
    return catalogue.offers().places


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
    hidden = _places(catalogue, filter(None, (shopper.product_id, *shopper.cart)))
    groups = {catalogue.at(place).group_id for place in hidden}
    candidates = (
        (place, reason) for reason, source in sources.items() for place in source(shopper, catalogue, together)
    )
    picked = _pick(candidates, catalogue, hidden | _places(catalogue, shopper.bought), groups - {""}, limit)
    if picked:
        return picked
    return _pick(((place, new.__name__) for place in catalogue.available().places), catalogue, hidden, set(), limit)


class Recommender:
    """Recommends from one state of the shop, and keeps what it has found for shoppers of whom the same is known: most
    of those who come know nothing of the shop, nor it of them, but the page that they are on."""

    def __init__(self, catalogue: Catalogue, together: CoVisitation) -> None:
        self._catalogue, self._together = catalogue, together
        self._kept: dict[tuple[str, int, Shopper], list[Recommendation]] = {}

    def recommend(self, strategy: str, shopper: Shopper, limit: int) -> Sequence[Recommendation]:
        """See ``recommend``."""
        key = (strategy, limit, shopper)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            found = self._kept[key] = recommend(strategy, shopper, self._catalogue, self._together, limit=limit)
        return found


def _places(catalogue: Catalogue, ids: Iterable[str]) -> set[int]:
    return {place for place in map(catalogue.place_of, ids) if place is not None}


def _pick(
    candidates: Iterable[tuple[int | None, str]], catalogue: Catalogue, hidden: set[int], groups: set[str], limit: int
) -> list[Recommendation]:
    """The first ``limit`` candidates that may be shown."""
    picked: list[Recommendation] = []
    taken, groups = set(hidden), set(groups)
    if limit <= 0:
        return picked
    for place, reason in candidates:
        if place is None or place in taken or not catalogue.is_available(place):
            continue
        product = catalogue.at(place)
        if product.group_id in groups:
            continue
        picked.append(Recommendation(product, reason))
        if len(picked) == limit:
            break
        taken.add(place)
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
