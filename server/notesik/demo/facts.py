"""What pages tell machines: JSON-LD of a product, and the items that the page's scripts push to the dataLayer."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

import msgspec
from markupsafe import Markup

from notesik.catalogue import Product
from notesik.demo.shelves import product_address
from notesik.money import minor_digits, to_major

Json = dict[str, Any]

_AVAILABILITY = {
    "in_stock": "https://schema.org/InStock",
    "out_of_stock": "https://schema.org/OutOfStock",
    "preorder": "https://schema.org/PreOrder",
    "backorder": "https://schema.org/BackOrder",
}


def json_for_script(value: object) -> Markup:
    """JSON that can stand between script tags: ``<`` never ends one, nor begins a comment."""
    text = msgspec.json.encode(value).decode()
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - JSON with no < in it is no markup


def variant_name(product: Product) -> str:
    """``Rust, M``: what tells a product from the others of its group."""
    return ", ".join(filter(None, (product.attributes.get(name, "") for name in ("color", "size"))))


def item(product: Product, now_ms: int) -> Json:
    """A product as a GA4 item, and what the cart needs to show it (``shop``)."""
    levels = {
        f"item_category{place if place > 1 else ''}": name for place, name in enumerate(product.category[:5], start=1)
    }
    facts = {"item_brand": product.brand, "item_variant": variant_name(product), **levels}
    return {
        "item_id": product.id,
        "item_name": product.title,
        "price": to_major(product.current_price_minor(now_ms), product.currency),
        "quantity": 1,
        **{name: value for name, value in facts.items() if value},
    }


def items(products: Sequence[Product], now_ms: int) -> list[Json]:
    return [{**item(product, now_ms), "index": place} for place, product in enumerate(products)]


def product_graph(product: Product, trail: Sequence[tuple[str, str]], origin: str, now_ms: int) -> Json:
    """schema.org: the product with its offer, and the way to it; addresses are made absolute with ``origin``."""
    address = urljoin(origin, product_address(product))
    return {
        "@context": "https://schema.org",
        "@graph": [_product(product, address, origin, now_ms), _breadcrumbs(trail, origin)],
    }


def _product(product: Product, address: str, origin: str, now_ms: int) -> Json:
    minor = product.current_price_minor(now_ms)
    amount = Decimal(minor).scaleb(-minor_digits(product.currency))
    optional = {
        "description": product.description,
        "image": urljoin(origin, product.image) if product.image else "",
        "category": " > ".join(product.category),
        "color": product.attributes.get("color", ""),
        "size": product.attributes.get("size", ""),
        "material": product.attributes.get("material", ""),
        "inProductGroupWithID": product.group_id,
    }
    return {
        "@type": "Product",
        "@id": f"{address}#product",
        "url": address,
        "sku": product.id,
        "name": product.title,
        **({"brand": {"@type": "Brand", "name": product.brand}} if product.brand else {}),
        **{name: value for name, value in optional.items() if value},
        "offers": {
            "@type": "Offer",
            "url": address,
            "price": format(amount, "f"),
            "priceCurrency": product.currency,
            "availability": _AVAILABILITY.get(product.availability, _AVAILABILITY["in_stock"]),
            "itemCondition": "https://schema.org/NewCondition",
        },
    }


def _breadcrumbs(trail: Sequence[tuple[str, str]], origin: str) -> Json:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": urljoin(origin, address)}
            for place, (name, address) in enumerate(trail, start=1)
        ],
    }
