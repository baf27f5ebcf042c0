from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.catalogue import Catalogue, Product
from notesik.recommendations import (
    FALLBACKS,
    MAX_KEPT,
    STRATEGIES,
    CoVisitation,
    Recommendation,
    Recommender,
    Shopper,
    recommend,
)

NOTHING = CoVisitation()


def product(id: str, **fields: object) -> Product:
    return msgspec.convert({"id": id, "title": id.title(), "url": f"/p/{id}", **fields}, Product)


SHOP = Catalogue(
    [
        product("road", category=("Bicycles", "Road")),
        product("gravel", category=("Bicycles", "Gravel")),
        product("tourer", category=("Bicycles", "Gravel")),
        product("sold", category=("Bicycles", "Gravel"), availability="out_of_stock"),
        product("tent", category=("Tents",)),
        product("red", category=("Jackets",), group_id="jacket"),
        product("blue", category=("Jackets",), group_id="jacket"),
    ]
)


def proposals(strategy: str, shopper: Shopper, together: CoVisitation = NOTHING, limit: int = 3) -> list[str]:
    picked = recommend(strategy, shopper, SHOP, together, limit=limit)
    return [f"{recommendation.product.id}: {recommendation.reason}" for recommendation in picked]


def test_recently_viewed_products_come_newest_first_and_the_rest_is_filled_up() -> None:
    shopper = Shopper(product_id="gravel", viewed=("gravel", "tent", "sold", "unknown", "road"))
    assert proposals("recently_viewed", shopper) == [
        "tent: recently_viewed",
        "road: recently_viewed",
        "tourer: same_category",
    ]


def test_what_others_viewed_beside_this_product_comes_first() -> None:
    together = CoVisitation(viewed_together={"gravel": ["tent", "gravel", "road"]})
    assert proposals("viewed_together", Shopper(product_id="gravel"), together, 2) == [
        "tent: viewed_together",
        "road: viewed_together",
    ]


def test_on_the_cart_page_each_product_in_the_cart_has_its_turn() -> None:
    together = CoVisitation(bought_together={"road": ["tourer", "gravel"], "tent": ["red"]})
    assert proposals("bought_together", Shopper(cart=("road", "tent")), together) == [
        "tourer: bought_together",
        "red: bought_together",
        "gravel: bought_together",
    ]


def test_what_sells_best_comes_first_in_the_favourite_category() -> None:
    together = CoVisitation(best_sellers=["tent", "tourer"])
    shopper = Shopper(favourite_categories=("bicycles",))
    assert proposals("favourite_category", shopper, together, 4) == [
        "tourer: favourite_category",
        "gravel: favourite_category",
        "road: favourite_category",
        "tent: best_sellers",
    ]


def test_best_sellers_are_the_shops_own_and_leave_out_what_was_bought() -> None:
    together = CoVisitation(best_sellers=["tent", "road"])
    assert proposals("best_sellers", Shopper(bought=("tent",)), together, 1) == ["road: best_sellers"]


def test_the_same_category_begins_after_the_product_and_goes_from_narrow_to_wide() -> None:
    assert proposals("viewed_together", Shopper(product_id="tourer")) == [
        "gravel: same_category",
        "road: same_category",
        "blue: new",
    ]


def test_a_shop_without_any_history_proposes_what_is_new() -> None:
    assert proposals("best_sellers", Shopper()) == ["blue: new", "tent: new", "tourer: new"]


def test_a_variant_of_the_current_product_comes_only_where_there_is_nothing_else() -> None:
    jackets = Catalogue([product("red", group_id="jacket"), product("blue", group_id="jacket")])
    with_tent = Catalogue([*jackets, product("tent")])
    here = Shopper(product_id="red")
    assert recommend("recently_viewed", here, jackets, NOTHING, limit=3) == [
        Recommendation(product("blue", group_id="jacket"), "new")
    ]
    assert [found.product.id for found in recommend("recently_viewed", here, with_tent, NOTHING, limit=3)] == ["tent"]


def test_what_was_bought_comes_again_only_where_there_is_nothing_else() -> None:
    only = Catalogue([product("tent")])
    assert len(recommend("best_sellers", Shopper(bought=("tent",)), only, NOTHING, limit=3)) == 1


