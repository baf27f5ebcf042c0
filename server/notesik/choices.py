"""The choice of what one visitor sees at one moment: decided on their state, and rendered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError

from notesik.affinities import ranked
from notesik.calls import Call, Speaker
from notesik.conditions import compile_condition
from notesik.context import Context, Page, Situation, build_context, read_page
from notesik.decisions import Decision, Request, decide, explained
from notesik.inboxes import unread_count, with_messages
from notesik.live_sites import LiveSite, Look
from notesik.placements import Inbox as InboxPlacement
from notesik.recommendations import Recommendation, Shopper, recommend
from notesik.visitors import Visitor
from notesik.widgets import Inbox, Scene

MAX_SLOTS = 100
MAX_FAVOURITES = 3


class Choice:
    """What is shown to one visitor at one moment. Made anew whenever a conflict shows that the visitor has changed."""

    def __init__(self, call: Call, speaker: Speaker, live: LiveSite, now_ms: int) -> None:
        self._call, self._speaker, self._live, self._now_ms = call, speaker, live, now_ms
        self._page = read_page(call.request.page)
        self._visitor = Visitor()
        self._context: Context = {}
        self.decisions: Sequence[Decision] = ()

    def made_for(self, visitor: Visitor) -> Visitor:
        """Decide for ``visitor`` and give them back with their new inbox messages.

        Who has not agreed to be treated by their history is a stranger, but for what they have closed and how often
        they have seen it: to come back at once would be no privacy. They get no messages.
        """
        live, now_ms, may_personalise = self._live, self._now_ms, self._call.consent.personalization
        known = visitor if may_personalise else Visitor()
        self._context = context_of(known, self._call, self._speaker, live, now_ms)
        request = Request(
            slots=frozenset(self._call.request.slots[:MAX_SLOTS]),
            on_screen=frozenset(self._call.request.on_screen[:MAX_SLOTS]),
            assignment_id=self._speaker.subject.id,
            may_personalise=may_personalise,
        )
        self.decisions = decide(live.campaigns, self._context, visitor.exposures, request, now_ms)
        self._visitor = with_messages(known, self._messages(), now_ms) if may_personalise else known
        return self._visitor if may_personalise else visitor

    def explained(self) -> list[Decision]:
        """The decisions, each no with the values that it was made on."""
        return explained(
            self.decisions,
            self._live.campaigns,
            self._context,
            partial(compile_condition, segments=self._live.segments),
        )

    @property
    def unread(self) -> int:
        return unread_count(self._visitor, messages_of(self._visitor, self._live))

    def widgets(self) -> list[dict[str, Any]]:
        """The shown campaigns as the browser gets them; what renders to nothing is left out."""
        scene = scene_of(self._visitor, self._context, self._page, self._live, self._now_ms)
        found = []
        for decision in self.decisions:
            if decision.shown and decision.variant is not None:
                look = self._live.looks[decision.campaign, decision.variant]
                if not _is_message(look) and (html := look.widget.render(scene)):
                    found.append({**look.wire, "html": html})
        return found

    def _messages(self) -> list[tuple[str, str]]:
        return [
            (each.campaign, each.variant)
            for each in self.decisions
            if each.shown and each.variant is not None and _is_message(self._live.looks[each.campaign, each.variant])
        ]


_INBOX = str(InboxPlacement.__struct_config__.tag)


def _is_message(look: Look) -> bool:
    return bool(look.wire["placement"]["type"] == _INBOX)


def messages_of(visitor: Visitor, live: LiveSite) -> dict[str, Look]:
    """The messages of the visitor's inbox by campaign, but for those that the owner has withdrawn."""
    if not visitor.inbox:
        return {}
    there = {each.campaign.id for each in live.campaigns if each.campaign.status in ("live", "ended")}
    looks = {campaign: live.looks.get((campaign, message.variant)) for campaign, message in visitor.inbox.items()}
    return {campaign: look for campaign, look in looks.items() if look and campaign in there and _is_message(look)}


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

    def recommended(strategy: str, limit: int) -> Sequence[Recommendation]:
        return recommend(strategy, shopper, live.catalogue, live.together, limit=limit)

    return Scene(
        language=language,
        direction=direction,
        currency=live.site.currency,
        tags=context,
        cart_value_minor=visitor.cart.value_minor,
        recommend=recommended,
        inbox=Inbox(unread=unread_count(visitor, messages_of(visitor, live))),
        now_ms=now_ms,
    )


def language_of(*candidates: str) -> tuple[str, str]:
    """The first of ``candidates`` that is a language, and its direction of writing (``ltr`` or ``rtl``)."""
    return next(filter(None, map(_known_language, candidates)), ("en", "ltr"))


@lru_cache(maxsize=1_000)
def _known_language(candidate: str) -> tuple[str, str] | None:
    try:
        locale = Locale.parse(candidate.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    return str(locale).replace("_", "-"), str(locale.text_direction)
