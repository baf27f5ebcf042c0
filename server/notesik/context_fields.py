"""The fields of the context document, for conditions and merge tags; the README's table is made of this one."""

from __future__ import annotations

from notesik.kinds import (
    AMOUNT,
    ANY,
    BOOLEAN,
    COUNT,
    DAY,
    NUMBER,
    OBJECT,
    TEXT,
    Kind,
    list_of,
    object_of,
    object_with,
    whole,
    words,
)

_CART_ITEM = object_with(
    id=TEXT, name=TEXT, category=TEXT, quantity=Kind("number", least=1, is_whole=True), price=AMOUNT
)
_RFM_CLASS = words(
    *("champions", "loyal", "potential-loyalists", "new-customers", "promising", "need-attention", "about-to-sleep"),
    *("at-risk", "cannot-lose", "hibernating"),
)

FIELDS: dict[str, tuple[Kind, str, str]] = {
    "visitor.id": (TEXT, "anon-7f3a", "the anonymous id, or the user id of a verified visitor"),
    "visitor.level": (words("anonymous", "claimed", "verified"), "verified", "how sure it is who they are"),
    "visitor.first_name": (TEXT, "Anna", "the trait first_name, firstName or the first word of name"),
    "visitor.traits": (OBJECT, "{size: M}", "what the visitor or the shop said with identify"),
    "visitor.first_seen": (COUNT, "1795290668558", "Unix milliseconds"),
    "visitor.last_seen": (COUNT, "1795290668558", "Unix milliseconds"),
    "visitor.is_new": (BOOLEAN, "true", "whether this is the first session"),
    "visitor.visits": (COUNT, "3", "sessions so far, with this one"),
    "visitor.orders": (COUNT, "1", "completed orders"),
    "visitor.revenue": (NUMBER, "249.90", "sum of the orders, in the site's currency"),
    "visitor.rfm.recency": (
        whole(1, 5),
        "5",
        "how lately they ordered: 1 to 5, the best; without orders there is no rfm",
    ),
    "visitor.rfm.frequency": (whole(1, 5), "3", "how often, 1 to 5"),
    "visitor.rfm.monetary": (whole(1, 5), "4", "for how much, 1 to 5"),
    "visitor.rfm.class": (_RFM_CLASS, "loyal", "the class that the three make: see Segments"),
    "visitor.scores": (object_of(NUMBER), "{interest: 12.5}", "points by scoring plan, as far as they have not faded"),
    "visitor.segments": (list_of(TEXT), "[returning, vip]", "ids of the segments that the visitor is in"),
    "visitor.favourite_category": (TEXT, "Bicycles", "the category with the most affinity"),
    "visitor.favourite_category_score": (
        AMOUNT,
        "3.0",
        "its points: a look is 1, adding 3, an order 5; 14 days halve them",
    ),
    "visitor.favourite_brand": (TEXT, "Wiatr", "the brand with the most affinity"),
    "visitor.affinity.category": (object_of(AMOUNT), "{Bicycles: 3.0}", "points by category"),
    "visitor.affinity.brand": (object_of(AMOUNT), "{Wiatr: 2.0}", "points by brand"),
    "visitor.events": (object_of(COUNT), "{Product Viewed: 3}", "how often each event happened"),
    "visitor.group": (TEXT, "club", "the group that the visitor belongs to"),
    "visitor.language": (TEXT, "pl-PL", "the browser's language"),
    "visitor.unread": (COUNT, "1", "unread inbox messages"),
    "preferences.topics": (list_of(TEXT), "[newsletter, sales]", "what the visitor has agreed to hear about"),
    "preferences.channels": (list_of(TEXT), "[email]", "on which channels"),
    "preferences.frequency": (TEXT, "weekly", "how often"),
    "loyalty": (
        OBJECT,
        "{tier: gold, points: 120}",
        "the trait loyalty, with the traits loyalty_tier and loyalty_points",
    ),
    "session.number": (COUNT, "2", "1 for the visitor's first session, 2 for the second"),
    "session.pages": (COUNT, "4", "pages seen in this session"),
    "session.duration": (COUNT, "95", "seconds since it began"),
    "session.visible": (AMOUNT, "62", "seconds that its pages were in sight, without the page that is open"),
    "session.landing_page": (TEXT, "https://shop.example/?utm_source=news", "its first page"),
    "session.referrer": (TEXT, "https://www.google.com/", "where it came from"),
    "session.source": (TEXT, "google", "the campaign's, else the referrer's; direct when there is none"),
    "session.medium": (TEXT, "organic", "the campaign's, or cpc, organic, social, referral, none"),
    "session.utm": (object_of(TEXT), "{campaign: autumn}", "source, medium, campaign, term, content"),
    "session.click_ids": (object_of(TEXT), "{gclid: Cj0…}", "gclid, fbclid, msclkid, ttclid"),
    "session.viewed": (list_of(TEXT), "[sku-1]", "products seen in this session, newest first"),
    "page.url": (TEXT, "https://shop.example/p/1", "the page's address"),
    "page.path": (TEXT, "/p/1", "its path"),
    "page.type": (TEXT, "product", "product, or what the page says it is"),
    "page.title": (TEXT, "Gravel bike", "its title"),
    "page.referrer": (TEXT, "https://shop.example/", "the page before"),
    "page.product_id": (TEXT, "sku-1", "the product that the page shows"),
    "product.id": (TEXT, "sku-1", "the page's product, from the catalogue"),
    "product.title": (TEXT, "Gravel bike", "its name"),
    "product.category": (TEXT, "Bicycles", "its outermost category"),
    "product.categories": (list_of(TEXT), "[Bicycles, Gravel]", "its whole category path"),
    "product.brand": (TEXT, "Wiatr", "its brand"),
    "product.price": (AMOUNT, "1899.00", "its price now"),
    "product.is_on_sale": (BOOLEAN, "false", "whether a sale price holds now"),
    "product.is_available": (BOOLEAN, "true", "whether it can be ordered"),
    "cart.value": (NUMBER, "89.90", "sum of its lines"),
    "cart.count": (COUNT, "2", "pieces in it"),
    "cart.items": (list_of(_CART_ITEM), "[{id, name, category, quantity, price}]", "its lines"),
    "cart.categories": (list_of(TEXT), "[Lights]", "categories of its lines"),
    "cart.currency": (TEXT, "EUR", "the site's currency"),
    "favourite.category": (TEXT, "Bicycles", "as visitor.favourite_category, for texts"),
    "favourite.slug": (TEXT, "bicycles", "the category's name as it often stands in addresses"),
    "favourite.image": (TEXT, "/pictures/1.svg", "picture of a product of that category"),
    "favourite.url": (TEXT, "/product/1", "address of that product"),
    "device.type": (words("phone", "tablet", "desktop", "other"), "phone", "what the browser says it runs on"),
    "device.os": (TEXT, "Android", "operating system"),
    "device.browser": (TEXT, "Firefox", "browser"),
    "device.bot": (BOOLEAN, "false", "whether it is a known robot"),
    "geo.country": (TEXT, "PL", "country of the visitor's address, two letters; see Country and city"),
    "geo.city": (TEXT, "Kraków", "its city"),
    "time.hour": (whole(0, 23), "14", "the hour in the site's zone"),
    "time.weekday": (whole(1, 7), "1", "1 is Monday, 7 is Sunday"),
    "time.date": (DAY, "2026-11-21", "the day in the site's zone"),
    "consent.analytics": (BOOLEAN, "true", "whether the visitor may be counted"),
    "consent.personalization": (BOOLEAN, "true", "whether the visitor may be treated by their history"),
    "lists.viewed": (list_of(TEXT), "[sku-1]", "recently viewed products, newest first"),
    "lists.wishlist": (list_of(TEXT), "[sku-2]", "the wishlist, newest first"),
    "lists.bought": (list_of(TEXT), "[sku-3]", "bought products, newest first"),
}
"""Path → kind, example, what it is."""

