from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from notesik.catalogue import Catalogue, Product
from notesik.packed_products import Shelf
from notesik.tastes import MOST_LOOKED_AT, MOST_ORDERED, Tastes, by_taste, drawn_to

NAMES = st.sampled_from(["Wind", "Sea", "Own", ""])


def product(id: str, category: str, brand: str) -> Product:
    return Product(id=id, title=id, url="/", category=(category,) if category else (), brand=brand)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=30), st.dictionaries(NAMES, st.floats(0.1, 9)))
def test_products_come_by_their_points_and_the_same_points_keep_their_order(
    kinds: list[tuple[str, str]], points: dict[str, float]
) -> None:
    products = [product(str(number), category, brand) for number, (category, brand) in enumerate(kinds)]
    score = {
        each.id: (points.get(each.category[0], 0) if each.category else 0) + points.get(each.brand, 0)
        for each in products
    }
    found = drawn_to(by_taste(products), points, points)
    if found:
        assert list(found) == sorted((id for id in score if score[id] > 0), key=lambda id: (-score[id], int(id)))
    else:
        assert len(set(score.values())) < 2


def test_a_page_is_told_the_order_of_so_many_at_most() -> None:
    shelf = [product(str(number), "Bags", "Wind" if number % 2 else "Sea") for number in range(2_500)]
    found = drawn_to(by_taste(shelf), {}, {"Wind": 1.0})
    assert list(found) == [str(number) for number in range(1, 2 * MOST_ORDERED, 2)]


def test_only_the_first_products_of_a_list_are_looked_at() -> None:
    looked_at: list[str] = []

    def shelf() -> Iterator[Product]:
        for number in range(MOST_LOOKED_AT + 10):
            looked_at.append(str(number))
            yield product(str(number), "Bags", "Wind" if number in (1_999, 2_000) else "Sea")

    assert list(drawn_to(by_taste(shelf()), {}, {"Wind": 1.0})) == ["1999"]
    assert len(looked_at) == 2_000


class Watched(Catalogue):
    """Remembers which of its categories were looked at."""

    def __init__(self, *products: Product) -> None:
        super().__init__(products)
        self.looked_at: list[str] = []

    def in_category(self, name: str) -> Shelf:
        self.looked_at.append(name)
        return super().in_category(name)


def test_a_list_is_looked_at_once_for_all_visitors_and_never_for_a_stranger() -> None:
    catalogue = Watched(product("one", "Bags", "Sea"), product("two", "Bags", "Wind"), product("hat", "Hats", "Wind"))
    tastes = Tastes(catalogue)
    assert tastes.drawn_to("Bags", "/", {}, {}) == []
    assert catalogue.looked_at == []
    assert tastes.drawn_to("Bags", "/", {}, {"Wind": 1.0}) == ["two"]
    assert tastes.drawn_to("Bags", "/c/hats", {}, {"Sea": 1.0}) == ["one"]
    assert catalogue.looked_at == ["Bags"]
    assert tastes.drawn_to("", "/", {"Hats": 2.0}, {"Wind": 1.0}) == ["hat", "two"]
    assert tastes.drawn_to("", "/c/bags", {"Bags": 1.0}, {"Wind": 1.0}) == ["two", "one"]


def test_an_address_tells_which_category_a_page_lists() -> None:
    catalogue = Catalogue([product("a", "Rain Jackets", ""), product("b", "Żeglarstwo", "")])
    assert catalogue.category_at("/shop/rain-jackets/") == "rain jackets"
    assert catalogue.category_at("/%C5%BBeglarstwo") == "żeglarstwo"
    assert [catalogue.category_at(path) for path in ("/", "/shop", "")] == ["", "", ""]
