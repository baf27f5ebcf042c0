"""The shopping inbox: messages that campaigns put into it, and what its panel shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from msgspec.structs import replace

from notesik.catalogue import Catalogue, Product
from notesik.visitors import MAX_INBOX, InboxMessage, Visitor
from notesik.widget_scenes import Message, Panel

MAX_CARDS = 12
"""Products that each list of the panel shows."""


def with_messages(visitor: Visitor, messages: Iterable[tuple[str, str]], now_ms: int) -> Visitor:
    """``visitor`` with the messages (campaign, variant) that their inbox does not hold yet."""
    new = {campaign: InboxMessage(variant, now_ms) for campaign, variant in messages if campaign not in visitor.inbox}
    if not new:
        return visitor
    newest = sorted((visitor.inbox | new).items(), key=lambda item: -item[1].at_ms)[:MAX_INBOX]
    return replace(visitor, inbox=dict(newest))


def unread_count(visitor: Visitor, campaigns: Collection[str]) -> int:
    """Unread messages of ``campaigns``, which are those that still are there."""
    return sum(1 for campaign, message in visitor.inbox.items() if not message.read_ms and campaign in campaigns)


def panel_of(visitor: Visitor, catalogue: Catalogue, renderers: Mapping[tuple[str, str], Callable[[], str]]) -> Panel:
    """What the opened inbox shows. ``renderers`` make the HTML of a campaign's variant; others' messages are gone."""
    messages = [
        Message(
            campaign=campaign,
            variant=message.variant,
            html=renderers[campaign, message.variant](),
            is_unread=not message.read_ms,
            sent_ms=message.at_ms,
        )
        for campaign, message in sorted(visitor.inbox.items(), key=lambda item: -item[1].at_ms)
        if (campaign, message.variant) in renderers
    ]
    return Panel(
        viewed=_known(visitor.viewed, catalogue), wishlist=_known(visitor.wishlist, catalogue), messages=messages
    )


def _known(ids: Iterable[str], catalogue: Catalogue) -> list[Product]:
    return [product for id in ids if (product := catalogue.get(id)) is not None][:MAX_CARDS]
