"""What of a visitor and their page conditions read (the context document) and templates see (the scene)."""

from __future__ import annotations

from collections.abc import Sequence

from notesik.affinities import ranked
from notesik.calls import Call, Speaker
from notesik.campaigns import RUNNING
from notesik.context import Context, Page, Situation, build_context
from notesik.inboxes import unread_count
from notesik.languages import language_of
from notesik.live_campaigns import Look
from notesik.live_sites import LiveSite
from notesik.recommendations import Recommendation, Shopper
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


def unread_of(visitor: Visitor, live: LiveSite) -> int:
    """How many of those messages are unread."""
    return unread_count(visitor, messages_of(visitor, live)) if visitor.inbox else 0


def context_of(visitor: Visitor, call: Call, speaker: Speaker, page: Page, live: LiveSite, now_ms: int) -> Context:
    """The context document of ``visitor`` in this call, on ``page``."""
    return build_context(
        Situation(
            visitor=visitor,
            visitor_id=speaker.subject.id if call.consent.personalization else "",
            level=speaker.level,
            page=lambda: page,
            device=lambda: call.device,
            consent=call.consent,
            site=live.site,
            catalogue=live.catalogue,
            now_ms=now_ms,
            unread=unread_of(visitor, live),
            geo=call.geo,
            plans=live.plans,
            segments=live.segments,
        )
    )


class _Shop:
    """What the shop has for one visitor at one moment; worked out when a template asks for it, and once."""

    __slots__ = ("_context", "_live", "_now_ms", "_ordered", "_page", "_recommended", "_visitor")

    def __init__(self, visitor: Visitor, context: Context, page: Page, live: LiveSite, now_ms: int) -> None:
        self._visitor, self._context, self._page = visitor, context, page
        self._live, self._now_ms = live, now_ms
        self._recommended: dict[tuple[str, int], Sequence[Recommendation]] = {}
        self._ordered: dict[str, Sequence[str]] = {}

    def recommended(self, strategy: str, limit: int) -> Sequence[Recommendation]:
        found = self._recommended.get((strategy, limit))
        if found is None:
            found = self._live.recommender.recommend(strategy, self._shopper(), limit)
            self._recommended[strategy, limit] = found
        return found

    def _shopper(self) -> Shopper:
        visitor = self._visitor
        return Shopper(
            product_id=self._page.product_id or None,
            cart=tuple(line.product_id for line in visitor.cart.lines),
            viewed=visitor.viewed,
            bought=visitor.orders.products,
            favourite_categories=tuple(name for name, _ in ranked(visitor.categories, self._now_ms)[:MAX_FAVOURITES]),
        )

    def counted(self, action: Action, product_id: str, hours: int) -> int:
        return self._live.counts.visitors(action, product_id, hours, self._now_ms)

    def ordered(self, category: str) -> Sequence[str]:
        found = self._ordered.get(category)
        if found is None:
            visitor, path = self._visitor, self._context["page"]["path"]
            liked = (dict(ranked(names, self._now_ms)) for names in (visitor.categories, visitor.brands))
            found = self._ordered[category] = self._live.tastes.drawn_to(category, path, *liked)
        return found


def scene_of(visitor: Visitor, context: Context, page: Page, live: LiveSite, now_ms: int) -> Scene:
    """What templates see of this moment; the language is the page's, else the visitor's, else the site's."""
    language, direction = language_of(page.language, visitor.language, live.site.language)
    shop = _Shop(visitor, context, page, live, now_ms)
    return Scene(
        language=language,
        direction=direction,
        currency=live.site.currency,
        time_zone=live.site.time_zone,
        tags=context,
        cart_value_minor=visitor.cart.value_minor,
        recommend=shop.recommended,
        count=shop.counted,
        order=shop.ordered,
        inbox=Inbox(unread_of(visitor, live)),
        forms=visitor.forms,
        preferences=visitor.preferences,
        now_ms=now_ms,
    )
