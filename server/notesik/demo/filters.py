"""The filters beside a list: what can be chosen, how many products each choice leaves, and where its link leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from notesik.catalogue import Product
from notesik.demo.browsing import Band, Choice, bands, kind_of, matching
from notesik.demo.words import Words

Priced = Callable[[int], str]
Heads = Callable[[Sequence[Product]], list[Product]]

_MOST_VALUES = 12


@dataclass(frozen=True)
class Value:
    """One thing to choose; its link takes it away where it is chosen already."""

    name: str
    count: int
    is_chosen: bool
    choice: Choice


class Filter(NamedTuple):
    title: str
    values: Sequence[Value]


@dataclass(frozen=True)
class Pool:
    """What the filters are made for."""

    products: Sequence[Product]
    choice: Choice
    heads: Heads
    now_ms: int

    def count(self, choice: Choice) -> int:
        """How many products (of a group, one) a choice would leave."""
        return len(self.heads(matching(self.products, replace(choice, sort="recommended"), self.now_ms)))


def filters(pool: Pool, words: Words, price: Priced) -> list[Filter]:
    """Every filter with at least two values to choose from."""
    found = [
        Filter(words("list.type"), _kinds(pool)),
        Filter(words("list.price"), _prices(pool, words, price)),
        Filter(words("list.brand"), _brands(pool)),
        Filter(words("list.availability"), _stock(pool, words)),
    ]
    return [each for each in found if each.values]


def _kinds(pool: Pool) -> list[Value]:
    names = [name for name in dict.fromkeys(kind_of(product) for product in pool.products) if name]
    if len(names) < 2 or len({product.category[:1] for product in pool.products}) > 1:
        return []
    values = []
    for name in names[: 2 * _MOST_VALUES]:
        chosen = pool.choice.kind == name
        there = replace(pool.choice, kind=name, page=1)
        values.append(Value(name, pool.count(there), chosen, replace(there, kind="") if chosen else there))
    return values


def _brands(pool: Pool) -> list[Value]:
    names = Counter(product.brand for product in pool.heads(pool.products) if product.brand)
    if len(names) < 2:
        return []
    return [
        Value(
            name,
            pool.count(replace(pool.choice, brands=(name,))),
            name in pool.choice.brands,
            pool.choice.with_brand_toggled(name),
        )
        for name, _ in names.most_common(_MOST_VALUES)
    ]


def _prices(pool: Pool, words: Words, price: Priced) -> list[Value]:
    values = []
    for band in bands(pool.products, pool.now_ms):
        chosen = pool.choice.band == band
        there = replace(pool.choice, band=band, page=1)
        count = pool.count(there)
        if count or chosen:
            name = band_name(band, words, price)
            values.append(Value(name, count, chosen, replace(there, band=None) if chosen else there))
    return values if len(values) > 1 else []


def _stock(pool: Pool, words: Words) -> list[Value]:
    if all(product.is_available for product in pool.products):
        return []
    there = replace(pool.choice, in_stock=True, page=1)
    chosen = pool.choice.in_stock
    return [Value(words("list.stock"), pool.count(there), chosen, replace(there, in_stock=not chosen))]


def band_name(band: Band, words: Words, price: Priced) -> str:
    low, high = (price(end) if end is not None else "" for end in band)
    if not low:
        return words("list.price_until", high=high)
    return words("list.price_between", low=low, high=high) if high else words("list.price_from", low=low)


def chosen_values(found: Sequence[Filter]) -> list[Value]:
    """What is chosen now, to be taken away one by one."""
    return [value for each in found for value in each.values if value.is_chosen]
