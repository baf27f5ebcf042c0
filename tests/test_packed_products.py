from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from notesik.catalogue import Catalogue, Product
from notesik.packed_products import Packing
from notesik.stored_products import CatalogueReader, encode_product

MINOR = st.integers(0, 2**53)
TIMES = st.none() | st.integers(0, 2**53)
WORDS = st.text(max_size=8)
LINKS = st.sampled_from(
    ["", "/p/1", "p", "https://shop.example", "https://shop.example/p/1", "//cdn.example/1.jpg", "//"]
)
PRODUCTS = st.builds(
    Product,
    id=st.text(min_size=1, max_size=4),
    title=WORDS,
    url=LINKS,
    image=LINKS,
    description=WORDS,
    brand=WORDS,
    category=st.lists(WORDS, max_size=3).map(tuple),
    currency=st.sampled_from(["", "EUR", "PLN"]),
    price_minor=MINOR,
    availability=st.sampled_from(["in_stock", "out_of_stock", "preorder"]),
    group_id=WORDS,
    attributes=st.dictionaries(WORDS, WORDS, max_size=2),
).flatmap(lambda product: st.just(product) | st.builds(_reduced, st.just(product), MINOR, TIMES, TIMES))


def _reduced(product: Product, price_minor: int, from_ms: int | None, until_ms: int | None) -> Product:
    told = {field: getattr(product, field) for field in product.__struct_fields__}
    return Product(**{**told, "sale_price_minor": price_minor, "sale_from_ms": from_ms, "sale_until_ms": until_ms})


@given(st.lists(PRODUCTS, max_size=8, unique_by=lambda product: product.id))
def test_products_come_out_as_they_were_put_in(products: list[Product]) -> None:
    catalogue = Catalogue(products)
    assert list(catalogue) == products
    assert [catalogue.get(product.id) for product in products] == products
    assert [catalogue.place_of(product.id) for product in products] == list(range(len(products)))


@given(st.sets(st.text(max_size=3)), st.text(max_size=3))
def test_an_id_is_found_when_it_is_there_and_only_then(ids: set[str], asked: str) -> None:
    catalogue = Catalogue(Product(id=id, title=id, url="/") for id in ids)
    found = catalogue.get(asked)
    assert (found.id if found else None) == (asked if asked in ids else None)


@given(st.dictionaries(st.integers(0, 50), st.text(max_size=2), max_size=12).flatmap(lambda d: st.permutations([*d])))
def test_products_stand_in_the_shops_order_in_whatever_order_they_are_added(places: list[int]) -> None:
    packing = Packing()
    for place in places:
        packing.add(place, Product(id=str(place), title="", url="/"))
    assert [product.id for product in Catalogue.of(packing.packed())] == [str(place) for place in sorted(places)]


def test_a_product_that_the_store_gives_twice_is_there_once() -> None:
    reader = CatalogueReader()
    reader.read([encode_product(place, Product(id=str(place), title="", url="/")) for place in (1, 0, 1)])
    assert list(reader.catalogue().ids()) == ["0", "1"]


def test_what_nobody_is_told_of_a_product_is_not_held() -> None:
    reader = CatalogueReader()
    bike = Product(id="bike", title="Bike", url="/", description="Long words", attributes={"color": "red"})
    reader.read([encode_product(0, bike)])
    assert reader.catalogue().get("bike") == Product(id="bike", title="Bike", url="/")


def test_a_shelf_is_read_from_both_ends_and_cut() -> None:
    offers = Catalogue(Product(id=id, title=id, url="/") for id in "abc").offers()
    assert [product.id for product in offers] == ["c", "b", "a"]
    assert [product.id for product in reversed(offers)] == ["a", "b", "c"]
    assert [product.id for product in offers[:2]] == ["c", "b"]
    assert (len(offers), offers[-1].id) == (3, "a")


def test_a_product_takes_little_memory() -> None:
    def stored() -> Iterator[bytes]:
        for number in range(5_000):
            slug = f"carbon-gravel-bike-{number}"
            yield encode_product(
                number,
                Product(
                    id=str(10_000_000 + number),
                    title=slug.replace("-", " ").title(),
                    url=f"https://www.shop.example/p/{slug}",
                    image=f"https://cdn.shop.example/images/{slug}.jpg",
                    description="What the shop says of it. " * 20,
                    brand=f"Brand {number % 50}",
                    category=("Bicycles", f"Category {number % 20}", f"Shelf {number % 100}"),
                    currency="EUR",
                    price_minor=number,
                    group_id=f"group-{number // 3}",
                    attributes={"color": "red", "size": "M"},
                ),
            )

    gc.collect()
    tracemalloc.start()
    reader = CatalogueReader()
    reader.read(stored())
    catalogue = reader.catalogue()
    gc.collect()
    held, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held / len(catalogue) < 260
    assert most / len(catalogue) < 340, "nor is much more needed on the way"
