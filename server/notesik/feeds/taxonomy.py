"""The top level of Google's product taxonomy, for feeds that give a category only as its number."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TOP_CATEGORIES: Mapping[int, str] = MappingProxyType(
    {
        1: "Animals & Pet Supplies",
        8: "Arts & Entertainment",
        111: "Business & Industrial",
        141: "Cameras & Optics",
        166: "Apparel & Accessories",
        222: "Electronics",
        412: "Food, Beverages & Tobacco",
        436: "Furniture",
        469: "Health & Beauty",
        536: "Home & Garden",
        537: "Baby & Toddler",
        632: "Hardware",
        772: "Mature",
        783: "Media",
        888: "Vehicles & Parts",
        922: "Office Supplies",
        988: "Sporting Goods",
        1239: "Toys & Games",
        2092: "Software",
        5181: "Luggage & Bags",
        5605: "Religious & Ceremonial",
    }
)
"""All 21, version 2021-09-21: https://www.google.com/basepages/producttype/taxonomy-with-ids.en-US.txt"""
