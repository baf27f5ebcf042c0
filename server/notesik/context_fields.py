"""The fields of the context document, for conditions and merge tags; the README's table is made of this one."""

from __future__ import annotations

FIELDS: dict[str, tuple[str, str, str]] = {
    "visitor.id": ("text", "anon-7f3a", "the anonymous id, or the user id of a verified visitor"),
    "visitor.level": ("text", "verified", "anonymous, claimed or verified"),
    "visitor.first_name": ("text", "Anna", "the trait first_name, firstName or the first word of name"),
    "visitor.traits": ("object", "{size: M}", "what the visitor or the shop said with identify"),
    "visitor.first_seen": ("number", "1795290668558", "Unix milliseconds"),
    "visitor.last_seen": ("number", "1795290668558", "Unix milliseconds"),
    "visitor.is_new": ("boolean", "true", "whether this is the first session"),
    "visitor.visits": ("number", "3", "sessions so far, with this one"),
    "visitor.orders": ("number", "1", "completed orders"),
    "visitor.revenue": ("number", "249.90", "sum of the orders, in the site's currency"),
    "visitor.rfm.recency": ("number", "5", "how lately they ordered: 1 to 5, the best; without orders there is no rfm"),
    "visitor.rfm.frequency": ("number", "3", "how often, 1 to 5"),
    "visitor.rfm.monetary": ("number", "4", "for how much, 1 to 5"),
    "visitor.rfm.class": ("text", "loyal", "the class that the three make: see Segments"),
    "visitor.scores": ("object", "{interest: 12.5}", "points by scoring plan, as far as they have not faded"),
    "visitor.segments": ("list", "[returning, vip]", "ids of the segments that the visitor is in"),
    "visitor.favourite_category": ("text", "Bicycles", "the category with the most affinity"),
    "visitor.favourite_category_score": (
        "number",
        "3.0",
        "its points: a look is 1, adding 3, an order 5; 14 days halve them",
    ),
    "visitor.favourite_brand": ("text", "Wiatr", "the brand with the most affinity"),
    "visitor.affinity.category": ("object", "{Bicycles: 3.0}", "points by category"),
    "visitor.affinity.brand": ("object", "{Wiatr: 2.0}", "points by brand"),
    "visitor.events": ("object", "{Product Viewed: 3}", "how often each event happened"),
    "visitor.group": ("text", "club", "the group that the visitor belongs to"),
    "visitor.language": ("text", "pl-PL", "the browser's language"),
    "visitor.unread": ("number", "1", "unread inbox messages"),
    "preferences.topics": ("list", "[newsletter, sales]", "what the visitor has agreed to hear about"),
    "preferences.channels": ("list", "[email]", "on which channels"),
    "preferences.frequency": ("text", "weekly", "how often"),
    "loyalty": (
        "object",
        "{tier: gold, points: 120}",
        "the trait loyalty, with the traits loyalty_tier and loyalty_points",
    ),
    "session.number": ("number", "2", "1 for the visitor's first session, 2 for the second"),
    "session.pages": ("number", "4", "pages seen in this session"),
    "session.duration": ("number", "95", "seconds since it began"),
    "session.visible": ("number", "62", "seconds that its pages were in sight, without the page that is open"),
    "session.landing_page": ("text", "https://shop.example/?utm_source=news", "its first page"),
    "session.referrer": ("text", "https://www.google.com/", "where it came from"),
    "session.source": ("text", "google", "the campaign's, else the referrer's; direct when there is none"),
    "session.medium": ("text", "organic", "the campaign's, or cpc, organic, social, referral, none"),
    "session.utm": ("object", "{campaign: autumn}", "source, medium, campaign, term, content"),
    "session.click_ids": ("object", "{gclid: Cj0…}", "gclid, fbclid, msclkid, ttclid"),
    "session.viewed": ("list", "[sku-1]", "products seen in this session, newest first"),
    "page.url": ("text", "https://shop.example/p/1", "the page's address"),
    "page.path": ("text", "/p/1", "its path"),
    "page.type": ("text", "product", "product, or what the page says it is"),
    "page.title": ("text", "Gravel bike", "its title"),
    "page.referrer": ("text", "https://shop.example/", "the page before"),
    "page.product_id": ("text", "sku-1", "the product that the page shows"),
    "product.id": ("text", "sku-1", "the page's product, from the catalogue"),
    "product.title": ("text", "Gravel bike", "its name"),
    "product.category": ("text", "Bicycles", "its outermost category"),
    "product.categories": ("list", "[Bicycles, Gravel]", "its whole category path"),
    "product.brand": ("text", "Wiatr", "its brand"),
    "product.price": ("number", "1899.00", "its price now"),
    "product.is_on_sale": ("boolean", "false", "whether a sale price holds now"),
    "product.is_available": ("boolean", "true", "whether it can be ordered"),
    "cart.value": ("number", "89.90", "sum of its lines"),
    "cart.count": ("number", "2", "pieces in it"),
    "cart.items": ("list", "[{id, name, category, quantity, price}]", "its lines"),
    "cart.categories": ("list", "[Lights]", "categories of its lines"),
    "cart.currency": ("text", "EUR", "the site's currency"),
    "favourite.category": ("text", "Bicycles", "as visitor.favourite_category, for texts"),
    "favourite.slug": ("text", "bicycles", "the category's name as it often stands in addresses"),
    "favourite.image": ("text", "/pictures/1.svg", "picture of a product of that category"),
    "favourite.url": ("text", "/product/1", "address of that product"),
    "device.type": ("text", "phone", "phone, tablet, desktop or other"),
    "device.os": ("text", "Android", "operating system"),
    "device.browser": ("text", "Firefox", "browser"),
    "device.bot": ("boolean", "false", "whether it is a known robot"),
    "geo.country": ("text", "PL", "country of the visitor's address, two letters; see Country and city"),
    "geo.city": ("text", "Kraków", "its city"),
    "time.hour": ("number", "14", "0 to 23, in the site's zone"),
    "time.weekday": ("number", "1", "1 is Monday, 7 is Sunday"),
    "time.date": ("text", "2026-11-21", "the day in the site's zone"),
    "consent.analytics": ("boolean", "true", "whether the visitor may be counted"),
    "consent.personalization": ("boolean", "true", "whether the visitor may be treated by their history"),
    "lists.viewed": ("list", "[sku-1]", "recently viewed products, newest first"),
    "lists.wishlist": ("list", "[sku-2]", "the wishlist, newest first"),
    "lists.bought": ("list", "[sku-3]", "bought products, newest first"),
}
"""Path → kind, example, what it is."""

WIDGET_TAGS: dict[str, tuple[str, str, str]] = {
    "cart.remaining": ("text", "€20.50", "in texts of a bar with a goal: what the cart still lacks, as money"),
    "cart.goal": ("text", "€50.00", "in texts of a bar with a goal: the goal, as money"),
    "count": ("text", "1,200", "in texts of social proof: how many visitors"),
    "hours": ("text", "24", "in texts of social proof: of how many hours"),
}
"""What widgets add for their own texts; conditions have none of it."""

_OPEN = frozenset({"object", "list"})
"""Types whose inside is the shop's own."""


def is_known_field(path: str) -> bool:
    """Whether a look-up can ever find something: a field, what holds fields, or something inside an open one.

    >>> is_known_field("cart.value"), is_known_field("cart"), is_known_field("visitor.traits.size")
    (True, True, True)
    >>> is_known_field("cart.valu")
    False
    """
    if path in FIELDS or any(field.startswith(f"{path}.") for field in FIELDS):
        return True
    parts = path.split(".")
    heads = (".".join(parts[:length]) for length in range(1, len(parts)))
    return any(head in FIELDS and FIELDS[head][0] in _OPEN for head in heads)
