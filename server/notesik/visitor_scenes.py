"""What of a visitor and their page conditions read (the context document) and templates see (the scene)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from notesik.affinities import ranked
from notesik.calls import Call, Speaker
from notesik.campaigns import RUNNING
from notesik.context import Context, Page, Situation, build_context, read_page
from notesik.inboxes import unread_count
from notesik.languages import language_of
from notesik.live_campaigns import Look
from notesik.live_sites import LiveSite
from notesik.page_edits import drawn_to
from notesik.recommendations import Recommendation, Shopper, recommend
from notesik.social_proof import Action
from notesik.visitors import Visitor
from notesik.widget_scenes import Inbox, Scene

MAX_FAVOURITES = 3


def messages_of(visitor: Visitor, live: LiveSite) -> dict[str, Look]:
    """The messages of the visitor's inbox by campaign, but for those that the owner has withdrawn."""
    if not visitor.inbox:
        return {}
    looks = {campaign: live.looks.get((campaign, message.variant)) for campaign, message in visitor.inbox.items()}
    return {
        campaign: look
        for campaign, look in looks.items()
        if look and (look.status in RUNNING or look.status == "ended") and look.is_message
    }


def context_of(visitor: Visitor, call: Call, speaker: Speaker, live: LiveSite, now_ms: int) -> Context:
    """The context document of ``visitor`` in this call."""
    return build_context(
        Situation(
            visitor=visitor,
            visitor_id=speaker.subject.id if call.consent.personalization else "",
            level=speaker.level,
            page=read_page(call.request.page),
            device=call.device,
            consent=call.consent,
            site=live.site,
            catalogue=live.catalogue,
            now_ms=now_ms,
            unread=unread_count(visitor, messages_of(visitor, live)),
            geo=call.geo,
            plans=live.plans,
            segments=live.segments,
        )
    )


def scene_of(visitor: Visitor, context: Context, page: Page, live: LiveSite, now_ms: int) -> Scene:
    """What templates see of this moment; the language is the page's, else the visitor's, else the site's."""
    language, direction = language_of(page.language, visitor.language, live.site.language)
    shopper = Shopper(
        product_id=page.product_id or None,
        cart=tuple(line.product_id for line in visitor.cart.lines),
        viewed=visitor.viewed,
        bought=visitor.orders.products,
        favourite_categories=tuple(name for name, _ in ranked(visitor.categories, now_ms)[:MAX_FAVOURITES]),
    )

    @cache
    def recommended(strategy: str, limit: int) -> Sequence[Recommendation]:
        return recommend(strategy, shopper, live.catalogue, live.together, limit=limit)

    def counted(action: Action, product_id: str, hours: int) -> int:
        return live.counts.visitors(action, product_id, hours, now_ms)

    @cache
    def ordered(category: str) -> Sequence[str]:
        category = category or live.catalogue.category_at(context["page"]["path"])
        products = live.catalogue.in_category(category) if category else live.catalogue
        return drawn_to(products, *(dict(ranked(names, now_ms)) for names in (visitor.categories, visitor.brands)))

    return Scene(
        language=language,
        direction=direction,
        currency=live.site.currency,
        time_zone=live.site.time_zone,
        tags=context,
        cart_value_minor=visitor.cart.value_minor,
        recommend=recommended,
        count=counted,
        order=ordered,
        inbox=Inbox(unread=unread_count(visitor, messages_of(visitor, live))),
        forms=visitor.forms,
        preferences=visitor.preferences,
        now_ms=now_ms,
    )