WIDGET_TAGS: dict[str, tuple[Kind, str, str]] = {
    "cart.remaining": (TEXT, "€20.50", "in texts of a bar with a goal: what the cart still lacks, as money"),
    "cart.goal": (TEXT, "€50.00", "in texts of a bar with a goal: the goal, as money"),
    "count": (TEXT, "1,200", "in texts of social proof: how many visitors"),
    "hours": (TEXT, "24", "in texts of social proof: of how many hours"),
}
"""What widgets add for their own texts; conditions have none of it."""


def is_known_field(path: str) -> bool:
    """Whether a look-up can ever find something: a field, what holds fields, or something inside an open one.

    >>> is_known_field("cart.value"), is_known_field("cart"), is_known_field("visitor.traits.size")
    (True, True, True)
    >>> is_known_field("cart.valu")
    False
    """
    return kind_of(path) is not None or any(field.startswith(f"{path}.") for field in FIELDS)


def kind_of(path: str) -> Kind | None:
    """What can stand at a path: at a field, or inside one that is a list or an object; None where nothing ever does.

    >>> kind_of("time.hour").name, kind_of("visitor.events.Order Completed").name, kind_of("visitor.traits.size").name
    ('number', 'number', 'any')
    """
    if path in FIELDS:
        return FIELDS[path][0]
    parts = path.split(".")
    heads = (".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
    within = next((FIELDS[head][0] for head in heads if head in FIELDS), None)
    if within is None or within.name not in ("list", "object"):
        return None
    return within.members if within.name == "object" and within.members else ANY
