"""The story of a visit: a browser tells what happened, and in the same answer learns what to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec

from notesik.audiences import Sender
from notesik.calls import Call, speaker_of
from notesik.choices import Choice
from notesik.context import Context, read_page, shown_context
from notesik.decisions import Decision
from notesik.events import Rejected, parse_events
from notesik.exposures import HELD_OUT
from notesik.inboxes import panel_of
from notesik.live_sites import LiveSite
from notesik.metrics import VisitMeter
from notesik.notebook import Notebook, Subject
from notesik.notebook_tasks import Amended
from notesik.previewed import Opened
from notesik.visitor_scenes import context_of, messages_of, scene_of
from notesik.visitors import Visitor
from notesik.widgets import Widget


class VisitAnswer(msgspec.Struct, rename="camel"):
    """What the browser gets back: ``identity`` if a token failed, ``decisions`` only for who has the secret key or has
    followed a link to them; then the ``context`` too. ``preview`` says what a link has opened, or why nothing;
    ``debug`` tells it in the page, by its ``html`` and the name of its ``styles``.
    ``theme`` is the site's style sheet, if it has one; ``consent`` what the browser's privacy signal has taken away of
    what the page stated."""

    anonymous_id: str
    accepted: int
    rejected: list[Rejected]
    widgets: list[dict[str, Any]]
    inbox: dict[str, int]
    theme: str | msgspec.UnsetType = msgspec.UNSET
    decisions: list[Decision] | msgspec.UnsetType = msgspec.UNSET
    context: Context | msgspec.UnsetType = msgspec.UNSET
    preview: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    debug: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    identity: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    consent: dict[str, bool] | msgspec.UnsetType = msgspec.UNSET


async def visit(call: Call, live: LiveSite, notebook: Notebook, now_ms: int, meter: VisitMeter) -> VisitAnswer:
    """Take the events in, decide on what is known afterwards, and render what is to be shown; ``meter`` is told of it.

    Raises StoreUnavailable; then nothing was acknowledged, and the same request can be sent again.
    """
    events, rejected = parse_events(call.request, now_ms, refuse=call.consent.refusal)
    speaker = speaker_of(call, live.site.secret_key, now_ms)
    choice = Choice(call, speaker, live, now_ms)
    meter.end("parse")

    def decided(visitor: Visitor) -> Amended:
        meter.end("load")
        amended = choice.made_for(visitor)
        meter.end("decide")
        return amended

    if call.consent.analytics:
        shop = live.shop_for(Sender(call.device, call.geo, call.consent))
        await notebook.write(shop, events, now_ms, decider=speaker.subject, amend=decided, link=speaker.link)
        meter.end("write")
    else:
        decided(await remembered(call, live, notebook, speaker.subject))
    widgets = choice.widgets()
    meter.end("render")
    seen = (each["widget"] for each in widgets if each["variant"] != HELD_OUT)
    meter.tell((each.type for each in events), len(rejected), choice.reasons, seen)
    return VisitAnswer(
        anonymous_id=call.device_id,
        accepted=len(events),
        rejected=rejected,
        widgets=widgets,
        inbox={"unread": choice.unread},
        theme=live.theme or msgspec.UNSET,
        decisions=list(choice.decisions) if call.wants_decisions else msgspec.UNSET,
        context=shown_context(choice.context) if call.wants_decisions else msgspec.UNSET,
        preview=_opened(call, choice.opened) if call.request.preview else msgspec.UNSET,
        identity={"level": speaker.level.value, "note": speaker.note} if speaker.note else msgspec.UNSET,
        consent={"analytics": False} if call.is_narrowed else msgspec.UNSET,
    )


def _opened(call: Call, opened: Opened) -> dict[str, str]:
    """What the token of a link opens (``debug``, ``preview``, else ``nothing``): which ``variant`` is shown, and in
    ``note`` why it is not there, or is another than was asked for."""
    preview = call.preview
    told = {
        "opens": preview.purpose or "nothing",
        "campaign": preview.campaign,
        "variant": opened.variant,
        "note": opened.note,
    }
    return {name: value for name, value in told.items() if value}


async def remembered(call: Call, live: LiveSite, notebook: Notebook, subject: Subject) -> Visitor:
    """What was kept while it was allowed, if it may be used; nothing is written."""
    if not call.consent.personalization:
        return Visitor()
    visitor, _ = await notebook.read(live.site.id, subject)
    return visitor


async def open_inbox(
    call: Call, live: LiveSite, widgets: Mapping[str, Widget], notebook: Notebook, now_ms: int
) -> dict[str, Any]:
    """The inbox's panel for whom the call speaks: its HTML, the style file of its cards, its unread messages."""
    speaker = speaker_of(call, live.site.secret_key, now_ms)
    visitor = await remembered(call, live, notebook, speaker.subject)
    page = read_page(call.request.page)
    context = context_of(visitor, call, speaker, page, live, now_ms)
    scene = scene_of(visitor, context, page, live, now_ms)
    renderers: dict[tuple[str, str], Callable[[], str]] = {
        (campaign, visitor.inbox[campaign].variant): partial(look.widget.render, scene)
        for campaign, look in messages_of(visitor, live).items()
    }
    panel = panel_of(visitor, live.catalogue, renderers)
    return {
        "html": widgets["inbox"].render_panel(scene, panel),
        "styles": widgets["message"].style_file,
        "theme": live.theme,
        "unread": panel.unread,
    }
