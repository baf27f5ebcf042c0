"""What one shopper does in one session, step by step, by the habits (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from habits import Habits, drawn, one_of
from notesik.catalogue import Product

Shelves = Mapping[str, Sequence[Product]]
"""Products by their outermost category."""


class Step(NamedTuple):
    """``what`` is home, list, filter, product, tabs, add, cart, checkout or order.

    Lists have a ``category``, what is about a product its ``products`` (two in two tabs)."""

    what: str
    category: str = ""
    products: tuple[Product, ...] = ()


def shelves_of(products: Sequence[Product]) -> dict[str, list[Product]]:
    """What may be bought, by category."""
    shelves: dict[str, list[Product]] = {}
    for product in products:
        if product.is_available:
            shelves.setdefault(product.category[0], []).append(product)
    return shelves


def plan_session(habits: Habits, shelves: Shelves, dice: Random, *, has_cart: bool) -> tuple[Step, ...]:
    """A session: it lands somewhere, browses one category for the most part, may add, check out and buy.

    Args:
        has_cart: whether something is in the cart from an earlier session.
    """
    category = dice.choice(list(shelves))
    landing = one_of(habits.landings, dice)
    if dice.random() >= habits.view:
        return (Step("home"),) if landing == "home" else (Step("list", category),)
    steps = [*_arrival(landing, category), *_browsing(habits, shelves, category, dice, landing)]
    seen = [product for step in steps for product in step.products]
    if dice.random() < habits.add_after_view:
        steps += [Step("add", products=(dice.choice(seen),)) for _ in range(round(drawn(habits.adds, dice)))]
        steps += _paying(habits, habits.checkout_after_add, dice)
    elif has_cart:
        steps += _paying(habits, habits.checkout_of_old_cart, dice)
    return tuple(steps)


def _arrival(landing: str, category: str) -> tuple[Step, ...]:
    return {"home": (Step("home"),), "list": (Step("list", category),), "product": ()}[landing]


def _browsing(habits: Habits, shelves: Shelves, category: str, dice: Random, landing: str) -> Iterator[Step]:
    """Products, the list before some of them filtered, the home page now and then."""
    if landing != "product" and dice.random() < habits.assumed["filters"]:
        yield Step("filter", category)
    for number in range(max(round(drawn(habits.views, dice)), 1)):
        if number and dice.random() < habits.assumed["home"]:
            yield Step("home")
        shelf = shelves[category]
        has_page = number > 0 or landing != "product"
        if has_page and len(shelf) > 1 and dice.random() < habits.assumed["tabs"]:
            yield Step("tabs", products=tuple(dice.sample(list(shelf), 2)))
        else:
            yield Step("product", products=(dice.choice(shelf),))


def _paying(habits: Habits, checkout: float, dice: Random) -> list[Step]:
    if dice.random() >= checkout:
        return [Step("cart")]
    order = [Step("order")] if dice.random() < habits.order_after_checkout else []
    return [Step("cart"), Step("checkout"), *order]
