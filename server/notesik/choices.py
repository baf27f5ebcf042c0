"""The choice of what one visitor sees at one moment: decided on their state, and rendered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from msgspec.structs import replace

from notesik.affinities import ranked
from notesik.calls import Call, Speaker
from notesik.context import Context, Page, Situation, build_context, read_page
from notesik.decisions import Decision, Request, choose, decide, explained
from notesik.holdouts import held_out_by
from notesik.inboxes import unread_count, with_messages
from notesik.live_campaigns import Look
from notesik.live_sites import LiveSite
from notesik.notebook_rounds import Amended
from notesik.placements import Inbox as InboxPlacement
from notesik.previewed import campaign_of, making_way, rendered
from notesik.recommendations import Recommendation, Shopper, recommend
from notesik.reservations import after_decisions
from notesik.visitors import Visitor, last_exposures
from notesik.widgets import Inbox, Scene

MAX_SLOTS = 100
MAX_CAMPAIGNS = 100
"""On the screen, or viewed, that a request may tell of."""
MAX_FAVOURITES = 3

_PAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Choice:
    """What is shown to one visitor at one moment. Made anew whenever a conflict shows that the visitor has changed."""

    def __init__(self, call: Call, speaker: Speaker, live: LiveSite, now_ms: int) -> None:
        self._call, self._speaker, self._live, self._now_ms = call, speaker, live, now_ms
        self._page = read_page(call.request.page)
        self.opened = campaign_of(call.preview, live, call.request.slots[:MAX_SLOTS])
        """What an owner's link previews."""
        self._visitor = Visitor()
        self.context: Context = {}
        self.decisions: Sequence[Decision] = ()

    def made_for(self, visitor: Visitor) -> Amended:
        """Decide for ``visitor`` and give them back with what is reserved for the page and their new inbox messages.

        Who has not agreed to be treated by their history is a stranger, but for what they have closed and how often
        they have seen it: to come back at once would be no privacy. They get no messages.
        """
        live, now_ms, may_personalise = self._live, self._now_ms, self._call.consent.personalization
        known = visitor if may_personalise else Visitor()
        self.context = context_of(known, self._call, self._speaker, live, now_ms)
        request = self._request()
        self.decisions = self._decided(visitor, request)
        if self.opened.compiled is not None:
            self.decisions = making_way(self.decisions, self.opened.compiled, live)
        exposures = after_decisions(visitor.exposures, self.decisions, live.index, request, now_ms)
        if exposures is not visitor.exposures:
            visitor = replace(visitor, exposures=last_exposures(dict(exposures)))
        if may_personalise:
            visitor = with_messages(visitor, self._messages(), now_ms)
        self._visitor = visitor if may_personalise else known
        return Amended(visitor, held_out_by(self.decisions))

    def _request(self) -> Request:
        asked = self._call.request
        return Request(
            slots=frozenset(asked.slots[:MAX_SLOTS]),
            on_screen=frozenset(asked.on_screen[:MAX_CAMPAIGNS]),
            assignment_id=self._speaker.subject.id,
            may_personalise=self._call.consent.personalization,
            page_id=_page_id(asked.page_id),
            left_page_id=_page_id(asked.left_page_id),
            viewed=frozenset(asked.viewed[:MAX_CAMPAIGNS]),
            left_viewed=frozenset(asked.left_viewed[:MAX_CAMPAIGNS]),
        )

    def _decided(self, visitor: Visitor, request: Request) -> Sequence[Decision]:
        """With every no when the owner asks for them, which takes much longer."""
        index, context, now_ms = self._live.index, self.context, self._now_ms
        if not self._call.wants_decisions:
            return choose(index, context, visitor.exposures, request, now_ms)
        return decide(index.campaigns, context, visitor.exposures, request, now_ms, index.rules)

    def explained(self) -> list[Decision]:
        """The decisions, each with what was tested and the actual values."""
        return explained(self.decisions, self._live.index.campaigns, self.context, self._live.segments)

    @property
    def unread(self) -> int:
        return unread_count(self._visitor, messages_of(self._visitor, self._live))

    def widgets(self) -> list[dict[str, Any]]:
        """The shown campaigns as the browser gets them; what renders to nothing is left out."""
        scene = scene_of(self._visitor, self.context, self._page, self._live, self._now_ms)
        previewed = self.opened.compiled
        found = rendered(previewed, self._call.preview.variant, self._live, scene) if previewed else []
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


def _page_id(stated: str) -> str:
    """What is no id is none: such a page is taken for a new one each time."""
    return stated if _PAGE_ID.fullmatch(stated) else ""


_INBOX = str(InboxPlacement.__struct_config__.tag)


def _is_message(look: Look) -> bool:
    return bool(look.wire["placement"]["type"] == _INBOX)


def messages_of(visitor: Visitor, live: LiveSite) -> dict[str, Look]:
    """The messages of the visitor's inbox by campaign, but for those that the owner has withdrawn."""
    if not visitor.inbox:
        return {}
    looks = {campaign: live.looks.get((campaign, message.variant)) for campaign, message in visitor.inbox.items()}
    return {
        campaign: look
        for campaign, look in looks.items()
        if look and look.status in ("live", "ended") and _is_message(look)
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