def test_an_empty_catalogue_or_limit_gives_nothing() -> None:
    assert recommend("best_sellers", Shopper(), Catalogue([]), NOTHING, limit=3) == []
    assert recommend("best_sellers", Shopper(), SHOP, NOTHING, limit=0) == []


def test_shoppers_of_whom_the_same_is_known_are_answered_from_what_was_found_before() -> None:
    recommender = Recommender(SHOP, NOTHING)
    seen, other = Shopper(product_id="gravel"), Shopper(product_id="road")
    for strategy in STRATEGIES:
        for shopper in (seen, other, seen):
            found = recommender.recommend(strategy, shopper, 3)
            assert found == recommend(strategy, shopper, SHOP, NOTHING, limit=3)
            assert recommender.recommend(strategy, Shopper(product_id=shopper.product_id), 3) is found
    assert len(recommender.recommend("best_sellers", seen, 1)) == 1


def test_only_so_many_recommendations_are_kept() -> None:
    recommender = Recommender(SHOP, NOTHING)
    first = recommender.recommend("best_sellers", Shopper(), 1)
    for number in range(MAX_KEPT):
        recommender.recommend("best_sellers", Shopper(product_id=str(number)), 1)
    again = recommender.recommend("best_sellers", Shopper(), 1)
    assert again == first
    assert again is not first


def test_an_unknown_strategy_is_an_error() -> None:
    with pytest.raises(KeyError, match="astrology"):
        recommend("astrology", Shopper(), SHOP, NOTHING, limit=3)


IDS = st.sampled_from([str(number) for number in range(12)])
SOME_IDS = st.lists(IDS, max_size=6).map(tuple)
NAMES = st.sampled_from(["Bicycles", "Gravel", "Tents"])
PRODUCTS = st.builds(
    product,
    IDS,
    category=st.lists(NAMES, max_size=2).map(tuple),
    group_id=st.sampled_from(["", "", "jacket", "boot"]),
    availability=st.sampled_from(["in_stock", "out_of_stock", "preorder"]),
)
SHOPPERS = st.builds(
    Shopper,
    product_id=st.none() | IDS,
    cart=SOME_IDS,
    viewed=SOME_IDS,
    bought=SOME_IDS,
    favourite_categories=st.lists(NAMES, max_size=2).map(tuple),
)
HISTORIES = st.builds(
    CoVisitation,
    viewed_together=st.dictionaries(IDS, SOME_IDS, max_size=4),
    bought_together=st.dictionaries(IDS, SOME_IDS, max_size=4),
    best_sellers=SOME_IDS,
)


@given(
    st.sampled_from(sorted(STRATEGIES)),
    SHOPPERS,
    st.lists(PRODUCTS, max_size=12).map(Catalogue),
    HISTORIES,
    st.integers(1, 6),
)
def test_every_proposal_keeps_the_promises(
    strategy: str, shopper: Shopper, catalogue: Catalogue, together: CoVisitation, limit: int
) -> None:
    picked = recommend(strategy, shopper, catalogue, together, limit=limit)
    ids = [recommendation.product.id for recommendation in picked]
    groups = [recommendation.product.group_id for recommendation in picked if recommendation.product.group_id]
    elsewhere = {shopper.product_id, *shopper.cart}
    assert len(ids) <= limit
    assert len(ids) == len(set(ids)), "no repeats"
    assert len(groups) == len(set(groups)), "no two of one group"
    assert elsewhere.isdisjoint(ids), "neither the current product nor the cart"
    assert all(recommendation.product.is_available for recommendation in picked)
    assert all(recommendation.reason in {strategy, *FALLBACKS} for recommendation in picked)
    assert bool(picked) == any(found.is_available and found.id not in elsewhere for found in catalogue)


def test_a_hundred_thousand_products_do_not_slow_a_proposal_down() -> None:
    shop = Catalogue(
        product(str(number), category=("Bicycles", f"Type {number % 40}"), group_id=f"g{number % 30_000}")
        for number in range(100_000)
    )
    shopper = Shopper(product_id="77", cart=("5", "6"), viewed=("1", "2"), favourite_categories=("Bicycles",))
    best_s = {}
    for strategy in STRATEGIES:
        timings = []
        for _ in range(20):
            started = time.perf_counter()
            recommend(strategy, shopper, shop, NOTHING, limit=12)
            timings.append(time.perf_counter() - started)
        best_s[strategy] = min(timings)
    assert max(best_s.values()) < 0.001, best_s
